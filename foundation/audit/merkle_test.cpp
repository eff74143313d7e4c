#include "foundation/audit/merkle.hpp"

#include "foundation/audit/checkpoint.hpp"
#include "foundation/audit/proof.hpp"
#include "foundation/base/bytes.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

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

/// Of leaves that are all there.
SubtreeRoot subtrees_of(const std::vector<std::string>& leaves)
{
    return [&leaves](int height, std::uint64_t index) {
        const auto count = std::uint64_t(1) << height;
        EXPECT_LE((index + 1) * count, leaves.size());
        const auto begin = leaves.begin() + std::ptrdiff_t(index * count);
        return root_of({begin, begin + std::ptrdiff_t(count)});
    };
}

TEST(Merkle, ProofsHoldForTheirLeafAndNoOther)
{
    std::vector<std::string> leaves;
    for (int i = 0; i < 70; ++i) leaves.push_back(leaf_hash(std::to_string(i)));
    for (std::uint64_t size = 1; size <= leaves.size(); ++size) {
        const auto root =
            root_by_definition({leaves.begin(), leaves.begin() + std::ptrdiff_t(size)});
        ASSERT_EQ(root_at(size, subtrees_of(leaves)), root);
        for (std::uint64_t index = 0; index < size; ++index) {
            auto proof = inclusion_proof(index, size, subtrees_of(leaves));
            ASSERT_TRUE(inclusion_holds(proof, index, size, leaves[index], root)) << index << size;
            if (size > 1) {
                ASSERT_FALSE(inclusion_holds(proof, (index + 1) % size, size, leaves[index], root));
            }
            ASSERT_FALSE(inclusion_holds(proof, index, size, leaf_hash("another"), root));
            proof.push_back(leaf_hash("more"));
            ASSERT_FALSE(inclusion_holds(proof, index, size, leaves[index], root));
            proof.pop_back();
            if (proof.empty()) continue;
            proof.back()[0] ^= 1;
            ASSERT_FALSE(inclusion_holds(proof, index, size, leaves[index], root));
        }
    }
    EXPECT_THROW(inclusion_proof(3, 3, subtrees_of(leaves)), std::out_of_range);
}

TEST(Merkle, ALaterTreeBeginsWithTheEarlierOneAndWithNoFork)
{
    std::vector<std::string> leaves, forked;
    for (int i = 0; i < 40; ++i) {
        leaves.push_back(leaf_hash(std::to_string(i)));
        forked.push_back(leaf_hash(std::to_string(i == 7 ? 70 : i)));
    }
    for (std::uint64_t size = 1; size <= leaves.size(); ++size)
        for (std::uint64_t old_size = 0; old_size <= size; ++old_size) {
            const auto root = root_at(size, subtrees_of(leaves));
            const auto old_root = root_at(old_size, subtrees_of(leaves));
            auto proof = consistency_proof(old_size, size, subtrees_of(leaves));
            ASSERT_TRUE(consistency_holds(proof, old_size, size, old_root, root));
            const auto other_past = root_at(old_size, subtrees_of(forked));
            if (old_size > 7) {
                ASSERT_FALSE(consistency_holds(proof, old_size, size, other_past, root));
            }
            const auto other_now = root_at(size, subtrees_of(forked));
            if (old_size > 0 && size > 7) {
                ASSERT_FALSE(consistency_holds(
                    consistency_proof(old_size, size, subtrees_of(forked)), old_size, size,
                    old_size > 7 ? old_root : leaf_hash("x"), other_now
                ));
            }
            proof.push_back(leaf_hash("more"));
            ASSERT_FALSE(consistency_holds(proof, old_size, size, old_root, root));
        }
    EXPECT_THROW(consistency_proof(41, 40, subtrees_of(leaves)), std::out_of_range);
}

TEST(Checkpoint, OpensForItsLogAndKeyAlone)
{
    const crypto::SigningKey key(std::string(32, 'k')), other(std::string(32, 'o'));
    const Checkpoint head{"registry.example/audit", 12, leaf_hash("root")};
    const auto note = signed_note(head, key);
    EXPECT_EQ(open_note(note, head.origin, key.public_key()), head);
    EXPECT_EQ(open_note(note, head.origin, other.public_key()), std::nullopt);
    EXPECT_EQ(open_note(note, "another.example/audit", key.public_key()), std::nullopt);
    // Signed by somebody else as well, before and after.
    const auto parting = note.find("\n\n") + 2;
    const auto witness = signed_note({"witness.example", 12, head.root}, other);
    const auto their_line = witness.substr(witness.find("\n\n") + 2);
    auto cosigned = note;
    cosigned.insert(parting, their_line);
    cosigned += their_line;
    EXPECT_EQ(open_note(cosigned, head.origin, key.public_key()), head);
    for (const auto* more : {"x", "x\n", "\n", "— \nx\n"})
        EXPECT_EQ(open_note(note + more, head.origin, key.public_key()), std::nullopt)
            << "below the signatures: " << more;
    for (std::size_t at = 0; at < note.size(); ++at) {
        auto changed = note;
        changed[at] = char(changed[at] ^ 1);
        EXPECT_EQ(open_note(changed, head.origin, key.public_key()), std::nullopt) << at;
        EXPECT_EQ(open_note(note.substr(0, at), head.origin, key.public_key()), std::nullopt) << at;
    }
}

} // namespace
} // namespace tnung::audit
