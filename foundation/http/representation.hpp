#pragma once

#include "foundation/http/message.hpp"

#include <string>

namespace tnung::http {

/// What says the same to everybody: made once, kept by browsers, smaller on the way where the
/// browser reads gzip (RFC 9110, 8.8.3, 12.5.3 and 13.1.2). Nothing with a cookie, a form token or
/// words of whoever reads it may be one: the length of what was compressed tells what stands beside
/// those words.
class Representation {
public:
    /// `made` has status 200; its headers stay, and `Vary` of its own is kept beside ours.
    explicit Representation(Response made);

    /// 304 without a body where the browser has it.
    Response answer(const Request& request) const;

private:
    Response plain_;
    std::string tag_;
    std::string zipped_; ///< empty where it is not worth it
};

} // namespace tnung::http
