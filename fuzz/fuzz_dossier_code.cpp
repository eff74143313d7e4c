#include "gateway/dossier/dossier_code.hpp"

#include <cstdlib>

/// What is read once reads the same again.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace tnung;
    const auto today = *parse_iso_day("2026-11-25");
    const auto code =
        gateway::parse_dossier_code({reinterpret_cast<const char*>(data), size}, today);
    if (!code) return 0;
    const auto again = gateway::parse_dossier_code(code->text, today);
    if (!again || again->text != code->text) std::abort();
    return 0;
}
