#include "gateway/intake/problem.hpp"

#include "foundation/http/answer_head.hpp"
#include "foundation/json/json.hpp"

namespace tnung::gateway {

http::Response problem(int status, std::string_view title, std::string_view detail)
{
    json::Object body;
    body["status"] = status;
    body["title"] = title;
    body["detail"] = detail;
    auto response = http::json_response(status, json::text(body));
    response.headers.front().value = "application/problem+json";
    return response;
}

http::Response intake_failure(int status)
{
    return problem(
        status, http::reason_of(status),
        status == 413   ? "A call may be 4 MiB"
        : status == 503 ? "Send the same again after Retry-After"
                        : "This is not answered here"
    );
}

http::Response not_admitted(const SenderRefusal& refusal)
{
    return problem(401, refusal.title, refusal.detail).with("WWW-Authenticate", "Bearer");
}

} // namespace tnung::gateway
