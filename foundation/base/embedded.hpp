#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tnung {

/// A file that was made part of the program (cmake/embed.cmake).
struct EmbeddedFile {
    std::string_view name;
    std::string_view bytes;
};

/// Throws std::logic_error for one that is not there.
inline std::string_view file_of(std::span<const EmbeddedFile> files, std::string_view name)
{
    for (const auto& file : files)
        if (file.name == name) return file.bytes;
    throw std::logic_error(std::string(name) + " is not part of the program");
}

} // namespace tnung
