#include "foundation/returned/scan_codes.hpp"

#include "foundation/photo/photo.hpp"
#include "foundation/returned/pdf_bytes.hpp"

#include <qpdf/Buffer.hh>

#include <algorithm>
#include <optional>

namespace tnung::returned {

namespace {

using Object = QPDFObjectHandle;

constexpr int images_max = 12;
constexpr long points_max = 120'000'000; ///< of all of them: three pages of 600 dots an inch
constexpr long side_min = 60;            ///< the smallest code has 21 squares a side
constexpr std::size_t codes_max = 4;
constexpr std::size_t side_wanted = 2400; ///< as of photos

long whole(Object head, const char* key)
{
    auto number = head.getKey(key);
    return number.isInteger() ? long(number.getIntValue()) : 0;
}

/// Gray values of an image that is not a JPEG, smaller where it is large; nothing where it is
/// stored in a way not known here.
std::optional<photo::Canvas> canvas_of(Object image, std::size_t width, std::size_t height)
{
    auto head = image.getDict();
    const auto bits = whole(head, "/BitsPerComponent");
    auto space = head.getKey("/ColorSpace");
    const std::size_t colours = space.isNameAndEquals("/DeviceRGB") ? 3 : 1;
    auto mask = head.getKey("/ImageMask");
    const bool stencil = mask.isBool() && mask.getBoolValue();
    if (colours == 1 && !stencil && !space.isNameAndEquals("/DeviceGray")) return std::nullopt;
    if (bits != 8 && !(bits == 1 && colours == 1)) return std::nullopt;
    const auto row = bits == 1 ? (width + 7) / 8 : width * colours;
    const auto data = unpacked(image, row * height, Unpack::keep);
    if (data.broken || data.size < row * height) return std::nullopt;
    const auto value = [&](std::size_t x, std::size_t y) -> unsigned {
        const auto at = [&](std::size_t i) {
            return static_cast<unsigned char>(data.bytes[y * row + i]);
        };
        if (bits == 1) return (at(x / 8) >> (7 - x % 8) & 1) != 0 ? 255 : 0;
        return at(x * colours + colours / 2); // of colours the green
    };
    const auto step = (std::max(width, height) + side_wanted - 1) / side_wanted;
    photo::Canvas canvas{int(width / step), int(height / step), {}};
    if (canvas.width == 0 || canvas.height == 0) return std::nullopt;
    canvas.pixels.reserve(std::size_t(canvas.width) * std::size_t(canvas.height));
    for (std::size_t y = 0; y + step <= height; y += step)
        for (std::size_t x = 0; x + step <= width; x += step) {
            unsigned sum = 0;
            for (std::size_t j = 0; j < step; ++j)
                for (std::size_t i = 0; i < step; ++i) sum += value(x + i, y + j);
            canvas.pixels.push_back(static_cast<unsigned char>(sum / (step * step)));
        }
    return canvas;
}

std::vector<std::string> codes_in(Object image, long width, long height)
{
    if (image.getDict().getKey("/Filter").isNameAndEquals("/DCTDecode")) {
        const auto raw = image.getRawStreamData();
        return photo::read_codes({reinterpret_cast<const char*>(raw->getBuffer()), raw->getSize()})
            .value_or(std::vector<std::string>());
    }
    const auto canvas = canvas_of(image, std::size_t(width), std::size_t(height));
    return canvas ? photo::read_codes(*canvas) : std::vector<std::string>();
}

} // namespace

std::vector<std::string> codes_on(const std::vector<std::vector<QPDFObjectHandle>>& pages)
{
    std::vector<std::string> codes;
    int looked_at = 0;
    long points = 0;
    for (auto page = pages.rbegin(); page != pages.rend() && codes.empty(); ++page)
        for (auto image : *page) {
            const auto width = whole(image.getDict(), "/Width");
            const auto height = whole(image.getDict(), "/Height");
            if (width < side_min || height < side_min) continue;
            points += width * height; // of a picture that is in bounds
            if (++looked_at > images_max || points > points_max) return codes;
            for (auto& code : codes_in(image, width, height))
                if (codes.size() < codes_max) codes.push_back(std::move(code));
        }
    return codes;
}

} // namespace tnung::returned
