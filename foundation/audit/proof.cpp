#include "foundation/audit/proof.hpp"

#include "foundation/audit/merkle.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>

namespace tnung::audit {

namespace {

/// Of leaves `begin` to `end`, where `begin` is a multiple of the largest power of two below their
/// count: what every range of the definition is.
std::string range_root(std::uint64_t begin, std::uint64_t end, const SubtreeRoot& subtree)
{
    const auto count = end - begin;
    if (std::has_single_bit(count)) return subtree(std::countr_zero(count), begin / count);
    const auto left = std::bit_floor(count);
    return node_hash(
        range_root(begin, begin + left, subtree), range_root(begin + left, end, subtree)
    );
}

void walk_to_leaf(
    Proof& proof, std::uint64_t index, std::uint64_t begin, std::uint64_t end,
    const SubtreeRoot& subtree
)
{
    if (end - begin == 1) return;
    const auto middle = begin + std::bit_floor(end - begin - 1);
    if (index < middle) {
        walk_to_leaf(proof, index, begin, middle, subtree);
        proof.push_back(range_root(middle, end, subtree));
    } else {
        walk_to_leaf(proof, index, middle, end, subtree);
        proof.push_back(range_root(begin, middle, subtree));
    }
}

/// `known`: whoever checks has the root over leaves `begin` to `old_size` already.
void walk_to_edge(
    Proof& proof, std::uint64_t old_size, std::uint64_t begin, std::uint64_t end, bool known,
    const SubtreeRoot& subtree
)
{
    if (old_size == end) {
        if (!known) proof.push_back(range_root(begin, end, subtree));
        return;
    }
    const auto middle = begin + std::bit_floor(end - begin - 1);
    if (old_size <= middle) {
        walk_to_edge(proof, old_size, begin, middle, known, subtree);
        proof.push_back(range_root(middle, end, subtree));
    } else {
        walk_to_edge(proof, old_size, middle, end, false, subtree);
        proof.push_back(range_root(begin, middle, subtree));
    }
}

} // namespace

std::string root_at(std::uint64_t size, const SubtreeRoot& subtree)
{
    return size == 0 ? Frontier().root() : range_root(0, size, subtree);
}

Proof inclusion_proof(std::uint64_t index, std::uint64_t size, const SubtreeRoot& subtree)
{
    if (index >= size) throw std::out_of_range("the log has no such entry yet");
    Proof proof;
    walk_to_leaf(proof, index, 0, size, subtree);
    return proof;
}

Proof consistency_proof(std::uint64_t old_size, std::uint64_t size, const SubtreeRoot& subtree)
{
    if (old_size > size) throw std::out_of_range("the log is not that large yet");
    Proof proof;
    if (old_size > 0) walk_to_edge(proof, old_size, 0, size, true, subtree);
    return proof;
}

bool inclusion_holds(
    const Proof& proof, std::uint64_t index, std::uint64_t size, std::string_view leaf,
    std::string_view root
)
{
    if (index >= size) return false;
    auto at = index;
    auto last = size - 1;
    std::string hash(leaf);
    for (const auto& beside : proof) {
        if (last == 0) return false;
        if ((at & 1) || at == last) {
            hash = node_hash(beside, hash);
            while (!(at & 1) && at != 0) {
                at >>= 1;
                last >>= 1;
            }
        } else
            hash = node_hash(hash, beside);
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && hash == root;
}

bool consistency_holds(
    const Proof& proof, std::uint64_t old_size, std::uint64_t size, std::string_view old_root,
    std::string_view root
)
{
    if (old_size > size) return false;
    if (old_size == size) return proof.empty() && old_root == root;
    if (old_size == 0) return proof.empty() && old_root == Frontier().root();
    auto at = old_size - 1;
    auto last = size - 1;
    while (at & 1) {
        at >>= 1;
        last >>= 1;
    }
    auto beside = proof.begin();
    // Where the old tree was complete, its root is the first step and is not said again.
    if (!std::has_single_bit(old_size) && beside == proof.end()) return false;
    std::string old_hash(std::has_single_bit(old_size) ? std::string(old_root) : *beside++);
    std::string hash = old_hash;
    for (; beside != proof.end(); ++beside) {
        if (last == 0) return false;
        if ((at & 1) || at == last) {
            old_hash = node_hash(*beside, old_hash);
            hash = node_hash(*beside, hash);
            while (!(at & 1) && at != 0) {
                at >>= 1;
                last >>= 1;
            }
        } else
            hash = node_hash(hash, *beside);
        at >>= 1;
        last >>= 1;
    }
    return last == 0 && old_hash == old_root && hash == root;
}

} // namespace tnung::audit
