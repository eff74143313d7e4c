#include "registry/reading/usage_rules.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tnung::registry {

namespace {

constexpr std::size_t version_length = 16; ///< hexadecimal digits
constexpr std::string_view from_word = "from: ", source_word = "source: ", heading_mark = "# ";

constexpr pg::Query has_query{
    "rules_acknowledgement.has",
    "SELECT 1 FROM rules_acknowledgement WHERE staff_id = $1 AND version = $2"};

constexpr pg::Query add_query{"rules_acknowledgement.add", R"sql(
    INSERT INTO rules_acknowledgement (staff_id, version, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
)sql"};

std::string_view next_line(std::string_view& text)
{
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return trimmed(line);
}

} // namespace

UsageRules parse_usage_rules(std::string_view name, std::string_view text)
{
    const auto wrong = [&](const char* what) {
        throw std::runtime_error(fmt::format("{}: {}", name, what));
    };
    UsageRules rules;
    rules.version = hex_text(crypto::sha256(text)).substr(0, version_length);
    rules.title = next_line(text);
    const auto from = next_line(text), source = next_line(text);
    const auto day =
        from.starts_with(from_word) ? parse_iso_day(from.substr(from_word.size())) : std::nullopt;
    if (rules.title.empty()) wrong("the first line is its title");
    if (!day) wrong("the second line is `from: ` and a day");
    if (!source.starts_with(source_word))
        wrong("the third line is `source: ` and where it is from");
    rules.from = *day;
    rules.source = source.substr(source_word.size());
    while (!text.empty()) {
        const auto line = next_line(text);
        if (line.empty()) continue;
        if (line.starts_with(heading_mark))
            rules.sections.push_back({std::string(line.substr(heading_mark.size())), {}});
        else if (rules.sections.empty())
            wrong("a paragraph stands before the first heading");
        else
            rules.sections.back().paragraphs.emplace_back(line);
    }
    if (rules.sections.empty()) wrong("it says nothing");
    return rules;
}

const UsageRules& rules_of(const std::vector<UsageRules>& all, Day day)
{
    const UsageRules* newest = nullptr;
    for (const auto& one : all)
        if (one.from <= day && (!newest || newest->from <= one.from)) newest = &one;
    if (!newest) throw std::runtime_error("registry-rules: none is in force");
    return *newest;
}

namespace usage_rules_store {

bool has_acknowledged(pg::Transaction& tx, Id<Staff> staff, const std::string& version)
{
    return !tx.exec(has_query, staff, version).empty();
}

void acknowledge(pg::Transaction& tx, Id<Staff> staff, const std::string& version, Instant now)
{
    tx.exec(add_query, staff, version, now);
}

} // namespace usage_rules_store

} // namespace tnung::registry
