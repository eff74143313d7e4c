#pragma once

#include "bench/setting.hpp"
#include "foundation/http/client.hpp"

namespace tnung::bench {

/// Dossier events over HTTPS, each of a dossier and a number of its own, as the one-stop system
/// pushes them.
class Load {
public:
    Load(const Setting& setting, http::Client& client, std::string key)
        : setting_(setting), client_(client), key_(std::move(key))
    {
    }
    /// As fast as they are taken; how many a second.
    double fill(std::int64_t events);
    /// At that pace, in batches of so many, for that long. Obligations to pay are more urgent than
    /// "received".
    enum class What { received, payment };
    void pace(
        double events_per_second, std::chrono::seconds lasting, What what = What::received,
        int batch_events = 10
    );

private:
    std::string batch(std::int64_t events, What what);
    void post(std::string body, std::function<void(bool taken)> done);

    const Setting& setting_;
    http::Client& client_;
    const std::string key_;
    std::int64_t made_ = 0;
};

Taken taken(http::Client& client, const Setting& setting);
void forget_taken(http::Client& client, const Setting& setting);

} // namespace tnung::bench
