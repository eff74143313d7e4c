// Every kind of notice × level × channel × language, word for word:
// gateway/dossier_notice/notices.golden.txt is what people read, for the province to look over.
// UPDATE_GOLDEN=1 rewrites it.
#include "gateway/dossier_notice/notice_text.hpp"

#include "foundation/testing/data_file.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/zalo/zalo_templates.hpp"

#include "gateway/sms/sms_client.hpp"
#include <fmt/format.h>

#include <gtest/gtest.h>

#include <algorithm>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace tnung::gateway {
namespace {

const std::string amount = "31.635.000 đ";
const std::string reason = example_facts().reason;
const std::string paper = example_facts().papers.front();
const std::string handler = example_facts().handler;
const std::string place = example_facts().place;
const std::string owner = "H’Hoa";
const std::string procedure = example_facts().procedure;

struct Who {
    const char* name;
    Disclosure disclosure;
};
const Who people[] = {
    {"proved owner, level 2", {Level::owner, Ground::proved}},
    {"let in at the counter, level 2", {Level::owner, Ground::let_in}},
    {"linked today, level 1 until tomorrow", {Level::number, Ground::waits}},
    {"a relative on the same number, level 1", {Level::number, Ground::other_owner}},
    {"an intermediary, level 1", {Level::number, Ground::intermediary}},
    {"silent for half a year, level 1", {Level::number, Ground::silent}},
};

ChatMessage chat_for(NoticeKind kind, const Who& who, Language language)
{
    return chat_notice(
        kind, example_facts(), Words(language), who.disclosure,
        *parse_iso("2026-11-26T09:00:00+07:00"), "https://dvc.example.vn/hs/abc"
    );
}

std::string everything()
{
    const ZaloTemplates templates(testing::data_file("zalo-templates.tsv"));
    std::string out = "Every notice as it is read, by kind, channel and person. Made by "
                      "gateway/dossier_notice/notice_text_test.cpp.\n";
    for (const auto language : all_languages) {
        const Words words(language);
        for (int i = 0; i < notice_kinds; ++i) {
            const auto kind = NoticeKind(i);
            out += fmt::format("\n==== {} ({})\n", notice_kind_name(kind), language_code(language));
            const auto& form = templates.of(
                notice_kind_name(kind), language_code(language), example_facts().happened
            );
            out += fmt::format(
                "-- template, whoever gets it, level 1\n{}\n{}\n", form.title, form.paragraph
            );
            for (const auto& [name, value] :
                 ZaloTemplates::fitted(form, template_values(kind, example_facts(), words, "abc")))
                out += fmt::format("   {}: {}\n", name, value);
            for (const auto& who : people) {
                const auto message = chat_for(kind, who, language);
                out += fmt::format("-- chat, {}\n{}\n", who.name, message.text);
                for (const auto& button : message.buttons)
                    out += fmt::format("   [{}]\n", button.title);
            }
        }
    }
    return out;
}

TEST(SmsNotice, IsOnePartOfPlainLettersForEveryKind)
{
    // As long as they come: an address of a province, a token of 25 letters.
    const std::string link = "https://hanhchinhcong.gialai.gov.vn/hs/" + std::string(25, 'w');
    for (int kind = 0; kind < 12; ++kind)
        for (const bool repeats : {false, true}) {
            auto facts = example_facts();
            facts.repeats = repeats;
            const auto text = sms_notice(NoticeKind(kind), facts, Words(Language::vi), link);
            EXPECT_LE(text.size(), sms_letters_max) << text;
            EXPECT_TRUE(text.ends_with(link)) << text;
            EXPECT_TRUE(std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; }))
                << text;
            EXPECT_EQ(text.find("31"), std::string::npos) << "level 1 names no amount: " << text;
        }
    EXPECT_EQ(
        sms_notice(
            NoticeKind::payment_asked, example_facts(), Words(Language::vi), "https://x.vn/a"
        ),
        "HCC Gia Lai: ho so 0007, Can nop tien. Nop tien. Xem tai https://x.vn/a"
    );
}

TEST(NoticeText, IsWordForWordWhatTheProvinceLookedOver)
{
    const std::string file = TNUNG_SOURCE_DIR "/gateway/dossier_notice/notices.golden.txt";
    const auto made = everything();
    if (std::getenv("UPDATE_GOLDEN")) std::ofstream(file) << made;
    std::ifstream stream(file);
    std::stringstream kept;
    kept << stream.rdbuf();
    EXPECT_EQ(made, kept.str()) << "UPDATE_GOLDEN=1 rewrites the file; read the difference first";
}

TEST(NoticeText, BelowLevelTwoNoAmountReasonPaperPlaceOrHandler)
{
    for (const auto language : all_languages)
        for (int i = 0; i < notice_kinds; ++i)
            for (const auto& who : people) {
                const auto message = chat_for(NoticeKind(i), who, language);
                for (const auto& secret : {amount, reason, paper, place, handler})
                    EXPECT_EQ(
                        message.text.find(secret) != std::string::npos,
                        who.disclosure.level == Level::owner
                    ) << who.name
                      << ": " << secret << "\n"
                      << message.text;
                EXPECT_EQ(message.text.find(owner), std::string::npos);
            }
}

TEST(NoticeText, WhatALockScreenShowsNamesNobodyNoAmountNoProcedure)
{
    constexpr std::size_t shown_on_a_lock_screen = 100;
    for (const auto language : all_languages)
        for (int i = 0; i < notice_kinds; ++i) {
            const auto message = chat_for(NoticeKind(i), people[0], language);
            const auto shown = text::shortened(message.text, shown_on_a_lock_screen);
            for (const auto& secret : {amount, owner, procedure, reason, handler})
                EXPECT_EQ(shown.find(secret), std::string::npos) << shown;
            EXPECT_NE(shown.find("…0007"), std::string::npos) << shown;
        }
}

TEST(NoticeText, TemplatesFitZaloWhateverTheDossierSays)
{
    const ZaloTemplates templates(testing::data_file("zalo-templates.tsv"));
    auto long_facts = example_facts();
    long_facts.agency = std::string(180, 'A') + " Ủy ban nhân dân xã Ia Krái Ia Dơk Ia Krêl";
    long_facts.procedure = std::string(400, 'B');
    long_facts.code = "000.00.12.H21-260901-1234567890";
    for (const auto repeats : {false, true})
        for (int i = 0; i < notice_kinds; ++i) {
            const auto kind = NoticeKind(i);
            auto one = long_facts;
            one.repeats = repeats;
            const auto& form = templates.of(notice_kind_name(kind), "vi", example_facts().happened);
            for (const auto& [name, value] : ZaloTemplates::fitted(
                     form, template_values(kind, one, Words(Language::vi), "abcdefghijklmnopqrstuv")
                 ))
            {
                EXPECT_FALSE(value.empty()) << name;
                for (const auto& [parameter, type] : form.parameters)
                    if (parameter == name) {
                        EXPECT_LE(text::length(value), *parameter_length_max(type)) << value;
                    }
            }
        }
}

TEST(NoticeText, WhatSomebodyHasToDoNeverBearsTheDayOfTheResult)
{
    auto facts = example_facts();
    facts.act_by.reset();
    const Words words(Language::vi);
    for (const auto kind : {NoticeKind::payment_asked, NoticeKind::supplement_asked})
        EXPECT_EQ(template_values(kind, facts, words, "abc").at("date"), words.date_on_paper());
    EXPECT_EQ(
        template_values(NoticeKind::handling, facts, words, "abc").at("date"), date_text(*facts.due)
    );
}

TEST(NoticeText, ACodeTooLongForItsPlaceStandsWholeBesideIt)
{
    const ZaloTemplates templates(testing::data_file("zalo-templates.tsv"));
    auto facts = example_facts();
    const auto& form = templates.of("handling", "vi", facts.happened);
    const auto shown = [&](const std::string& code) {
        facts.code = code;
        const auto fitted = ZaloTemplates::fitted(
            form, template_values(NoticeKind::handling, facts, Words(Language::vi), "abc")
        );
        const std::map<std::string, std::string> values(fitted.begin(), fitted.end());
        return std::pair(values.at("dossier_code"), values.at("procedure"));
    };
    using Shown = std::pair<std::string, std::string>;
    EXPECT_EQ(
        shown("H21.12.34.001-20261124-0000012345"),
        Shown(
            "…20261124-0000012345",
            "H21.12.34.001-20261124-0000012345 · Đăng ký biến động quyền sử dụng đất"
        )
    );
    EXPECT_EQ(
        shown("H21.012.34-20261124-0000012345"),
        Shown("H21.012.34-20261124-0000012345", "Đăng ký biến động quyền sử dụng đất")
    );
    EXPECT_EQ(shown(std::string(40, 'H') + "-20261124-0000012345").first, "…20261124-0000012345");
}

} // namespace
} // namespace tnung::gateway
