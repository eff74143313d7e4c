#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

/// Structured log, one JSON object a line on standard error. No personal data: values are ids,
/// counts, durations and error classes, never names, numbers or message texts.
namespace tnung::log {

enum class Level { debug, info, warning, error };

class Field {
public:
    Field(std::string_view name, std::string_view value);
    Field(std::string_view name, const char* value) : Field(name, std::string_view(value)) {}
    Field(std::string_view name, const std::string& value) : Field(name, std::string_view(value)) {}
    template <std::integral Number>
    Field(std::string_view name, Number value) : Field(name, std::int64_t(value), 0)
    {
    }
    Field(std::string_view name, double value);

    const std::string& written() const { return written_; }

private:
    Field(std::string_view name, std::int64_t value, int);
    std::string written_;
};

using Fields = std::initializer_list<Field>;

void set_level(Level level);
void write(Level level, std::string_view event, Fields fields = {});
inline void debug(std::string_view event, Fields fields = {})
{
    write(Level::debug, event, fields);
}
inline void info(std::string_view event, Fields fields = {})
{
    write(Level::info, event, fields);
}
inline void warning(std::string_view event, Fields fields = {})
{
    write(Level::warning, event, fields);
}
inline void error(std::string_view event, Fields fields = {})
{
    write(Level::error, event, fields);
}

} // namespace tnung::log
