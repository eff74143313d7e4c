#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace tnung {

/// Replaces the content of a file as one step: readers see the old content or the new one, also
/// after a crash. The file is readable by its owner only. Durable on return; throws
/// std::runtime_error naming the file.
void replace_durably(const std::filesystem::path& file, std::string_view content);

/// Makes the folder's entries durable: files created or renamed in it survive a power cut. False
/// where that fails.
bool keep_folder(const std::filesystem::path& folder);

/// Nothing where it cannot be read.
std::optional<std::string> whole_file(const std::filesystem::path& file);

} // namespace tnung
