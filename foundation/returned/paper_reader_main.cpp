// tnung-paper-reader: on standard input a paper that came back and what it is held against; on
// standard output what it is (paper_reading.hpp). Before it looks at a byte it gives up everything
// but memory, its two streams and a few seconds: what breaks a decoder gains nothing.
#include "foundation/crypto/detached_signature.hpp"
#include "foundation/helper/confinement.hpp"
#include "foundation/returned/paper_reading.hpp"

#include <cstdlib>

namespace {

constexpr int not_confined = 5;
/// The longest input: the files, and the certificates that are trusted.
constexpr std::size_t input_bytes_max = tnung::returned::paper_bytes_max + (2u << 20);

} // namespace

int main()
{
    tnung::crypto::open_nothing_later();
    if (!tnung::confine({.seconds_max = 15})) std::_Exit(not_confined);
    const auto said = tnung::returned::read_paper_here(tnung::standard_input(input_bytes_max));
    // No destructors that would ask for more than is left.
    std::_Exit(tnung::write_standard_output(said) ? EXIT_SUCCESS : EXIT_FAILURE);
}
