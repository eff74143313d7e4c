// What a clerk opens at the counter.
#include "tests/chat/chat_world.hpp"

namespace tnung {
namespace {

TEST_F(ChatTest, ACounterCodeOpensOneDossierOnceAndTellsTheNumber)
{
    const auto owner = phone_of(0);
    const auto child = phone_of(1);
    const auto dossier = event(6, owner);
    event(6, owner, "064179000418", "H21.12.34-261124-0900");
    settle();
    const auto code = counter_code(dossier);
    platform->follow(child);
    settle();
    say(child, code);
    EXPECT_THAT(last(child), HasSubstr("Đã xác nhận tại quầy"));
    EXPECT_TRUE(was_told(owner, "Số này vừa được nối"));
    say(child, dossier);
    EXPECT_THAT(last(child), HasSubstr("31.635.000"));
    say(child, "H21.12.34-261124-0900");
    EXPECT_THAT(last(child), Not(HasSubstr("31.635.000"))); // never lifts other dossiers
    say(phone_of(2), code);
    EXPECT_THAT(last(phone_of(2)), HasSubstr("chưa đúng hoặc đã hết hạn"));
}

TEST_F(ChatTest, ABusinesssDossierOpensToStaffNamedAtTheCounterOnly)
{
    const auto me = phone_of(0);
    const auto of_business = [&](int state) {
        auto event = plain_event(state, me);
        event.code = {"H21.12.34-261124-0800"};
        event.owner_kind = OwnerKind::business;
        event.owner_name = "Công ty TNHH Cà phê Chư Prông";
        event.owner_identity = "5900123456";
        event.detail.amount = Money{31'635'000};
        take(event);
        settle();
    };
    of_business(2);
    link(me, "H21.12.34-261124-0800");
    clock.advance(std::chrono::hours(25));
    of_business(6);
    EXPECT_THAT(last(me), HasSubstr("có khoản cần nộp"));
    EXPECT_THAT(last(me), Not(HasSubstr("31.635.000")));
    {
        const auto clerk = a_clerk();
        auto tx = pool.begin();
        const auto id = tx.exec(dossier_id_query, "H21.12.34-261124-0800").get<std::int64_t>(0, 0);
        EXPECT_TRUE(case_store::name_staff(tx, keys, id, "Siu H’Bia", me, clerk, clock.now()));
        tx.commit();
    }
    say(me, "H21.12.34-261124-0800");
    EXPECT_THAT(last(me), HasSubstr("31.635.000"));
}

TEST_F(ChatTest, ACounterCodeLetsNoMinorInAndStaysGood)
{
    const auto owner = phone_of(0), child = phone_of(3), grown = phone_of(1);
    {
        auto& shared = platform->platform();
        const std::lock_guard lock(shared.mutex);
        shared.user_by_phone(child)->minor = true;
    }
    const auto dossier = event(6, owner);
    const auto code = counter_code(dossier);
    platform->follow(child);
    platform->follow(grown);
    settle();
    say(child, code);
    EXPECT_THAT(last(child), HasSubstr("dưới 18 tuổi"));
    say(grown, code);
    EXPECT_THAT(last(grown), HasSubstr("Đã xác nhận tại quầy"));
}

TEST_F(ChatTest, ARefusedDossierComesBackByAClerkAlone)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    link(me, "0418");
    say(me, "không phải tôi");
    say(me, "#DUNGKHONGPHAITOI");
    const auto sent = count(count_query);
    link(me, dossier);
    link(me, "0418");
    EXPECT_EQ(count(count_query), sent);
    EXPECT_EQ(count(links_query), 0);
    correct(dossier, me);
    link(me, dossier);
    EXPECT_EQ(count(links_query), 1);
}

TEST_F(ChatTest, WhatAClerkOpenedEndsWhenTheDossierIsAnothersAndComesBackWithIt)
{
    const auto owner = phone_of(0), child = phone_of(1), late = phone_of(2);
    const auto dossier = event(6, owner);
    platform->follow(child);
    platform->follow(late);
    settle();
    say(child, counter_code(dossier));
    say(child, dossier);
    EXPECT_THAT(last(child), HasSubstr("31.635.000"));
    const auto code = counter_code(dossier); // made while it was the former owner's
    clock.advance(std::chrono::minutes(1));
    event(6, owner, "064188000777", dossier, "Siu H’Bia");
    settle();
    say(child, dossier);
    EXPECT_THAT(last(child), Not(HasSubstr("31.635.000")));
    say(late, code);
    EXPECT_THAT(last(late), HasSubstr("chưa đúng hoặc đã hết hạn"));
    say(late, counter_code(dossier));
    say(late, dossier);
    EXPECT_THAT(last(late), HasSubstr("31.635.000"));
    clock.advance(std::chrono::minutes(1));
    event(6, owner, "064179000418", dossier); // put right again
    settle();
    say(child, dossier);
    EXPECT_THAT(last(child), HasSubstr("31.635.000"));
    say(late, dossier);
    EXPECT_THAT(last(late), Not(HasSubstr("31.635.000")));
    say(late, counter_code(dossier)); // let in once more, after another owner
    say(late, dossier);
    EXPECT_THAT(last(late), HasSubstr("31.635.000"));
}

TEST_F(ChatTest, AnAccountThatWasLetInIsToldBesideTheNumberNotInItsPlace)
{
    const auto owner = phone_of(0), child = phone_of(1);
    const auto dossier = event(2, owner);
    platform->follow(child);
    settle();
    say(child, counter_code(dossier));
    clock.advance(std::chrono::minutes(1));
    event(6, owner, "064179000418", dossier);
    settle();
    EXPECT_TRUE(was_told(child, "có khoản cần nộp"));
    EXPECT_TRUE(was_told(owner, "có khoản cần nộp"));
    EXPECT_EQ(reconciled().unexplained, 0);
}

} // namespace
} // namespace tnung
