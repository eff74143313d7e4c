#include "foundation/audit/merkle.hpp"

#include "foundation/crypto/hash.hpp"

#include <bit>
#include <stdexcept>

namespace tnung::audit {

namespace {

constexpr std::size_t hash_bytes = 32;

} // namespace

std::string leaf_hash(std::string_view entry)
{
    return crypto::sha256(std::string(1, '\0') + std::string(entry));
}

std::string node_hash(std::string_view left, std::string_view right)
{
    return crypto::sha256("\x01" + std::string(left) + std::string(right));
}

std::string root_of(const std::vector<std::string>& leaves)
{
    Frontier frontier;
    for (const auto& leaf : leaves) frontier.append(leaf);
    return frontier.root();
}

Frontier::Frontier(std::uint64_t size, std::string_view bytes) : size_(size)
{
    if (bytes.size() != std::size_t(std::popcount(size)) * hash_bytes)
        throw std::runtime_error("the audit log's right edge does not fit its size");
    for (std::size_t at = 0; at < bytes.size(); at += hash_bytes)
        roots_.emplace_back(bytes.substr(at, hash_bytes));
}

void Frontier::append(std::string leaf)
{
    // Each trailing 1 bit of the size stands for a complete subtree. The new leaf is merged with
    // these subtrees, smallest first.
    for (auto size = size_; size & 1; size >>= 1) {
        leaf = node_hash(roots_.back(), leaf);
        roots_.pop_back();
    }
    roots_.push_back(std::move(leaf));
    ++size_;
}

std::string Frontier::root() const
{
    if (roots_.empty()) return crypto::sha256("");
    auto root = roots_.back();
    for (auto left = roots_.rbegin() + 1; left != roots_.rend(); ++left)
        root = node_hash(*left, root);
    return root;
}

std::string Frontier::bytes() const
{
    std::string all;
    for (const auto& root : roots_) all += root;
    return all;
}

} // namespace tnung::audit
