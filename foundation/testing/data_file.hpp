#pragma once

#include <string>

namespace tnung::testing {

/// The text of a file in the repository's data folder.
std::string data_file(const std::string& name);

} // namespace tnung::testing
