#include "registry/tables.hpp"

#include "foundation/base/durable_file.hpp"
#include "foundation/base/embedded.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tnung::embedded {
std::span<const EmbeddedFile> registry_data();
} // namespace tnung::embedded

namespace tnung::registry {

Tables::Tables(std::filesystem::path folder) : folder_(std::move(folder))
{
    if (folder_.empty()) return;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder_, error))
        if (entry.path().extension() == ".tsv") own_.insert(entry.path().filename().string());
    if (error)
        throw std::runtime_error(
            fmt::format("registry.tables_folder: {} cannot be read", folder_.string())
        );
    unread_ = own_;
}

std::string Tables::text(const std::string& name)
{
    unread_.erase(name);
    if (!own_.contains(name)) {
        for (const auto& file : embedded::registry_data())
            if (file.name == name) return std::string(file.bytes);
        throw std::runtime_error(fmt::format("registry.tables_folder: there is no {}", name));
    }
    const auto own = whole_file(folder_ / name);
    if (!own)
        throw std::runtime_error(
            fmt::format("registry.tables_folder: {} cannot be read", (folder_ / name).string())
        );
    return *own;
}

void Tables::require_all_read() const
{
    if (unread_.empty()) return;
    throw std::runtime_error(fmt::format(
        "registry.tables_folder: nothing is called {}; see data/ for the names", *unread_.begin()
    ));
}

} // namespace tnung::registry
