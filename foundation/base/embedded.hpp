#pragma once

#include <span>
#include <string_view>

namespace tnung {

/// A file that was made part of the program (cmake/embed.cmake).
struct EmbeddedFile {
    std::string_view name;
    std::string_view bytes;
};

} // namespace tnung
