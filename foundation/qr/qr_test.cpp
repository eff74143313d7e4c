// What we draw is read back by a reader of others' making: zbarimg (zbar-tools).
#include "foundation/qr/qr_code.hpp"
#include "foundation/testing/judge.hpp"
#include "foundation/testing/scratch_folder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

namespace tnung::qr {
namespace {

/// Writes a portable bitmap with four dots a module and reads it with zbarimg.
std::string read_back(const Code& code)
{
    constexpr int scale = 4;
    const int side = (code.size + 2 * quiet_zone) * scale;
    const testing::ScratchFolder scratch;
    const auto file = scratch / "code.pbm";
    {
        std::ofstream out(file);
        out << "P1\n" << side << " " << side << "\n";
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x) {
                const int mx = x / scale - quiet_zone;
                const int my = y / scale - quiet_zone;
                const bool inside = mx >= 0 && my >= 0 && mx < code.size && my < code.size;
                out << (inside && code.is_dark(mx, my) ? "1\n" : "0\n");
            }
    }
    auto read = testing::said_by(fmt::format(
        "{{ zbarimg --quiet --raw {} 2>/dev/null; }}", file.string()
    ) // it looks for a bus
    );
    while (!read.empty() && read.back() == '\n') read.pop_back();
    return read;
}

TEST(QrCode, IsReadBackByAnotherReader)
{
    for (const auto correction : {Correction::medium, Correction::high})
        for (const std::string text :
             {"H21.12.34-261124-0007", "https://dvc.example.vn/tra-cuu?ma=H21.12.34-261124-0007",
              "Trung tâm Phục vụ hành chính công Phường Pleiku"})
            EXPECT_EQ(read_back(encode(text, correction)), text);
}

TEST(QrCode, RefusesWhatNoCodeCanHold)
{
    EXPECT_THROW(encode(std::string(4000, 'a'), Correction::high), std::length_error);
}

} // namespace
} // namespace tnung::qr
