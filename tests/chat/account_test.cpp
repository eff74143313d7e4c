// Following, leaving, languages, minors, offices, webhooks.
#include "tests/chat/chat_world.hpp"

namespace tnung {
namespace {

TEST_F(ChatTest, UnfollowingHandsTheNoticesToTheNumberAndComingBackTakesThemAgain)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    link(me, dossier);
    platform->unfollow(me);
    settle();
    const auto by_phone = platform->received().size();
    event(6, me, "064179000418", dossier);
    settle();
    EXPECT_EQ(platform->received().size(), by_phone + 1);
    clock.advance(std::chrono::seconds(1));
    platform->follow(me);
    settle();
    event(9, me, "064179000418", dossier);
    settle();
    EXPECT_EQ(platform->received().size(), by_phone + 1);
    EXPECT_THAT(last(me), HasSubstr("đã có kết quả, mời ông (bà) đến nhận"));
}

TEST_F(ChatTest, BeyondTheWindowATemplateByUserGoesOut)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    link(me, dossier);
    const auto by_phone = platform->received().size();
    clock.advance(std::chrono::hours(24 * 8));
    event(9, me, "064179000418", dossier);
    settle();
    EXPECT_EQ(platform->received().size(), by_phone);
    EXPECT_THAT(last(me), HasSubstr("Hồ sơ đã có kết quả")); // the template's title
    EXPECT_EQ(reconciled().unexplained, 0);
}

TEST_F(ChatTest, SpeaksTheFollowersLanguage)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    link(me, dossier);
    say(me, "English");
    EXPECT_THAT(last(me), HasSubstr("From now on we write in English"));
    event(9, me, "064179000418", dossier);
    settle();
    EXPECT_THAT(last(me), HasSubstr("has its result; please come for it"));
}

TEST_F(ChatTest, AQuestionGoesToTheRightOfficeAndUnknownTextGetsAUsefulAnswer)
{
    const auto me = phone_of(0);
    link(me, event(2, me));
    say(me, "trời hôm nay đẹp quá");
    EXPECT_THAT(last(me), HasSubstr("gõ mã hồ sơ"));
    say(me, "Gặp cán bộ");
    EXPECT_THAT(last(me), HasSubstr("Phường Pleiku"));
    say(me, "Con tôi nộp tiền thay được không, số 0914 630 552?");
    EXPECT_THAT(last(me), HasSubstr("chậm nhất thứ Năm 26/11/2026"));
    EXPECT_EQ(tasks("talk"), 1);
    say(me, "cho tôi hỏi thêm về giấy tờ");
    EXPECT_EQ(tasks("talk"), 1);
}

TEST_F(ChatTest, AMinorLinksNothing)
{
    const auto child = phone_of(3);
    {
        auto& shared = platform->platform();
        const std::lock_guard lock(shared.mutex);
        shared.user_by_phone(child)->minor = true;
    }
    const auto dossier = event(2, child);
    settle();
    platform->follow(child);
    settle();
    say(child, "nối số");
    EXPECT_THAT(last(child), HasSubstr("dưới 18 tuổi"));
    say(child, dossier);
    platform->share_number(child, child);
    settle();
    EXPECT_THAT(last(child), HasSubstr("dưới 18 tuổi"));
    EXPECT_EQ(count(links_query), 0);
}

TEST_F(ChatTest, AMinorWhoWasQuickerThanHisProfileIsUnlinkedAndHisNameIsNotKept)
{
    const auto child = phone_of(3);
    link(child, event(2, child));
    EXPECT_EQ(count(links_query), 1);
    auto tx = pool.begin();
    const auto user = platform->platform().user_of_phone.at(child);
    const auto known = follower_store::upsert(tx, keys, user, clock.now());
    EXPECT_NE(known.display_name, "");
    follower_store::set_profile(
        tx, keys, known.id, {.display_name = known.display_name, .minor = true}, clock.now()
    );
    const auto minor = follower_store::find(tx, keys, known.id);
    EXPECT_TRUE(minor->minor);
    EXPECT_EQ(minor->display_name, "");
    tx.commit();
    EXPECT_EQ(count(links_query), 0);
}

TEST_F(ChatTest, AfterSixMonthsOfSilenceTheNumberIsToldAndTheLinkIsToBeProvedAgain)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    link(me, dossier);
    clock.advance(std::chrono::days(182));
    event(4, me, "064179000418", dossier);
    settle();
    const auto by_phone = platform->received().size();
    clock.advance(std::chrono::days(2));
    event(6, me, "064179000418", dossier);
    settle();
    EXPECT_EQ(platform->received().size(), by_phone + 1); // by the number, whosever it is now
    say(me, "hồ sơ của tôi");
    EXPECT_TRUE(was_told(me, "hơn sáu tháng"));
    EXPECT_EQ(count(links_query), 0);
    EXPECT_THAT(last(me), HasSubstr("chưa nối số điện thoại nào"));
    say(me, dossier);
    EXPECT_THAT(last(me), Not(HasSubstr("31.635.000")));
    EXPECT_EQ(reconciled().unexplained, 0);
}

/// An event that cannot be worked is set aside while its row is free: nobody waits for it.
TEST_F(ChatTest, AnEventThatFailsIsSetAsideAndThoseBehindItAreWorked)
{
    const auto me = phone_of(0), other = phone_of(1);
    const auto dossier = event(2, me);
    settle();
    link(me, dossier);
    pg::Connection admin(database.admin_target());
    admin.script("CREATE TABLE kept AS SELECT id, detail_sealed FROM dossier_event;"
                 "UPDATE dossier_event SET detail_sealed = 'x'");
    clock.advance(std::chrono::seconds(1));
    platform->say(me, dossier);
    while (!platform->platform().webhooks.idle()) std::this_thread::yield();
    auto working = std::async(std::launch::async, [&] { return webhook_pages.work_once(); });
    const bool through = working.wait_for(std::chrono::seconds(20)) == std::future_status::ready;
    if (!through) database.disconnect_everyone(); // so that the test ends
    ASSERT_TRUE(through) << "it waits for its own row";
    EXPECT_EQ(count(unworked_query), 1);
    platform->follow(other);
    settle();
    EXPECT_EQ(count(followers_query), 2) << "who comes after it is met";
    EXPECT_EQ(count(unworked_query), 1);
    admin.script("UPDATE dossier_event SET detail_sealed = kept.detail_sealed FROM kept WHERE "
                 "kept.id = dossier_event.id");
    clock.advance(std::chrono::hours(1));
    settle();
    EXPECT_EQ(count(unworked_query), 0) << "it is looked at again";
    EXPECT_THAT(last(me), HasSubstr("đã được tiếp nhận")) << "its answer came";
}

TEST_F(ChatTest, RepeatedAndReorderedWebhooksChangeNothingTwice)
{
    platform->set_faults({.webhook_repeat = 1000});
    const auto me = phone_of(0);
    link(me, event(2, me));
    EXPECT_EQ(count(links_query), 1);
    std::size_t greetings = 0;
    for (const auto& message : platform->inbox(me))
        greetings += message.text.find("Nối số điện thoại một lần") != std::string::npos;
    EXPECT_EQ(greetings, 1u);
}

TEST_F(ChatTest, AUserIdStandsReadableNowhere)
{
    const auto me = phone_of(0);
    link(me, event(2, me));
    auto tx = pool.begin();
    const auto user_id = platform->platform().user_of_phone.at(me);
    EXPECT_EQ(tx.exec(readable_query, Bytes{user_id}).get<std::int64_t>(0, 0), 0);
}

} // namespace
} // namespace tnung
