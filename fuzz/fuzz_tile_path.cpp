#include "foundation/audit/audit_log.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const auto path = tnung::audit::parse_tile_path({reinterpret_cast<const char*>(data), size});
    if (path && (path->width < 1 || path->width > 256 || path->level < 0)) std::abort();
    return 0;
}
