#pragma once

#include "foundation/pg/private_cluster.hpp"
#include "foundation/testing/child.hpp"
#include "sandbox/office/office_day.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace tnung::testing {

/// The registry's pages and its vault, each a process of its own, with people who have to declare.
class RegistryStage {
public:
    /// A new folder and a free port; the clock stands at nine on a working morning. Nothing runs.
    RegistryStage(const std::string& name, const std::filesystem::path& programs);

    const std::filesystem::path& folder() const { return folder_; }
    std::filesystem::path data_folder() const { return folder_ / "registry"; }
    std::string program() const { return programs_ / "registry" / "tnung-registry"; }
    std::string origin() const;
    std::chrono::seconds clock_shift() const { return clock_shift_; }

    /// A configuration file of that name; `crash_at` empty: it lives.
    std::string
    write_config(const std::string& name, const std::string& crash_at = "", int passing = 1) const;
    /// What the program prints; throws std::runtime_error where it fails.
    std::string run(const std::vector<std::string>& words) const;
    /// `serve` or `vault`; whether it came to listening, or ended before.
    bool start(Child& child, const std::string& config, const std::string& what) const;
    /// The private cluster that the registry made.
    pg::PrivateCluster cluster() const;
    /// Ends the cluster after `run`, whatever happens in it, and takes the folder away unless it
    /// failed or is to be kept; what `run` gave.
    int rehearse(bool keep, const std::function<int()>& run) const;
    /// A list of that many, of one unit, with accounts; and one of each office.
    sandbox::OfficeDay people(int count) const;

private:
    std::filesystem::path programs_, folder_;
    unsigned short port_ = 0;
    std::chrono::seconds clock_shift_{0};
};

} // namespace tnung::testing
