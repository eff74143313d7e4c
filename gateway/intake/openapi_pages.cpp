#include "gateway/intake/openapi_pages.hpp"

#include "foundation/base/embedded.hpp"
#include "foundation/http/representation.hpp"

#include <span>
#include <string>

namespace tnung::embedded {
std::span<const EmbeddedFile> gateway_openapi();
}

namespace tnung::gateway {

http::Response openapi_document(const http::Request& request)
{
    static const http::Representation document = [] {
        auto made =
            http::json_response(200, std::string(embedded::gateway_openapi().front().bytes));
        made.with("Cache-Control", "no-cache");
        return http::Representation(std::move(made));
    }();
    return document.answer(request);
}

} // namespace tnung::gateway
