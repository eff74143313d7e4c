#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/testing/data_file.hpp"
#include "gateway/sms/sms_client.hpp"
#include "gateway/sms/sms_receipt.hpp"

#include <gtest/gtest.h>

namespace tnung::gateway {
namespace {

http::Answer answered(int status, std::string body)
{
    return {.status = status, .headers = {}, .body = std::move(body)};
}

TEST(SmsAnswer, SaysWhetherItMayBeTriedAgain)
{
    const SmsAnswers answers(testing::data_file("sms-answers.tsv"));
    const auto outcome = [&](const Result<http::Answer, http::CallFailure>& answer) {
        return read_sms_answer(answer, answers).outcome;
    };
    EXPECT_EQ(outcome(answered(200, R"({"code":0,"message_id":"s1"})")), ZaloOutcome::accepted);
    EXPECT_EQ(
        read_sms_answer(answered(200, R"({"code":"0","message_id":"s1"})"), answers).message_id,
        "s1"
    );
    EXPECT_EQ(outcome(answered(200, R"({"code":2})")), ZaloOutcome::unreachable);
    EXPECT_EQ(outcome(answered(200, R"({"code":3})")), ZaloOutcome::needs_person);
    EXPECT_EQ(outcome(answered(200, R"({"code":987})")), ZaloOutcome::transient);
    EXPECT_EQ(outcome(answered(503, "")), ZaloOutcome::transient);
    EXPECT_EQ(outcome(answered(401, "")), ZaloOutcome::needs_person);
    // It may have gone out: never again without *maybe sent*.
    EXPECT_EQ(outcome(answered(502, "")), ZaloOutcome::unknown);
    EXPECT_EQ(outcome(answered(200, "<html>")), ZaloOutcome::unknown);
    EXPECT_EQ(outcome(answered(200, "{}")), ZaloOutcome::unknown);
    EXPECT_EQ(outcome(refuse(http::CallFailure::unknown)), ZaloOutcome::unknown);
    EXPECT_EQ(outcome(refuse(http::CallFailure::not_sent)), ZaloOutcome::transient);
}

TEST(SmsAnswers, AWrongFileIsRefusedByRow)
{
    EXPECT_THROW(SmsAnswers("code\toutcome\tmeaning\nx\taccepted\t\n"), std::runtime_error);
    EXPECT_THROW(SmsAnswers("code\toutcome\tmeaning\n1\tfine\t\n"), std::runtime_error);
    EXPECT_THROW(
        SmsAnswers("code\toutcome\tmeaning\n1\taccepted\t\n1\ttransient\t\n"), std::runtime_error
    );
}

TEST(SmsReceipt, IsBelievedOnlyWhenSignedAndNew)
{
    const auto now = *parse_iso("2026-11-25T09:00:00+07:00");
    const std::string secret = "receipt secret";
    const std::string body =
        R"({"reference":"n1","status":"delivered","at":"2026-11-25T08:59:00+07:00"})";
    const auto sign = [&](const std::string& text, const std::string& with) {
        return hex_text(crypto::hmac_sha256(with, text));
    };
    const auto good = read_sms_receipt(body, sign(body, secret), secret, now);
    ASSERT_TRUE(good);
    EXPECT_EQ(good->reference, "n1");
    EXPECT_TRUE(good->delivered);
    EXPECT_EQ(
        read_sms_receipt(body, sign(body, "other"), secret, now).error(),
        SmsReceiptRefusal::bad_signature
    );
    EXPECT_EQ(
        read_sms_receipt(body, sign(body, ""), "", now).error(), SmsReceiptRefusal::bad_signature
    );
    EXPECT_EQ(
        read_sms_receipt(body + " ", sign(body, secret), secret, now).error(),
        SmsReceiptRefusal::bad_signature
    );
    EXPECT_EQ(
        read_sms_receipt(body, sign(body, secret), secret, now + std::chrono::hours(80)).error(),
        SmsReceiptRefusal::too_old
    );
    for (const std::string wrong :
         {R"({"reference":"n1","status":"read","at":"2026-11-25T08:59:00+07:00"})",
          R"({"status":"failed","at":"2026-11-25T08:59:00+07:00"})",
          R"({"reference":"n1","status":"failed"})"})
        EXPECT_EQ(
            read_sms_receipt(wrong, sign(wrong, secret), secret, now).error(),
            SmsReceiptRefusal::wrong_field
        );
    const std::string list = "[]";
    EXPECT_EQ(
        read_sms_receipt(list, sign(list, secret), secret, now).error(),
        SmsReceiptRefusal::not_one_object
    );
}

} // namespace
} // namespace tnung::gateway
