#pragma once

#include "foundation/service/web_settings.hpp"
#include "foundation/witness/witnesses.hpp"
#include "registry/people/civil_servants.hpp"

#include <chrono>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <sys/types.h>

namespace tnung::registry {

enum class Environment { production, sandbox };

/// Everything the program is told, read once and checked at start.
struct Settings {
    Environment environment = Environment::production;
    std::filesystem::path data_folder;
    /// libpq targets of the role that works, the one that owns the tables, the vault's, and that of
    /// who signs people in. All empty: a private cluster in the data folder has them. A process is
    /// told only what it needs: pages the first, `migrate` the second, `vault` the last two.
    std::string database, database_owner, database_vault, database_authority;
    bool database_admin = false; ///< rehearsals only: tests may be the private cluster's superuser
    /// Where the vault's process signs people in, and its key file for that.
    std::filesystem::path authority_socket, authority_key;
    WebSettings web;
    std::string audit_origin;
    std::vector<WitnessAt> witnesses; ///< of the log
    std::chrono::seconds witness_every{60};
    std::chrono::seconds clock_shift{0};
    std::filesystem::path vault_socket;
    std::filesystem::path vault_keys; ///< the vault's folder of master keys
    std::set<uid_t> vault_peers;      ///< users who may ask it, beside its own
    std::set<uid_t> vault_user;       ///< as whom it may run, for pages, beside their own
    /// The province's own regulation, its versions as `.txt`; empty: the one that comes with us.
    std::filesystem::path rules_folder;
    /// The province's own tables (tables.hpp); empty: those that come with us.
    std::filesystem::path tables_folder;
    CivilServantDatabase civil_servants;
    std::filesystem::path paper_reader; ///< tnung-paper-reader
    /// Certificates that the province trusts to say whose a key is, as `.pem`; empty: none.
    std::filesystem::path trusted_folder;
    int reads_per_minute = 60;
    int reads_per_day = 200; ///< of what others declared; more by another person's word
    std::string
        crash_at; ///< rehearsals only: where this process dies (foundation/base/crash_point)
    int crash_at_passing = 1;
};

/// Throws std::runtime_error naming the key that is wrong.
Settings read_settings(config::Config& config);

} // namespace tnung::registry
