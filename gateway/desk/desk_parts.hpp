#pragma once

#include "foundation/html/html.hpp"

#include <string>
#include <vector>

/// Pieces of forms that several pages of the desk have.
namespace tnung::gateway {

/// What is shown once: a password, a key.
html::Node secret_card(const std::string& heading, const std::vector<html::Node>& lines);

/// A line to type in, with its hint and what is wrong with it.
html::Node field(
    const char* id, const char* name, const char* hint, const std::string& value,
    const std::string& error = ""
);

} // namespace tnung::gateway
