#include "foundation/http/event_stream.hpp"

#include <fmt/format.h>

namespace tnung::http {

bool EventStream::push(std::string_view event, std::string_view data)
{
    std::string text = fmt::format("event: {}\n", event);
    while (true) {
        const auto end = data.find('\n');
        text += fmt::format("data: {}\n", data.substr(0, end));
        if (end == std::string_view::npos) break;
        data.remove_prefix(end + 1);
    }
    text += "\n";
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= waiting_max) open_ = false;
    if (!open_) return false;
    waiting_.push_back(std::move(text));
    if (wake_) wake_();
    return true;
}

void EventStream::close()
{
    const std::lock_guard lock(mutex_);
    open_ = false;
    if (wake_) wake_();
}

bool EventStream::is_open() const
{
    const std::lock_guard lock(mutex_);
    return open_;
}

void EventStream::on_ready(std::function<void()> wake)
{
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
    if (wake_ && !waiting_.empty()) wake_();
}

std::string EventStream::take()
{
    const std::lock_guard lock(mutex_);
    std::string text;
    for (const auto& event : waiting_) text += event;
    waiting_.clear();
    return text;
}

} // namespace tnung::http
