#pragma once

#include "foundation/base/background_loop.hpp"
#include "foundation/base/clock.hpp"
#include "foundation/http/client.hpp"
#include "foundation/metrics/metrics.hpp"
#include "gateway/chat/chat.hpp"
#include "gateway/chat/sent_photo.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace tnung::gateway {

struct PhotoSettings {
    /// Where Zalo keeps what people send (zalo-openapi 7.5 shows addresses, no list): a photo is
    /// fetched from these names and what lies below them, from nowhere else.
    std::vector<std::string> hosts{"zdn.vn", "zadn.vn"};
    std::string scheme = "https";
    std::filesystem::path reader; ///< tnung-photo-reader
    std::chrono::milliseconds fetch_time_max{10'000};
};

/// Whether a photo may be fetched from there: the address came from outside.
bool may_fetch(const std::string& address, const PhotoSettings& settings);

/// Reads the QR code of a photo that somebody sent in the chat, by a program that can do nothing
/// else, and answers as if he had typed the code. Owns its thread; any number of processes may run
/// one.
class PhotoDesk {
public:
    PhotoDesk(
        pg::Pool& pool, const Clock& clock, const PersonKeys& keys, http::Client& client,
        const Chat& chat, PhotoSettings settings, std::function<void()> answered,
        metrics::Registry& metrics
    );

    void start() { loop_.start(); }
    void wake() { loop_.wake(); }
    void stop() { loop_.stop(); }
    /// Reads the oldest that waits; how many it found.
    std::size_t work_once();

private:
    std::vector<std::string> read(const std::string& address);
    void count(std::string_view result);

    pg::Pool& pool_;
    const Clock& clock_;
    const PersonKeys& keys_;
    http::Client& client_;
    const Chat& chat_;
    const PhotoSettings settings_;
    const std::function<void()> answered_; ///< something was put into the outbox
    metrics::Registry& metrics_;
    BackgroundLoop loop_; ///< last: ends before what its turns use goes
};

} // namespace tnung::gateway
