#include "gateway/chat/chat_command.hpp"

#include <gtest/gtest.h>

namespace tnung::gateway {
namespace {

using Kind = ChatCommand::Kind;
const Day today = *parse_iso_day("2026-11-25");

TEST(ChatCommand, TapsAndTypedWordsMeanTheSame)
{
    for (const auto* text :
         {"#HOSO", "hồ sơ của tôi", "Ho So Cua Toi", "HỒ SƠ CỦA TÔI.", "my dossiers"})
        EXPECT_EQ(parse_chat(text, today).kind, Kind::my_dossiers) << text;
    for (const auto* text : {"#NOISO", "nối số", "noi so", "liên kết", "link"})
        EXPECT_EQ(parse_chat(text, today).kind, Kind::link) << text;
    for (const auto* text : {"#KHONGPHAITOI", "không phải tôi", "khong phai toi!", "Nhầm số"})
        EXPECT_EQ(parse_chat(text, today).kind, Kind::not_me) << text;
    for (const auto* text : {"#THOI", "Thôi", "huỷ", "hủy"})
        EXPECT_EQ(parse_chat(text, today).kind, Kind::cancel) << text;
    EXPECT_EQ(parse_chat("English", today).language, Language::en);
    EXPECT_EQ(parse_chat("#NGONNGU en", today).language, Language::en);
    EXPECT_EQ(parse_chat("tiếng Việt", today).language, Language::vi);
}

TEST(ChatCommand, ADossierCodeIsFoundHoweverItIsTyped)
{
    for (const auto* text :
         {"H21.12.34-261124-0007", "h21.12.34 - 261124 - 0007", "H21,12,34–261124–0007",
          "cho tôi hỏi H21.12.34-261124-0007 tới đâu rồi", "hồ sơ H21.12.34-261124-0007",
          "https://dvc.example.vn/tra-cuu?ma=H21.12.34-261124-0007",
          "Mã hồ sơ: H21.12.34-261124-0007."})
    {
        const auto command = parse_chat(text, today);
        EXPECT_EQ(command.kind, Kind::dossier) << text;
        ASSERT_TRUE(command.code) << text;
        EXPECT_EQ(command.code->text, "H21.12.34-261124-0007") << text;
    }
}

TEST(ChatCommand, NumbersAreNotMistakenForOneAnother)
{
    EXPECT_EQ(parse_chat("0914 630 552", today).kind, Kind::number);
    EXPECT_EQ(parse_chat("0914630552", today).digits, "84914630552");
    EXPECT_EQ(parse_chat("+84 914 630 552", today).kind, Kind::number);
    EXPECT_EQ(parse_chat("482 913", today).kind, Kind::digits);
    EXPECT_EQ(parse_chat("482 913", today).digits, "482913");
    EXPECT_EQ(parse_chat("0418", today).digits, "0418");
    EXPECT_EQ(parse_chat("12345", today).kind, Kind::unknown);
    EXPECT_EQ(parse_chat("dk 7f3qx", today).kind, Kind::typed_code);
    EXPECT_EQ(parse_chat("DK7F3QX", today).digits, "DK7F3QX");
    EXPECT_EQ(parse_chat("CQ7F3QXM", today).kind, Kind::typed_code);
    EXPECT_EQ(parse_chat("DK7F3QO", today).kind, Kind::unknown); // no letter O in a code
}

TEST(ChatCommand, CourtesyAndMarksChangeNothing)
{
    for (const auto* text :
         {"Không phải tôi !", "Không phải tôi ạ", "Dạ không phải tôi ạ.",
          "dạ, không phải tôi đâu ạ!", "không phải là tôi nhé", "Nhầm số rồi ạ",
          "Đây không phải hồ sơ của tôi ạ"})
        EXPECT_EQ(parse_chat(text, today).kind, Kind::not_me) << text;
    EXPECT_EQ(parse_chat("Dạ hồ sơ của tôi với ạ", today).kind, Kind::my_dossiers);
    EXPECT_EQ(parse_chat("Hồ sơ của tôi không phải nộp tiền ạ", today).kind, Kind::unknown);
}

TEST(ChatCommand, DigitsInASentenceAreTheOnlyGroupOfTheirLength)
{
    EXPECT_EQ(lone_digits("Mã là 482913", 6), "482913");
    EXPECT_EQ(lone_digits("mã: 482 913 ạ", 6), "482913");
    EXPECT_EQ(lone_digits("482-913.", 6), "482913");
    EXPECT_EQ(lone_digits("4 số cuối là 0418", 4), "0418");
    EXPECT_EQ(lone_digits("482913 hay 482914", 6), std::nullopt);
    EXPECT_EQ(lone_digits("0914630552", 6), std::nullopt);
    EXPECT_EQ(lone_digits("mã đâu", 6), std::nullopt);
    EXPECT_EQ(lone_digits("", 6), std::nullopt);
    EXPECT_EQ(lone_digits(std::string(100'000, '1'), 6), std::nullopt);
}

TEST(ChatCommand, ButtonsCarryWhatTheyMean)
{
    const auto not_me = parse_chat("#KHONGPHAITOI H21.12.34-261124-0007", today);
    EXPECT_EQ(not_me.kind, Kind::not_me);
    EXPECT_EQ(not_me.code->text, "H21.12.34-261124-0007");
    EXPECT_EQ(parse_chat("#BONOI 84914630552", today).digits, "84914630552");
}

TEST(ChatCommand, WhatNobodyKnowsIsUnknown)
{
    for (const auto* text :
         {"", "   ", "…", "chào buổi sáng bà con ơi", "#", "#KHONGCO", "\xff\xfe"})
        EXPECT_EQ(parse_chat(text, today).kind, Kind::unknown) << text;
    EXPECT_EQ(parse_chat(std::string(100'000, 'a'), today).kind, Kind::unknown);
}

} // namespace
} // namespace tnung::gateway
