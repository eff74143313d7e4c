#include "foundation/base/instant.hpp"
#include "gateway/national/national_item.hpp"

#include <cstdlib>

/// Any JSON as an item of either service: an event whose times are not ahead, or fields that are
/// named.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace tnung;
    const auto now = from_milliseconds(1762300800123);
    const auto value =
        json::parse({reinterpret_cast<const char*>(data), size}, {.bytes_max = 1u << 16});
    if (!value) return 0;
    for (const auto service :
         {gateway::NationalService::dossier, gateway::NationalService::progress}) {
        const auto event = gateway::read_national_item(service, *value, "/data/0", now);
        if (!event) {
            if (event.error().empty()) std::abort();
            continue;
        }
        if (event->code.text.empty() || event->event_id.size() > 100 || event->raw_state.empty() ||
            event->occurred_at > now + gateway::clock_skew_max)
            std::abort();
    }
    return 0;
}
