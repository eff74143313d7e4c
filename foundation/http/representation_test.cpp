#include "foundation/http/representation.hpp"

#include "foundation/base/bytes.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

namespace tnung::http {
namespace {

std::string unzipped(const std::string& bytes)
{
    std::string out(100'000, '\0');
    z_stream stream{};
    EXPECT_EQ(inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
    std::string in = bytes;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = uInt(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = uInt(out.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return out;
}

std::string long_text()
{
    std::string text;
    for (int i = 0; i < 400; ++i) text += "Hồ sơ " + std::to_string(i) + "\n";
    return text;
}

Representation of_text(const std::string& text, const std::string& type = "text/css")
{
    Response made{.body = text};
    return Representation(made.with("Content-Type", type).with("Cache-Control", "no-cache"));
}

Request asks(std::vector<Header> headers)
{
    return {.headers = std::move(headers)};
}

TEST(Representation, IsZippedForWhoReadsThat)
{
    const auto text = long_text();
    const auto kept = of_text(text);
    const auto plain = kept.answer(asks({}));
    EXPECT_EQ(plain.body, text);
    EXPECT_EQ(find_header(plain.headers, "Content-Encoding"), "");
    EXPECT_EQ(find_header(plain.headers, "Vary"), "Accept-Encoding") << "for whoever keeps copies";
    for (const auto* accepted :
         {"gzip", "gzip, deflate, br", "br;q=1.0, GZIP;q=0.2", "*", "deflate ,  gzip ;q=0.5"})
    {
        const auto zipped = kept.answer(asks({{"Accept-Encoding", accepted}}));
        ASSERT_EQ(find_header(zipped.headers, "Content-Encoding"), "gzip") << accepted;
        EXPECT_LT(zipped.body.size(), text.size() / 3);
        EXPECT_EQ(unzipped(zipped.body), text);
        EXPECT_NE(find_header(zipped.headers, "ETag"), find_header(plain.headers, "ETag"));
    }
    for (const auto* accepted : {"", "br", "gzip;q=0", "gzip;q=0.000, *", "identity", "x-gzip2"})
        EXPECT_EQ(kept.answer(asks({{"Accept-Encoding", accepted}})).body, text) << accepted;
}

TEST(Representation, WhatGainsNothingStaysAsItIs)
{
    const Request zip = asks({{"Accept-Encoding", "gzip"}});
    for (const auto& kept : {of_text("short"), of_text(long_text(), "font/woff2")}) {
        const auto answer = kept.answer(zip);
        EXPECT_EQ(find_header(answer.headers, "Content-Encoding"), "");
        EXPECT_EQ(find_header(answer.headers, "Vary"), "");
    }
}

TEST(Representation, WhoHasItGetsNoneAgain)
{
    const auto kept = of_text(long_text());
    const auto tag = std::string(find_header(kept.answer(asks({})).headers, "ETag"));
    EXPECT_TRUE(tag.starts_with('"') && tag.ends_with('"')) << tag;
    for (const auto& known : {tag, "W/" + tag, "\"other\", " + tag, std::string("*")}) {
        const auto answer = kept.answer(asks({{"If-None-Match", known}}));
        EXPECT_EQ(answer.status, 304) << known;
        EXPECT_TRUE(answer.body.empty());
        EXPECT_EQ(find_header(answer.headers, "ETag"), tag);
        EXPECT_EQ(find_header(answer.headers, "Cache-Control"), "no-cache");
        EXPECT_EQ(find_header(answer.headers, "Content-Type"), "");
    }
    for (const auto& known : {std::string("\"other\""), tag.substr(1), std::string("")})
        EXPECT_EQ(kept.answer(asks({{"If-None-Match", known}})).status, 200) << known;
    EXPECT_EQ(kept.answer(asks({{"If-None-Match", tag}, {"Accept-Encoding", "gzip"}})).status, 200)
        << "the zipped one has a tag of its own";
    EXPECT_NE(tag, find_header(of_text("another").answer(asks({})).headers, "ETag"));
}

} // namespace
} // namespace tnung::http
