#pragma once

#include "foundation/config/config.hpp"
#include "foundation/service/web_settings.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tnung {

/// One rule that a production configuration breaks.
struct BrokenRule {
    std::string key, words;
};

/// One rule of a program's own, over what it was told.
template <class Settings>
struct ProductionRule {
    const char* key;
    const char* words;
    bool (*holds)(const Settings&);
};

template <class Settings, std::size_t count>
void check_rules(
    std::vector<BrokenRule>& broken, const Settings& settings,
    const ProductionRule<Settings> (&rules)[count]
)
{
    for (const auto& rule : rules)
        if (!rule.holds(settings)) broken.push_back({rule.key, rule.words});
}

/// What no process of either program may have of a rehearsal.
template <class Settings>
void check_no_rehearsal(std::vector<BrokenRule>& broken, const Settings& settings)
{
    const ProductionRule<Settings> rules[] = {
        {"clock.shift_seconds", "only in a rehearsal",
         [](const Settings& s) { return s.clock_shift.count() == 0; }},
        {"rehearsal.crash_at", "only in a rehearsal",
         [](const Settings& s) { return s.crash_at.empty(); }},
        {"rehearsal.database_admin", "only in a rehearsal",
         [](const Settings& s) { return !s.database_admin; }}};
    check_rules(broken, settings, rules);
}

/// Where pages are, who stands in front of them and who may ask how it is.
void check_web(std::vector<BrokenRule>& broken, const WebSettings& web);
/// Secrets that others may read.
void check_secrets(std::vector<BrokenRule>& broken, const config::Config& config);
/// A program that is run over hostile bytes is ours, and nobody else may change it.
void check_reader(
    std::vector<BrokenRule>& broken, const std::string& key, const std::filesystem::path& program,
    const std::string& name
);
/// What another process's user keeps from this one.
void check_unreadable(
    std::vector<BrokenRule>& broken, const std::string& key, const std::filesystem::path& file
);

/// Throws std::runtime_error that lists the broken rules, one a line, unless the list is empty.
void refuse_broken(const std::vector<BrokenRule>& broken);

} // namespace tnung
