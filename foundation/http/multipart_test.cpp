#include "foundation/http/multipart.hpp"

#include <gtest/gtest.h>

namespace tnung::http {
namespace {

Request sent(std::string body, std::string type = "multipart/form-data; boundary=----biên")
{
    Request request;
    request.method = Method::post;
    request.headers = {{"content-type", std::move(type)}};
    request.body = std::move(body);
    return request;
}

/// As Chromium writes it, up to the file's bytes.
const std::string two_texts_and_a_file =
    "------biên\r\n"
    "Content-Disposition: form-data; name=\"the\"\r\n\r\n"
    "a+b &=%\r\n"
    "------biên\r\n"
    "Content-Disposition: form-data; name=\"ghi\"\r\n\r\n"
    "Bản ký,\r\nhai trang\r\n"
    "------biên\r\n"
    "Content-Disposition: form-data; name=\"tep\"; filename=\"bản %22ký%22; hai.pdf\"\r\n"
    "Content-Type: application/pdf\r\n\r\n";

TEST(Multipart, TextsAreFieldsAndFilesStandApart)
{
    const std::string file("%PDF\r\n------bi\r\n\0\xff", 18);
    const auto request = unfolded(sent(two_texts_and_a_file + file + "\r\n------biên--\r\n"));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->field("the"), "a+b &=%");
    EXPECT_EQ(request->field("ghi"), "Bản ký,\r\nhai trang");
    ASSERT_EQ(request->files.size(), 1u);
    EXPECT_EQ(request->files[0].field, "tep");
    EXPECT_EQ(request->files[0].name, "bản \"ký\"; hai.pdf");
    EXPECT_EQ(request->files[0].bytes, file);
}

TEST(Multipart, AFieldWhereNothingWasChosenIsNoFile)
{
    const auto request = unfolded(
        sent("------biên\r\nContent-Disposition: form-data; name=\"tep\"; filename=\"\"\r\n"
             "Content-Type: application/octet-stream\r\n\r\n\r\n------biên--\r\n")
    );
    ASSERT_TRUE(request);
    EXPECT_TRUE(request->files.empty());
    EXPECT_EQ(request->body, "");
}

TEST(Multipart, OtherRequestsAreAsTheyWere)
{
    const auto request = unfolded(sent("a=1&b=2", "application/x-www-form-urlencoded"));
    ASSERT_TRUE(request);
    EXPECT_EQ(request->body, "a=1&b=2");
    EXPECT_EQ(unfolded(Request{})->body, "");
}

TEST(Multipart, WhatIsBrokenIsRefused)
{
    const std::string part =
        "------biên\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n";
    const std::string end = "------biên--\r\n";
    ASSERT_TRUE(unfolded(sent(part + end)));
    EXPECT_FALSE(unfolded(sent("")));
    EXPECT_FALSE(unfolded(sent(part))) << "cut off";
    EXPECT_FALSE(unfolded(sent(part.substr(0, 40) + end))) << "a head without its end";
    EXPECT_FALSE(unfolded(sent(part + end, "multipart/form-data"))) << "no boundary";
    EXPECT_FALSE(unfolded(sent(part + end, "multipart/form-data; boundary=\"----biên")));
    EXPECT_FALSE(unfolded(sent("------biên\r\nContent-Type: text/plain\r\n\r\n1\r\n" + end)));
    EXPECT_FALSE(
        unfolded(sent("------biên\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n" + end))
    ) << "a quote that does not end";
    EXPECT_FALSE(unfolded(sent(
        "------biên\r\nX: " + std::string(part_head_bytes_max, 'x') +
        "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n" + end
    )));
    std::string many;
    for (std::size_t i = 0; i < form_parts_max; ++i) many += part;
    EXPECT_TRUE(unfolded(sent(many + end)));
    EXPECT_FALSE(unfolded(sent(many + part + end)));
}

/// Cut anywhere, it is refused or whole; never read past its end.
TEST(Multipart, CutAnywhere)
{
    const std::string whole =
        "------biên\r\nContent-Disposition: form-data; name=\"a\"; filename=\"x\"\r\n\r\n12\r\n"
        "------biên--\r\n";
    for (std::size_t length = 0; length < whole.size(); ++length) {
        const auto request = unfolded(sent(whole.substr(0, length)));
        if (request) {
            EXPECT_GE(length, whole.size() - 2);
        }
    }
}

} // namespace
} // namespace tnung::http
