#include "foundation/csv/csv.hpp"
#include "gateway/dossier/dossier_event.hpp"
#include "gateway/intake/import.hpp"

#include <cstdlib>

/// Any bytes are rows within their limits, and each row is an event or names what is wrong.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace tnung;
    using namespace tnung::gateway;
    const auto file = read_csv({reinterpret_cast<const char*>(data), size});
    const auto now = *parse_iso("2026-11-25T09:00:00+07:00");
    for (const auto& row : file.rows) {
        if (row.cells.size() > 100 || row.line < 1) std::abort();
        const auto made = row_item(file.rows.front().cells, row.cells);
        const auto event = read_dossier_event(made.item, "", now);
        if (!event && event.error().empty()) std::abort();
    }
    return 0;
}
