#pragma once

#include "foundation/http/client.hpp"
#include "gateway/zalo/zalo_client.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace tnung::gateway {

/// The province's brand name at an operator's or aggregator's SMS gateway. What each wants differs:
/// this is the generic shape (docs/formats/sms.md), and what its answers mean is data.
struct SmsSettings {
    std::string origin; ///< empty: there is no such way
    std::string brand;
    std::string key;
    std::string receipt_secret; ///< signs receipts; empty: none come, what is taken has arrived
    std::chrono::milliseconds call_time_max{10'000};

    bool is_set_up() const { return !origin.empty(); }
};

struct SmsMessage {
    std::string to;        ///< 84…
    std::string text;      ///< ASCII, one part: at most `sms_letters_max`
    std::string reference; ///< ours, comes back with the receipt
};
inline constexpr std::size_t sms_letters_max = 160; ///< GSM 7-bit, 3GPP TS 23.038

/// data/sms-answers.tsv
class SmsAnswers {
public:
    /// Throws std::runtime_error naming what is wrong.
    explicit SmsAnswers(std::string_view tsv);
    ZaloOutcome outcome_of(int code) const;

private:
    std::map<int, ZaloOutcome> outcomes_;
};

/// Reads `{"code":…,"message_id":…}` as it came with an HTTP status.
SendResult
read_sms_answer(const Result<http::Answer, http::CallFailure>& answer, const SmsAnswers& answers);

/// `done` runs on the HTTP client's thread. Thread-safe.
class SmsClient {
public:
    SmsClient(http::Client& client, const SmsSettings& settings, const SmsAnswers& answers)
        : client_(client), settings_(settings), answers_(answers)
    {
    }
    void start(const SmsMessage& message, std::function<void(SendResult)> done);

private:
    http::Client& client_;
    const SmsSettings& settings_;
    const SmsAnswers& answers_;
};

} // namespace tnung::gateway
