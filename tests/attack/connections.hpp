#pragma once

#include "tests/attack/report.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace tnung::attack {

/// A program that answers on a port, and a page of it that anybody may open.
struct Door {
    std::string name;
    unsigned short port = 0;
    std::string page;
};

/// Whether the page opens; a wrong answer where it does not.
bool is_alive(const Door& door, Report& report, const std::string& after);

/// Requests of all kinds with bytes changed, cut, doubled and swollen, for so long; the page is
/// opened in between.
void send_hostile_bytes(
    const Door& door, std::chrono::milliseconds time, std::uint32_t seed, Report& report
);
/// Requests that are wrong in a known way, each with the status that it must get, once.
void send_known_wrong(const Door& door, Report& report);
/// More connections than the process may have descriptors, each with half a head, and clients that
/// send a byte at a time: whoever asks is served all the same.
void hold_connections(const Door& door, int count, Report& report);

} // namespace tnung::attack
