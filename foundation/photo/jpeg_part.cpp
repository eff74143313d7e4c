#include "foundation/photo/jpeg_part.hpp"

#include <algorithm>

namespace tnung::photo {

Result<JpegHead, Problem> read_head(const Codec& decoder, std::string_view bytes)
{
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    JpegHead head;
    int sampling = 0, colours = 0;
    if (!decoder ||
        tjDecompressHeader3(
            decoder.get(), data, bytes.size(), &head.width, &head.height, &sampling, &colours
        ) != 0 ||
        head.width <= 0 || head.height <= 0)
        return refuse(Problem::not_a_picture);
    if (too_large(head.width, head.height)) return refuse(Problem::too_large);
    head.four_colours = colours == TJCS_CMYK || colours == TJCS_YCCK;
    return head;
}

tjscalingfactor factor_for(const JpegHead& head, int side_max)
{
    const int side = std::max(head.width, head.height);
    int count = 0;
    const auto* factors = tjGetScalingFactors(&count);
    tjscalingfactor chosen{1, 8};
    for (int i = 0; i < count; ++i) {
        const auto& factor = factors[i];
        if (factor.num <= factor.denom && TJSCALED(side, factor) <= side_max &&
            factor.num * chosen.denom > chosen.num * factor.denom)
            chosen = factor;
    }
    return chosen;
}

} // namespace tnung::photo
