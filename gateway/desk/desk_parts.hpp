#pragma once

#include "foundation/html/html.hpp"

#include <string>
#include <vector>

/// Pieces that several pages of the desk have.
namespace tnung::gateway {

/// What is shown once: a password, a key.
html::Node secret_card(const std::string& heading, const std::vector<html::Node>& lines);

} // namespace tnung::gateway
