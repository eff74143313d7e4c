#include "registry/vault/key_shares.hpp"

#include "foundation/base/durable_file.hpp"
#include "foundation/testing/scratch_folder.hpp"
#include "registry/vault/master_key_folder.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace tnung::registry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class KeySharesTest : public ::testing::Test {
protected:
    KeySharesTest()
    {
        load_master_keys(folder);
        add_master_key(folder);
        texts = share_keys(folder, 3, 5);
    }
    std::string key(const std::filesystem::path& where, int version) const
    {
        return whole_file(where / fmt::format("master-{}.key", version)).value_or("");
    }
    static std::string
    refused(const std::filesystem::path& where, const std::vector<std::string>& texts)
    {
        try {
            restore_keys(where, texts);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "";
    }
    const testing::ScratchFolder scratch;
    const std::filesystem::path folder = scratch / "keys", other = scratch / "other";
    std::vector<std::string> texts;
};

TEST_F(KeySharesTest, ThreeOfFivePeopleBringAllKeysBack)
{
    ASSERT_EQ(texts.size(), 5u);
    EXPECT_THAT(
        restore_keys(other, {texts[4], texts[0], texts[2]}),
        ElementsAre("master-1.key", "master-2.key")
    );
    for (const int version : {1, 2}) EXPECT_EQ(key(other, version), key(folder, version));
    EXPECT_EQ(load_master_keys(other).newest(), 2) << "with rights that the vault accepts";
    EXPECT_THAT(restore_keys(other, texts), IsEmpty()) << "they are there";
    EXPECT_THAT(texts[1], HasSubstr("mảnh 2 trong 5"));
    for (const auto& text : texts)
        for (const int version : {1, 2})
            EXPECT_EQ(text.find(key(folder, version)), std::string::npos);
}

TEST_F(KeySharesTest, WhatDoesNotFitTogetherChangesNothingAndSaysSo)
{
    EXPECT_THAT(refused(other, {texts[0], texts[1]}), HasSubstr("3 shares are needed, 2 are here"));
    EXPECT_THAT(refused(other, {texts[0], texts[1], texts[1]}), HasSubstr("2 are here"));
    EXPECT_THAT(
        refused(other, {texts[0], texts[1], share_keys(folder, 3, 5)[2]}), HasSubstr("changed")
    ) << "of another day's sharing";
    EXPECT_THAT(
        refused(other, {texts[0], texts[1], share_keys(folder, 2, 5)[2]}),
        HasSubstr("not of one sharing")
    );
    auto broken = texts[2];
    const auto at = broken.rfind(' ') + 5;
    broken[at] = broken[at] == 'A' ? 'B' : 'A';
    EXPECT_THAT(refused(other, {texts[0], texts[1], broken}), HasSubstr("changed"));
    for (const auto* text :
         {"", "# x\n", "khác\n", "tnung-vault-key-share v1\n", "tnung-vault-key-share v1\nkey\n",
          "tnung-vault-key-share v1\nkey ../../x 1 3 AAAA AAAA\n",
          "tnung-vault-key-share v1\nkey master-1.key 999 3 AAAA AAAA\n"})
        EXPECT_NE(refused(other, {texts[0], texts[1], text}), "") << text;
    EXPECT_FALSE(std::filesystem::exists(other));
    load_master_keys(other); // another key, made there
    EXPECT_THAT(refused(other, texts), HasSubstr("another key is there already"));
    EXPECT_FALSE(std::filesystem::exists(other / "master-2.key"));
    EXPECT_THROW(share_keys(scratch / "none", 2, 3), std::runtime_error);
    EXPECT_THROW(share_keys(folder, 1, 3), std::logic_error);
}

} // namespace
} // namespace tnung::registry
