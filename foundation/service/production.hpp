#pragma once

#include "foundation/config/config.hpp"
#include "foundation/service/web_settings.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tnung {

/// One rule that a production configuration breaks.
struct BrokenRule {
    std::string key, words;
};

/// Rules of both programs, for a process that serves pages (`serves`) or another.

/// Where pages are, who stands in front of them and who may ask how it is.
void check_web(std::vector<BrokenRule>& broken, const WebSettings& web);
/// Secrets that others may read.
void check_secrets(std::vector<BrokenRule>& broken, const config::Config& config);
/// A program that is run over hostile bytes is ours, and nobody else may change it.
void check_reader(
    std::vector<BrokenRule>& broken, const std::string& key, const std::filesystem::path& program,
    const std::string& name
);
/// What another process's user keeps from this one.
void check_unreadable(
    std::vector<BrokenRule>& broken, const std::string& key, const std::filesystem::path& file
);

/// Throws std::runtime_error with all of them, a line each, where there are any.
void refuse_broken(const std::vector<BrokenRule>& broken);

} // namespace tnung
