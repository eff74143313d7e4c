#include "foundation/signature/signature.hpp"

#include "foundation/base/bytes.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace tnung::signature {
namespace {

const crypto::SigningKey key{std::string(32, 'k')};
const Instant now = *parse_iso("2026-11-24T09:00:00+07:00");

http::Request
signed_request(const std::string& query = "", const std::string& body = R"({"events":[]})")
{
    const std::string path = "/api/v1/dossier-events";
    http::Request request{.method = http::Method::post, .path = path, .query = query, .body = body};
    request.headers =
        headers_for(request.method, path + (query.empty() ? "" : "?" + query), body, key, now);
    return request;
}

http::Header& header_of(http::Request& request, std::string_view name)
{
    for (auto& header : request.headers)
        if (http::same_name(header.name, name)) return header;
    throw std::logic_error("no such header");
}

bool holds(const http::Request& request)
{
    const auto claim = read(request, now);
    return claim && is_made_by(*claim, key.public_key());
}

/// Any signature input, signed as it says.
Result<Claim, Refusal> read_input(const std::string& input)
{
    auto request = signed_request();
    header_of(request, "signature-input").value = input;
    return read(request, now);
}
std::string input_with(const std::string& parameters)
{
    return R"(sig1=("@method" "@path" "content-digest"))" + parameters;
}
const std::string created = fmt::format(
    ";created={}", std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count()
);

TEST(Signature, WhatIsSignedHolds)
{
    EXPECT_TRUE(holds(signed_request()));
    EXPECT_TRUE(holds(signed_request("after=17")));
    EXPECT_TRUE(holds(signed_request("", "")));
    const auto claim = read(signed_request(), now);
    EXPECT_EQ(claim->created, std::chrono::floor<std::chrono::seconds>(now));
    EXPECT_FALSE(is_made_by(*claim, crypto::SigningKey(std::string(32, 'x')).public_key()));
}

TEST(Signature, ADigestMayHaveOthersBesideIt)
{
    const auto with = [](const std::string& digest) {
        auto request = signed_request();
        auto& value = header_of(request, "content-digest").value;
        auto said = digest;
        for (std::size_t at = 0; (at = said.find('@', at)) != std::string::npos; at += value.size())
            said.replace(at, 1, value);
        value = said;
        const auto claim = read(request, now);
        return claim || claim.error() != Refusal::digest_differs;
    };
    EXPECT_TRUE(with("sha-512=:AAAA:, @"));
    EXPECT_TRUE(with("@,  sha-512=:AAAA:"));
    EXPECT_TRUE(with("@, @"));
    EXPECT_FALSE(with("sha-512=:AAAA:"));
    EXPECT_FALSE(with("@, sha-256=:AAAA:"));
    EXPECT_FALSE(with("@; sha-512=:AAAA:"));
    EXPECT_FALSE(with("md5 @"));
}

TEST(Signature, AnyPartThatIsChangedBreaksIt)
{
    auto other = signed_request();
    other.method = http::Method::put;
    EXPECT_FALSE(holds(other));
    other = signed_request();
    other.path += "x";
    EXPECT_FALSE(holds(other));
    other = signed_request("after=17");
    other.query = "after=18";
    EXPECT_FALSE(holds(other));
    other = signed_request();
    other.body += " ";
    EXPECT_EQ(read(other, now).error(), Refusal::digest_differs);
    other = signed_request();
    header_of(other, "content-digest").value = "sha-256=:AAAA:";
    EXPECT_EQ(read(other, now).error(), Refusal::digest_differs);
    other = signed_request();
    auto& input = header_of(other, "signature-input").value;
    input.replace(input.find("keyid"), 5, "other");
    EXPECT_FALSE(holds(other));
}

TEST(Signature, AQueryThatIsNotSignedIsRefused)
{
    auto other = signed_request();
    other.query = "after=0";
    EXPECT_EQ(read(other, now).error(), Refusal::not_covered);
}

TEST(Signature, TheWindowIsFiveMinutesEitherWay)
{
    EXPECT_TRUE(read(signed_request(), now + window));
    EXPECT_EQ(
        read(signed_request(), now + window + std::chrono::seconds(1)).error(),
        Refusal::outside_window
    );
    EXPECT_EQ(
        read(signed_request(), now - window - std::chrono::seconds(1)).error(),
        Refusal::outside_window
    );
    EXPECT_EQ(
        read_input(input_with(created + R"(;keyid="a";nonce="n";expires=1)")).error(),
        Refusal::outside_window
    );
}

TEST(Signature, FieldsThatAreNotCanonicalAreRefused)
{
    EXPECT_EQ(read(http::Request{}, now).error(), Refusal::absent);
    EXPECT_TRUE(read_input(input_with(created + R"(;keyid="a";nonce="n")")));
    EXPECT_TRUE(read_input(input_with(created + R"(;keyid="a";nonce="n";tag="x")")));
    for (const auto& parameters :
         {created + R"(;keyid="a")", created + R"(;nonce="n")",
          std::string(R"(;keyid="a";nonce="n")"), created + R"(;keyid="a";nonce="")",
          created + R"(;keyid="a";nonce="n";alg="hmac-sha256")",
          created + R"(;keyid="a";nonce="n";nonce="m")", created + R"(; keyid="a";nonce="n")",
          created + R"(;keyid="a";nonce="n", sig2=("@method"))", created + R"(;keyid="a";nonce="n)",
          std::string(";created=-1;keyid=\"a\";nonce=\"n\""), created + ";keyid=a;nonce=\"n\"",
          created + R"(;keyid="a";nonce=")" + std::string(65, 'n') + "\""})
        EXPECT_EQ(read_input(input_with(parameters)).error(), Refusal::malformed) << parameters;
    for (const auto* components :
         {R"(sig1=("@method" "@path"))",
          R"(sig1=("@method" "@path" "content-digest" "@target-uri"))",
          R"(sig1=("@path" "content-digest"))",
          R"(sig1=("@method" "@path" "content-digest" "x-absent"))"})
        EXPECT_EQ(
            read_input(components + created + R"(;keyid="a";nonce="n")").error(),
            Refusal::not_covered
        ) << components;
    for (const auto* components :
         {R"(sig1=("@method" "@method"))", R"(sig1=("@method"  "@path"))", "sig1=(",
          R"(1sig=("@method"))", R"(sig1=("@method";sf))", "", R"(sig1=@method)"})
        EXPECT_FALSE(read_input(components + created + R"(;keyid="a";nonce="n")")) << components;
}

TEST(Signature, OtherHeadersMayBeSignedToo)
{
    auto request = signed_request();
    request.headers.push_back({"Content-Type", " application/json "});
    header_of(request, "signature-input").value =
        R"(sig1=("@method" "@path" "content-digest" "content-type"))" + created +
        R"(;keyid="a";nonce="n")";
    const auto claim = read(request, now);
    ASSERT_TRUE(claim);
    EXPECT_NE(claim->base.find("\"content-type\": application/json\n"), std::string::npos);
}

} // namespace
} // namespace tnung::signature
