#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// Proofs about the tree of merkle.hpp (RFC 6962, 2.1.1 and 2.1.2), made from roots of complete
/// subtrees and checked without the tree (RFC 9162, 2.1.3.2 and 2.1.4.2). Hashes are 32 raw bytes.
namespace tnung::audit {

using Proof = std::vector<std::string>;

/// The root over leaves `index`·2^`height` to (`index` + 1)·2^`height`, all of them in the tree.
using SubtreeRoot = std::function<std::string(int height, std::uint64_t index)>;

/// Of the first `size` leaves.
std::string root_at(std::uint64_t size, const SubtreeRoot& subtree);
/// That leaf `index` is in the tree of `size` leaves; throws std::out_of_range where it is not.
Proof inclusion_proof(std::uint64_t index, std::uint64_t size, const SubtreeRoot& subtree);
/// That the tree of `size` leaves begins with the tree of `old_size`; throws std::out_of_range
/// where it is the smaller one.
Proof consistency_proof(std::uint64_t old_size, std::uint64_t size, const SubtreeRoot& subtree);

bool inclusion_holds(
    const Proof& proof, std::uint64_t index, std::uint64_t size, std::string_view leaf,
    std::string_view root
);
bool consistency_holds(
    const Proof& proof, std::uint64_t old_size, std::uint64_t size, std::string_view old_root,
    std::string_view root
);

} // namespace tnung::audit
