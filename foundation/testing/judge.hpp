#pragma once

#include <string>

/// Programs of others that judge what ours make.
namespace tnung::testing {

/// What the shell command prints, its errors too.
std::string said_by(const std::string& command);

/// What PDFBox Preflight says of the file: `... is a valid PDF/A-1b file`, or what is wrong.
std::string preflight(const std::string& file);

} // namespace tnung::testing
