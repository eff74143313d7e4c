#include "gateway/intake/openapi_pages.hpp"

#include "foundation/base/embedded.hpp"

#include <span>
#include <string>

namespace tnung::embedded {
std::span<const EmbeddedFile> gateway_openapi();
}

namespace tnung::gateway {

http::Response openapi_document()
{
    return http::json_response(200, std::string(embedded::gateway_openapi().front().bytes));
}

} // namespace tnung::gateway
