#include "foundation/form/form.hpp"

#include <gmock/gmock.h>

namespace tnung::forms {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

http::Request sent(const std::string& body)
{
    return {.method = http::Method::post, .body = body};
}

Form example()
{
    return Form(
        {{.name = "ten", .label = "Họ và tên", .length_max = 10},
         {.name = "vai-tro",
          .label = "Vai trò",
          .kind = FieldKind::choice,
          .options = {{"clerk", "Cán bộ một cửa"}, {"operator", "Điều hành"}},
          .value = "clerk"},
         {.name = "den", .label = "Đến hết ngày", .kind = FieldKind::day, .required = false},
         {.name = "ghi-chu",
          .label = "Ghi chú",
          .kind = FieldKind::lines,
          .required = false,
          .check = [](const std::string& text
                   ) { return text.find('<') == std::string::npos ? "" : "Bỏ dấu <."; }}}
    );
}

TEST(Form, ShowsItsFieldsAsTheyBegin)
{
    const auto page = example().fields().markup();
    EXPECT_THAT(page, HasSubstr("<label for=\"ten\">Họ và tên</label>"));
    EXPECT_THAT(page, HasSubstr("<option value=\"clerk\" selected>"));
    EXPECT_THAT(page, HasSubstr("Đến hết ngày<span class=\"muted\"> (không bắt buộc)"));
    EXPECT_THAT(page, Not(HasSubstr("aria-invalid")));
    EXPECT_THAT(page, Not(HasSubstr("role=\"alert\"")));
}

TEST(Form, ReadsWhatWasTypedCleaned)
{
    const auto filled =
        example().read(sent("ten=+H%E2%80%99Hoa++&vai-tro=operator&den=5%2F1%2F2027&ghi-chu=a%0Ab")
        );
    EXPECT_TRUE(filled.right());
    EXPECT_EQ(filled.text("ten"), "H’Hoa");
    EXPECT_EQ(filled.text("vai-tro"), "operator");
    EXPECT_EQ(filled.day("den"), *parse_iso_day("2027-01-05"));
    EXPECT_EQ(filled.text("ghi-chu"), "a\nb");
    EXPECT_EQ(filled.given("khong-co"), std::nullopt);
}

TEST(Form, NamesWhatIsWrongAndKeepsWhatWasTyped)
{
    const auto form = example();
    const auto filled = form.read(sent("ten=&vai-tro=vua&den=31%2F02%2F2027&ghi-chu=%3Cb%3E"));
    EXPECT_FALSE(filled.right());
    EXPECT_EQ(filled.wrong("ten"), "Ghi họ và tên.");
    EXPECT_EQ(filled.wrong("vai-tro"), "Chọn vai trò trong danh sách.");
    EXPECT_EQ(filled.wrong("den"), "Ghi ngày, tháng, năm, ví dụ 25/11/2026.");
    EXPECT_EQ(filled.wrong("ghi-chu"), "Bỏ dấu <.");
    EXPECT_EQ(filled.day("den"), std::nullopt);
    const auto page = form.fields(filled).markup();
    EXPECT_THAT(page, HasSubstr("<a href=\"#ten\">Họ và tên: Ghi họ và tên.</a>"));
    EXPECT_THAT(page, HasSubstr("value=\"31/02/2027\""));
    EXPECT_THAT(page, HasSubstr("aria-describedby=\"den-e\""));
    EXPECT_THAT(page, HasSubstr("&lt;b&gt;</textarea>"));
}

TEST(Form, LengthIsCountedInCharacters)
{
    EXPECT_TRUE(example().read(sent("ten=%C4%90%E1%BA%B7ng+H%E1%BB%AF&vai-tro=clerk")).right());
    EXPECT_EQ(
        example().read(sent("ten=0123456789A&vai-tro=clerk")).wrong("ten"), "Ghi nhiều nhất 10 chữ."
    );
}

TEST(Form, WhatTheActFoundOutStandsBesideItsField)
{
    const auto form = example();
    auto filled = form.read(sent("ten=Hoa&vai-tro=clerk"));
    EXPECT_TRUE(filled.right());
    filled.refuse("ten", "Đã có người này.");
    EXPECT_THAT(form.fields(filled).markup(), HasSubstr("id=\"ten-e\">Đã có người này."));
}

} // namespace
} // namespace tnung::forms
