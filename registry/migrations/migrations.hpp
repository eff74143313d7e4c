#pragma once

#include "foundation/base/embedded.hpp"

namespace tnung::registry {

/// The registry's migrations, made part of the program.
std::span<const EmbeddedFile> migrations();

} // namespace tnung::registry
