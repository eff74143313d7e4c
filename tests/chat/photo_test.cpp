// Photos in the chat.
#include "tests/chat/chat_world.hpp"

namespace tnung {
namespace {

std::string photo_of(const std::string& text)
{
    const auto code = qr::encode(text, qr::Correction::medium);
    return photo::as_jpeg(photo::photographed(code.dark, code.size, {}), 75);
}

TEST_F(ChatTest, APhotoOfTheSlipIsAsGoodAsItsCode)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    platform->follow(me);
    settle();
    say(me, dossier);
    const auto typed = last(me);
    EXPECT_THAT(typed, HasSubstr(dossier));
    say(me, "xin chào");
    platform->send_photo(me, photo_of("https://dvc.example.vn/tra-cuu?ma=" + dossier));
    settle();
    EXPECT_EQ(last(me), typed);
    EXPECT_EQ(count(photos_query), 0); // nothing of it is kept
}

TEST_F(ChatTest, WhoeverSendsTheSlipBeforeTheQuestionStillAsksIt)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    platform->follow(me);
    settle();
    say(me, "Gặp cán bộ");
    platform->send_photo(me, photo_of(dossier));
    settle();
    EXPECT_THAT(last(me), HasSubstr(dossier));
    say(me, "Bao giờ có kết quả?");
    EXPECT_EQ(tasks("talk"), 1);
}

TEST_F(ChatTest, APhotoOfTheSlipProvesANumberTogetherWithTheCode)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    platform->follow(me);
    settle();
    say(me, "nối số");
    platform->share_number(me, me);
    settle();
    platform->send_photo(me, photo_of(dossier));
    settle();
    say(me, code_sent_to(me));
    EXPECT_EQ(count(links_query), 1);
}

TEST_F(ChatTest, WhatAPhotoSaysIsNoCommand)
{
    const auto me = phone_of(0);
    link(me, event(2, me));
    for (const auto* text : {"#BONOI 0914630000", "bỏ nối", "#GAPCANBO", "https://example.com/a"}) {
        clock.advance(std::chrono::seconds(1));
        platform->send_photo(me, photo_of(text));
        settle();
        EXPECT_THAT(last(me), HasSubstr("chưa đọc được mã QR")) << text;
    }
    EXPECT_EQ(count(links_query), 1);
    EXPECT_EQ(tasks("talk"), 0);
}

TEST_F(ChatTest, PhotosThatCannotBeReadGetAnAnswerAndHarmNothing)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    platform->follow(me);
    settle();
    for (const auto& bytes :
         {std::string("no picture"), std::string("\xff\xd8\xff\xe0", 4),
          photo_of(dossier).substr(0, 900), std::string(11u << 20, 'x')})
    {
        clock.advance(std::chrono::seconds(1));
        const auto before = platform->inbox(me).size();
        platform->send_photo(me, bytes);
        settle();
        EXPECT_EQ(platform->inbox(me).size(), before + 2); // his photo and our answer
        EXPECT_THAT(last(me), HasSubstr("chưa đọc được mã QR"));
    }
    platform->send_photo(me, photo_of(dossier));
    settle();
    EXPECT_THAT(last(me), HasSubstr(dossier));
}

TEST_F(ChatTest, AFloodOfPhotosIsPassedOver)
{
    const auto me = phone_of(0);
    platform->follow(me);
    settle();
    for (int i = 0; i < sent_photo::waiting_max + 2; ++i) platform->send_photo(me, "x");
    while (!platform->platform().webhooks.idle()) std::this_thread::yield();
    while (webhook_pages.work_once() > 0) {
    }
    EXPECT_EQ(count(photos_query), sent_photo::waiting_max);
}

TEST_F(ChatTest, WhosePhotosTookTimeWaitsForTheOthers)
{
    const auto pushy = phone_of(0), patient = phone_of(1);
    const auto dossier = event(2, patient);
    for (const auto& number : {pushy, patient}) platform->follow(number);
    settle();
    const auto send = [&](const std::string& number, const std::string& photo) {
        platform->send_photo(number, photo);
        while (!platform->platform().webhooks.idle()) std::this_thread::yield();
        while (webhook_pages.work_once() > 0) {
        }
    };
    send(pushy, photo_of("not a code of ours"));
    EXPECT_EQ(photo_desk.work_once(), 1u);
    for (int i = 0; i < sent_photo::waiting_max; ++i) send(pushy, photo_of("nor this"));
    send(patient, photo_of(dossier)); // the last to come
    EXPECT_EQ(photo_desk.work_once(), 1u);
    settle();
    EXPECT_THAT(last(patient), HasSubstr(dossier));
    EXPECT_EQ(count(photo_times_query), 2);
    clock.advance(sent_photo::useful + std::chrono::seconds(1)); // what was spent is forgotten
    send(patient, photo_of(dossier));
    send(pushy, photo_of(dossier));
    settle();
    EXPECT_EQ(count(photo_times_query), 2);
}

TEST_F(ChatTest, APhotoWhoseReaderDiedIsReadByAnotherAndALateOneIsDropped)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    platform->follow(me);
    settle();
    const auto send = [&] {
        platform->send_photo(me, photo_of(dossier));
        while (!platform->platform().webhooks.idle()) std::this_thread::yield();
        while (webhook_pages.work_once() > 0) {
        }
        auto tx = pool.begin(); // a reader takes it and is never heard of again
        EXPECT_TRUE(sent_photo::claim(tx, keys, clock.now(), clock.now() + std::chrono::seconds(60))
        );
        tx.commit();
        EXPECT_EQ(photo_desk.work_once(), 0u);
    };
    send();
    clock.advance(std::chrono::seconds(61));
    settle();
    EXPECT_THAT(last(me), HasSubstr(dossier));
    send();
    const auto before = platform->inbox(me).size();
    clock.advance(sent_photo::useful);
    settle();
    EXPECT_EQ(platform->inbox(me).size(), before);
    EXPECT_EQ(count(photos_query), 0);
}

TEST(MayFetch, OnlyFromWhereZaloKeepsPhotos)
{
    const PhotoSettings settings;
    for (const auto* address :
         {"https://f20-zpc.zdn.vn/jpg/1.jpg", "https://zdn.vn/a", "HTTPS://Photo.ZADN.vn:443/a?b"})
        EXPECT_TRUE(may_fetch(address, settings)) << address;
    for (const auto* address :
         {"http://f20-zpc.zdn.vn/1.jpg", "https://evilzdn.vn/1", "https://zdn.vn.example.com/1",
          "https://example.com/zdn.vn", "https://zdn.vn@example.com/1", "https://user@zdn.vn/1",
          "https://127.0.0.1/1", "file:///etc/passwd", "zdn.vn/1", "",
          "https://example.com#@zdn.vn/", "https://example.com\\.zdn.vn/1"})
        EXPECT_FALSE(may_fetch(address, settings)) << address;
}

} // namespace
} // namespace tnung
