#include "gateway/dossier/dossier_event.hpp"

#include <cstdlib>

/// Whatever comes: a refusal names a field, an accepted event holds to its limits.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace tnung;
    const auto now = *parse_iso("2026-11-25T09:00:00+07:00");
    const auto value = json::parse({reinterpret_cast<const char*>(data), size});
    if (!value) return 0;
    const auto event = gateway::read_dossier_event(*value, "/events/0", now);
    if (!event) {
        if (event.error().empty()) std::abort();
        for (const auto& error : event.error())
            if (error.field.empty() || error.expected.empty()) std::abort();
        return 0;
    }
    if (event->event_id.empty() || event->code.text.empty()) std::abort();
    if (event->occurred_at > now + std::chrono::minutes(10)) std::abort();
    return 0;
}
