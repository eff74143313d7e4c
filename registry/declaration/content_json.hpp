#pragma once

#include "foundation/base/result.hpp"
#include "foundation/json/json.hpp"
#include "registry/declaration/content.hpp"

namespace tnung::registry {

/// A declaration as it is kept, sealed and exchanged (docs/formats/declaration.md): places by their
/// paths, so that it is read with the form it was made on, in whatever order that has its rows.
std::string content_text(const Content& content, const Form& form);

/// Reads it back; names the first field that is wrong.
Result<Content, json::FieldError> parse_content(std::string_view text, const Form& form);

inline constexpr std::size_t content_bytes_max = 2u << 20;

} // namespace tnung::registry
