#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/http/client.hpp"
#include "foundation/http/server.hpp"

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace tnung::sandbox {

struct SmsGatewaySettings {
    std::string brand = "HCC GIALAI", key = "SmsKeyDemo", receipt_secret = "SmsReceiptDemo";
    std::string receipt_url; ///< where receipts go; empty: none are sent
    std::chrono::milliseconds answer_max{40};
};

struct SmsFaults {
    bool down = false;          ///< 503
    bool no_credit = false;     ///< code 3
    bool answers_lost = false;  ///< taken, and the connection ends without an answer
    bool receipts_held = false; ///< sent once this is over
};

/// A brand-name SMS gateway: takes messages over HTTP, tells later whether they reached the phone.
/// A repeated reference is a repeated message: it does not know better.
class SmsGateway {
public:
    SmsGateway(SmsGatewaySettings settings, const Clock& clock)
        : settings_(std::move(settings)), clock_(clock)
    {
    }

    std::vector<http::Lane> lanes() const { return {{"sms", 4, 256}}; }
    std::vector<http::Route> routes();
    void set_faults(const SmsFaults& faults);

    struct Received {
        std::string to, text, reference;
    };
    std::vector<Received> received();
    /// Nothing is on its way to the phones any more.
    bool idle();

    /// Switched off for good, the same numbers in every run: taken, and never delivered.
    static bool is_dead(const std::string& number);
    /// Not mobile at all: refused at once.
    static bool is_refused(const std::string& number);

private:
    http::Response take(const http::Request& request);
    http::Response list();
    void tell(const Received& message);

    const SmsGatewaySettings settings_;
    const Clock& clock_;
    std::mutex mutex_; ///< guards what follows
    SmsFaults faults_;
    std::vector<Received> received_;
    std::vector<Received> held_;
    int under_way_ = 0;
    http::Client client_; ///< last: its calls end before what they use goes
};

} // namespace tnung::sandbox
