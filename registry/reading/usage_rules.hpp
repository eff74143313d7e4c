#pragma once

#include "foundation/base/instant.hpp"
#include "foundation/pg/pool.hpp"
#include "foundation/staff/staff.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tnung::registry {

/// The province's regulation on using the register (quy chế khai thác, sử dụng cơ sở dữ liệu:
/// Decree 130/2020/NĐ-CP, article 18), one version: shown to everybody, acknowledged before use.
struct UsageRules {
    Day from;
    std::string title, source;
    struct Section {
        std::string heading;
        std::vector<std::string> paragraphs;
    };
    std::vector<Section> sections;
    std::string version; ///< of its words: another word is another version
};

/// Of data/registry-rules: a title, `from:` and `source:`, then headings (`# `) with paragraphs.
/// Throws std::runtime_error naming `name` and what is wrong.
UsageRules parse_usage_rules(std::string_view name, std::string_view text);
/// The newest in force on that day; throws std::runtime_error where none is.
const UsageRules& rules_of(const std::vector<UsageRules>& all, Day day);

namespace usage_rules_store {

bool has_acknowledged(pg::Transaction& tx, Id<Staff> staff, const std::string& version);
/// Again: nothing happens.
void acknowledge(pg::Transaction& tx, Id<Staff> staff, const std::string& version, Instant now);

} // namespace usage_rules_store

} // namespace tnung::registry
