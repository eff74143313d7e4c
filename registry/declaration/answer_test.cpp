#include "registry/declaration/answer_json.hpp"

#include <gmock/gmock.h>

namespace tnung::registry {
namespace {

using ::testing::HasSubstr;

const Day today = *parse_iso_day("2026-12-15");

Node field(FieldType type, bool optional = false)
{
    return {
        .path = "a.b",
        .label = "Giá trị",
        .type = type,
        .options = {"căn hộ", "nhà ở riêng lẻ"},
        .optional = optional,
        .none_words = "chưa được cấp giấy chứng nhận quyền sử dụng đất"};
}

/// What is read, as it is printed; or what the declarant is told.
std::string read(FieldType type, const Typed& typed)
{
    const auto answer = read_typed(field(type), typed, today);
    if (!answer) return "! " + answer.error().words;
    return *answer ? printed(field(type), **answer) : "-";
}

TEST(Answer, IsReadAsPeopleTypeItAndPrintedAsThePaperHasIt)
{
    const std::vector<std::tuple<FieldType, Typed, std::string>> all = {
        {FieldType::text, {"  Rơ  Châm H’Hoa "}, "Rơ Châm H’Hoa"},
        {FieldType::date, {"5/3/1979"}, "05/03/1979"},
        {FieldType::date, {"05-03-1979"}, "05/03/1979"},
        {FieldType::date, {"05031979"}, "05/03/1979"},
        {FieldType::date, {"1979-03-05"}, "05/03/1979"},
        {FieldType::year, {"2012"}, "2012"},
        {FieldType::identity, {"064 179 000 418"}, "064179000418"},
        {FieldType::identity, {"230.456.789"}, "230456789"},
        {FieldType::identity, {"qđ 98 123456"}, "QĐ98123456"},
        {FieldType::choice, {"căn hộ"}, "căn hộ"},
        {FieldType::area, {"120,5"}, "120,5 m²"},
        {FieldType::area, {"120.50 m2"}, "120,5 m²"},
        {FieldType::area, {"1.250 m²"}, "1.250 m²"},
        {FieldType::area, {"1.250,25"}, "1.250,25 m²"},
        {FieldType::area, {"1,250.25"}, "1.250,25 m²"},
        {FieldType::quantity, {"2 cây vàng SJC"}, "2 cây vàng SJC"},
        {FieldType::certificate,
         {"CB 123456", "", "Rơ Châm H’Hoa"},
         "số CB 123456, cấp cho Rơ Châm H’Hoa"},
        {FieldType::certificate,
         {"", "none", ""},
         "chưa được cấp giấy chứng nhận quyền sử dụng đất"},
        {FieldType::currency, {"12.500,75", "", "usd"}, "12.500,75 USD"},
        {FieldType::currency, {"500 triệu", "", ""}, "500.000.000 đồng"},
        {FieldType::value, {"1,2 tỷ"}, "1.200.000.000 đồng"},
        {FieldType::value, {"3 tỷ rưỡi"}, "3.500.000.000 đồng"},
        {FieldType::value, {"350000000", "estimated"}, "350.000.000 đồng (giá trị ước tính)"},
        {FieldType::value,
         {"", "not_determinable", "nhà của ông bà để lại từ lâu"},
         "không xác định được giá trị: nhà của ông bà để lại từ lâu"},
        {FieldType::money, {"0"}, "0 đồng"},
        {FieldType::money, {"600 triệu"}, "600.000.000 đồng"}};
    for (const auto& [type, typed, shown] : all)
        EXPECT_EQ(read(type, typed), shown) << field_type_name(type) << " " << typed.text;
}

TEST(Answer, WhatIsWrongIsSaidWithWhatToDo)
{
    const std::vector<std::tuple<FieldType, Typed, std::string>> all = {
        {FieldType::text, {"  "}, "“Giá trị” chưa có nội dung"},
        {FieldType::text, {std::string(501, 'x')}, "Viết ngắn lại"},
        {FieldType::date, {"31/2/1979"}, "Ghi ngày, tháng, năm"},
        {FieldType::date, {"5/3/79"}, "Ghi ngày, tháng, năm"},
        {FieldType::date, {"16/12/2026"}, "chưa đến"},
        {FieldType::date, {"hôm qua"}, "Ghi ngày, tháng, năm"},
        {FieldType::year, {"12"}, "4 chữ số"},
        {FieldType::year, {"2027"}, "đến 2026"},
        {FieldType::identity, {"0641790004"}, "12 chữ số"},
        {FieldType::identity, {"không nhớ"}, "12 chữ số"},
        {FieldType::identity, {"3 tỷ rΰ000"}, "12 chữ số"}, // letters of no Vietnamese paper
        {FieldType::value, {"", "not_determinable", std::string(501, 'x')}, "Viết ngắn lại"},
        {FieldType::certificate, {"CB 1", "", std::string(501, 'x')}, "Viết ngắn lại"},
        {FieldType::choice, {"lâu đài"}, "Chọn một trong các mục"},
        {FieldType::area, {"0"}, "mét vuông"},
        {FieldType::area, {"3 sào"}, "ghi ra mét vuông"},
        {FieldType::area, {"1..250"}, "mét vuông"},
        {FieldType::area, {"1.2.3"}, "mét vuông"},
        {FieldType::area, {"1234.567"}, "mét vuông"},
        {FieldType::area, {".5"}, "mét vuông"},
        {FieldType::area, {"12,"}, "mét vuông"},
        {FieldType::certificate, {"CB 123456"}, "tên người được cấp giấy"},
        {FieldType::certificate, {"", "", "Hoa"}, "chưa có nội dung"},
        {FieldType::currency, {"100", "", "đô la"}, "Chọn loại tiền"},
        {FieldType::currency, {"nhiều", "", "USD"}, "bằng chữ số"},
        {FieldType::value, {"", "not_determinable", " "}, "Ghi lý do"},
        {FieldType::value, {""}, "chưa có nội dung"},
        {FieldType::money, {"-5"}, "Ghi số tiền"},
        {FieldType::money, {"99999999999999999999"}, "Ghi số tiền"}};
    for (const auto& [type, typed, words] : all) {
        EXPECT_THAT(read(type, typed), ::testing::StartsWith("! ")) << typed.text;
        EXPECT_THAT(read(type, typed), HasSubstr(words)) << typed.text;
    }
}

TEST(Answer, AnOptionalFieldMayStayEmpty)
{
    const auto answer = read_typed(field(FieldType::identity, true), {}, today);
    ASSERT_TRUE(answer);
    EXPECT_FALSE(*answer);
}

TEST(Answer, TypedAgainAndKeptItIsTheSame)
{
    const std::vector<std::pair<FieldType, Answer>> all = {
        {FieldType::text, std::string("Siu H’Bia")},
        {FieldType::date, *parse_iso_day("1979-03-05")},
        {FieldType::year, Year{2012}},
        {FieldType::area, Area{12'050}},
        {FieldType::area, Area{125'025}},
        {FieldType::area, Area{100'000'007}},
        {FieldType::quantity, Quantity{"2 cây vàng", 200}},
        {FieldType::quantity, Quantity{"một ít", std::nullopt}},
        {FieldType::certificate, Certificate{"CB 1", "Hoa", false}},
        {FieldType::certificate, Certificate{.none = true}},
        {FieldType::currency, Currency{1'250'075, "USD"}},
        {FieldType::currency, Currency{50'000'000'000, "VND"}},
        {FieldType::value, Value{.amount = Money{1'234'567'890}}},
        {FieldType::value, Value{.amount = Money{5'000'000}, .estimated = true}},
        {FieldType::value, Value{.reason = "quá lâu"}},
        {FieldType::money, Money{0}},
        {FieldType::money, Money{600'000'000}}};
    for (const auto& [type, answer] : all) {
        const auto again = read_typed(field(type), typed_again(answer), today);
        ASSERT_TRUE(again) << printed(field(type), answer) << ": " << again.error().words;
        EXPECT_EQ(again->value(), answer) << printed(field(type), answer);
        const auto text = json::text(to_json(answer));
        EXPECT_EQ(answer_from_json(type, *json::parse(text)), answer) << text;
    }
}

TEST(Answer, AQuantityHasANumberOnlyWhereItIsOne)
{
    const std::vector<std::pair<const char*, std::optional<std::int64_t>>> all = {
        {"2 cây vàng", 200}, {"1,5 lượng", 150}, {"1.250 cổ phiếu", 125'000},
        {"1/2 lượng", {}},   {"3-5 cây", {}},    {"10 000 cây", {}},
        {"một ít", {}},      {"2", 200}};
    for (const auto& [typed, hundredths] : all) {
        const auto answer = read_typed(field(FieldType::quantity), {typed}, today);
        EXPECT_EQ(std::get<Quantity>(**answer).hundredths, hundredths) << typed;
    }
}

TEST(Answer, WhatIsNoAnswerOfItsTypeIsNotTaken)
{
    const std::vector<std::pair<FieldType, const char*>> all = {
        {FieldType::text, "1"},
        {FieldType::date, "\"05/3/1979\""},
        {FieldType::year, "20120"},
        {FieldType::area, "-1"},
        {FieldType::area, "\"120\""},
        {FieldType::money, "1.5"},
        {FieldType::quantity, "{\"number\":2}"},
        {FieldType::certificate, "{\"number\":\"CB\"}"},
        {FieldType::currency, "{\"hundredths\":-1,\"code\":\"USD\"}"},
        {FieldType::value, "{\"dong\":\"5\"}"},
        {FieldType::value, "[]"}};
    for (const auto& [type, kept] : all)
        EXPECT_FALSE(answer_from_json(type, *json::parse(kept))) << kept;
}

} // namespace
} // namespace tnung::registry
