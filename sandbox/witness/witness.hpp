#pragma once

#include "foundation/audit/checkpoint.hpp"
#include "foundation/base/clock.hpp"
#include "foundation/http/server.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace tnung::sandbox {

/// A witness of transparency logs (C2SP tlog-witness, tlog-cosignature): signs what it sees grow.
class WitnessOfLogs {
public:
    WitnessOfLogs(std::string name, std::string_view seed, const Clock& clock);

    struct Faults {
        int fail = 0;         ///< the next calls answer 503
        int lose = 0;         ///< the next calls sign, and half of the answer is lost
        bool forges = false;  ///< signs with another key
        bool forgets = false; ///< does not keep what it signed: a witness that serves nobody
    };
    void set(Faults faults);
    /// Whose checkpoints it signs.
    void know(const std::string& origin, const std::string& public_key);
    /// As verifiers write it.
    std::string key() const;
    /// How much of that log it has signed.
    std::uint64_t seen(const std::string& origin);
    std::int64_t calls();

    /// `POST /add-checkpoint`
    std::vector<http::Route> routes();

private:
    http::Response add(const http::Request& request);

    const std::string name_;
    const crypto::SigningKey key_, other_key_;
    const Clock& clock_;
    std::mutex mutex_; ///< guards what follows
    Faults faults_;
    std::map<std::string, std::string> keys_;
    std::map<std::string, audit::Checkpoint> newest_;
    std::int64_t calls_ = 0;
};

} // namespace tnung::sandbox
