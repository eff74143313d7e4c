#pragma once

#include "foundation/base/clock.hpp"
#include "registry/vault/frame_socket.hpp"
#include "registry/vault/reading_watch.hpp"

#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

namespace tnung::registry {

/// That one process at a time is the vault of a socket; gone with the process, however it ends.
class VaultLock {
public:
    /// Throws std::runtime_error where another process has it.
    explicit VaultLock(const std::filesystem::path& socket);
    ~VaultLock();
    VaultLock(const VaultLock&) = delete;
    VaultLock& operator=(const VaultLock&) = delete;

private:
    int file_ = -1;
};

/// What the vault's process answers on its socket: it asks the database itself whose session that
/// is, holds the person against the record, notes the read, and opens after that. Whoever serves
/// pages gets nothing past it (security.md, "Inside"). Thread-safe.
class VaultService {
public:
    struct Settings {
        std::filesystem::path socket; ///< made when it starts, of this user alone
        std::set<uid_t> peers;        ///< who may connect, beside this user himself
    };
    /// `pool`: as `tnung_vault`. All must outlive it.
    VaultService(
        Vault& vault, pg::Pool& pool, const Clock& clock, ReadingWatch& watch, Settings settings
    );
    ~VaultService();

    /// Listens; throws std::runtime_error where another process does already.
    void start();
    void stop();

    VaultReply answer(const VaultRequest& request);

private:
    VaultReply read(const VaultRequest& request, const Staff& staff, const Vault::Standing& record);
    VaultReply
    hand_over(const VaultRequest& request, const Staff& staff, const Vault::Standing& record);
    VaultReply
    attach(const VaultRequest& request, const Staff& staff, const Vault::Standing& record);
    /// Of what is no reading: what was tampered with is reported by whoever comes upon it.
    VaultReply not_done(OpenRefusal why, const VaultRequest& request, const Staff& staff);
    struct Word;
    /// Not noted yet.
    static Word
    word_of(pg::Transaction& tx, const VaultRequest& request, const Staff& staff, Instant now);
    /// What another person alone may say (second_word.hpp), noted.
    VaultReply say(const VaultRequest& request, const Staff& staff);
    /// What a unit that is no more left, wrapped anew; noted first.
    VaultReply take_over(const VaultRequest& request, const Staff& staff);
    /// In the log, with who it was, and for the auditor to look at.
    VaultReply
    turn_away(VaultRefusal why, AlarmKind kind, const VaultRequest& request, const Staff* staff);
    void accept_loop();
    void welcome(std::shared_ptr<FrameSocket> socket);
    void serve(FrameSocket& socket);

    Vault& vault_;
    pg::Pool& pool_;
    const Clock& clock_;
    ReadingWatch& watch_;
    const Settings settings_;

    int listening_ = -1;
    std::optional<VaultLock> lock_;
    struct Talk {
        std::shared_ptr<FrameSocket> socket;
        std::thread thread;
        bool over = false;
    };
    std::mutex mutex_; ///< guards what follows
    std::list<Talk> talks_;
    bool stopping_ = false;
    std::thread accepting_;
};

} // namespace tnung::registry
