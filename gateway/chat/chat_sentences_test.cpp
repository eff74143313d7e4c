#include "gateway/chat/chat_sentences.hpp"

#include "foundation/testing/data_file.hpp"

#include <gtest/gtest.h>

namespace tnung::gateway {
namespace {

const ChatSentences sentences{testing::data_file("chat-sentences.tsv")};

std::string intent_of(std::string_view text)
{
    const auto meaning = sentences.meaning_of(text);
    return meaning ? meaning->intent : "";
}

TEST(ChatSentences, MarksAndCapitalsMakeNoDifference)
{
    for (const auto* text : {"hồ sơ của tôi", "Ho So Cua Toi", "HỒ SƠ CỦA TÔI.", "my dossiers"})
        EXPECT_EQ(intent_of(text), "my_dossiers") << text;
    for (const auto* text : {"nối số", "noi so", "liên kết", "link"})
        EXPECT_EQ(intent_of(text), "link") << text;
    for (const auto* text : {"Thôi", "huỷ", "hủy"}) EXPECT_EQ(intent_of(text), "cancel") << text;
    EXPECT_EQ(intent_of("?"), "help");
    EXPECT_EQ(sentences.meaning_of("English")->language, Language::en);
    EXPECT_EQ(sentences.meaning_of("tiếng Việt")->language, Language::vi);
}

TEST(ChatSentences, CourtesyAndMarksChangeNothing)
{
    for (const auto* text :
         {"Không phải tôi !", "Không phải tôi ạ", "Dạ không phải tôi ạ.",
          "dạ, không phải tôi đâu ạ!", "không phải là tôi nhé", "Nhầm số rồi ạ",
          "Đây không phải hồ sơ của tôi ạ"})
        EXPECT_EQ(intent_of(text), "not_me") << text;
    EXPECT_EQ(intent_of("Dạ hồ sơ của tôi với ạ"), "my_dossiers");
    EXPECT_EQ(intent_of("Hồ sơ của tôi không phải nộp tiền ạ"), "");
}

TEST(ChatSentences, WhatNobodyKnowsMeansNothing)
{
    for (const auto* text :
         {"", "   ", "…", "chào buổi sáng bà con ơi", "#", "#KHONGCO", "\xff\xfe"})
        EXPECT_EQ(intent_of(text), "") << text;
    EXPECT_EQ(intent_of(std::string(100'000, 'a')), "");
}

TEST(ChatSentences, ARowThatIsWrongIsNamed)
{
    EXPECT_THROW(ChatSentences("intent\tlanguage\tsentence\nhelp\tvi\t\n"), std::runtime_error);
    EXPECT_THROW(ChatSentences("intent\tlanguage\tsentence\nhelp\txx\tgiúp\n"), std::runtime_error);
    EXPECT_THROW( // the same without marks
        ChatSentences("intent\tlanguage\tsentence\nhelp\tvi\tgiúp\nlink\tvi\tgiup\n"),
        std::runtime_error
    );
}

TEST(ButtonWord, IsTheWordAndWhatStandsBehindIt)
{
    EXPECT_EQ(button_word("#HOSO")->word, "#hoso");
    EXPECT_EQ(button_word("#BONOI 84914630552")->rest, "84914630552");
    EXPECT_EQ(button_word(" #THOI. ")->word, "#thoi");
    EXPECT_FALSE(button_word("HOSO"));
    EXPECT_FALSE(button_word(""));
}

} // namespace
} // namespace tnung::gateway
