#include "foundation/photo/camera.hpp"

#include <turbojpeg.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <random>
#include <stdexcept>

namespace tnung::photo {

namespace {

constexpr int margin = 6; // squares of white paper around the pattern
constexpr double ink = 35, paper = 225, table = 110, grain_spread = 9;

} // namespace

Canvas photographed(const std::vector<bool>& dark_squares, int side, const Shot& shot)
{
    const double half = side / 2.0;
    const double cosine = std::cos(shot.turn), sine = std::sin(shot.turn);
    std::mt19937 random(shot.seed);
    std::normal_distribution<double> grain(0, grain_spread);
    Canvas canvas{shot.width, shot.height, {}};
    canvas.pixels.reserve(std::size_t(shot.width) * std::size_t(shot.height));
    for (int y = 0; y < shot.height; ++y)
        for (int x = 0; x < shot.width; ++x) {
            const double across = (x - shot.width * 0.45) / shot.module_pixels;
            const double down = (y - shot.height * 0.55) / shot.module_pixels;
            const int column = int(std::floor(across * cosine + down * sine + half));
            const int row = int(std::floor(down * cosine - across * sine + half));
            const bool on_paper = column >= -margin && row >= -margin && column < side + margin &&
                                  row < side + margin;
            const bool on_pattern = column >= 0 && row >= 0 && column < side && row < side;
            const bool dark = on_pattern && dark_squares[std::size_t(row * side + column)];
            const double light = 0.6 + 0.4 * x / shot.width;
            const double value = (dark ? ink : on_paper ? paper : table) * light + grain(random);
            canvas.pixels.push_back(static_cast<unsigned char>(std::clamp(value, 0.0, 255.0)));
        }
    return canvas;
}

std::string as_jpeg(const Canvas& canvas, int quality)
{
    const std::unique_ptr<void, int (*)(tjhandle)> encoder(tjInitCompress(), tjDestroy);
    unsigned char* bytes = nullptr;
    unsigned long size = 0;
    const int failed = tjCompress2(
        encoder.get(), canvas.pixels.data(), canvas.width, 0, canvas.height, TJPF_GRAY, &bytes,
        &size, TJSAMP_GRAY, quality, 0
    );
    const std::unique_ptr<unsigned char, void (*)(unsigned char*)> owner(bytes, tjFree);
    if (failed) throw std::runtime_error(tjGetErrorStr2(encoder.get()));
    return {reinterpret_cast<char*>(bytes), size};
}

} // namespace tnung::photo
