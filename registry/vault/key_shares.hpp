#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tnung::registry {

/// The vault's master keys as pieces for several people (docs/formats/key-shares.md): so many of
/// them together bring the keys back, fewer nothing. One text for each person, with what it is and
/// how to keep it. Throws std::runtime_error where no key is there, std::logic_error where `need`
/// and `of` do not fit.
std::vector<std::string> share_keys(const std::filesystem::path& folder, int need, int of);

/// Makes the key files that are not there; which. Throws std::runtime_error saying what is wrong,
/// and then changes nothing, where texts are none of these, of different keys, too few, or where a
/// file that is there holds another key.
std::vector<std::string>
restore_keys(const std::filesystem::path& folder, const std::vector<std::string>& texts);

} // namespace tnung::registry
