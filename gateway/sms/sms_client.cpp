#include "gateway/sms/sms_client.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/tsv.hpp"

#include <fmt/format.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace tnung::gateway {

namespace {

constexpr std::array<std::pair<std::string_view, ZaloOutcome>, 4> outcomes = {
    {{"accepted", ZaloOutcome::accepted},
     {"unreachable", ZaloOutcome::unreachable},
     {"transient", ZaloOutcome::transient},
     {"needs_person", ZaloOutcome::needs_person}}};
constexpr int unauthorised = 401, forbidden = 403, too_many = 429, unavailable = 503;

} // namespace

SmsAnswers::SmsAnswers(std::string_view tsv)
{
    const Tsv table("sms-answers.tsv", tsv);
    for (std::size_t row = 0; row < table.size(); ++row) {
        const auto code = parse_integer(table.at(row, "code"));
        const auto* found = std::ranges::find(
            outcomes, table.at(row, "outcome"), &std::pair<std::string_view, ZaloOutcome>::first
        );
        if (!code || found == outcomes.end())
            throw std::runtime_error(fmt::format(
                "sms-answers.tsv: row {}: expected a number and accepted, unreachable, transient "
                "or needs_person",
                row + 1
            ));
        if (!outcomes_.emplace(int(*code), found->second).second)
            throw std::runtime_error(fmt::format("sms-answers.tsv: {} stands there twice", *code));
    }
}

ZaloOutcome SmsAnswers::outcome_of(int code) const
{
    const auto found = outcomes_.find(code);
    return found == outcomes_.end() ? ZaloOutcome::transient : found->second;
}

SendResult
read_sms_answer(const Result<http::Answer, http::CallFailure>& answer, const SmsAnswers& answers)
{
    if (!answer)
        return {
            answer.error() == http::CallFailure::not_sent ? ZaloOutcome::transient
                                                          : ZaloOutcome::unknown,
            0,
            "",
            {}};
    if (answer->status == too_many || answer->status == unavailable)
        return {ZaloOutcome::transient, answer->status, "", {}};
    if (answer->status == unauthorised || answer->status == forbidden)
        return {ZaloOutcome::needs_person, answer->status, "", {}};
    const auto body =
        answer->status == 200 ? json::parse(answer->body) : refuse(json::ParseError{});
    if (!body || !body->is_object()) return {ZaloOutcome::unknown, answer->status, "", {}};
    json::Reader reader(*body);
    constexpr std::size_t id_max = 200;
    constexpr int code_max = 1'000'000;
    const auto code = reader.optional_integer("code", -code_max, code_max);
    if (!code) return {ZaloOutcome::unknown, answer->status, "", {}};
    return {
        answers.outcome_of(int(*code)),
        int(*code),
        reader.optional_text("message_id", id_max).value_or(""),
        {}};
}

void SmsClient::start(const SmsMessage& message, std::function<void(SendResult)> done)
{
    client_.start(
        {.method = http::Method::post,
         .url = settings_.origin + "/sms",
         .headers =
             {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + settings_.key}},
         .body = json::text(json::Object{
             {"brand", settings_.brand},
             {"to", message.to},
             {"text", message.text},
             {"reference", message.reference}}),
         .time_max = settings_.call_time_max},
        [this, done = std::move(done)](Result<http::Answer, http::CallFailure> answer) {
            done(read_sms_answer(answer, answers_));
        }
    );
}

} // namespace tnung::gateway
