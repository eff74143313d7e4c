#include "foundation/audit/merkle.hpp"

#include "foundation/base/bytes.hpp"

#include <gtest/gtest.h>

namespace tnung::audit {
namespace {

/// RFC 6962, 2.1, word for word: split at the largest power of two below n.
std::string root_by_definition(const std::vector<std::string>& leaves)
{
    if (leaves.size() == 1) return leaves.front();
    std::size_t split = 1;
    while (split * 2 < leaves.size()) split *= 2;
    return node_hash(
        root_by_definition({leaves.begin(), leaves.begin() + std::ptrdiff_t(split)}),
        root_by_definition({leaves.begin() + std::ptrdiff_t(split), leaves.end()})
    );
}

TEST(Merkle, KnownAnswers)
{
    // The empty tree and the inputs of the Certificate Transparency test vectors.
    EXPECT_EQ(
        hex_text(root_of({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    EXPECT_EQ(
        hex_text(leaf_hash("")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    );
    const std::vector<std::string> inputs = {
        "",
        std::string(1, '\0'),
        "\x10",
        "\x20\x21",
        "\x30\x31",
        "\x40\x41\x42\x43",
        "\x50\x51\x52\x53\x54\x55\x56\x57",
        "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
    std::vector<std::string> leaves;
    for (const auto& input : inputs) leaves.push_back(leaf_hash(input));
    EXPECT_EQ(
        hex_text(root_of(leaves)),
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    );
}

TEST(Merkle, TheFrontierIsTheTreeAtEverySize)
{
    std::vector<std::string> leaves;
    Frontier frontier;
    for (int i = 0; i < 300; ++i) {
        leaves.push_back(leaf_hash(std::to_string(i)));
        frontier.append(leaves.back());
        EXPECT_EQ(frontier.root(), root_by_definition(leaves)) << i;
        const Frontier again(frontier.size(), frontier.bytes());
        EXPECT_EQ(again.root(), frontier.root());
    }
    EXPECT_THROW(Frontier(3, std::string(32, 'x')), std::runtime_error);
}

} // namespace
} // namespace tnung::audit
