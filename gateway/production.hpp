#pragma once

#include "foundation/service/production.hpp"
#include "gateway/settings.hpp"

#include <string_view>

namespace tnung::gateway {

/// Which process a configuration is for: each is told only what it needs.
enum class ProcessKind {
    pages,     ///< `serve`, and the operator's commands on dossiers
    authority, ///< `authority`, and the operator's commands on accounts
    migration, ///< `migrate`
};
std::string_view process_name(ProcessKind kind);

/// What a production may not have, rule by rule; empty: it may start. Of a configuration that is
/// meant for production, whatever environment it names.
std::vector<BrokenRule>
broken_rules(const Settings& settings, const config::Config& config, ProcessKind kind);

} // namespace tnung::gateway
