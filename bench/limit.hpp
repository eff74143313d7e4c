#pragma once

#include <cstdint>
#include <string>

namespace tnung::bench {

/// The least that telling somebody can be, a bare loop on one thread: notices are inserted durably
/// in batches, and the endpoint is called once for each, its connections kept. How many a second.
double run_limit(
    const std::string& database_target, const std::string& endpoint_origin,
    const std::string& authority_file, std::int64_t notices, int connections
);

} // namespace tnung::bench
