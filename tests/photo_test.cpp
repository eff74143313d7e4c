// Photos as people take them: written here by libjpeg and libpng from codes that the room qr draws.
#include "foundation/photo/photo.hpp"

#include "foundation/helper/helper_program.hpp"
#include "foundation/photo/camera.hpp"
#include "foundation/photo/picture.hpp"
#include "foundation/qr/qr_code.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <png.h>
#include <turbojpeg.h>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <thread>

namespace tnung::photo {
namespace {

constexpr auto address = "https://dvc.example.vn/tra-cuu?ma=H21.12.34-261124-0007";

/// A photo of a slip that says so.
Canvas photo_of(const std::string& text, const Shot& shot = {})
{
    const auto code = qr::encode(text, qr::Correction::medium);
    return photographed(code.dark, code.size, shot);
}

std::string as_png(const Canvas& canvas)
{
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = unsigned(canvas.width);
    image.height = unsigned(canvas.height);
    image.format = PNG_FORMAT_GRAY;
    png_alloc_size_t size = 0;
    png_image_write_to_memory(&image, nullptr, &size, 0, canvas.pixels.data(), 0, nullptr);
    std::string bytes(size, '\0');
    EXPECT_TRUE(
        png_image_write_to_memory(&image, bytes.data(), &size, 0, canvas.pixels.data(), 0, nullptr)
    );
    bytes.resize(size);
    return bytes;
}

using Codes = std::vector<std::string>;

TEST(Photo, IsReadWhereverTheSlipLies)
{
    EXPECT_EQ(
        read_codes(
            as_png(photo_of(address, {.width = 600, .height = 800, .module_pixels = 6, .turn = 0}))
        )
            .value(),
        Codes{address}
    );
    for (const double turn : {0.0, 0.3, 1.2, 3.3})
        EXPECT_EQ(
            read_codes(as_jpeg(photo_of(address, {.turn = turn}), 70)).value(), Codes{address}
        ) << turn;
    const Shot full_size{.width = 3000, .height = 4000, .module_pixels = 22};
    EXPECT_EQ(read_codes(as_jpeg(photo_of(address, full_size), 60)).value(), Codes{address});
}

TEST(Photo, WithoutACodeSaysSo)
{
    const Canvas wall{640, 480, std::vector<unsigned char>(640 * 480, 120)};
    EXPECT_EQ(read_codes(as_jpeg(wall, 80)).value(), Codes{});
}

TEST(Photo, OthersAndBrokenOnesAreRefused)
{
    const auto png = as_png(photo_of(address, {.width = 300, .height = 300, .module_pixels = 4}));
    for (const auto& bytes :
         {std::string(), std::string("GIF89a"), std::string("\xff\xd8\xff"),
          png.substr(0, png.size() / 2), png.substr(0, 20)})
        EXPECT_EQ(read_codes(bytes).error(), Problem::not_a_picture);
    EXPECT_EQ(read_codes(std::string(bytes_max + 1, 'x')).error(), Problem::too_large);
}

TEST(Photo, SmallFilesThatClaimToBeHugeAreRefusedUnread)
{
    auto jpeg = as_jpeg({8, 8, std::vector<unsigned char>(64, 0)}, 50);
    const auto frame = jpeg.find("\xff\xc0"); // then length, precision, height, width
    ASSERT_NE(frame, std::string::npos);
    jpeg.replace(frame + 5, 4, "\x40\x01\x40\x01"); // 16,385 by 16,385
    EXPECT_EQ(read_codes(jpeg).error(), Problem::too_large);
}

/// A baseline picture whose data is so large that unpacking it takes long, in few bytes.
std::string blank_png(unsigned width, unsigned height)
{
    return as_png(
        {int(width), int(height), std::vector<unsigned char>(std::size_t(width) * height, 255)}
    );
}

TEST(Photo, APngIsUnpackedWholeSoItMayBeNoLargerThanAPage)
{
    const auto large = blank_png(5'000, 5'000);
    EXPECT_LT(large.size(), 50'000u);
    EXPECT_EQ(read_codes(large).error(), Problem::too_large);
    EXPECT_EQ(read_codes(blank_png(4'000, 4'900)).value(), Codes{});
    const Shot page{.width = 2480, .height = 3508, .module_pixels = 18}; // A4 at 300 dots an inch
    EXPECT_EQ(read_codes(as_png(photo_of(address, page))).value(), Codes{address});
}

/// Left half paper, right half red, in the four inks of a printer's program: turned round, as
/// Adobe's mark says (Adobe technical note 5116, 18).
std::string in_four_inks()
{
    constexpr int side = 64;
    std::vector<unsigned char> inks;
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; ++x)
            for (const int ink : {255, x < side / 2 ? 255 : 0, x < side / 2 ? 255 : 0, 255})
                inks.push_back(static_cast<unsigned char>(ink));
    unsigned char* drawn = nullptr;
    unsigned long size = 0;
    auto* const encoder = tjInitCompress();
    EXPECT_EQ(
        tjCompress2(
            encoder, inks.data(), side, 0, side, TJPF_CMYK, &drawn, &size, TJSAMP_444, 95, 0
        ),
        0
    );
    std::string bytes(reinterpret_cast<char*>(drawn), size);
    tjFree(drawn);
    tjDestroy(encoder);
    return bytes;
}

TEST(Photo, FourInksAreMixedToWhatPeopleSee)
{
    const auto page = page_picture(in_four_inks());
    ASSERT_TRUE(page.has_value());
    std::vector<unsigned char> seen(std::size_t(page->width) * std::size_t(page->height) * 3);
    auto* const decoder = tjInitDecompress();
    ASSERT_EQ(
        tjDecompress2(
            decoder, reinterpret_cast<const unsigned char*>(page->jpeg.data()), page->jpeg.size(),
            seen.data(), page->width, 0, page->height, TJPF_RGB, 0
        ),
        0
    );
    tjDestroy(decoder);
    const auto at = [&](int x) {
        const auto* point = &seen[(std::size_t(page->width) * 32 + std::size_t(x)) * 3];
        return std::array<int, 3>{point[0], point[1], point[2]};
    };
    for (const int part : at(8)) EXPECT_GT(part, 240) << "paper";
    EXPECT_GT(at(56)[0], 200) << "red";
    EXPECT_LT(at(56)[1], 60);
    EXPECT_LT(at(56)[2], 60);
}

TEST(PhotoReader, ReadsInItsOwnConfinedProcess)
{
    EXPECT_EQ(
        run_helper(PHOTO_READER, as_jpeg(photo_of(address), 70)).value(),
        std::string(address) + '\0'
    );
    const Canvas wall{64, 64, std::vector<unsigned char>(64 * 64, 9)};
    EXPECT_EQ(run_helper(PHOTO_READER, as_png(wall)).value(), "");
    EXPECT_EQ(run_helper(PHOTO_READER, "not a photo").error(), HelperFailure::failed);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
bool is_in(const std::string& text, const char* line)
{
    return text.find(line) != std::string::npos;
}

/// While it reads what a stranger sent, the kernel ends it at any other call than those it needs.
TEST(PhotoReader, IsConfinedBeforeItReadsAnything)
{
    int feed[2];
    ASSERT_EQ(pipe2(feed, O_CLOEXEC), 0);
    const auto reader = fork();
    if (reader == 0) {
        dup2(feed[0], STDIN_FILENO);
        execl(PHOTO_READER, PHOTO_READER, nullptr);
        _exit(1);
    }
    close(feed[0]);
    const auto status = fmt::format("/proc/{}/status", reader);
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    std::string seen;
    while (std::chrono::steady_clock::now() < give_up && !is_in(seen, "\nSeccomp:\t2\n")) {
        std::ifstream file(status);
        seen.assign(std::istreambuf_iterator<char>(file), {});
        std::this_thread::yield();
    }
    EXPECT_TRUE(is_in(seen, "\nSeccomp:\t2\n")) << seen;
    EXPECT_TRUE(is_in(seen, "\nNoNewPrivs:\t1\n")) << seen;
    close(feed[1]); // it ends with what it reads from
    int ended = 0;
    waitpid(reader, &ended, 0);
    EXPECT_TRUE(WIFEXITED(ended)) << ended;
}
#endif

} // namespace
} // namespace tnung::photo
