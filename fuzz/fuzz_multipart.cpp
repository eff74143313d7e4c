#include "foundation/http/multipart.hpp"

#include <cstdlib>

/// Any bytes are a form or none; what it holds is never longer than what came.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace tnung::http;
    Request request;
    request.headers = {{"Content-Type", "multipart/form-data; boundary=b"}};
    request.body.assign(reinterpret_cast<const char*>(data), size);
    const auto form = unfolded(request);
    if (!form) return 0;
    std::size_t held = 0;
    for (const auto& file : form->files) held += file.bytes.size();
    if (held > size || form->files.size() > form_parts_max) std::abort();
    return 0;
}
