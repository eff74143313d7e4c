#include "foundation/qr/qr_code.hpp"

#include <fmt/format.h>
#include <qrcodegen/qrcodegen.hpp>

namespace tnung::qr {

namespace {

/// The `d` of an SVG path, one unit a module, shifted by the quiet zone.
std::string path_of(const Code& code)
{
    std::string path;
    for (int y = 0; y < code.size; ++y)
        for (int x = 0; x < code.size; ++x) {
            if (!code.is_dark(x, y)) continue;
            int end = x;
            while (end < code.size && code.is_dark(end, y)) ++end;
            path +=
                fmt::format("M{} {}h{}v1h-{}z", x + quiet_zone, y + quiet_zone, end - x, end - x);
            x = end;
        }
    return path;
}

} // namespace

Code encode(std::string_view text, Correction correction)
{
    const auto made = qrcodegen::QrCode::encodeText(
        std::string(text).c_str(), correction == Correction::high ? qrcodegen::QrCode::Ecc::HIGH
                                                                  : qrcodegen::QrCode::Ecc::MEDIUM
    );
    Code code{.size = made.getSize(), .dark = {}};
    code.dark.reserve(std::size_t(code.size * code.size));
    for (int y = 0; y < code.size; ++y)
        for (int x = 0; x < code.size; ++x) code.dark.push_back(made.getModule(x, y));
    return code;
}

html::Node picture(std::string_view text, Correction correction, const std::string& said)
{
    using namespace html;
    const auto code = encode(text, correction);
    const auto side = fmt::format("{}", code.size + 2 * quiet_zone);
    return svg(
        {cls("qr"), attr("viewBox", fmt::format("0 0 {} {}", side, side)), attr("role", "img"),
         attr("aria-label", said),
         element("rect", {cls("light"), attr("width", side), attr("height", side)}),
         element("path", {cls("dark"), attr("d", path_of(code))})}
    );
}

} // namespace tnung::qr
