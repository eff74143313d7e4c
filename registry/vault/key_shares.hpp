#pragma once

#include "foundation/base/instant.hpp"
#include "registry/vault/master_key_folder.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tnung::registry {

/// The vault's master keys as pieces for several people (docs/formats/key-shares.md): so many of
/// them together bring the keys back, fewer nothing. One text for each person, with what it is, of
/// which day and keys, and how to keep it. Throws std::runtime_error where no key is there,
/// std::logic_error where `need` and `of` do not fit.
std::vector<std::string>
share_keys(const std::filesystem::path& folder, int need, int of, Day made_on);

struct ShareText {
    std::string name; ///< its file's, for words
    std::string text;
};

/// Master keys by the names of their files, as they stand in them.
using KeyLines = std::map<std::string, std::string>;

/// The keys of these shares that are not in the folder; changes nothing. Throws std::runtime_error
/// saying what is wrong and what to do: texts are none of these, of several sharings, too few; a
/// file that is there holds another key; they hold another key than the one that sealed the
/// database, or are from before the one that seals it now (`sealed_with`: wrapped_keys).
KeyLines missing_keys(
    const std::filesystem::path& folder, const std::vector<ShareText>& shares,
    const std::vector<WrappedKey>& sealed_with
);
/// Makes their files; which.
std::vector<std::string> restore_keys(const std::filesystem::path& folder, const KeyLines& missing);

/// What a share says of itself, and whether it still serves.
struct ShareStanding {
    std::string name;
    std::optional<Day> made_on; ///< shares of the first form do not say
    std::string sharing;        ///< the same in all that were made together; empty as above
    std::vector<std::string> keys;
    std::vector<std::string> lacks;  ///< keys made since: it is old
    std::vector<std::string> others; ///< of that name the folder has another key
    bool serves() const { return lacks.empty() && others.empty(); }
};
/// Compares shares with the keys in the folder and the keys that the database is sealed with. A
/// single share tells nothing about a key. Throws std::runtime_error where a text is no share.
std::vector<ShareStanding> check_shares(
    const std::filesystem::path& folder, const std::vector<ShareText>& shares,
    const std::vector<WrappedKey>& sealed_with
);

} // namespace tnung::registry
