#include "foundation/text/money_text.hpp"
#include "foundation/text/phone_number.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace tnung::text {
namespace {

TEST(Clean, BringsEveryFormToNfcAndSingleSpaces)
{
    EXPECT_EQ(clean(" Nguye\u0302\u0303n\u00A0 Thi\u0323\u200B Hoa\t"), "Nguyễn Thị Hoa");
    EXPECT_EQ(clean("e\u0323\u0302"), "ệ");
    EXPECT_EQ(clean("\xff\xfe"), "\uFFFD\uFFFD");
}

TEST(Clean, PlainLettersNeedNoOtherWay)
{
    // An invisible letter in front sends the same text through ICU.
    const auto as_icu_says = [](const std::string& text) { return clean("\u200B" + text); };
    for (unsigned point = 0; point < 0x3000; ++point) {
        std::string letter;
        if (point < 0x80) {
            letter = char(point);
        } else if (point < 0x800) {
            letter = {char(0xC0 | point >> 6), char(0x80 | (point & 0x3F))};
        } else {
            letter = {
                char(0xE0 | point >> 12), char(0x80 | (point >> 6 & 0x3F)),
                char(0x80 | (point & 0x3F))};
        }
        for (const auto& text : {letter, "a" + letter, letter + "b", "ơ" + letter + " " + letter}) {
            EXPECT_EQ(clean(text), as_icu_says(text)) << point;
            EXPECT_EQ(length(clean(text)), length("\u0302" + clean(text)) - 1) << point;
        }
    }
    for (const auto* text :
         {"", " ", "a ", " a", "a  b", "\xC3", "\xE1\xBA", "\xE2\x80\x99\xCC\x80"})
        EXPECT_EQ(clean(text), as_icu_says(text));
}

TEST(Fold, ForPeopleWhoTypeWithoutAccents)
{
    EXPECT_EQ(fold("Đường Nguyễn Huệ, Quy Nhơn"), "duong nguyen hue, quy nhon");
    EXPECT_EQ(fold("Ia Krêl"), "ia krel");
    EXPECT_EQ(fold("Ðăk Ƀlă"), "dak bla");
    EXPECT_EQ(squeeze("H'Neng"), squeeze("H’ Neng"));
    EXPECT_EQ(squeeze("K'Bang"), "kbang");
}

TEST(Casefold, UnifiesTonePlacement)
{
    for (const auto& [school, law] : std::vector<std::pair<std::string, std::string>>{
             {"hoà", "hòa"}, {"thuỷ", "thủy"}, {"khoẻ", "khỏe"}, {"Tuỳ", "tùy"}, {"Thuý", "thúy"}})
        EXPECT_EQ(casefold(school), law);
    for (const auto* same :
         {"hoàn", "quý", "quỳnh", "già", "giếng", "của", "mùa", "nghĩa", "người", "tuyến", "xoáy",
          "khuỷu", "hoạch", "toàn", "thuế", "quốc"})
        EXPECT_EQ(casefold(same), same);
}

TEST(Sorting, LettersFirstThenTones)
{
    const std::vector<std::string> sorted = {"ca", "cà",   "cả",    "cã", "cá", "cạ",
                                             "că", "câ",   "da",    "đa", "o",  "ô",
                                             "ơ",  "Tổ 2", "Tổ 10", "u",  "ư"};
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        EXPECT_TRUE(sorts_before(sorted[i - 1], sorted[i])) << sorted[i - 1] << " < " << sorted[i];
        EXPECT_LT(sort_key(sorted[i - 1]), sort_key(sorted[i]));
    }
}

TEST(Lengths, AreCountedAsZaloCounts)
{
    EXPECT_EQ(length("Nguye\u0302\u0303n"), 6u);
    EXPECT_EQ(shortened("Đã có kết quả", 30), "Đã có kết quả");
    EXPECT_EQ(shortened("Yêu cầu thực hiện nghĩa vụ tài chính", 20), "Yêu cầu thực hiện…");
    EXPECT_LE(length(shortened(std::string(100, 'a'), 30)), 30u);
}

TEST(FittingName, ShortensFromTheInside)
{
    EXPECT_EQ(fitting_name("Rơ Châm H’Hoa", 30), "Rơ Châm H’Hoa");
    EXPECT_EQ(
        fitting_name("Nguyễn Hoàng Thiên Kim Bảo Ngọc Anh", 30), "Nguyễn Hoàng T. K. B. N. Anh"
    );
    EXPECT_LE(length(fitting_name("Công Tằng Tôn Nữ Thị Hoàng Phương Quỳnh Hương", 30)), 30u);
    EXPECT_TRUE(
        fitting_name("Công Tằng Tôn Nữ Thị Hoàng Phương Quỳnh Hương", 30).ends_with(" Hương")
    );
}

TEST(MoneyInWords, TheReferenceTable)
{
    const std::vector<std::pair<std::int64_t, std::string>> table = {
        {0, "Không đồng"},
        {4, "Bốn đồng"},
        {5, "Năm đồng"},
        {10, "Mười đồng"},
        {11, "Mười một đồng"},
        {15, "Mười lăm đồng"},
        {21, "Hai mươi mốt đồng"},
        {24, "Hai mươi bốn đồng"},
        {101, "Một trăm linh một đồng"},
        {110, "Một trăm mười đồng"},
        {115, "Một trăm mười lăm đồng"},
        {1'000, "Một nghìn đồng"},
        {1'001, "Một nghìn không trăm linh một đồng"},
        {1'015, "Một nghìn không trăm mười lăm đồng"},
        {105'000, "Một trăm linh năm nghìn đồng"},
        {1'000'001, "Một triệu không trăm linh một đồng"},
        {1'005'000, "Một triệu không trăm linh năm nghìn đồng"},
        {21'105'000, "Hai mươi mốt triệu một trăm linh năm nghìn đồng"},
        {1'000'000'005, "Một tỷ không trăm linh năm đồng"},
        {1'234'567'890,
         "Một tỷ hai trăm ba mươi bốn triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi đồng"},
        {1'000'000'000'000, "Một nghìn tỷ đồng"},
        {2'005'000'000'000, "Hai nghìn không trăm linh năm tỷ đồng"},
    };
    for (const auto& [amount, words] : table) EXPECT_EQ(money_in_words({amount}), words);
    EXPECT_EQ(money({31'635'000}), "31.635.000\u00A0đ");
}

TEST(ParseMoney, ReadsAmountsAsPeopleTypeThem)
{
    const std::vector<std::pair<std::string, std::int64_t>> table = {
        {"12500000", 12'500'000},
        {"12.500.000", 12'500'000},
        {"12,500,000", 12'500'000},
        {"12 500 000", 12'500'000},
        {"12,5 triệu", 12'500'000},
        {"12tr5", 12'500'000},
        {"1 tỷ 2", 1'200'000'000},
        {"1,2 tỷ", 1'200'000'000},
        {"500k", 500'000},
        {"500 nghìn", 500'000},
        {"500 ngàn đồng", 500'000},
        {"12.500", 12'500},
        {"1 tỷ 200 triệu", 1'200'000'000},
        {"691 triệu", 691'000'000},
        {"3 tỷ rưỡi", 3'500'000'000},
        {"1 trieu ruoi", 1'500'000},
        {"0", 0},
        {"0,00", 0},
        {"12.500.000,00", 12'500'000},
        {"31.635.000,00", 31'635'000},
        {"31,635,000.00", 31'635'000},
        {"31635000.00", 31'635'000},
        {"31635000.0000", 31'635'000},
        {"31.635.000,0000 đ", 31'635'000},
        {"VND 31,635,000", 31'635'000},
        {"31.635.000 VNĐ.", 31'635'000},
        {"500000đ", 500'000},
        {"0,125 tỷ", 125'000'000},
        {"0.125 tỷ", 125'000'000},
        {"0,1255 tỷ", 125'500'000},
        {"1,25 tỷ", 1'250'000'000},
        {"1.250,5 triệu", 1'250'500'000},
        {"1\u00A0250\u00A0000", 1'250'000},
        {"2 tỷ 500", 2'500'000'000},
        {"2 tỷ 500 triệu", 2'500'000'000},
        {"1.000.000.000.000.000", 1'000'000'000'000'000},
    };
    for (const auto& [typed, amount] : table) {
        const auto read = parse_money(typed);
        ASSERT_TRUE(read) << typed;
        EXPECT_EQ(read->dong, amount) << typed;
    }
    for (const auto* typed :
         {"",
          "abc",
          "triệu",
          "-5",
          "1 triệu 2 tỷ",
          "12,5",
          "99999999999999999999",
          "3 rưỡi",
          "rưỡi",
          "1 tỷ rưỡi 2",
          "1,5 tỷ rưỡi",
          "1.2.3",
          "12 5 00",
          "1.25.000",
          "1,2,3",
          "12.50",
          "12.00",
          "0.5",
          "-500.000",
          "(500.000)",
          "3,16E+07",
          "1..000",
          ".500",
          "500 USD",
          "1.000.000.000.000.001",
          "0.000.000",
          "1.250.000 500",
          "12.500.000,50"})
    {
        const auto read = parse_money(typed);
        ASSERT_FALSE(read) << typed;
        EXPECT_TRUE(read.error().perhaps.empty()) << typed;
    }
}

TEST(ParseMoney, AsksWhereItMayBeEitherOfTwo)
{
    const std::vector<std::pair<std::string, std::string>> table = {
        {"1,250 tỷ", "1.250.000.000\u00A0đ hay 1.250.000.000.000\u00A0đ"},
        {"1.250 tỷ", "1.250.000.000\u00A0đ hay 1.250.000.000.000\u00A0đ"},
        {"1,250 triệu", "1.250.000\u00A0đ hay 1.250.000.000\u00A0đ"},
        {"12.500,000", "12.500\u00A0đ hay 12.500.000\u00A0đ"},
        {"1250.000", "1.250\u00A0đ hay 1.250.000\u00A0đ"},
        {"2 tỷ 50", "2.050.000.000\u00A0đ hay 2.500.000.000\u00A0đ"},
    };
    for (const auto& [typed, either] : table) {
        const auto read = parse_money(typed);
        ASSERT_FALSE(read) << typed;
        EXPECT_EQ(which_amount(read.error()), either) << typed;
    }
}

TEST(ParsePhone, TheReferenceVectors)
{
    for (const auto* typed :
         {"0912 345 678", "+84912345678", "84912345678", "(+84) 912.345.678", "0084912345678",
          "912345678", "+840912345678"})
    {
        const auto number = parse_phone(typed);
        ASSERT_TRUE(number) << typed;
        EXPECT_EQ(number->digits, "84912345678");
        EXPECT_EQ(number->kind, PhoneKind::mobile);
    }
    EXPECT_EQ(parse_phone("0120 345 6789")->digits, "84703456789");
    EXPECT_EQ(parse_phone("0169-123-4567")->digits, "84391234567");
    EXPECT_EQ(parse_phone("0269 3824 404"), (PhoneNumber{"842693824404", PhoneKind::fixed}));
    EXPECT_TRUE(parse_phone("0559123456"));
    for (const auto* typed :
         {"0992123456", "12345", "1900 1234", "", "+1 202 555 0100", "09123456x8"})
        EXPECT_FALSE(parse_phone(typed)) << typed;
}

TEST(ParsePhones, SplitsAFieldThatHoldsSeveral)
{
    const auto numbers = parse_phones("0269 3824 404 hoặc 0912.345.678");
    ASSERT_EQ(numbers.size(), 2u);
    EXPECT_EQ(numbers[1].digits, "84912345678");
    EXPECT_EQ(parse_phones("0912345678/0905000111").size(), 2u);
    EXPECT_TRUE(parse_phones("không có").empty());
    const std::vector<std::pair<std::string, std::vector<std::string>>> table = {
        {"0914630552 0905123418", {"84914630552", "84905123418"}},
        {"0914 630 552 0905 123 418", {"84914630552", "84905123418"}},
        {"0914630552 (vợ)", {"84914630552"}},
        {"(vợ) 0914.630.552", {"84914630552"}},
        {"ĐT: 0914630552 - nhà 0269 3824404", {"84914630552", "842693824404"}},
        {"0914630552, 0905123418; 0269.3824.404", {"84914630552", "84905123418", "842693824404"}},
        {"+84 914 630 552 hoặc 84905123418", {"84914630552", "84905123418"}},
        {"số nhà 12, 0914630552", {"84914630552"}},
        {"914630552", {"84914630552"}},
        {"0914630552x", {"84914630552"}},
        {"09146305520", {}},
        {"0914 630", {}},
        {"24/11/2026", {}},
        {"064179000418", {}},
    };
    for (const auto& [field, right] : table) {
        std::vector<std::string> read;
        for (const auto& number : parse_phones(field)) read.push_back(number.digits);
        EXPECT_EQ(read, right) << field;
    }
}

TEST(ParsePhones, LandlinesOfBefore2017AreCalledNotWrittenTo)
{
    const std::vector<std::pair<std::string, PhoneNumber>> table = {
        {"059.3824123", {"842693824123", PhoneKind::fixed}},
        {"(059) 3824123", {"842693824123", PhoneKind::fixed}},
        {"056 3822 123", {"842563822123", PhoneKind::fixed}},
        {"0593824123", {"84593824123", PhoneKind::fixed, true}},
        {"0563.822.123", {"84563822123", PhoneKind::fixed, true}},
        {"0598824123", {"84598824123", PhoneKind::mobile}},
        {"0583824123", {"84583824123", PhoneKind::mobile}},
    };
    for (const auto& [field, right] : table) {
        const auto read = parse_phones(field);
        ASSERT_EQ(read.size(), 1u) << field;
        EXPECT_EQ(read[0], right) << field << ": " << read[0].digits;
    }
    EXPECT_EQ(parse_phone("0593824123")->kind, PhoneKind::mobile) << "typed by its holder";
}

TEST(PhoneText, ShowsAndMasks)
{
    EXPECT_EQ(phone_text("84905123418"), "0905\u00A0123\u00A0418");
    EXPECT_EQ(masked_phone("84905123418"), "0905\u00A0•••\u00A0418");
}

TEST(TimeText, ReadsADayAsPeopleTypeIt)
{
    const auto day = parse_iso_day("1979-11-04");
    for (const auto* typed :
         {"04/11/1979", "4/11/1979", "4-11-1979", "4 . 11 . 1979", "04111979", "1979-11-04"})
        EXPECT_EQ(parse_typed_day(typed), day) << typed;
    for (const auto* typed :
         {"", "31/02/1979", "4/11/79", "4/11", "11/1979", "4/11/1979/5", "hôm nay"})
        EXPECT_FALSE(parse_typed_day(typed)) << typed;
}

TEST(TimeText, SaysTheWeekday)
{
    EXPECT_EQ(weekday_date(*parse_iso_day("2026-10-09")), "thứ Sáu\u00A009/10/2026");
}

TEST(WrittenTime, ReadsWhatOfficesFilesHold)
{
    const std::vector<std::pair<std::string, std::string>> table = {
        {"24/11/2026", "2026-11-24"},
        {"4/1/2026", "2026-01-04"},
        {"24-11-2026", "2026-11-24"},
        {"24.11.2026", "2026-11-24"},
        {"2026-11-24", "2026-11-24"},
        {"2026/11/24", "2026-11-24"},
        {"ngày 24 tháng 11 năm 2026", "2026-11-24"},
        {"24/11/2026 08:12", "2026-11-24 08:12:00"},
        {"24/11/2026 8:12:30", "2026-11-24 08:12:30"},
        {"24-11-2026 8:12:30.250", "2026-11-24 08:12:30"},
        {"24/11/2026, 08:12", "2026-11-24 08:12:00"},
        {"24/11/2026 02:12:00 CH", "2026-11-24 14:12:00"},
        {"24/11/2026 2:12 PM", "2026-11-24 14:12:00"},
        {"24/11/2026 2:12 chiều", "2026-11-24 14:12:00"},
        {"24/11/2026 7:30 tối", "2026-11-24 19:30:00"},
        {"24/11/2026 12:12 CH", "2026-11-24 12:12:00"},
        {"24/11/2026 14:12:00 CH", "2026-11-24 14:12:00"},
        {"24/11/2026 02:12:00 SA", "2026-11-24 02:12:00"},
        {"24/11/2026 12:05 SA", "2026-11-24 00:05:00"},
        {"24/11/2026 12:05 AM", "2026-11-24 00:05:00"},
        {"24/11/2026 1:05 trưa", "2026-11-24 13:05:00"},
        {"08:12 24/11/2026", "2026-11-24 08:12:00"},
        {"14h12 ngày 24/11/2026", "2026-11-24 14:12:00"},
        {"14 giờ 12 phút, ngày 24 tháng 11 năm 2026", "2026-11-24 14:12:00"},
        {"lúc 8h, ngày 24/11/2026", ""},
        {"8h ngày 24/11/2026", "2026-11-24 08:00:00"},
        {"2026-11-24 08:12", "2026-11-24 08:12:00"},
        {"2026-11-24T08:12:00", "2026-11-24 08:12:00"},
        {"2026-11-24T01:12:00Z", "2026-11-24 08:12:00"},
        {"2026-11-24T08:12:00.123+07:00", "2026-11-24 08:12:00"},
        {"20261124081200", "2026-11-24 08:12:00"},
        {"\u00A024/11/2026\u00A008:12 ", "2026-11-24 08:12:00"},
    };
    for (const auto& [written, right] : table) {
        const auto read = parse_written_time(written);
        std::string text;
        if (read) text = iso_text(read->day);
        if (read && read->time)
            text += fmt::format(" {}", full_clock_text(start_of(read->day) + *read->time));
        EXPECT_EQ(text, right) << written;
    }
}

TEST(WrittenTime, IsNotHalfRead)
{
    for (const auto* written :
         {"",
          "24/11",
          "11/24/2026",
          "31/02/2026",
          "24/11/26",
          "26/11/24",
          "24/11/2026 25:00",
          "24/11/2026 08:12 XY",
          "24/11/2026 14:12 SA",
          "24/11/2026 0:12 CH",
          "24/11-2026",
          "24/11/2026 08:12:",
          "24/11/2026 8",
          "24/11/2026 08:60",
          "46351",
          "46351,34",
          "24/11/2026 đến 25/11/2026",
          "24/11/2026 08:12 +07",
          "24/11/0001",
          "01/01/9999",
          "thứ Ba 24/11/2026",
          "24/11/2026x",
          "2026-11-24 08",
          "sáng 24/11/2026",
          "24 11 2026"})
        EXPECT_FALSE(parse_written_time(written)) << written;
    EXPECT_FALSE(parse_typed_day("24/11/0026"));
}

} // namespace
} // namespace tnung::text
