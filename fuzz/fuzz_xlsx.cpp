// What does not begin as an archive is taken for the sheet of one: else everything ends at the zip.
#include "foundation/spreadsheet/read_xlsx.hpp"

#include <zip.h>

#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

std::string workbook(std::string_view sheet)
{
    constexpr std::string_view book =
        R"(<workbook xmlns:r="r"><sheets><sheet r:id="a"/></sheets></workbook>)";
    constexpr std::string_view relations =
        R"(<Relationships><Relationship Id="a" Target="s.xml"/></Relationships>)";
    constexpr std::string_view strings = "<sst><si><t>một</t></si><si><t>hai</t></si></sst>";
    zip_error_t error;
    zip_error_init(&error);
    auto* source = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_source_keep(source);
    auto* zip = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &error);
    for (const auto& [name, bytes] :
         {std::pair{"xl/workbook.xml", book},
          {"xl/_rels/workbook.xml.rels", relations},
          {"xl/sharedStrings.xml", strings},
          {"xl/s.xml", sheet}})
        zip_set_file_compression(
            zip,
            std::uint64_t(zip_file_add(
                zip, name, zip_source_buffer(zip, bytes.data(), bytes.size(), 0), ZIP_FL_ENC_UTF_8
            )),
            ZIP_CM_STORE, 0
        );
    zip_close(zip);
    zip_source_open(source);
    zip_source_seek(source, 0, SEEK_END);
    std::string all(std::size_t(zip_source_tell(source)), '\0');
    zip_source_seek(source, 0, SEEK_SET);
    zip_source_read(source, all.data(), all.size());
    zip_source_close(source);
    zip_source_free(source);
    return all;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace tnung::spreadsheet;
    constexpr ReadLimits limits{.part_bytes_max = 1u << 20, .rows_max = 1000};
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto rows =
        read_xlsx(looks_like_xlsx(bytes) ? std::string(bytes) : workbook(bytes), limits);
    if (!rows) return 0;
    for (const auto& row : *rows)
        if (row.cells.size() > limits.cells_max) std::abort();
    return 0;
}
