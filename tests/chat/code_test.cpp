// Proving a number: codes, the owner's digits, and what a cheat or a flood can do.
#include "tests/chat/chat_world.hpp"

namespace tnung {
namespace {

TEST_F(ChatTest, AFloodOfCodeRequestsSendsFewAndDelaysNobody)
{
    const auto me = phone_of(0);
    const auto cheat = phone_of(1);
    const auto dossier = event(2, me);
    settle();
    platform->follow(cheat);
    settle();
    for (int i = 0; i < 12; ++i) {
        say(cheat, "nối số");
        say(cheat, "0" + me.substr(2));
        say(cheat, dossier);
    }
    EXPECT_LE(count(count_query), 3);
    auto tx = pool.begin();
    EXPECT_EQ(tx.exec(refusal_query).text(0, 0), "too_many_asked");
}

/// Cheats who know numbers and open dossiers that fit: as bad as it can be.
TEST_F(ChatTest, TenThousandHostileCodeRequestsKeepToTheirShareAndDelayNobody)
{
    constexpr int numbers = 100, cheats = 100, asks_each = 100, quota = 500;
    std::vector<std::pair<std::string, std::string>> known; // number and dossier
    for (int i = 0; i < numbers; ++i) {
        const auto number = phone(10 * i);
        const auto event = plain_event(2, number);
        take(event);
        known.emplace_back(number, event.code.text);
    }
    while (worker.work_once() > 0) {
    }
    std::map<std::string, int> sent;
    int asked = 0;
    const auto limits = OneTimeCodeSettings{.dong_per_day_max = 1'000'000}.within(quota);
    EXPECT_EQ(limits.sent_per_day_max, quota / 10);
    for (int cheat = 0; cheat < cheats; ++cheat) {
        auto tx = pool.begin();
        const auto follower =
            follower_store::upsert(tx, keys, fmt::format("cheat-{}", cheat), clock.now());
        for (int i = 0; i < asks_each; ++i, ++asked) {
            const auto& [number, code] = known[std::size_t(5 * cheat + i) % known.size()];
            const auto refusal = one_time_code::ask(
                tx, keys, follower, number, DossierCode{code}, clock.now(), limits
            );
            ++sent[refusal ? "refused" : "sent"];
        }
        tx.commit();
    }
    EXPECT_EQ(asked, 10'000);
    EXPECT_EQ(sent["sent"], quota / 10);
    // An obligation that comes now leaves with the very next batch.
    const auto before = platform->received().size();
    const auto owed = plain_event(6, phone(10 * numbers));
    take(owed);
    worker.work_once();
    const auto received = platform->received();
    EXPECT_EQ(received.size(), before + std::size_t(sent["sent"]) + 1);
    EXPECT_TRUE(std::ranges::any_of(received, [&](const auto& message) {
        const auto found = message.parameters.find("dossier_code");
        return found != message.parameters.end() && found->second == owed.code.text;
    }));
}

TEST_F(ChatTest, TheOwnersDigitsServeInPlaceOfTheCode)
{
    const auto me = phone_of(0);
    event(2, me);
    settle();
    platform->follow(me);
    settle();
    say(me, "noi so");
    platform->share_number(me, "0" + me.substr(2));
    settle();
    say(me, "0417");
    EXPECT_TRUE(code_sent_to(me).empty());
    say(me, "noi so");
    platform->share_number(me, "+" + me);
    settle();
    say(me, "0418");
    say(me, code_sent_to(me));
    EXPECT_EQ(count(links_query), 1);
}

TEST_F(ChatTest, CodesAreGoodForTenMinutes)
{
    const auto me = phone_of(0), child = phone_of(1);
    const auto dossier = event(2, me);
    platform->follow(child);
    settle();
    const auto code = counter_code(dossier);
    clock.advance(std::chrono::minutes(10) + std::chrono::seconds(1));
    say(child, code);
    EXPECT_THAT(last(child), HasSubstr("chưa đúng hoặc đã hết hạn"));
    platform->follow(me);
    settle();
    say(me, "nối số");
    platform->share_number(me, me);
    settle();
    say(me, dossier);
    EXPECT_THAT(last_sent("account"), HasSubstr(text::fitting_name(name_of(me), 30)));
    clock.advance(std::chrono::minutes(10) + std::chrono::seconds(1));
    say(me, code_sent_to(me));
    EXPECT_THAT(last(me), HasSubstr("chưa đúng hoặc đã hết hạn"));
    EXPECT_EQ(count(links_query), 0);
}

TEST_F(ChatTest, AShareOfTheDayAndAnAmountOfMoneyBoundCodesAndTheAnswerStaysTheSame)
{
    const auto me = phone_of(0), other = phone_of(1);
    const auto dossier = event(2, me), others = event(2, other, "064179000419");
    settle();
    const auto small_day = [&](int used) { // one in ten of it is one code
        auto tx = pool.begin();
        day_quota::save(tx, zalo_settings.oa_id, {10, used}, clock.now());
        tx.commit();
    };
    small_day(2);
    const auto ask = [&](const std::string& who, const std::string& which) {
        platform->follow(who);
        settle();
        say(who, "nối số");
        platform->share_number(who, who);
        settle();
        say(who, which);
        return last(who);
    };
    const auto sent = ask(me, dossier);
    EXPECT_EQ(count(count_query), 1);
    small_day(3); // Zalo's answer told of the sandbox's own
    const auto refused = ask(other, others);
    EXPECT_EQ(count(count_query), 1);
    EXPECT_EQ(refused, sent);
    auto tx = pool.begin();
    EXPECT_EQ(tx.exec(refusal_query).text(0, 0), "day_spent");
    // Money: two codes' worth of it, whatever the day's messages are.
    const OneTimeCodeSettings money{.dong_per_code = 300, .dong_per_day_max = 600};
    const auto asked = [&](int n, const std::string& number, const std::string& code) {
        const auto one = follower_store::upsert(tx, keys, fmt::format("{}", n), clock.now());
        return one_time_code::ask(tx, keys, one, number, DossierCode{code}, clock.now(), money);
    };
    EXPECT_FALSE(asked(1, other, others)); // the second of the day
    EXPECT_EQ(asked(2, me, dossier), AskRefusal::day_spent);
    clock.advance(std::chrono::hours(24));
    EXPECT_FALSE(asked(2, me, dossier));
}

TEST_F(ChatTest, ADossierThatEndedLongAgoBringsNoCode)
{
    const auto me = phone_of(0);
    const auto dossier = event(10, me);
    const auto asked = [&] {
        auto tx = pool.begin();
        const auto one = follower_store::upsert(tx, keys, "1", clock.now());
        return one_time_code::ask(tx, keys, one, me, DossierCode{dossier}, clock.now(), {});
    };
    EXPECT_FALSE(asked());
    clock.advance(std::chrono::days(31));
    EXPECT_EQ(asked(), AskRefusal::no_such_dossier);
}

TEST_F(ChatTest, ADossierThatEndedLongAgoBringsNoCodeByDigitsEither)
{
    const auto me = phone_of(0);
    event(10, me);
    const auto asked = [&] {
        auto tx = pool.begin();
        const auto one = follower_store::upsert(tx, keys, "1", clock.now());
        return one_time_code::ask(tx, keys, one, me, LastDigits{"0418"}, clock.now(), {});
    };
    EXPECT_FALSE(asked());
    clock.advance(std::chrono::days(31));
    EXPECT_EQ(asked(), AskRefusal::no_such_dossier);
}

TEST_F(ChatTest, ACodeServesOnce)
{
    const auto me = phone_of(0);
    link(me, event(2, me));
    EXPECT_EQ(count(links_query), 1);
    say(me, "#BONOI " + me);
    EXPECT_EQ(count(links_query), 0);
    say(me, code_sent_to(me));
    EXPECT_THAT(last(me), HasSubstr("chưa đúng hoặc đã hết hạn"));
    EXPECT_EQ(count(links_query), 0);
}

TEST_F(ChatTest, WhoKnowsTheCodeAloneIsToldHowFarItIsAndNothingMore)
{
    const auto stranger = phone_of(1);
    const auto dossier = event(6, phone_of(0));
    platform->follow(stranger);
    settle();
    say(stranger, dossier);
    EXPECT_THAT(last(stranger), HasSubstr("Ai biết mã cũng xem được chừng này"));
    for (const auto* more : {"Đăng ký biến động", "Pleiku", "31.635.000", "H’Hoa"})
        EXPECT_THAT(last(stranger), Not(HasSubstr(more)));
}

TEST_F(ChatTest, NewAddressesInTheChatBringACheatNoNewDigits)
{
    const auto me = phone_of(0);
    const auto dossier = event(6, me);
    link(me, dossier); // within the day that details wait: his are not open yet
    for (int i = 0; i < 4; ++i) {
        clock.advance(std::chrono::minutes(1));
        say(me, dossier);
    }
    auto tx = pool.begin();
    const auto id = tx.exec(dossier_id_query, dossier).get<std::int64_t>(0, 0);
    const auto user = platform->platform().user_of_phone.at(me);
    const auto follower = follower_store::upsert(tx, keys, user, clock.now());
    int wrong = 0;
    for (int i = 0; i < 20; ++i) {
        const auto address = page_link::make(tx, id, std::nullopt, follower.id.value, clock.now());
        wrong += page_link::try_digits(tx, keys, address, "1111", clock.now()) ==
                 page_link::DigitsResult::wrong;
    }
    EXPECT_EQ(wrong, owner_digits::tries_of_reader_max);
}

TEST_F(ChatTest, TheDossiersCodeOpensNoDetailsTheOwnersDigitsDo)
{
    const auto holder = phone_of(0); // of the number that was written, whosever the dossier is
    const auto dossier = event(2, holder);
    link(holder, dossier);
    EXPECT_TRUE(was_told(holder, "Muốn xem tại đây"));
    clock.advance(std::chrono::hours(25));
    event(6, holder, "064179000418", dossier);
    settle();
    EXPECT_THAT(last(holder), HasSubstr("Chi tiết mở cho chủ hồ sơ"));
    EXPECT_THAT(last(holder), Not(HasSubstr("31.635.000")));
    say(holder, dossier);
    EXPECT_THAT(last(holder), Not(HasSubstr("31.635.000")));
    link(holder, dossier);
    say(holder, "0417");
    EXPECT_THAT(last(holder), HasSubstr("chưa khớp"));
    say(holder, "0418");
    EXPECT_TRUE(was_told(holder, "Đúng chủ hồ sơ"));
    EXPECT_EQ(count(warnings_query), 3); // of each link, and of the owner who was added
    say(holder, dossier);
    EXPECT_THAT(last(holder), HasSubstr("Chi tiết mở từ"));
    EXPECT_THAT(last(holder), Not(HasSubstr("31.635.000")));
    clock.advance(std::chrono::hours(25));
    say(holder, dossier);
    EXPECT_THAT(last(holder), HasSubstr("31.635.000"));
}

TEST_F(ChatTest, AnOwnersDigitsAreCountedAtEveryDoor)
{
    const auto me = phone_of(0);
    const auto dossier = event(6, me);
    settle();
    auto tx = pool.begin();
    const auto guess = [&](int who, const std::string& four) {
        const auto one = follower_store::upsert(tx, keys, fmt::format("{}", who), clock.now());
        return one_time_code::ask(tx, keys, one, me, LastDigits{four}, clock.now(), {});
    };
    constexpr int guesses = 80, each = 5;
    for (int i = 0; i < guesses; ++i)
        EXPECT_TRUE(guess(i / each, fmt::format("{:04}", i)).has_value());
    EXPECT_EQ(tx.exec(digits_tries_query).get<int>(0, 0), owner_digits::tries_of_strangers_max);
    EXPECT_EQ(guess(guesses, "0418"), AskRefusal::digits_tried_often);
    // Strangers used up their part: what was sent to the number still opens, up to the bound.
    const auto id = tx.exec(dossier_id_query, dossier).get<std::int64_t>(0, 0);
    const auto number = tx.exec(people_of_query, dossier).get<std::int64_t>(0, 0);
    const auto of_number = page_link::make(tx, id, number, std::nullopt, clock.now());
    EXPECT_EQ(
        page_link::try_digits(tx, keys, of_number, "0418", clock.now()),
        page_link::DigitsResult::right
    );
    int wrong = 0;
    for (int i = 0; i < guesses; ++i) {
        const auto reader =
            follower_store::upsert(tx, keys, fmt::format("reader-{}", i / each), clock.now());
        const auto address = page_link::make(tx, id, std::nullopt, reader.id.value, clock.now());
        wrong += page_link::try_digits(tx, keys, address, "1111", clock.now()) ==
                 page_link::DigitsResult::wrong;
    }
    EXPECT_EQ(wrong, owner_digits::tries_of_owner_max - owner_digits::tries_of_strangers_max);
}

TEST_F(ChatTest, StrangersWhoGuessCloseTheWayByNumberForADayAndGuessFewInAYear)
{
    const auto me = phone_of(0);
    event(6, me);
    settle();
    auto tx = pool.begin();
    int stranger = 0;
    const auto guess = [&](const std::string& four) {
        const auto one =
            follower_store::upsert(tx, keys, fmt::format("{}", ++stranger), clock.now());
        return one_time_code::ask(tx, keys, one, me, LastDigits{four}, clock.now(), {});
    };
    const auto guess_all_day = [&] {
        while (guess("1111") == AskRefusal::no_such_dossier) {
        }
        EXPECT_EQ(guess("0418"), AskRefusal::digits_tried_often);
        clock.advance(std::chrono::hours(24) + std::chrono::seconds(1));
    };
    for (int day = 0; day < 4; ++day) guess_all_day();
    EXPECT_EQ(
        tx.exec(digits_tries_query).get<int>(0, 0), owner_digits::tries_of_strangers_month_max + 1
    );
    EXPECT_EQ(
        guess("0418"), std::nullopt
    ); // the next day the way is open to her, whatever they did
    for (int day = 4; day < 365; ++day) guess_all_day();
    EXPECT_LT(tx.exec(digits_tries_query).get<int>(0, 0), 420); // of 10,000
}

TEST_F(ChatTest, StrangersWhoAskOftenDoNotKeepTheOwnerFromLinking)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    settle();
    for (int stranger = 0; stranger < OneTimeCodeSettings{}.asks_per_number_hour; ++stranger) {
        auto tx = pool.begin();
        const auto one = follower_store::upsert(tx, keys, fmt::format("{}", stranger), clock.now());
        EXPECT_FALSE(one_time_code::ask(tx, keys, one, me, DossierCode{dossier}, clock.now(), {}));
        tx.commit();
    }
    settle();
    link(me, dossier); // the number's hour is used up: no code is hers
    EXPECT_EQ(count(links_query), 0);
    say(me, "0418");
    say(me, code_sent_to(me));
    EXPECT_EQ(count(links_query), 1);
}

/// The last of an hour is asked for twice at once, from two accounts.
TEST_F(ChatTest, CodesThatAreAskedForSideBySideAreCountedOneByOne)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    const auto ask = [&](pg::Transaction& tx, const std::string& user) {
        const auto one = follower_store::upsert(tx, keys, user, clock.now());
        return one_time_code::ask(tx, keys, one, me, DossierCode{dossier}, clock.now(), {});
    };
    const auto each_hour = OneTimeCodeSettings{}.asks_per_number_hour;
    for (int i = 1; i < each_hour; ++i) {
        auto tx = pool.begin();
        EXPECT_FALSE(ask(tx, fmt::format("10000000000000000{:02}", i)));
        tx.commit();
    }
    auto last_one = pool.begin();
    EXPECT_FALSE(ask(last_one, "2000000000000000001"));
    const auto one_more = testing::beside(database, last_one, [&] {
        auto tx = pool.begin();
        const auto refusal = ask(tx, "2000000000000000002");
        tx.commit();
        return refusal;
    });
    EXPECT_EQ(one_more, AskRefusal::number_asked_often);
    EXPECT_EQ(count(count_query), each_hour);
}

} // namespace
} // namespace tnung
