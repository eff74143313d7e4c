#pragma once

#include <chrono>
#include <string>

namespace tnung::bench {

/// Takes sends over HTTPS as Zalo does and counts them, as cheaply as may be: what is measured is
/// who calls. Runs until SIGTERM.
struct EndpointOptions {
    unsigned short port = 0;
    std::string certificate_file, private_key_file;
    std::chrono::milliseconds answers_after{0};
};
void run_endpoint(const EndpointOptions& options);

} // namespace tnung::bench
