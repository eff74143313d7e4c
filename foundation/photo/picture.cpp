#include "foundation/photo/picture.hpp"

#include "foundation/photo/jpeg_part.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

namespace tnung::photo {

namespace {

constexpr std::array<int, 2> qualities = {
    82, 60};                             ///< the second for what came smaller than the first
constexpr std::size_t entries_max = 200; // a camera writes some dozen

/// Numbers of a TIFF block (TIFF 6.0, section 2) as Exif has them, in either order of bytes.
class Tiff {
public:
    explicit Tiff(std::string_view bytes) : bytes_(bytes), big_(bytes.starts_with("MM")) {}

    std::optional<std::size_t> number(std::size_t at, std::size_t size) const
    {
        if (at > bytes_.size() || bytes_.size() - at < size) return std::nullopt;
        std::size_t value = 0;
        for (std::size_t i = 0; i < size; ++i) {
            const auto place = big_ ? i : size - 1 - i;
            value = value << 8 | static_cast<unsigned char>(bytes_[at + place]);
        }
        return value;
    }

private:
    std::string_view bytes_;
    bool big_;
};

/// How the camera was held (Exif 2.32, tag 0x0112): of a turned picture 90, 180 or 270.
int turn_in(std::string_view exif)
{
    constexpr std::size_t orientation = 0x0112, entry_bytes = 12;
    const Tiff tiff(exif);
    const auto first = tiff.number(4, 4);
    const auto entries = first ? tiff.number(*first, 2) : std::nullopt;
    if (!entries) return 0;
    for (std::size_t i = 0; i < std::min(*entries, entries_max); ++i) {
        const auto at = *first + 2 + i * entry_bytes;
        if (tiff.number(at, 2) != orientation) continue;
        const auto held = tiff.number(at + 8, 2);
        return held == 3u ? 180 : held == 6u ? 90 : held == 8u ? 270 : 0;
    }
    return 0;
}

/// Goes from marker to marker (ITU-T T.81, annex B) as far as the picture itself.
int turn_of(std::string_view jpeg)
{
    constexpr std::string_view exif_mark("Exif\0\0", 6);
    constexpr unsigned char app1 = 0xe1, scan = 0xda;
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(jpeg[at]); };
    for (std::size_t at = 2; at + 4 <= jpeg.size() && byte(at) == 0xff;) {
        const auto marker = byte(at + 1);
        const std::size_t length = std::size_t(byte(at + 2)) << 8 | byte(at + 3);
        if (marker == scan || length < 2) return 0;
        const auto segment = jpeg.substr(at + 4, length - 2);
        if (marker == app1 && segment.starts_with(exif_mark))
            return turn_in(segment.substr(exif_mark.size()));
        at += 2 + length;
    }
    return 0;
}

bool says_adobe(std::string_view jpeg)
{
    constexpr std::string_view mark("\xff\xee\x00\x0e\x41\x64obe", 9); // APP14, 14 bytes
    constexpr std::size_t looked_at = 64u << 10;
    return jpeg.substr(0, looked_at).find(mark) != std::string_view::npos;
}

/// To red, green and blue; programs of Adobe write how much of each ink is left out (technical note
/// 5116, 18).
void mix_inks(
    const std::vector<unsigned char>& inks, bool left_out, std::vector<unsigned char>& pixels
)
{
    constexpr unsigned full = 255;
    for (std::size_t point = 0; point * 3 < pixels.size(); ++point) {
        const auto light = [&](std::size_t ink) {
            const unsigned said = inks[point * 4 + ink];
            return left_out ? said : full - said;
        };
        for (std::size_t colour = 0; colour < 3; ++colour)
            pixels[point * 3 + colour] =
                static_cast<unsigned char>(light(colour) * light(3) / full);
    }
}

} // namespace

Result<PagePicture, Problem> page_picture(std::string_view bytes)
{
    if (!bytes.starts_with("\xff\xd8")) return refuse(Problem::not_a_picture);
    const Codec decoder(tjInitDecompress(), tjDestroy), encoder(tjInitCompress(), tjDestroy);
    const auto head = read_head(decoder, bytes);
    if (!head) return refuse(head.error());
    if (!encoder) return refuse(Problem::not_a_picture);
    const auto factor = factor_for(*head, page_side_max);
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    PagePicture page{
        "", TJSCALED(head->width, factor), TJSCALED(head->height, factor), turn_of(bytes)};
    std::vector<unsigned char> pixels(
        std::size_t(page.width) * std::size_t(page.height) * std::size_t(tjPixelSize[TJPF_RGB])
    );
    std::vector<unsigned char> inks(
        head->four_colours ? pixels.size() / std::size_t(tjPixelSize[TJPF_RGB]) *
                                 std::size_t(tjPixelSize[TJPF_CMYK])
                           : 0
    );
    // One that was cut off on its way is no page: here a warning is a refusal.
    if (tjDecompress2(
            decoder.get(), data, bytes.size(), head->four_colours ? inks.data() : pixels.data(),
            page.width, 0, page.height, head->four_colours ? TJPF_CMYK : TJPF_RGB, TJFLAG_LIMITSCANS
        ) != 0)
        return refuse(Problem::not_a_picture);
    if (head->four_colours) mix_inks(inks, says_adobe(bytes), pixels);
    for (const int quality : qualities) {
        unsigned char* drawn = nullptr;
        unsigned long size = 0;
        const int failed = tjCompress2(
            encoder.get(), pixels.data(), page.width, 0, page.height, TJPF_RGB, &drawn, &size,
            TJSAMP_420, quality, 0
        );
        const std::unique_ptr<unsigned char, void (*)(unsigned char*)> owner(drawn, tjFree);
        if (failed) return refuse(Problem::not_a_picture);
        page.jpeg.assign(reinterpret_cast<char*>(drawn), size);
        if (page.jpeg.size() <= bytes.size()) break;
    }
    return page;
}

double points_of(std::string_view jpeg)
{
    const Codec decoder(tjInitDecompress(), tjDestroy);
    const auto head = read_head(decoder, jpeg);
    return head ? double(head->width) * double(head->height) : 0;
}

namespace {

/// Density and version, without a thumbnail (JFIF 1.02, page 5); empty where it is another's.
std::string jfif_alone(std::string_view segment)
{
    constexpr std::size_t length = 18, thumbnail = 16;
    constexpr std::string_view mark("JFIF\0", 5);
    if (segment.size() < length || segment.substr(4, mark.size()) != mark) return "";
    std::string alone(segment.substr(0, length));
    alone[2] = 0;
    alone[3] = length - 2;
    alone[thumbnail] = alone[thumbnail + 1] = 0;
    return alone;
}

/// How colours were turned (Adobe technical note 5116, 18); empty where it is another's.
std::string adobe_alone(std::string_view segment)
{
    constexpr std::size_t length = 16;
    if (segment.size() != length || segment.substr(4, 5) != "Adobe") return "";
    return std::string(segment);
}

} // namespace

/// From marker to marker (ITU-T T.81, annex B). Of what stands between pictures' own segments only
/// JFIF's (APP0) and Adobe's (APP14) say how its colours are meant.
Result<std::string, Problem> picture_alone(std::string_view jpeg)
{
    constexpr unsigned char eoi = 0xd9, scan = 0xda, app0 = 0xe0, app14 = 0xee, app15 = 0xef,
                            comment = 0xfe, restart0 = 0xd0, restart7 = 0xd7;
    constexpr std::string_view beginning = "\xff\xd8\xff";
    constexpr std::size_t before_max = 8; // a line's end too many
    const auto begin = jpeg.substr(0, before_max + beginning.size()).find(beginning);
    if (begin == std::string_view::npos) return refuse(Problem::not_a_picture);
    jpeg.remove_prefix(begin);
    const Codec decoder(tjInitDecompress(), tjDestroy);
    if (const auto head = read_head(decoder, jpeg); !head) return refuse(head.error());
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(jpeg[at]); };
    std::string alone(jpeg.substr(0, 2));
    std::string said_by_jfif, said_by_adobe; // segments; once each
    std::size_t at = 2;
    while (at + 2 <= jpeg.size() && byte(at) == 0xff) {
        const auto marker = byte(at + 1);
        if (marker == 0xff) { // a filler
            ++at;
            continue;
        }
        if (marker == eoi) return alone += jpeg.substr(at, 2);
        if (at + 4 > jpeg.size()) break;
        auto end = at + 2 + (std::size_t(byte(at + 2)) << 8 | byte(at + 3));
        if (end > jpeg.size()) break;
        if (marker == scan) // up to the next marker that is none of the scan's own
            while (end + 1 < jpeg.size() &&
                   (byte(end) != 0xff || byte(end + 1) == 0 || byte(end + 1) == 0xff ||
                    (byte(end + 1) >= restart0 && byte(end + 1) <= restart7)))
                ++end;
        if (marker == scan && end + 1 >= jpeg.size()) end = jpeg.size(); // its end is missing
        const bool beside = (marker >= app0 && marker <= app15) || marker == comment;
        if (!beside)
            alone += jpeg.substr(at, end - at);
        else if (marker == app0 && said_by_jfif.empty())
            alone += said_by_jfif = jfif_alone(jpeg.substr(at, end - at));
        else if (marker == app14 && said_by_adobe.empty())
            alone += said_by_adobe = adobe_alone(jpeg.substr(at, end - at));
        at = end;
    }
    // One without its last marker is taken where nothing else is missing.
    alone += jpeg.substr(std::min(at, jpeg.size()));
    alone += "\xff\xd9";
    if (at >= jpeg.size() && is_whole(alone)) return alone;
    return refuse(Problem::not_a_picture);
}

bool is_whole(std::string_view jpeg)
{
    const Codec decoder(tjInitDecompress(), tjDestroy);
    const auto head = read_head(decoder, jpeg);
    if (!head) return false;
    const auto smallest = factor_for(*head, 1);
    const int width = TJSCALED(head->width, smallest), height = TJSCALED(head->height, smallest);
    std::vector<unsigned char> pixels(std::size_t(width) * std::size_t(height));
    return tjDecompress2(
               decoder.get(), reinterpret_cast<const unsigned char*>(jpeg.data()), jpeg.size(),
               pixels.data(), width, 0, height, TJPF_GRAY, TJFLAG_LIMITSCANS
           ) == 0;
}

} // namespace tnung::photo
