#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The Merkle tree of RFC 6962, section 2.1, over SHA-256; hashes are 32 raw bytes.
namespace tnung::audit {

std::string leaf_hash(std::string_view entry);
std::string node_hash(std::string_view left, std::string_view right);
/// The root over leaf hashes; of no leaves, SHA-256 of nothing.
std::string root_of(const std::vector<std::string>& leaves);

/// The right edge of a growing tree: the roots of its complete subtrees, largest first. Enough to
/// append and to give the root.
class Frontier {
public:
    Frontier() = default;
    /// What `bytes()` gave, for a tree of that size; throws std::runtime_error where they do not
    /// fit.
    Frontier(std::uint64_t size, std::string_view bytes);

    void append(std::string leaf);
    std::uint64_t size() const { return size_; }
    std::string root() const;
    std::string bytes() const;

private:
    std::uint64_t size_ = 0;
    std::vector<std::string> roots_;
};

} // namespace tnung::audit
