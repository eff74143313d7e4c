#include "foundation/photo/camera.hpp"
#include "foundation/photo/photo.hpp"

#include <cstdlib>

/// Any bytes are codes or a refusal. Raw where they begin like a picture; else they say which bytes
/// of a good picture to change, three at a time: place, place, value.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace tnung::photo;
    static const std::string good = as_jpeg(
        photographed(
            std::vector<bool>(21 * 21, true), 21, {.width = 96, .height = 96, .module_pixels = 3}
        ),
        60
    );
    std::string picture = good;
    if (size > 0 && (data[0] == 0xff || data[0] == 0x89))
        picture.assign(reinterpret_cast<const char*>(data), size);
    else
        for (std::size_t i = 0; i + 2 < size; i += 3)
            picture[(std::size_t(data[i]) * 256 + data[i + 1]) % picture.size()] =
                char(data[i + 2]);
    const auto codes = read_codes(picture);
    if (codes && codes->size() > codes_max) std::abort();
    return 0;
}
