#pragma once

#include "foundation/http/message.hpp"

namespace tnung::gateway {

/// `GET /api/v1/openapi.json`: the API in OpenAPI 3.1 (gateway/intake/openapi.json). Held to the
/// running program by tests/browser/api_test.mjs.
http::Response openapi_document(const http::Request& request);

} // namespace tnung::gateway
