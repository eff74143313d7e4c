// Who learns what once a number is proved.
#include "tests/chat/chat_world.hpp"

namespace tnung {
namespace {

TEST_F(ChatTest, AProvedNumberIsToldInTheChatAndOfLaterDossiersToo)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    link(me, "0418");
    EXPECT_TRUE(was_told(me, "Số này vừa được nối")); // the number is told of the link
    event(6, me, "064179000418", dossier);
    settle();
    EXPECT_THAT(last(me), HasSubstr("có khoản cần nộp, đến lượt ông (bà)"));
    EXPECT_THAT(last(me), HasSubstr("Chi tiết mở từ 09:00 ngày 26/11/2026"));
    EXPECT_THAT(last(me), Not(HasSubstr("31.635.000")));
    clock.advance(std::chrono::hours(25));
    const auto later = event(6, me); // another dossier, no new sign-up; details are open now
    settle();
    EXPECT_THAT(last(me), HasSubstr("…0003"));
    EXPECT_THAT(last(me), HasSubstr("31.635.000"));
    EXPECT_EQ(platform->received().back().parameters.contains("code"), false);
    EXPECT_EQ(reconciled().unexplained, 0);
}

TEST_F(ChatTest, ARelativesDossierOnTheSameNumberStaysAtLevelOne)
{
    const auto me = phone_of(0);
    event(2, me);
    link(me, "0418");
    clock.advance(std::chrono::hours(25));
    event(6, me, "064200000999", "", "Rơ Châm Y Blơi");
    settle();
    EXPECT_THAT(last(me), HasSubstr("có khoản cần nộp"));
    EXPECT_THAT(last(me), Not(HasSubstr("31.635.000")));
}

TEST_F(ChatTest, ANumberOfManyPeopleIsAnIntermediarysWhoeverProvesIt)
{
    const auto shop = phone_of(0);
    const auto first = event(2, shop);
    for (int i = 0; i < 6; ++i)
        event(2, shop, fmt::format("06420000100{}", i), "", fmt::format("Khách số {}", i));
    settle();
    link(shop, first);
    clock.advance(std::chrono::hours(25));
    event(6, shop);
    settle();
    EXPECT_THAT(last(shop), HasSubstr("đứng tên nhiều người"));
    EXPECT_THAT(last(shop), Not(HasSubstr("31.635.000")));
}

TEST_F(ChatTest, TheAnswerIsTheSameWhetherNumberAndDossierFitOrNot)
{
    const auto me = phone_of(0);
    const auto stranger = phone_of(1);
    const auto dossier = event(2, me);
    settle();
    platform->follow(stranger);
    settle();
    say(stranger, "nối số");
    say(stranger, "0" + phone_of(2).substr(2)); // a number that stands in no dossier
    say(stranger, dossier);
    const auto answer = last(stranger);
    EXPECT_EQ(count(count_query), 0);
    say(stranger, "nối số");
    say(stranger, "0" + me.substr(2)); // her number, and her dossier's code: a code goes to her
    say(stranger, dossier);
    EXPECT_EQ(last(stranger), answer);
    EXPECT_EQ(count(count_query), 1);
    EXPECT_FALSE(code_sent_to(me).empty());
    EXPECT_THAT(last(me), HasSubstr("Không đọc mã cho ai"));
    // He does not know it: five tries, then it is dead even for the right one.
    for (int i = 0; i < 5; ++i) say(stranger, code_sent_to(me) == "000000" ? "000001" : "000000");
    say(stranger, code_sent_to(me));
    EXPECT_THAT(last(stranger), HasSubstr("chưa đúng hoặc đã hết hạn"));
    EXPECT_EQ(count(links_query), 0);
}

TEST_F(ChatTest, TheSameNameAndBirthDateAreTheSameOwnerTheNameAloneIsNot)
{
    const auto me = phone_of(0);
    const auto filed = [&](int state, std::optional<Day> born) {
        auto event = plain_event(state, me);
        event.owner_birth_date = born;
        event.detail.amount = Money{31'635'000};
        take(event);
        settle();
        return event.code.text;
    };
    const auto born = parse_iso_day("1979-03-12");
    const auto first = filed(2, born);
    link(me, first);
    clock.advance(std::chrono::hours(25));
    say(me, filed(6, born));
    // No digits are on file: the counter proves her.
    EXPECT_THAT(last(me), Not(HasSubstr("31.635.000")));
    {
        auto tx = pool.begin();
        const auto user = platform->platform().user_of_phone.at(me);
        const auto people = tx.exec(people_of_query, first);
        phone_link::link(
            tx, follower_store::upsert(tx, keys, user, clock.now()).id,
            people.get<std::int64_t>(0, 0), people.get<std::int64_t>(0, 1), ProvedBy::counter,
            clock.now(), {}
        );
        tx.commit();
    }
    say(me, filed(6, born));
    EXPECT_THAT(last(me), HasSubstr("31.635.000"));
    say(me, filed(6, parse_iso_day("1979-03-13")));
    EXPECT_THAT(last(me), Not(HasSubstr("31.635.000")));
    say(me, filed(6, std::nullopt));
    EXPECT_THAT(last(me), Not(HasSubstr("31.635.000")));
}

TEST_F(ChatTest, AnotherOwnersDetailsWaitADayOfTheirOwn)
{
    const auto me = phone_of(0);
    event(2, me);
    const auto relatives = event(6, me, "064200000999", "", "Rơ Châm Y Blơi");
    link(me, "0418");
    clock.advance(std::chrono::hours(25));
    link(me, "0999");
    say(me, relatives);
    EXPECT_THAT(last(me), HasSubstr("Chi tiết mở từ"));
    EXPECT_THAT(last(me), Not(HasSubstr("31.635.000")));
    clock.advance(std::chrono::hours(25));
    say(me, relatives);
    EXPECT_THAT(last(me), HasSubstr("31.635.000"));
}

TEST_F(ChatTest, DossiersOfASilentLinkDoNotHideThoseOfALivingOne)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    link(me, dossier);
    {
        auto tx = pool.begin();
        tx.exec(
            old_link_query, clock.now() - std::chrono::days(365),
            clock.now() + std::chrono::hours(1), 200
        );
        tx.commit();
    }
    say(me, "hồ sơ của tôi");
    EXPECT_THAT(last(me), HasSubstr(dossier));
}

TEST_F(ChatTest, WhatWaitsForANumberThatTheSenderReplacedIsNotSentToIt)
{
    const auto me = phone_of(0), other = phone_of(1);
    const auto dossier = event(2, me);
    link(me, dossier);
    settle();
    event(6, me, "064179000418", dossier);
    clock.advance(std::chrono::seconds(1));
    event(2, other, "064179000418", dossier);
    settle();
    EXPECT_FALSE(was_told(me, "có khoản cần nộp"));
    EXPECT_TRUE(was_told(other, "có khoản cần nộp")) << "what is owed goes along";
    EXPECT_EQ(count(excused_query), 0);
    EXPECT_EQ(reconciled().unexplained, 0);
}

TEST_F(ChatTest, WritingDoesNotProveWhoseTheNumberIsByNow)
{
    const auto me = phone_of(0);
    event(2, me);
    link(me, "0418");
    for (int month = 0; month < 6; ++month) {
        clock.advance(std::chrono::days(30));
        say(me, "hồ sơ của tôi");
    }
    EXPECT_EQ(count(links_query), 1);
    clock.advance(std::chrono::days(4)); // somebody else has the number, and files something
    const auto by_phone = platform->received().size();
    event(2, me, "064188000777", "", "Siu H’Bia");
    settle();
    EXPECT_EQ(platform->received().size(), by_phone + 1);
    say(me, "hồ sơ của tôi");
    EXPECT_TRUE(was_told(me, "hơn sáu tháng"));
    EXPECT_EQ(count(links_query), 0);
}

TEST_F(ChatTest, DetailsFromBeforeAChangeOfOwnerStayClosedToTheNextOwner)
{
    const auto me = phone_of(0);
    const auto dossier = event(6, me);
    clock.advance(std::chrono::minutes(1));
    auto named = plain_event(6, me); // names another owner and tells of no new state
    named.code = {dossier};
    named.kind = EventKind::payment_recorded;
    named.owner_name = "Siu H’Bia";
    named.owner_identity = "064188000777";
    take(named);
    settle();
    const auto amount_of_step = [&](std::size_t step) {
        auto tx = pool.begin();
        const auto id = tx.exec(dossier_id_query, dossier).get<std::int64_t>(0, 0);
        return load_dossier_file(tx, keys, units, id, Level::owner)->steps.at(step).detail.amount;
    };
    EXPECT_FALSE(amount_of_step(0));
    link(me, "0777");
    clock.advance(std::chrono::hours(25));
    say(me, dossier);
    EXPECT_THAT(last(me), Not(HasSubstr("31.635.000")));
    event(6, me, "064188000777", dossier, "Siu H’Bia"); // his own
    settle();
    EXPECT_TRUE(amount_of_step(2));
    say(me, dossier);
    EXPECT_THAT(last(me), HasSubstr("31.635.000"));
    clock.advance(std::chrono::minutes(1));
    event(4, me, "064179000418", dossier); // put right again
    EXPECT_TRUE(amount_of_step(0));
    EXPECT_FALSE(amount_of_step(2));
}

} // namespace
} // namespace tnung
