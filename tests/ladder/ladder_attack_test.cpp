// A cheat in every order: all orders of up to four acts around somebody's dossier, by one who holds
// nothing but what the number is sent (and a dossier of his own on it), and by one who knows
// nothing but the dossier's code. After each he looks through every door. What each order leaves
// after its first acts is tried as an order of its own.
#include "tests/ladder/ladder_world.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace tnung::ladder {
namespace {

enum class Act {
    link_by_code,
    link_by_digits,
    not_me,
    undo,
    counter, ///< a clerk lets the owner's own account in; the cheat types the code after him
    owner_change,
    correction,
    a_day,
    six_months,
    prove_again, ///< and tries digits
};
constexpr int acts = 10;
constexpr std::array<const char*, acts> act_names = {
    "links by code", "links by digits",  "not me", "undoes it",  "counter",
    "another owner", "number corrected", "a day",  "six months", "proves again"};
constexpr std::size_t acts_in_order_max = 4;

enum class Cheat { holds_the_number, knows_the_code };

using Order = std::vector<Act>;

std::string text_of(const Order& order)
{
    std::string text;
    for (const auto act : order)
        text += fmt::format("{}{}", text.empty() ? "" : ", ", act_names[std::size_t(act)]);
    return text;
}

/// Why an order is another one told once more.
std::optional<std::string_view> told_elsewhere(const Order& order)
{
    const auto before = [&](std::size_t at, auto which) {
        return std::any_of(order.begin(), order.begin() + std::ptrdiff_t(at), which);
    };
    const auto is_wait = [](Act act) { return act == Act::a_day || act == Act::six_months; };
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (is_wait(order[i]) && i == 0) return "waits before anything";
        if (is_wait(order[i]) && is_wait(order[i - (i > 0)]) && i > 0) return "waits twice";
        if (order[i] == Act::undo && !before(i, [](Act act) { return act == Act::not_me; }))
            return "nothing to undo";
        if (order[i] == Act::prove_again && !before(i, [](Act act) {
                return act == Act::link_by_code || act == Act::link_by_digits;
            }))
            return "proves for the first time";
    }
    return std::nullopt;
}

void add_orders(Order& order, std::vector<Order>& all, std::map<std::string_view, int>& elsewhere)
{
    if (!order.empty()) {
        if (const auto why = told_elsewhere(order))
            ++elsewhere[*why];
        else
            all.push_back(order);
    }
    if (order.size() == acts_in_order_max) return;
    for (int act = 0; act < acts; ++act) {
        if (std::ranges::find(order, Act(act)) != order.end()) continue;
        order.push_back(Act(act));
        add_orders(order, all, elsewhere);
        order.pop_back();
    }
}

class Attack {
public:
    Attack(World& world, Cheat cheat) : world_(world), cheat_(cheat)
    {
        world_.clock.set(World::start);
        world_.empty_the_outbox();
        number_ = world_.new_number();
        account_ = world_.new_account();
        his_own_account_ = world_.new_account();
        cheat_person_ = world_.new_person();
        if (cheat_ == Cheat::holds_the_number) own_ = world_.new_dossier(number_, cheat_person_);
        target_ = world_.new_dossier(number_, world_.new_person());
        address_ = world_.notices(target_, number_, account_).number_token;
        world_.follows(account_);
    }

    void act(Act act)
    {
        switch (act) {
        case Act::link_by_code: link(target_.code); return;
        case Act::link_by_digits: link(digits()); return;
        case Act::not_me:
            if (cheat_ == Cheat::holds_the_number) {
                world_.not_mine(address_);
            } else {
                world_.says(account_, "#KHONGPHAITOI " + target_.code);
                world_.says(account_, "#DUNGKHONGPHAITOI");
            }
            return;
        case Act::undo: world_.undo_not_mine(address_); return;
        case Act::counter: {
            const auto code = world_.counter_code(target_);
            world_.says(his_own_account_, code);
            world_.says(account_, code);
            let_in_ = target_.owner.identity;
            return;
        }
        case Act::owner_change: world_.change_owner(target_, world_.new_person()); return;
        case Act::correction: world_.correct(target_, world_.new_number()); return;
        case Act::a_day: world_.clock.advance(std::chrono::hours(25)); return;
        case Act::six_months: world_.clock.advance(std::chrono::days(184)); return;
        case Act::prove_again:
            link(target_.code);
            world_.says(account_, "1111");
            return;
        }
    }

    /// The doors at which he learned more than he may, or nothing.
    std::string learned()
    {
        std::string found;
        const auto see = [&](const char* door, const std::string& text, char most) {
            const auto seen = measured(text, target_);
            if (seen.size() > 1 || (seen[0] != '-' && seen[0] > most))
                found += fmt::format(" {}: {};", door, seen);
        };
        const char most = cheat_ == Cheat::holds_the_number ? '1' : '0';
        world_.tell(target_);
        const auto sent = world_.notices(target_, number_, account_);
        see("to the number", sent.to_number, '1');
        see("to the account", sent.to_account, most);
        const auto list = world_.says(account_, "hồ sơ");
        see("chat list", list, '0');
        const auto cookie = world_.enter(World::token_in(list), digits());
        see("own list", world_.list_page(cookie), most);
        see("list dossier", world_.dossier_page(target_, cookie), most);
        see("data file", world_.data_file(cookie), most);
        const auto answer = world_.says(account_, target_.code);
        see("chat dossier", answer, most);
        const auto token = World::token_in(answer);
        if (!token.empty()) see("chat address", world_.typed_at(token, digits(), target_), most);
        if (cheat_ == Cheat::holds_the_number) {
            see("address", world_.typed_at(address_, digits(), target_), '1');
            const auto warning = world_.warning_sent(number_);
            if (!warning.empty()) see("warning", world_.typed_at(warning, digits(), target_), '1');
        }
        // Whoever was let in while it was another's learns nothing of today's owner.
        const bool his = let_in_ == target_.owner.identity;
        see("who was let in", world_.says(his_own_account_, target_.code), his ? '2' : '0');
        return found;
    }

private:
    std::string digits() const
    {
        return cheat_ == Cheat::holds_the_number ? cheat_person_.digits() : "1111";
    }
    void link(const std::string& reference)
    {
        if (cheat_ == Cheat::holds_the_number) {
            world_.links(account_, number_, reference);
        } else {
            world_.asks_for_code(account_, number_, reference);
            world_.says(account_, "000000");
        }
    }

    World& world_;
    const Cheat cheat_;
    std::string number_, account_, his_own_account_, address_, let_in_;
    Person cheat_person_;
    Dossier target_;
    std::optional<Dossier> own_;
};

TEST(LadderAttack, InNoOrderDoesACheatReachAnOwnersDetails)
{
    std::vector<Order> orders;
    std::map<std::string_view, int> elsewhere;
    Order order;
    add_orders(order, orders, elsewhere);
    int left_out = 0;
    for (const auto& [why, count] : elsewhere) left_out += count;
    EXPECT_EQ(orders.size() + std::size_t(left_out), 10u + 90 + 720 + 5040);
    EXPECT_GT(orders.size(), 2000u);
    for (const auto cheat : {Cheat::holds_the_number, Cheat::knows_the_code}) {
        std::vector<std::string> learned(orders.size());
        side_by_side(orders.size(), [&](World& world, std::size_t at) {
            // Who knows the code alone links nothing, whatever comes fourth.
            if (cheat == Cheat::knows_the_code && orders[at].size() == acts_in_order_max) return;
            Attack attack(world, cheat);
            for (const auto act : orders[at]) attack.act(act);
            learned[at] = attack.learned();
        });
        for (std::size_t i = 0; i < orders.size(); ++i)
            EXPECT_EQ(learned[i], "") << "cheat " << int(cheat) << " " << text_of(orders[i]);
    }
}

} // namespace
} // namespace tnung::ladder
