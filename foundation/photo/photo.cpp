#define ZX_USE_UTF8 1
#include "foundation/photo/photo.hpp"

#include "foundation/photo/jpeg_part.hpp"

#include <ZXing/ReadBarcode.h>
#include <png.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace tnung::photo {

namespace {

constexpr int side_wanted = 2400; // enough for a slip that fills a quarter of the photo

Result<Canvas, Problem> read_jpeg(std::string_view bytes)
{
    const Codec decoder(tjInitDecompress(), tjDestroy);
    const auto head = read_head(decoder, bytes);
    if (!head) return refuse(head.error());
    const auto chosen = factor_for(*head, side_wanted);
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    Canvas gray{TJSCALED(head->width, chosen), TJSCALED(head->height, chosen), {}};
    gray.pixels.resize(std::size_t(gray.width) * std::size_t(gray.height));
    // A photo that was cut off on its way still shows its upper part: warnings are no refusal.
    if (tjDecompress2(
            decoder.get(), data, bytes.size(), gray.pixels.data(), gray.width, 0, gray.height,
            TJPF_GRAY, TJFLAG_LIMITSCANS
        ) != 0 &&
        tjGetErrorCode(decoder.get()) != TJERR_WARNING)
        return refuse(Problem::not_a_picture);
    return gray;
}

/// A whole part of its size, each pixel the mean of those it stands for, so that no side is longer.
Canvas reduced(Canvas from, int side_max)
{
    const int part = (std::max(from.width, from.height) + side_max - 1) / side_max;
    if (part <= 1) return from;
    Canvas to{std::max(from.width / part, 1), std::max(from.height / part, 1), {}};
    to.pixels.reserve(std::size_t(to.width) * std::size_t(to.height));
    for (int y = 0; y < to.height; ++y)
        for (int x = 0; x < to.width; ++x) {
            int sum = 0, seen = 0;
            for (int row = y * part; row < std::min((y + 1) * part, from.height); ++row)
                for (int column = x * part; column < std::min((x + 1) * part, from.width);
                     ++column, ++seen)
                    sum += from.pixels
                               [std::size_t(row) * std::size_t(from.width) + std::size_t(column)];
            to.pixels.push_back(static_cast<unsigned char>(sum / std::max(seen, 1)));
        }
    return to;
}

Result<Canvas, Problem> read_png(std::string_view bytes)
{
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    const std::unique_ptr<png_image, void (*)(png_imagep)> owner(&image, png_image_free);
    if (!png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()))
        return refuse(Problem::not_a_picture);
    if (too_large(image.width, image.height) ||
        long(image.width) * long(image.height) > png_pixels_max)
        return refuse(Problem::too_large);
    image.format = PNG_FORMAT_GRAY;
    Canvas gray{int(image.width), int(image.height), {}};
    gray.pixels.resize(PNG_IMAGE_SIZE(image));
    const png_color paper{255, 255, 255};
    if (!png_image_finish_read(&image, &paper, gray.pixels.data(), 0, nullptr))
        return refuse(Problem::not_a_picture);
    return reduced(std::move(gray), side_wanted);
}

} // namespace

bool too_large(long width, long height)
{
    return width > side_max || height > side_max || width * height > pixels_max;
}

Result<std::vector<std::string>, Problem> read_codes(std::string_view bytes)
{
    if (bytes.size() > bytes_max) return refuse(Problem::too_large);
    const auto gray = bytes.starts_with("\xff\xd8")            ? read_jpeg(bytes)
                      : bytes.starts_with("\x89PNG\r\n\x1a\n") ? read_png(bytes)
                                                               : refuse(Problem::not_a_picture);
    if (!gray) return refuse(gray.error());
    return read_codes(*gray);
}

std::vector<std::string> read_codes(const Canvas& canvas)
{
    const ZXing::ImageView view(
        canvas.pixels.data(), canvas.width, canvas.height, ZXing::ImageFormat::Lum
    );
    const auto hints =
        ZXing::DecodeHints().setFormats(ZXing::BarcodeFormat::QRCode).setTryHarder(true);
    std::vector<std::string> codes;
    for (const auto& found : ZXing::ReadBarcodes(view, hints))
        if (found.isValid() && codes.size() < codes_max) codes.push_back(found.text());
    return codes;
}

} // namespace tnung::photo
