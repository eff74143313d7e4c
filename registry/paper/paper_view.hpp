#pragma once

#include "registry/paper/form_page.hpp"

#include "foundation/html/html.hpp"

#include <string>

namespace tnung::registry {

/// A declaration as the paper has it, to be read: every heading in the official order, each with
/// its answer, "Không có" or a blank that is said to be one.
html::Node paper_view(const Form& form, const Content& content, std::string_view kind);

/// Reader, time and purpose over all of it (security.md).
html::Node watermark(const std::string& words);

} // namespace tnung::registry
