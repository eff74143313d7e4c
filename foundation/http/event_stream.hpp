#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace tnung::http {

/// The sending end of server-sent events (WHATWG HTML, 9.2). Any thread pushes; the connection
/// writes when it can. A reader that falls behind is dropped and comes back by itself.
class EventStream {
public:
    /// False once the reader is gone or too far behind.
    bool push(std::string_view event, std::string_view data);
    void close();
    bool is_open() const;

    /// For the server: what to call when something waits, and what waits.
    void on_ready(std::function<void()> wake);
    std::string take();

private:
    static constexpr std::size_t waiting_max = 256;

    mutable std::mutex mutex_; ///< guards what follows
    std::deque<std::string> waiting_;
    std::function<void()> wake_;
    bool open_ = true;
};

} // namespace tnung::http
