#pragma once

#include "foundation/local_call/frame_socket.hpp"

#include <filesystem>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

namespace tnung::local_call {

/// Lock that one process at a time holds; the system releases it when the process ends.
class ProcessLock {
public:
    /// Locks `<path>.lock`; throws std::runtime_error naming `what` where another process has it.
    ProcessLock(const std::filesystem::path& path, const std::string& what);
    /// Nothing where another process has it.
    static std::optional<ProcessLock> try_lock(const std::filesystem::path& path);
    ProcessLock(ProcessLock&& other) noexcept;
    ~ProcessLock();
    ProcessLock& operator=(ProcessLock&&) = delete;

private:
    explicit ProcessLock(int file) : file_(file) {}
    int file_ = -1;
};

/// Answers programs of this machine on a unix socket, a thread a connection, a bounded number at
/// once. Thread-safe.
class LocalServer {
public:
    struct Settings {
        std::string name;             ///< in errors and in the log, e.g. `vault`
        std::filesystem::path socket; ///< made when it starts, of this user alone
        std::set<uid_t> peers;        ///< who may connect, beside this user himself
        FrameLimits limits;
    };
    /// `answer` may be called by several threads at once and must not throw.
    LocalServer(Settings settings, std::function<Frame(Frame)> answer)
        : settings_(std::move(settings)), answer_(std::move(answer))
    {
    }
    ~LocalServer() { stop(); }
    LocalServer(const LocalServer&) = delete;
    LocalServer& operator=(const LocalServer&) = delete;

    /// Listens; throws std::runtime_error where another process does already.
    void start();
    void stop();

private:
    void accept_loop();
    void welcome(std::shared_ptr<FrameSocket> socket);
    void serve(FrameSocket& socket);

    const Settings settings_;
    const std::function<Frame(Frame)> answer_;
    int listening_ = -1;
    std::optional<ProcessLock> lock_;
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

} // namespace tnung::local_call
