// Every path up the disclosure ladder: what the reader showed × whose the dossier is × what was
// stopped × how the time went, played by the acts of people, and each door looked through at each
// age. What comes out is held against ladder_rules, and written down as docs/disclosure-ladder.md
// (UPDATE_LADDER=1 rewrites it; read the difference first).
#include "tests/ladder/ladder_table.hpp"
#include "tests/ladder/ladder_world.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace tnung::ladder {
namespace {

/// One path as it is played: the reader, the number and the dossier that is looked at.
class Play {
public:
    Play(World& world, const Path& path) : world_(world), path_(path) {}

    /// Everything until the first look: the dossier is there, the reader proved himself, somebody
    /// stopped it.
    void begin()
    {
        world_.clock.set(World::start);
        world_.empty_the_outbox();
        number_ = world_.new_number();
        account_ = world_.new_account();
        reader_ = world_.new_person();
        make_dossiers();
        address_ = world_.notices(target_, number_, account_).number_token;
        if (path_.life == Life::ended_before) {
            end();
            world_.clock.advance(std::chrono::days(40));
            // Its last message's address is still good.
        }
        world_.follows(account_);
        if (path_.owner == Owner::minor) world_.make_minor(account_);
        prove();
        keep_browsers();
        if (path_.owner == Owner::former) world_.change_owner(target_, world_.new_person());
        if (path_.life == Life::ended_after) end();
        proved_at_ = world_.clock.now();
        stop();
    }

    /// All doors at that age.
    std::array<std::string, doors> look(Age age)
    {
        go_to(age);
        std::array<std::string, doors> seen;
        const auto see = [&](Door door, const std::string& text) {
            seen[std::size_t(door)] = measured(text, target_);
        };
        const auto cannot = [&](Door door) { seen[std::size_t(door)] = "."; };
        world_.tell(
            target_, path_.life != Life::ended_before && path_.life != Life::ended_after
                         ? gateway::DossierState::payment_asked
                         : gateway::DossierState::result_given
        );
        const auto sent = world_.notices(target_, number_, account_);
        see(Door::number_notice, sent.to_number);
        see(Door::chat_notice, sent.to_account);

        see(Door::look_up, world_.look_up(target_));
        see(Door::proof_page, world_.proof_page(target_));
        if (holds_address()) {
            see(Door::address, world_.open(address_).body);
            see(Door::address_typed, world_.typed_at(address_, digits(), target_));
        } else {
            cannot(Door::address);
            cannot(Door::address_typed);
        }
        if (!browser_.empty() && age == Age::at_once)
            see(Door::browser, world_.dossier_page(target_, browser_));
        else
            cannot(Door::browser);
        if (warning_.empty())
            cannot(Door::warning);
        else
            see(Door::warning, world_.open(warning_).body);

        if (age == Age::at_once)
            see(Door::list_browser, world_.dossier_page(target_, list_browser_));
        else
            cannot(Door::list_browser);

        see(Door::kept_address,
            chat_token_.empty() ? "" : world_.typed_at(chat_token_, digits(), target_));
        see(Door::kept_list, world_.dossier_page(target_, world_.enter(list_token_, digits())));

        const auto list = world_.says(account_, "hồ sơ của tôi");
        see(Door::chat_list, list);
        list_token_ = World::token_in(list);
        const auto cookie = world_.enter(list_token_, digits());
        see(Door::list, world_.list_page(cookie));
        see(Door::list_dossier, world_.dossier_page(target_, cookie));
        see(Door::data, world_.data_page(cookie));
        see(Door::data_file, world_.data_file(cookie));
        const auto answer = world_.says(account_, target_.code);
        see(Door::chat_dossier, answer);
        chat_token_ = World::token_in(answer);
        see(Door::chat_address,
            chat_token_.empty() ? "" : world_.typed_at(chat_token_, digits(), target_));
        return seen;
    }

private:
    void make_dossiers()
    {
        auto owner = reader_;
        switch (path_.owner) {
        case Owner::himself:
        case Owner::minor:
        case Owner::former: break;
        case Owner::other:
            own_ = world_.new_dossier(number_, reader_);
            owner = world_.new_person();
            break;
        case Owner::namesake: {
            reader_.born = parse_iso_day("1979-03-12");
            own_ = world_.new_dossier(number_, reader_);
            owner = world_.new_person();
            owner.name = reader_.name;
            owner.born = reader_.born;
            owner.identity.clear();
            owner.is_namesake = true;
            break;
        }
        case Owner::business:
            owner.is_business = true;
            owner.identity = "59001" + owner.identity.substr(7);
            break;
        case Owner::intermediary: world_.crowd(number_, 6); break;
        case Owner::next: {
            target_ = world_.new_dossier(number_, world_.new_person());
            world_.change_owner(target_, reader_);
            return;
        }
        case Owner::unnumbered: owner.identity.clear(); break;
        case Owner::nobody:
            owner.name.clear();
            owner.identity.clear();
            break;
        }
        target_ = world_.new_dossier(number_, owner);
    }

    void end()
    {
        world_.tell(target_, gateway::DossierState::result_given);
        if (own_) world_.tell(*own_, gateway::DossierState::result_given);
    }

    bool holds_address() const
    {
        switch (path_.proof) {
        case Proof::none:
        case Proof::code:
        case Proof::counter:
        case Proof::counter_late: return false;
        default: return true;
        }
    }

    /// What the reader types where digits are asked for: his own, where he knows any.
    std::string digits() const
    {
        switch (path_.proof) {
        case Proof::address_digits:
        case Proof::linked_digits:
        case Proof::linked_later: return reader_.digits();
        default: return "1111";
        }
    }

    void prove()
    {
        const auto code = own_ ? own_->code : target_.code;
        switch (path_.proof) {
        case Proof::none:
        case Proof::code:
        case Proof::address:
        case Proof::forwarded: break;
        case Proof::address_digits: browser_ = world_.enter(address_, reader_.digits()); break;
        case Proof::linked_code: world_.links(account_, number_, code); break;
        case Proof::linked_digits: world_.links(account_, number_, reader_.digits()); break;
        case Proof::linked_later:
            world_.links(account_, number_, code);
            world_.says(account_, reader_.digits());
            break;
        case Proof::counter: world_.says(account_, world_.counter_code(target_)); break;
        case Proof::counter_late: {
            const auto typed = world_.counter_code(target_);
            const auto quicker = world_.new_account();
            world_.follows(quicker);
            world_.says(quicker, typed);
            world_.says(account_, typed);
            // Whoever was let in by it is not the reader; the number ends him.
            world_.not_mine(world_.warning_sent(number_), "chi=tai-khoan");
            return;
        }
        case Proof::staff:
            world_.links(account_, number_, code);
            world_.name_staff(target_, number_);
            break;
        }
        warning_ = world_.warning_sent(number_);
    }

    void keep_browsers()
    {
        ask_for_addresses();
        if (!list_token_.empty()) list_browser_ = world_.enter(list_token_, digits());
    }

    void ask_for_addresses()
    {
        list_token_ = World::token_in(world_.says(account_, "hồ sơ của tôi"));
        chat_token_ = World::token_in(world_.says(account_, target_.code));
    }

    void stop()
    {
        switch (path_.stop) {
        case Stop::none: break;
        case Stop::not_me: world_.not_mine(address_); break;
        case Stop::undone:
        case Stop::late_undo:
            world_.not_mine(address_);
            world_.clock.advance(std::chrono::minutes(path_.stop == Stop::undone ? 5 : 11));
            world_.undo_not_mine(address_);
            break;
        case Stop::refused: {
            world_.not_mine(address_);
            const auto holder = world_.new_account();
            const auto person = world_.new_person();
            const auto later = world_.new_dossier(number_, person);
            world_.follows(holder);
            world_.links(holder, number_, person.digits());
            EXPECT_NE(world_.says(holder, "hồ sơ").find(later.code), std::string::npos);
            break;
        }
        case Stop::warned: world_.not_mine(warning_, "chi=tai-khoan"); break;
        case Stop::corrected: world_.correct(target_, world_.new_number()); break;
        case Stop::unlinked: world_.says(account_, "#BONOI " + number_); break;
        case Stop::left: world_.leaves(account_); break;
        case Stop::withdrawn: world_.withdraws(account_); break;
        case Stop::erased: world_.erase(account_); break;
        case Stop::chat_not_me:
            world_.says(account_, "#KHONGPHAITOI " + target_.code);
            world_.says(account_, "#DUNGKHONGPHAITOI");
            break;
        }
    }

    void go_to(Age age)
    {
        switch (age) {
        case Age::at_once: return;
        case Age::a_day: world_.clock.set(proved_at_ + std::chrono::hours(25)); break;
        case Age::months_under: world_.clock.set(proved_at_ + std::chrono::days(182)); break;
        case Age::months_over:
            if (path_.life == Life::lapsed) {
                world_.clock.set(proved_at_ + std::chrono::days(182));
                ask_for_addresses();
            }
            world_.clock.set(proved_at_ + std::chrono::days(184));
            break;
        }
        if (path_.life == Life::used) world_.says(account_, "xin chào");
    }

    World& world_;
    const Path path_;
    std::string number_, account_, address_, warning_, browser_, list_browser_;
    std::string list_token_, chat_token_; ///< of addresses that the chat gave last
    Person reader_;
    Dossier target_;
    std::optional<Dossier> own_;
    Instant proved_at_{};
};

std::vector<Path> all_paths()
{
    std::vector<Path> paths;
    for (int owner = 0; owner < owners; ++owner)
        for (int life = 0; life < lives; ++life)
            for (int proof = 0; proof < proofs; ++proof)
                for (int stop = 0; stop < stops; ++stop)
                    paths.push_back({Proof(proof), Owner(owner), Stop(stop), Life(life)});
    return paths;
}

constexpr int shown_max = 2000; ///< of what is wrong

std::string text_of(const Path& path, Age age, Door door)
{
    return fmt::format(
        "{} | of {} | stopped: {} | {} | {} | {}", name_of(path.proof), name_of(path.owner),
        name_of(path.stop), name_of(path.life), name_of(age), name_of(door)
    );
}

TEST(Ladder, EveryPathAtEveryDoor)
{
    const auto paths = all_paths();
    std::vector<Seen> looked(paths.size());
    side_by_side(paths.size(), [&](World& world, std::size_t at) {
        if (impossible(paths[at])) return;
        Play play(world, paths[at]);
        play.begin();
        for (int age = 0; age < ages; ++age)
            if (is_looked_at(paths[at], Age(age))) looked[at][Age(age)] = play.look(Age(age));
    });
    int cells = 0, wrong = 0;
    for (std::size_t i = 0; i < paths.size(); ++i)
        for (const auto& [age, seen] : looked[i])
            for (int door = 0; door < doors; ++door) {
                ++cells;
                const auto wanted = expected(paths[i], age, Door(door));
                const auto& answer = seen[std::size_t(door)];
                if (wanted == answer) continue;
                ++wrong;
                if (wrong <= shown_max)
                    ADD_FAILURE() << text_of(paths[i], age, Door(door)) << " -> " << answer
                                  << " instead of " << wanted;
            }
    EXPECT_EQ(wrong, 0) << "of " << cells;
    EXPECT_GT(cells, 60'000);
    const std::string file = TNUNG_SOURCE_DIR "/docs/disclosure-ladder.md";
    const auto made = table_of(paths, looked);
    if (std::getenv("UPDATE_LADDER")) std::ofstream(file) << made;
    std::ifstream stream(file);
    std::stringstream kept;
    kept << stream.rdbuf();
    EXPECT_TRUE(made == kept.str())
        << "UPDATE_LADDER=1 rewrites docs/disclosure-ladder.md; read the difference first";
}

} // namespace
} // namespace tnung::ladder
