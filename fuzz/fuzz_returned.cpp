#include "foundation/returned/scan.hpp"
#include "foundation/returned/signed_return.hpp"

#include <cstdlib>
#include <string>

namespace {

/// The least that is a paper.
std::string issued()
{
    std::string file = "%PDF-1.4\n", table = "xref\n0 4\n0000000000 65535 f \n";
    int number = 0;
    for (const auto* object :
         {"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>",
          "<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 595 842 ] >>"})
    {
        auto place = std::to_string(file.size());
        table += std::string(10 - place.size(), '0') + place + " 00000 n \n";
        file += std::to_string(++number) + " 0 obj\n" + object + "\nendobj\n";
    }
    const auto start = std::to_string(file.size());
    return file + table + "trailer << /Size 4 /Root 1 0 R >>\nstartxref\n" + start + "\n%%EOF\n";
}

} // namespace

/// Any bytes behind a paper are a signed one or a refusal, and any bytes a scan or one. None of
/// them is a signature here: nobody signed what a fuzzer makes.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace tnung;
    static const std::string paper = issued();
    static const crypto::Anchors nobody("");
    const std::string added(reinterpret_cast<const char*>(data), size);
    if (returned::read_signed(paper + added, paper.size(), nobody, {})) std::abort();
    for (const auto& file : {added, paper + added}) {
        const auto scan = returned::read_scan({file});
        if (scan && (scan->pages < 1 || scan->codes.size() > 20)) std::abort();
    }
    return 0;
}
