// tnung-paper-reader: on standard input a paper that came back and what it is held against; on
// standard output what it is (paper_reading.hpp). Before it looks at a byte it gives up everything
// but memory, its two streams and a few seconds: what breaks a decoder gains nothing.
#include "foundation/crypto/detached_signature.hpp"
#include "foundation/helper/confinement.hpp"
#include "foundation/returned/paper_reading.hpp"

#include <csignal>
#include <cstdlib>

namespace {

constexpr int not_confined = 5;
/// The longest input: the files, and the certificates that are trusted.
constexpr std::size_t input_bytes_max = tnung::returned::paper_bytes_max + (2u << 20);
/// Of CPU: a hundred scanned pages take one second, sixty photos four (docs/measurements.md).
constexpr unsigned seconds_max = 8;
/// Codes are looked for until then and no longer: a page full of their corners holds whoever tries
/// all of them together.
constexpr unsigned seconds_for_codes = 2;

/// What is said where the time for codes is over; read by the signal's handler alone.
std::string without_codes;
volatile std::sig_atomic_t may_say_it = 0, time_is_over = 0;

[[noreturn]] void say(const std::string& what)
{
    may_say_it = 0;
    // No destructors that would ask for more than is left.
    std::_Exit(tnung::write_standard_output(what) ? EXIT_SUCCESS : EXIT_FAILURE);
}

void told_of_time(int)
{
    time_is_over = 1;
    if (may_say_it != 0) say(without_codes);
}

} // namespace

int main()
{
    tnung::crypto::open_nothing_later();
    std::signal(SIGXCPU, told_of_time);
    if (!tnung::confine({.seconds_max = seconds_max, .seconds_told = seconds_for_codes}))
        std::_Exit(not_confined);
    const auto input = tnung::standard_input(input_bytes_max);
    say(tnung::returned::read_paper_here(input, [](std::string so_far) {
        without_codes = std::move(so_far);
        may_say_it = 1;
        return time_is_over == 0;
    }));
}
