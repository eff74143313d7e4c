#pragma once

#include "foundation/audit/audit_log.hpp"
#include "foundation/pg/migrate.hpp"
#include "foundation/pg/pool.hpp"
#include "registry/accounts.hpp"
#include "registry/people/people_list.hpp"
#include "registry/settings.hpp"
#include "registry/vault/key_shares.hpp"
#include "registry/vault/vault.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::registry {

/// The registry's pages: parts built once, in order. It has neither keys of declarations nor what
/// is sealed with them; those are VaultProgram's, in a process of its own.
class Program {
public:
    explicit Program(Settings settings);
    ~Program();

    unsigned short start(); ///< the port it got
    void stop();
    /// The table of routes: method, pattern, roles that may.
    std::vector<std::string> route_list();

    struct ImportReport {
        ListReport list;
        std::int64_t listed = 0;  ///< for campaigns that are not over
        std::int64_t doubles = 0; ///< of a database: records of somebody whom another one names
    };
    /// A list of people who must declare, as CSV or as an Excel workbook, with a heading row
    /// (people_list.hpp).
    ImportReport import_people(std::string_view bytes, const std::string& sheet = "");
    /// The same from the database of civil servants (civil_servants.hpp).
    ImportReport ask_civil_servants(const std::function<void(std::int64_t records)>& progress);
    audit::Log& audit_log();

private:
    ImportReport take(const Table& table, std::string_view source);
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// The vault's process: master keys, and the role that sees what is sealed.
class VaultProgram {
public:
    explicit VaultProgram(Settings settings);
    ~VaultProgram();

    void start();
    void stop();

    /// A new key for all records of a domain, while others read; goes on where it was stopped.
    /// Throws std::runtime_error where there is no such domain.
    Vault::Rotation rotate_domain(
        const std::string& name, const std::function<void(const Vault::Rotation&)>& progress
    );
    /// A new master key, and every domain's key wrapped by it; how many. Throws std::runtime_error
    /// where a vault is running: it would not know the new key.
    int rotate_master();
    /// What was decided to be destroyed is: its keys go, each with an entry in the log.
    Vault::Erasure erase(const std::function<void(const Vault::Erasure&)>& progress);
    /// The master keys as shares for several people (key_shares.hpp); the log says that there are
    /// some. Like each of the vault's commands on keys it throws std::runtime_error while another
    /// is under way.
    std::vector<std::string> share_keys(int need, int of);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// Brings back the vault's master keys that are not in their folder (key_shares.hpp), which the log
/// says before they are there; the files made. Throws std::runtime_error saying why not, and where
/// a vault is running.
std::vector<std::filesystem::path>
restore_vault_keys(const Settings& settings, const std::vector<ShareText>& shares);
/// What shares say of themselves, held against the vault's keys and its database.
std::vector<ShareStanding>
check_vault_shares(const Settings& settings, const std::vector<ShareText>& shares);

/// Accounts of those who sign in, for the operator's commands.
class AccountsProgram {
public:
    /// Throws std::runtime_error where its database has no tables yet.
    explicit AccountsProgram(Settings settings);
    ~AccountsProgram();
    Accounts& accounts();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// Makes the tables, or brings them to what this version needs; what waits until no older program
/// runs. Throws std::runtime_error where the
/// configuration does not name the role that owns them.
std::vector<std::string> migrate_database(const Settings& settings, pg::OlderPrograms older);

} // namespace tnung::registry
