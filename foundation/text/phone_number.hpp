#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::text {

enum class PhoneKind { mobile, fixed };

/// A Vietnamese number in the form Zalo wants: `84` and the national number without its 0.
/// Ranges as of 2026 (libphonenumber metadata), the eleven-digit numbers of before November 2018
/// are read as what they became.
struct PhoneNumber {
    std::string digits;
    PhoneKind kind = PhoneKind::mobile;
    /// May be a landline of before 2017 or a mobile number of today: a person has to ask.
    bool doubtful = false;
    bool operator==(const PhoneNumber&) const = default;
};

/// A number that somebody types for himself or read out.
std::optional<PhoneNumber> parse_phone(std::string_view text);
/// Every number in a field of a list, which may hold several and words besides (`0912… / 0269…`,
/// `0914630552 0905123418`, `0914630552 (vợ)`). What may be a landline of before 2017 is one to
/// call.
std::vector<PhoneNumber> parse_phones(std::string_view field);

/// Of digits as above: surely no number that can be written to.
bool is_landline(std::string_view digits);

/// `0912 345 678`
std::string phone_text(std::string_view digits);
/// `0912 ••• 678`: what a clerk or the number itself is shown.
std::string masked_phone(std::string_view digits);

} // namespace tnung::text
