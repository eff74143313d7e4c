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
/// Of shares of one secret, as many as were needed, or more; of others, or of too few, it is
/// something else: whoever asks holds it against what they know of it. Throws std::logic_error
/// where there are none, two bear one number, or their lengths differ.
std::string join_secret(const std::vector<Share>& shares);

} // namespace tnung::crypto
