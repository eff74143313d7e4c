#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Configuration: a TOML file, environment variables over it, command-line values over both.
/// `TNUNG_ZALO_APP_ID` overrides `app_id` in `[zalo]`. Secrets come from files named by `…_file`.
namespace tnung::config {

enum class Shown { openly, masked };

/// Flat `section.key` values with their origin. Every key must be asked for by the program: one
/// that nobody knows is a mistake in the file, reported by `unknown()`.
class Config {
public:
    /// Throws std::runtime_error naming file, line and what is wrong.
    static Config load(const std::filesystem::path& file);
    static Config from_toml(std::string_view text, std::string_view origin);

    void set(std::string_view key, std::string value, std::string_view origin);

    std::string text(std::string_view key, std::string_view otherwise, Shown shown = Shown::openly);
    /// The content of the file named by `key`_file, or the value of `key` itself.
    std::string secret(std::string_view key);
    /// A libpq target; with a password in it, a secret as well.
    std::string database_target(std::string_view key);
    std::int64_t
    integer(std::string_view key, std::int64_t otherwise, std::int64_t min, std::int64_t max);
    bool flag(std::string_view key, bool otherwise);

    /// What is in force, one `key = value  # origin` a line, secrets masked.
    std::string effective() const;
    std::vector<std::string> unknown() const;
    /// Keys of secrets that stand in a file which others than its owner may read or its group may
    /// write.
    const std::vector<std::string>& exposed() const { return exposed_; }

private:
    struct Entry {
        std::string value;
        std::string origin;
        Shown shown = Shown::openly;
        bool asked = false;
    };
    Entry& ask(std::string_view key, std::string_view otherwise, Shown shown);

    std::map<std::string, Entry, std::less<>> entries_;
    std::vector<std::string> exposed_;
};

} // namespace tnung::config
