#include "foundation/log/log.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace tnung::log {

namespace {

/// A log line must stay one line whatever a neighbour's error text holds.
std::string quoted(std::string_view text)
{
    constexpr std::size_t value_bytes_max = 500;
    std::string out = "\"";
    for (const char c : text.substr(0, value_bytes_max)) {
        if (c == '"' || c == '\\') {
            out.push_back('\\');
            out.push_back(c);
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += fmt::format("\\u{:04x}", int(c));
        } else {
            out.push_back(c);
        }
    }
    out.push_back('"');
    return out;
}

spdlog::logger& logger()
{
    static const auto made = [] {
        auto logger = spdlog::stderr_logger_mt("tnung");
        logger->set_pattern(R"({"at":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l","pid":%P,%v})");
        logger->flush_on(spdlog::level::info);
        return logger;
    }();
    return *made;
}

spdlog::level::level_enum to_spdlog(Level level)
{
    switch (level) {
    case Level::debug: return spdlog::level::debug;
    case Level::info: return spdlog::level::info;
    case Level::warning: return spdlog::level::warn;
    case Level::error: return spdlog::level::err;
    }
    std::abort();
}

} // namespace

Field::Field(std::string_view name, std::string_view value)
    : written_(fmt::format("{}:{}", quoted(name), quoted(value)))
{
}

Field::Field(std::string_view name, std::int64_t value, int)
    : written_(fmt::format("{}:{}", quoted(name), value))
{
}

Field::Field(std::string_view name, double value)
    : written_(fmt::format("{}:{:.3f}", quoted(name), value))
{
}

void set_level(Level level)
{
    logger().set_level(to_spdlog(level));
}

void write(Level level, std::string_view event, Fields fields)
{
    auto line = fmt::format("\"event\":{}", quoted(event));
    for (const auto& field : fields) line += "," + field.written();
    logger().log(to_spdlog(level), "{}", line);
}

} // namespace tnung::log
