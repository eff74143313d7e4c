#pragma once

#include "foundation/base/instant.hpp"

#include <filesystem>
#include <string>

namespace tnung::testing {

/// Gateways on one database and one port, Zalo and the one-stop system beside them.
struct Stage {
    std::filesystem::path programs; ///< where they were built
    std::filesystem::path folder;   ///< of everything that is written
    unsigned short gateway_port = 0, operator_port = 0, sandbox_port = 0;
    std::int64_t clock_shift = 0;
    std::string access_token = "At-demo-01", refresh_token = "Rt-demo-01";

    std::string gateway_origin() const;
    std::string operator_origin() const;
    std::string sandbox_origin() const;
    std::filesystem::path gateway_folder() const { return folder / "gateway"; }
    std::string gateway_program() const { return programs / "gateway" / "tnung-gateway"; }

    /// A configuration file of that name; `crash_at` empty: it lives.
    std::filesystem::path
    write_config(const std::string& name, const std::string& crash_at, int passing) const;
};

/// A stage of a new folder and free ports, whose clock stands at nine on a working morning.
Stage new_stage(const std::string& name, const std::filesystem::path& programs);

} // namespace tnung::testing
