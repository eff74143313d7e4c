#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace tnung {

/// Puts a new content in the file's place: whoever reads it, and whatever crashes, finds the old or
/// the new, whole. For its owner alone. Durable when it returns; throws std::runtime_error naming
/// the file.
void replace_durably(const std::filesystem::path& file, std::string_view content);

/// What was made in the folder, or put in another's place, is found there after a power cut too;
/// false where that cannot be had.
bool keep_folder(const std::filesystem::path& folder);

/// Nothing where it cannot be read.
std::optional<std::string> whole_file(const std::filesystem::path& file);

} // namespace tnung
