#include "gateway/zalo/webhook.hpp"
#include "gateway/zalo/zalo_client.hpp"
#include "gateway/zalo/zalo_templates.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace tnung::gateway {
namespace {

const std::string app = "1234567890123456789";
const std::string secret = "OaSecretKeyDemo";
const std::string body =
    R"({"app_id":"1234567890123456789","user_id_by_app":"7000000000000000001","event_name":"user_send_text","timestamp":"1762300800123","sender":{"id":"8000000000000000001"},"recipient":{"id":"9000000000000000001"},"message":{"msg_id":"demo-msg-1","text":"Xin chào"}})";
const std::string mac = "9411acf7325484984191acd5a0d8ceca8b2ebb2ee9e7af833fc7e85bc83fa270";
const Instant then = from_milliseconds(1762300800123) + std::chrono::minutes(5);

TEST(Webhook, KnownAnswerInEveryWayItIsWritten)
{
    for (const auto& header : {"mac=" + mac, "mac = " + mac, mac, "MAC=" + mac}) {
        const auto webhook = read_webhook(body, {header, ""}, app, secret, then);
        ASSERT_TRUE(webhook) << header;
        EXPECT_EQ(webhook->event_name, "user_send_text");
    }
}

TEST(Webhook, TheTimeMayStandInTheHead)
{
    const std::string without =
        R"({"app_id":"1234567890123456789","event_name":"follow","follower":{"id":"8"}})";
    const std::string at = "1762300800123", other = "1762300800999";
    const auto signed_at_head = webhook_mac(app, without, at, secret);
    const auto webhook = read_webhook(without, {signed_at_head, at}, app, secret, then);
    ASSERT_TRUE(webhook);
    EXPECT_EQ(webhook->sent_at, from_milliseconds(1762300800123));
    EXPECT_EQ(
        read_webhook(without, {signed_at_head, ""}, app, secret, then).error(),
        WebhookRefusal::no_timestamp
    );
    EXPECT_EQ(
        read_webhook(without, {signed_at_head, other}, app, secret, then).error(),
        WebhookRefusal::bad_signature
    );
    EXPECT_EQ(
        read_webhook(without, {signed_at_head, "soon"}, app, secret, then).error(),
        WebhookRefusal::no_timestamp
    );
    EXPECT_EQ(
        read_webhook(without, {signed_at_head, at}, app, secret, then + std::chrono::hours(14))
            .error(),
        WebhookRefusal::too_old
    );
    // The body says one time and the head another: the one that was signed counts.
    EXPECT_TRUE(read_webhook(body, {mac, other}, app, secret, then));
    const auto by_head = webhook_mac(app, body, other, secret);
    EXPECT_EQ(
        read_webhook(body, {by_head, other}, app, secret, then)->sent_at,
        from_milliseconds(1762300800999)
    );
    EXPECT_FALSE(read_webhook(body, {by_head, ""}, app, secret, then));
}

TEST(Webhook, RefusesForgeriesAndReplays)
{
    const auto zeros = "mac=" + std::string(64, '0');
    EXPECT_EQ(
        read_webhook(body, {std::string_view(zeros), ""}, app, secret, then).error(),
        WebhookRefusal::bad_signature
    );
    EXPECT_EQ(read_webhook(body, {}, app, secret, then).error(), WebhookRefusal::bad_signature);
    EXPECT_EQ(read_webhook(body, {mac, ""}, "1", secret, then).error(), WebhookRefusal::wrong_app);
    EXPECT_EQ(
        read_webhook(body, {mac, ""}, app, secret, then + std::chrono::hours(14)).error(),
        WebhookRefusal::too_old
    );
    for (std::size_t i = 0; i < body.size(); ++i) {
        auto altered = body;
        altered[i] = char(altered[i] ^ 1);
        EXPECT_FALSE(read_webhook(altered, {mac, ""}, app, secret, then)) << i;
    }
}

TEST(Webhook, PartsCannotBeShiftedOverTheirBorders)
{
    // body + timestamp is one run of bytes: moving digits of the timestamp behind the object keeps
    // the hash, so what follows the object must be refused.
    EXPECT_EQ(
        read_webhook(body + "17623008001", {mac, ""}, app, secret, then).error(),
        WebhookRefusal::not_one_object
    );
    EXPECT_EQ(
        read_webhook(body + " ", {mac, ""}, app, secret, then).error(),
        WebhookRefusal::not_one_object
    );
    EXPECT_EQ(
        read_webhook("[" + body + "]", {mac, ""}, app, secret, then).error(),
        WebhookRefusal::not_one_object
    );
    const std::string worded = R"({"app_id":"1234567890123456789","timestamp":"17623008x"})";
    const auto worded_mac = webhook_mac(app, worded, "17623008x", secret);
    EXPECT_EQ(
        read_webhook(worded, {worded_mac, ""}, app, secret, then).error(),
        WebhookRefusal::no_timestamp
    );
}

TEST(Webhook, UnsignedIsTakenOnlyWhenExactlyEmpty)
{
    EXPECT_TRUE(read_webhook("{}", {}, app, secret, then)->probe);
    EXPECT_FALSE(read_webhook("{ }", {}, app, secret, then));
}

TEST(SendAnswer, IsSortedByCause)
{
    const auto read = [](int status, const std::string& text) {
        return read_send_answer(http::Answer{status, {}, text});
    };
    const auto accepted =
        read(200, R"({"error":0,"message":"Success","data":{"msg_id":"m1","sent_time":"1"}})");
    EXPECT_EQ(accepted.outcome, ZaloOutcome::accepted);
    EXPECT_EQ(accepted.message_id, "m1");
    EXPECT_EQ(
        read(200, R"({"error":-118,"message":"no account"})").outcome, ZaloOutcome::unreachable
    );
    EXPECT_EQ(read(200, R"({"error":-124})").outcome, ZaloOutcome::renew_token);
    EXPECT_EQ(read(200, R"({"error":-99999})").outcome, ZaloOutcome::needs_person);
    EXPECT_EQ(read(503, "").outcome, ZaloOutcome::transient);
    EXPECT_EQ(read(502, "<html>").outcome, ZaloOutcome::unknown);
    EXPECT_EQ(read(200, "{").outcome, ZaloOutcome::unknown);
    EXPECT_EQ(
        read_send_answer(refuse(http::CallFailure::not_sent)).outcome, ZaloOutcome::transient
    );
    EXPECT_EQ(read_send_answer(refuse(http::CallFailure::unknown)).outcome, ZaloOutcome::unknown);
}

constexpr std::string_view heading =
    "from\tkind\tlanguage\ttemplate_id\ttype\ttitle\tparagraph\tparameters\n";

std::string version(const char* from, const char* language, const char* id)
{
    return fmt::format(
        "{}\taccepted\t{}\t{}\t1\tĐã tiếp nhận\tHồ sơ đã được tiếp nhận\tdate:5\n", from, language,
        id
    );
}

TEST(ZaloTemplates, ANewVersionTakesOverOnItsDayUnlessZaloRefusesIt)
{
    const ZaloTemplates templates(
        std::string(heading) + version("2026-12-01", "vi", "2") + version("2026-07-01", "vi", "1")
    );
    const auto before = *parse_iso_day("2026-11-30"), day = *parse_iso_day("2026-12-01");
    EXPECT_EQ(templates.of("accepted", "vi", before).id, "1");
    EXPECT_EQ(templates.of("accepted", "vi", day).id, "2");
    EXPECT_EQ(templates.of("accepted", "vi", day, {"2"}).id, "1");
    EXPECT_EQ(templates.of("accepted", "vi", day, {"1", "2"}).id, "2");
    EXPECT_EQ(templates.of("accepted", "en", day).id, "2") << "no English one";
    EXPECT_THROW(templates.of("accepted", "vi", *parse_iso_day("2026-06-30")), std::logic_error);
    EXPECT_THROW(templates.of("stopped", "vi", day), std::logic_error);
}

TEST(ZaloTemplates, RefusesRowsThatNobodyCouldUse)
{
    for (const auto& rows :
         {version("2026-13-01", "vi", "1"),
          version("2026-07-01", "vi", "1") + version("2026-12-01", "vi", "1")})
        EXPECT_THROW(ZaloTemplates(std::string(heading) + rows), std::runtime_error) << rows;
}

} // namespace
} // namespace tnung::gateway
