#pragma once

#include "foundation/local_call/frame_socket.hpp"

#include <filesystem>
#include <mutex>
#include <set>
#include <stdexcept>
#include <vector>

namespace tnung::local_call {

/// The other program does not answer: it starts again, or was stopped.
class Away : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Calls a LocalServer; keeps some connections open. Thread-safe.
class LocalClient {
public:
    /// `name`: the other program's, for errors. `patience`: the longest wait for an answer.
    /// `listeners`: users besides this one whose process may listen at `socket`; where another
    /// user's does, ask() throws Away and sends nothing.
    LocalClient(
        std::filesystem::path socket, std::string name, FrameLimits limits,
        std::chrono::milliseconds patience, std::set<uid_t> listeners = {}
    )
        : path_(std::move(socket)), name_(std::move(name)), limits_(limits), patience_(patience),
          listeners_(std::move(listeners))
    {
    }

    /// One call and its answer. Throws Away.
    Frame ask(const Frame& question);

private:
    FrameSocket take();
    void give_back(FrameSocket socket);

    const std::filesystem::path path_;
    const std::string name_;
    const FrameLimits limits_;
    const std::chrono::milliseconds patience_;
    const std::set<uid_t> listeners_;
    std::mutex mutex_; ///< guards what follows
    std::vector<FrameSocket> idle_;
};

} // namespace tnung::local_call
