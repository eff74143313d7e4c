#include "sandbox/phone/habits.hpp"

#include "foundation/base/bytes.hpp"

#include <algorithm>

namespace tnung::sandbox {

namespace {

constexpr std::size_t code_digits = 6;

/// The first run of exactly six digits.
std::string code_in(const std::string& text)
{
    std::string run;
    for (const char c : text + " ") {
        if (c >= '0' && c <= '9') {
            run.push_back(c);
            continue;
        }
        if (run.size() == code_digits) return run;
        run.clear();
    }
    return {};
}

std::string dossier_code_of(const InboxMessage& message)
{
    for (const auto& [name, value] : message.rows)
        if (name == "Mã hồ sơ") return value;
    return {};
}

} // namespace

Habits::Habits(ZaloSandbox& zalo, int following_percent)
    : zalo_(zalo), following_percent_(std::uint32_t(following_percent))
{
    auto& platform = zalo_.platform();
    {
        const std::lock_guard lock(platform.mutex);
        platform.inbox_listeners.push_back([this](const std::string& user_id) {
            const std::lock_guard guard(mutex_);
            waiting_.push_back(user_id);
            changed_.notify_one();
        });
    }
    thread_ = std::thread([this] { run(); });
}

Habits::~Habits()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

std::size_t Habits::linked()
{
    const std::lock_guard lock(mutex_);
    return linked_;
}

/// The last digits of the account decide: the same people in every run.
bool Habits::is_one_of_them(const std::string& user_id) const
{
    const auto tail = parse_integer(user_id.substr(user_id.size() - 4)).value_or(0);
    return std::uint32_t(tail) % 100 < following_percent_;
}

bool Habits::follows(const std::string& phone)
{
    auto& platform = zalo_.platform();
    const std::lock_guard lock(platform.mutex);
    const auto* user = platform.user_by_phone(phone);
    return user && is_one_of_them(user->user_id);
}

void Habits::run()
{
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
        if (stopping_) return;
        const auto user_id = waiting_.front();
        waiting_.pop_front();
        lock.unlock();
        look_at(user_id);
        lock.lock();
    }
}

void Habits::look_at(const std::string& user_id)
{
    ZaloUser user;
    {
        auto& platform = zalo_.platform();
        const std::lock_guard lock(platform.mutex);
        const auto* found = platform.user_by_id(user_id);
        if (!found || found->inbox.empty()) return;
        user = *found;
    }
    if (!is_one_of_them(user_id)) return;
    for (const auto& message : user.inbox) {
        if (message.from_user || !done_[user_id].insert(message.id).second) continue;
        if (const auto code = dossier_code_of(message); !code.empty()) {
            if (user.follows) continue;
            zalo_.follow(user.phone);
            zalo_.say(user.phone, code);
            user.follows = true;
        } else if (message.asks_for_number) {
            zalo_.share_number(user.phone, user.phone);
        } else if (message.title.starts_with("Mã nối số")) {
            zalo_.say(user.phone, code_in(message.text));
            const std::lock_guard lock(mutex_);
            ++linked_;
        } else if (message.buttons.size() == 2 && message.buttons.front().payload == "#NOISO") {
            zalo_.press(user.phone, message.buttons.front());
        }
    }
}

} // namespace tnung::sandbox
