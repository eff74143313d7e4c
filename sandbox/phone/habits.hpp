#pragma once

#include "sandbox/zalo/zalo_sandbox.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <string>
#include <thread>

namespace tnung::sandbox {

/// What some people do with their phones by themselves, so that a rehearsal has followers: at the
/// first message about a dossier they follow the account, type the dossier's code, share their
/// number and type the one-time code that reaches it. The same people in every run.
class Habits {
public:
    /// `following_percent` of all numbers with an account.
    Habits(ZaloSandbox& zalo, int following_percent);
    ~Habits();
    /// Whether whoever holds that number does so.
    bool follows(const std::string& phone);
    /// How many typed their code so far.
    std::size_t linked();

private:
    void run();
    void look_at(const std::string& user_id);
    bool is_one_of_them(const std::string& user_id) const;

    ZaloSandbox& zalo_;
    const std::uint32_t following_percent_;
    std::mutex mutex_; ///< guards what follows
    std::condition_variable changed_;
    std::deque<std::string> waiting_; ///< users whose inbox changed
    bool stopping_ = false;
    std::size_t linked_ = 0;
    std::map<std::string, std::set<std::string>>
        done_; ///< message ids, by user; worker thread only
    std::thread thread_;
};

} // namespace tnung::sandbox
