#pragma once

#include "foundation/http/message.hpp"

#include <string>

namespace tnung::http {

/// A response that is the same for everybody: made once, cached by browsers, compressed with gzip
/// (RFC 9110, 8.8.3, 12.5.3 and 13.1.2). It must contain no cookie, form token or text of a reader:
/// the length of compressed data reveals the secret beside a reader's text.
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
