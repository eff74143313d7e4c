#include "foundation/http/message.hpp"
#include "foundation/http/router.hpp"

#include <cstdlib>

/// Forms, cookies, paths: no zero byte comes through, what was encoded decodes to itself.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace tnung::http;
    const std::string input(reinterpret_cast<const char*>(data), size);
    if (const auto decoded = url_decoded(input, true))
        if (decoded->find('\0') != std::string::npos && input.find('\0') == std::string::npos)
            std::abort();
    if (input.find('\0') == std::string::npos && url_decoded(url_encoded(input), false) != input)
        std::abort();
    (void)form_value(input, "ma");
    const Request request{.headers = {{"Cookie", input}}};
    (void)request.cookie("chu");
    static const Router router(
        {{Method::get, "/a/{b}/c", "", {}}, {Method::get, "/assets/{path...}", "", {}}}
    );
    const auto found = router.match(Method::get, input);
    if (found.route && !input.starts_with("/")) std::abort();
    return 0;
}
