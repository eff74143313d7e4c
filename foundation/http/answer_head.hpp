#pragma once

#include "foundation/http/message.hpp"

#include <ctime>
#include <string>
#include <string_view>

namespace tnung::http {

/// `Not Found` of 404.
std::string_view reason_of(int status);

/// The head of an answer: what the handler said, and what every answer of ours says besides where
/// it did not (RFC 9110, 6.6.1 Date; CSP Level 3; RFC 6797 HSTS). Of one thread.
class AnswerHead {
public:
    explicit AnswerHead(bool strict_transport) : strict_transport_(strict_transport) {}

    std::string of(const Response& response, bool keep_alive);

private:
    const std::string& date();

    const bool strict_transport_;
    std::time_t second_ = 0;
    std::string date_; ///< of that second
};

} // namespace tnung::http
