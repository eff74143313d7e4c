#include "foundation/config/config.hpp"

#include "foundation/base/bytes.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <sys/stat.h>

namespace tnung::config {

namespace {

std::string environment_name(std::string_view key)
{
    std::string name = "TNUNG_";
    for (const char c : key) name.push_back(c == '.' || c == '-' ? '_' : char(std::toupper(c)));
    return name;
}

std::string scalar_text(std::string_view key, const toml::node& node)
{
    if (const auto text = node.value<std::string>()) return *text;
    if (node.is_integer()) return fmt::format("{}", *node.value<std::int64_t>());
    if (node.is_boolean()) return *node.value<bool>() ? "true" : "false";
    throw std::runtime_error(fmt::format("{}: expected text, a whole number or true/false", key));
}

/// False of what is no file: a name on the command line or in the environment.
bool is_open_to_others(const std::string& path)
{
    struct stat is {};
    return ::stat(path.c_str(), &is) == 0 && S_ISREG(is.st_mode) &&
           (is.st_mode & (S_IRWXO | S_IWGRP)) != 0;
}

/// `password=…`, `sslpassword=…`, `postgresql://user:…@host`. Too many rather than too few.
bool has_password(std::string_view target)
{
    if (target.find("password") != target.npos) return true;
    const auto scheme = target.find("://");
    if (scheme == target.npos) return false;
    const auto authority = target.substr(scheme + 3, target.find('/', scheme + 3) - scheme - 3);
    const auto user = authority.substr(0, authority.rfind('@'));
    return user.size() < authority.size() && user.find(':') != user.npos;
}

std::string read_file(const std::string& path)
{
    std::ifstream stream(path);
    if (!stream) throw std::runtime_error(fmt::format("{}: cannot be read", path));
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

} // namespace

Config Config::from_toml(std::string_view text, std::string_view origin)
{
    Config config;
    try {
        const auto table = toml::parse(text, origin);
        for (const auto& [section, node] : table) {
            const auto* keys = node.as_table();
            if (!keys)
                throw std::runtime_error(fmt::format("{}: expected a [section]", section.str()));
            for (const auto& [key, value] : *keys) {
                const auto name = fmt::format("{}.{}", section.str(), key.str());
                config.set(name, scalar_text(name, value), origin);
            }
        }
    } catch (const toml::parse_error& error) {
        throw std::runtime_error(
            fmt::format("{}: line {}: {}", origin, error.source().begin.line, error.description())
        );
    }
    return config;
}

Config Config::load(const std::filesystem::path& file)
{
    return from_toml(read_file(file.string()), file.string());
}

void Config::set(std::string_view key, std::string value, std::string_view origin)
{
    auto& entry = entries_[std::string(key)];
    entry.value = std::move(value);
    entry.origin = origin;
}

Config::Entry& Config::ask(std::string_view key, std::string_view otherwise, Shown shown)
{
    auto found = entries_.find(key);
    if (found == entries_.end())
        found = entries_.emplace(std::string(key), Entry{std::string(otherwise), "default"}).first;
    auto& entry = found->second;
    if (!entry.asked && entry.origin != "command line")
        if (const char* value = std::getenv(environment_name(key).c_str())) {
            entry.value = value;
            entry.origin = "environment";
        }
    entry.asked = true;
    entry.shown = shown;
    return entry;
}

std::string Config::text(std::string_view key, std::string_view otherwise, Shown shown)
{
    return ask(key, otherwise, shown).value;
}

std::string Config::secret(std::string_view key)
{
    const auto file = text(fmt::format("{}_file", key), "");
    const auto& entry = ask(key, "", Shown::masked);
    const auto& holder = file.empty() ? entry.origin : file;
    if ((!file.empty() || !entry.value.empty()) && is_open_to_others(holder))
        exposed_.emplace_back(key);
    return file.empty() ? entry.value : std::string(trimmed(read_file(file)));
}

std::string Config::database_target(std::string_view key)
{
    const auto& entry = ask(key, "", Shown::masked);
    if (has_password(entry.value) && is_open_to_others(entry.origin)) exposed_.emplace_back(key);
    return entry.value;
}

std::int64_t
Config::integer(std::string_view key, std::int64_t otherwise, std::int64_t min, std::int64_t max)
{
    const auto& entry = ask(key, fmt::format("{}", otherwise), Shown::openly);
    const auto number = parse_integer(entry.value);
    if (!number || *number < min || *number > max)
        throw std::runtime_error(fmt::format(
            "{} = {} ({}): expected a whole number from {} to {}", key, entry.value, entry.origin,
            min, max
        ));
    return *number;
}

bool Config::flag(std::string_view key, bool otherwise)
{
    const auto& entry = ask(key, otherwise ? "true" : "false", Shown::openly);
    if (entry.value == "true") return true;
    if (entry.value == "false") return false;
    throw std::runtime_error(
        fmt::format("{} = {} ({}): expected true or false", key, entry.value, entry.origin)
    );
}

std::string Config::effective() const
{
    std::string out;
    for (const auto& [key, entry] : entries_) {
        if (!entry.asked) continue;
        const bool hidden = entry.shown == Shown::masked && !entry.value.empty();
        out += fmt::format("{} = {}  # {}\n", key, hidden ? "********" : entry.value, entry.origin);
    }
    return out;
}

std::vector<std::string> Config::unknown() const
{
    std::vector<std::string> keys;
    for (const auto& [key, entry] : entries_)
        if (!entry.asked) keys.push_back(fmt::format("{} ({})", key, entry.origin));
    return keys;
}

} // namespace tnung::config
