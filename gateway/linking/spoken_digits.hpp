#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tnung::gateway {

/// Digits that are the whole text, whatever blanks, dots and hyphens stand among them: "482 913".
/// Nothing where anything else stands there.
std::optional<std::string> digits_alone(std::string_view text);

/// The only group of so many digits in a sentence, where they are what was asked for: "Mã là
/// 482 913" of six. Nothing where there is none, or more than one.
std::optional<std::string> digits_within(std::string_view text, std::size_t count);

} // namespace tnung::gateway
