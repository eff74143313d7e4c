#pragma once

#include "foundation/base/instant.hpp"

#include <string>
#include <string_view>

namespace tnung::document {

/// What stands in the file's own properties, for whoever finds it in an archive.
struct Properties {
    std::string title, author; ///< `author` is the organisation
    Instant made_at;
};

/// The PDF as PDF/A-1b (ISO 19005-1): it looks the same on a machine that has neither our fonts nor
/// our colours. `pdf` is what cairo draws without transparency, at version 1.4. Throws
/// std::runtime_error where it is none.
std::string archival_pdf(std::string_view pdf, const Properties& properties);

} // namespace tnung::document
