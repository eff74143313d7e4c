#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/local_call/local_server.hpp"
#include "registry/vault/reading_watch.hpp"
#include "registry/vault/vault_message.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <set>

namespace tnung::registry {

/// What the vault's process answers on its socket: it asks the database itself whose session that
/// is, holds the person against the record, notes the read, and opens after that. Whoever serves
/// pages gets nothing past it (security.md, "Inside"). Thread-safe.
class VaultService {
public:
    struct Settings {
        std::filesystem::path socket; ///< made when it starts, of this user alone
        std::set<uid_t> peers;        ///< who may connect, beside this user himself
        /// What was handed over before that day is past its term on `today`, by this process's own
        /// table; nothing: it is kept for ever.
        std::function<std::optional<Day>(Day today)> past_before = [](Day) {
            return std::optional<Day>{};
        };
    };
    /// `pool`: as `tnung_vault`. All must outlive it.
    VaultService(
        Vault& vault, pg::Pool& pool, const Clock& clock, ReadingWatch& watch, Settings settings
    );

    /// Listens; throws std::runtime_error where another process does already.
    void start() { server_.start(); }
    void stop() { server_.stop(); }

    VaultReply answer(const VaultRequest& request);

private:
    VaultReply read(const VaultRequest& request, const Staff& staff, const Vault::Standing& record);
    VaultReply
    hand_over(const VaultRequest& request, const Staff& staff, const Vault::Standing& record);
    VaultReply
    attach(const VaultRequest& request, const Staff& staff, const Vault::Standing& record);
    /// Refuses an act other than reading. Tampered content is noted in the log and raises an alarm.
    VaultReply not_done(OpenRefusal why, const VaultRequest& request, const Staff& staff);
    struct Word;
    /// Not noted yet.
    Word word_of(pg::Transaction& tx, const VaultRequest& request, const Staff& staff, Instant now)
        const;
    /// Records a decision that needs another person (second_word.hpp), with its entry in the log.
    VaultReply say(const VaultRequest& request, const Staff& staff);
    /// What a unit that is no more left, wrapped anew; noted first.
    VaultReply take_over(const VaultRequest& request, const Staff& staff);
    /// In the log, with who it was, and for the auditor to look at.
    VaultReply
    turn_away(VaultRefusal why, AlarmKind kind, const VaultRequest& request, const Staff* staff);
    local_call::Frame answer_frame(local_call::Frame frame);

    Vault& vault_;
    pg::Pool& pool_;
    const Clock& clock_;
    ReadingWatch& watch_;
    const std::function<std::optional<Day>(Day)> past_before_;
    local_call::LocalServer server_;
};

} // namespace tnung::registry
