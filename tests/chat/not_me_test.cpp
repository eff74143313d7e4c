// "This is not me", and numbers that are told no more.
#include "tests/chat/chat_world.hpp"

namespace tnung {
namespace {

TEST_F(ChatTest, NotMeStopsEverythingAndTheHolderCanBeToldOfHisOwnLater)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    link(me, "0418");
    clock.advance(std::chrono::days(31)); // the number let the link stand
    say(me, "không phải tôi");
    EXPECT_THAT(last(me), HasSubstr("ngừng ngay mọi tin"));
    say(me, "#DUNGKHONGPHAITOI");
    EXPECT_THAT(last(me), HasSubstr("Đã ngừng mọi tin"));
    EXPECT_EQ(tasks("wrong_number"), 1);
    EXPECT_EQ(count(links_query), 0);
    EXPECT_EQ(count(not_me_noted_query), 1);
    event(6, me, "064179000418", dossier);
    settle();
    EXPECT_THAT(last(me), HasSubstr("Đã ngừng mọi tin"));
    // The number's holder files something of his own and proves the number with it.
    const auto own = event(2, me, "064188000777", "", "Siu H’Bia");
    settle();
    EXPECT_THAT(last(me), HasSubstr("Đã ngừng mọi tin")); // still stopped
    link(me, own);
    event(9, me, "064188000777", own, "Siu H’Bia");
    settle();
    EXPECT_THAT(last(me), HasSubstr("đã có kết quả"));
    event(9, me, "064179000418", dossier); // the dossier that was refused stays silent
    settle();
    EXPECT_THAT(last(me), HasSubstr("…0003"));
    EXPECT_EQ(reconciled().unexplained, 0);
}

TEST_F(ChatTest, NotMeByAnAccountThatProvedNoOwnerEndsItselfAndTheNumberIsToldAsBefore)
{
    const auto me = phone_of(0), cheat = phone_of(1);
    const auto dossier = event(2, me);
    link_by_read_out_code(cheat, me, dossier);
    EXPECT_EQ(count(links_query), 1);
    say(cheat, "không phải tôi");
    EXPECT_THAT(last(cheat), HasSubstr("vẫn gửi đến số đó"));
    say(cheat, "#DUNGKHONGPHAITOI");
    EXPECT_THAT(last(cheat), HasSubstr("Đã bỏ nối tài khoản này"));
    EXPECT_EQ(count(links_query), 0);
    EXPECT_EQ(tasks("wrong_number"), 1);
    EXPECT_EQ(count(not_me_noted_query), 0);
    event(6, me, "064179000418", dossier);
    settle();
    EXPECT_THAT(last(me), HasSubstr("có khoản cần nộp"));
    // The number was told of the account and let it stand for a month: it speaks for the number.
    clock.advance(std::chrono::hours(2));
    link_by_read_out_code(cheat, me, dossier);
    clock.advance(std::chrono::days(31));
    say(cheat, "không phải tôi");
    EXPECT_THAT(last(cheat), HasSubstr("ngừng ngay mọi tin"));
    say(cheat, "#DUNGKHONGPHAITOI");
    EXPECT_EQ(count(not_me_noted_query), 1);
}

/// He files a dossier of his own on the victim's number, and has the code read out to him.
TEST_F(ChatTest, WhoeverProvedOneOwnerOfSeveralDoesNotSpeakForTheNumber)
{
    const auto me = phone_of(0), cheat = phone_of(1);
    const auto hers = event(2, me);
    const auto his = event(2, me, "064179000777", "", "Nguyễn Văn Gian");
    link_by_read_out_code(cheat, me, his);
    prove_owner(cheat, his, "0777");
    ASSERT_EQ(count(owners_proved_query), 1);
    say(cheat, "không phải tôi");
    say(cheat, "#DUNGKHONGPHAITOI");
    EXPECT_THAT(last(cheat), HasSubstr("Đã bỏ nối tài khoản này"));
    EXPECT_EQ(count(not_me_noted_query), 0);
    event(6, me, "064179000418", hers);
    settle();
    EXPECT_THAT(last(me), HasSubstr("có khoản cần nộp")) << "told as before";
}

/// The number has no other dossier when the cheat says it: each later one is another's.
TEST_F(ChatTest, WhoeverProvedTheOnlyOwnerDoesNotSpeakForDossiersToCome)
{
    const auto me = phone_of(0), cheat = phone_of(1);
    const auto his = event(2, me, "064179000777", "", "Nguyễn Văn Gian");
    settle();
    link_by_read_out_code(cheat, me, his);
    prove_owner(cheat, his, "0777");
    ASSERT_EQ(count(owners_proved_query), 1);
    say(cheat, "không phải tôi");
    say(cheat, "#DUNGKHONGPHAITOI");
    EXPECT_EQ(count(not_me_noted_query), 0);
    clock.advance(std::chrono::days(40));
    event(6, me);
    settle();
    EXPECT_THAT(last(me), HasSubstr("có khoản cần nộp")) << "the victim's first dossier";
    const auto told = platform->received().size();
    event(9, me, "064179000777", his, "Nguyễn Văn Gian");
    settle();
    EXPECT_EQ(platform->received().size(), told) << "his own he refused";
}

/// The address in a message to an account is the account's, not the number's.
TEST_F(ChatTest, NotMeAtAnAccountsAddressIsTheAccountsWord)
{
    const auto me = phone_of(0), cheat = phone_of(1);
    const auto dossier = event(2, me);
    link_by_read_out_code(cheat, me, dossier);
    ASSERT_EQ(count(links_query), 1);
    clock.advance(std::chrono::minutes(1));
    event(5, me, "064179000418", dossier);
    settle();
    {
        auto tx = pool.begin();
        const auto notice = tx.exec(newest_to_account_query).get<std::int64_t>(0, 0);
        const auto link =
            page_link::find(tx, keys, page_link::of_notice(keys, notice), clock.now());
        ASSERT_TRUE(link && link->to_account && link->phone_id);
        EXPECT_FALSE(number_stop::said_by_account(
            tx, *link->phone_id, {*link->follower_id}, "link", clock.now(), {}
        ));
        tx.commit();
    }
    EXPECT_EQ(count(links_query), 0);
    clock.advance(std::chrono::minutes(1));
    event(6, me, "064179000418", dossier);
    settle();
    EXPECT_THAT(last(me), HasSubstr("có khoản cần nộp"));
}

TEST_F(ChatTest, TheCallListAsksWhatSendingAsks)
{
    const auto silent = unreachable_phone(), other = phone_of(0);
    auto owed = plain_event(6, silent);
    owed.owner_identity = "064179000418";
    owed.detail.act_by = day_of(clock.now()) + std::chrono::days(20);
    take(owed);
    const auto dossier = owed.code.text;
    settle();
    const auto calls = [&] {
        auto tx = pool.begin();
        auto tasks = call_store::open_calls(tx, keys, subjects, UnitScope(std::nullopt), 10);
        EXPECT_EQ(call_store::count(tx, UnitScope(std::nullopt)), std::int64_t(tasks.size()));
        return tasks;
    };
    const auto until = date_text(*owed.detail.act_by);
    ASSERT_EQ(calls().size(), 1u);
    EXPECT_EQ(calls()[0].card.who, "Rơ Châm H’Hoa");
    EXPECT_NE(calls()[0].card.said.find(until), std::string::npos) << calls()[0].card.said;
    clock.advance(std::chrono::minutes(1));
    event(4, other, "064188000777", dossier, "Siu H’Bia");
    settle();
    ASSERT_EQ(calls().size(), 1u);
    EXPECT_EQ(calls()[0].number, other) << "the number of today";
    EXPECT_EQ(calls()[0].card.who, "Siu H’Bia");
    EXPECT_EQ(calls()[0].card.said.find(until), std::string::npos) << "told of the former owner";
    {
        auto tx = pool.begin();
        number_stop::stop(
            tx, tx.exec(phone_of_dossier_query, dossier).get<std::int64_t>(0, 0), "link",
            clock.now()
        );
        tx.commit();
    }
    EXPECT_TRUE(calls().empty());
}

TEST_F(ChatTest, WhatWaitsForAnAccountDoesNotGoToANumberThatAClerkTookAway)
{
    const auto me = phone_of(0), right = phone_of(1);
    const auto dossier = event(2, me);
    link(me, "0418");
    event(6, me, "064179000418", dossier);
    const auto before = platform->received().size();
    correct(dossier, right);
    settle();
    const auto received = platform->received();
    int told_right = 0;
    for (std::size_t i = before; i < received.size(); ++i) {
        const auto& one = received[i];
        if (!one.parameters.contains("status")) continue; // tells the old number that it is let go
        EXPECT_EQ(one.phone, right);
        ++told_right;
    }
    EXPECT_EQ(told_right, 1);
    EXPECT_EQ(reconciled().unexplained, 0);
}

TEST_F(ChatTest, ACodeThatWasAskedForBeforeNotMeLinksNothing)
{
    const auto me = phone_of(0), cheat = phone_of(1);
    const auto dossier = event(2, me);
    settle();
    platform->follow(cheat);
    settle();
    say(cheat, "nối số");
    say(cheat, "0" + me.substr(2));
    say(cheat, dossier);
    clock.advance(std::chrono::seconds(1));
    {
        auto tx = pool.begin();
        const auto number = tx.exec(people_of_query, dossier).get<std::int64_t>(0, 0);
        number_stop::stop(tx, number, "link", clock.now());
        tx.commit();
    }
    say(cheat, code_sent_to(me)); // it was read out to him
    EXPECT_THAT(last(cheat), HasSubstr("chưa đúng hoặc đã hết hạn"));
    EXPECT_EQ(count(links_query), 0);
}

TEST_F(ChatTest, WhatACounterCodeOpenedEndsWithNotMeAndTheWarningKnowsTheAccount)
{
    const auto owner = phone_of(0), cheat = phone_of(1);
    const auto dossier = event(6, owner);
    settle();
    const auto code = counter_code(dossier);
    platform->follow(cheat);
    settle();
    say(cheat, code);
    say(cheat, dossier);
    EXPECT_THAT(last(cheat), HasSubstr("31.635.000"));
    {
        auto tx = pool.begin();
        const auto warning = page_link::find(tx, keys, last_sent("link"), clock.now());
        ASSERT_TRUE(warning);
        EXPECT_TRUE(warning->warns_of);
        number_stop::stop(tx, *warning->phone_id, "link", clock.now());
        tx.commit();
    }
    clock.advance(std::chrono::seconds(1));
    say(cheat, dossier);
    EXPECT_THAT(last(cheat), Not(HasSubstr("31.635.000")));
}

} // namespace
} // namespace tnung
