// tnung-photo-reader: a photo on standard input; on standard output what its QR codes say, each
// ended by a zero byte. Before
// it looks at a byte it gives up everything but memory, its two streams and a few seconds: what
// breaks a decoder gains nothing.
#include "foundation/helper/confinement.hpp"
#include "foundation/photo/photo.hpp"

#include <cstdlib>

namespace {

enum Ended { fine = 0, no_picture = 3, too_large = 4, not_confined = 5 };

int end(Ended how)
{
    std::_Exit(how); // no destructors that would ask for more than is left
}

} // namespace

int main()
{
    if (!tnung::confine({.seconds_max = 3})) return end(not_confined);
    const auto codes = tnung::photo::read_codes(tnung::standard_input(tnung::photo::bytes_max));
    if (!codes)
        return end(codes.error() == tnung::photo::Problem::too_large ? too_large : no_picture);
    std::string lines;
    for (const auto& code : *codes)
        if (code.find('\0') == std::string::npos) lines += code + '\0';
    return end(tnung::write_standard_output(lines) ? fine : no_picture);
}
