#pragma once

#include <string>
#include <string_view>

/// Vietnamese text: the keys kept beside names and addresses, and lengths as people see them.
/// Input may be any bytes; ill-formed UTF-8 becomes U+FFFD. Source: Unicode 15, CLDR "vi".
namespace tnung::text {

/// NFC, no zero-width characters, every kind of blank a space, single spaces, trimmed.
std::string clean(std::string_view utf8);
/// The same, but line ends stay (chat messages, remarks).
std::string clean_lines(std::string_view utf8);

/// Lower case of `clean`, tone placement unified to the old style (hoà -> hòa): "same spelling".
std::string casefold(std::string_view utf8);
/// Whether both are the same words: whatever their capitals, the place of the tone, their
/// apostrophes.
bool spelled_alike(std::string_view one, std::string_view other);
/// Without marks, đ -> d, lower case: search by people who type without accents.
std::string fold(std::string_view utf8);
/// `fold` with only [a-z0-9] left: H'Neng, H’ Neng -> hneng.
std::string squeeze(std::string_view utf8);
/// Without marks but with case and punctuation: SMS in GSM-7.
std::string unaccented(std::string_view utf8);

std::string upper(std::string_view utf8);
/// First letter in upper case, the rest as it is.
std::string capitalised(std::string_view utf8);

/// Code points after NFC: what Zalo counts.
std::size_t length(std::string_view utf8);
/// At most `length_max` code points, cut at a word where possible, ended by an ellipsis.
std::string shortened(std::string_view utf8, std::size_t length_max);

/// Whether `left` stands before `right` in a Vietnamese list (letters, then tones).
bool sorts_before(std::string_view left, std::string_view right);
/// Bytes that compare as the texts sort: one column for ORDER BY.
std::string sort_key(std::string_view utf8);

/// A name that fits `length_max`: middle names become initials from the second on, then the given
/// name with the first alone; never cut in the middle of a word unless one word is too long.
std::string fitting_name(std::string_view name, std::size_t length_max);

} // namespace tnung::text
