#include "foundation/qr/qr_code.hpp"

#include <fmt/format.h>
#include <qrcodegen/qrcodegen.hpp>

namespace tnung::qr {

std::string Code::svg_path() const
{
    std::string path;
    for (int y = 0; y < size; ++y)
        for (int x = 0; x < size; ++x) {
            if (!is_dark(x, y)) continue;
            int end = x;
            while (end < size && is_dark(end, y)) ++end;
            path += fmt::format(
                "M{} {}h{}v1h-{}z", x + quiet_zone, y + quiet_zone, end - x, end - x
            );
            x = end;
        }
    return path;
}

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

} // namespace tnung::qr
