#include "foundation/testing/data_file.hpp"
#include "registry/declaration/content_json.hpp"

#include <cstdlib>

/// A kept declaration that is taken is written and read again the same.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace tnung;
    using namespace tnung::registry;
    static const Form form(
        "nd130-pl1", testing::data_file("forms/nd130-pl1.tsv"),
        testing::data_file("forms/nd130-notes.tsv")
    );
    const auto content = parse_content({reinterpret_cast<const char*>(data), size}, form);
    if (!content) {
        if (content.error().field.empty() || content.error().expected.empty()) std::abort();
        return 0;
    }
    const auto again = parse_content(content_text(*content, form), form);
    if (!again || *again != *content) std::abort();
    return 0;
}
