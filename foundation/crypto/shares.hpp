#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tnung::crypto {

/// One of several pieces of a secret (Shamir's secret sharing over GF(2^8), as libgfshare has it):
/// so many of them together are the secret, fewer say nothing of it.
struct Share {
    unsigned char number = 0; ///< from 1
    std::string bytes;        ///< as many as the secret has
};

/// 2 <= `need` <= `of` <= 255; throws std::logic_error where they are not, or the secret is empty.
std::vector<Share> split_secret(std::string_view secret, int need, int of);
/// Joins shares into the secret. Needs as many shares of one secret as it was split for. With too
/// few, or with shares of several secrets, the result is a wrong secret without an error: the
/// caller must check it. Throws std::logic_error where there are no shares, two have one number, or
/// lengths differ.
std::string join_secret(const std::vector<Share>& shares);

} // namespace tnung::crypto
