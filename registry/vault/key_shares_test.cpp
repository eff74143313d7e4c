#include "registry/vault/key_shares.hpp"

#include "foundation/base/durable_file.hpp"
#include "foundation/testing/scratch_folder.hpp"
#include "registry/vault/sealing.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace tnung::registry {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Day first_day = std::chrono::local_days{std::chrono::year{2026} / 1 / 5},
              later_day = std::chrono::local_days{std::chrono::year{2026} / 11 / 30};

class KeySharesTest : public ::testing::Test {
protected:
    KeySharesTest()
    {
        load_master_keys(folder);
        add_master_key(folder);
        texts = named(share_keys(folder, 3, 5, first_day), "share");
    }
    static std::vector<ShareText>
    named(const std::vector<std::string>& texts, const std::string& name)
    {
        std::vector<ShareText> all;
        for (const auto& text : texts)
            all.push_back({fmt::format("{}-{}", name, all.size() + 1), text});
        return all;
    }
    static std::string key(const std::filesystem::path& where, int version)
    {
        return whole_file(where / fmt::format("master-{}.key", version)).value_or("");
    }
    static std::vector<std::string> restored(
        const std::filesystem::path& where, const std::vector<ShareText>& shares,
        const std::vector<WrappedKey>& sealed_with = {}
    )
    {
        return restore_keys(where, missing_keys(where, shares, sealed_with));
    }
    static std::string refused(
        const std::filesystem::path& where, const std::vector<ShareText>& shares,
        const std::vector<WrappedKey>& sealed_with = {}
    )
    {
        try {
            missing_keys(where, shares, sealed_with);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "";
    }
    /// A domain's key as a database has it that is sealed with the newest key of that folder.
    static WrappedKey sealed_by_newest(const std::filesystem::path& where)
    {
        const auto master = load_master_keys(where);
        const Id<VaultDomain> domain{7};
        return {
            master.newest(), domain, 1,
            master.wrap(std::string(32, 'd'), sealing::domain_place(domain, 1))};
    }
    const testing::ScratchFolder scratch;
    const std::filesystem::path folder = scratch / "keys", other = scratch / "other";
    std::vector<ShareText> texts;
};

TEST_F(KeySharesTest, ThreeOfFivePeopleBringAllKeysBack)
{
    ASSERT_EQ(texts.size(), 5u);
    EXPECT_THAT(
        restored(other, {texts[4], texts[0], texts[2]}, {sealed_by_newest(folder)}),
        ElementsAre("master-1.key", "master-2.key")
    );
    for (const int version : {1, 2}) EXPECT_EQ(key(other, version), key(folder, version));
    EXPECT_EQ(load_master_keys(other).newest(), 2) << "with rights that the vault accepts";
    EXPECT_THAT(restored(other, texts), IsEmpty()) << "they are there";
    EXPECT_THAT(texts[1].text, AllOf(HasSubstr("mảnh 2 trong 5"), HasSubstr("05/01/2026")));
    for (const auto& share : texts)
        for (const int version : {1, 2})
            EXPECT_EQ(share.text.find(key(folder, version)), std::string::npos);
}

TEST_F(KeySharesTest, WhatDoesNotFitTogetherChangesNothingAndSaysSo)
{
    EXPECT_THAT(refused(other, {texts[0], texts[1]}), HasSubstr("3 shares are needed, 2 are here"));
    EXPECT_THAT(refused(other, {texts[0], texts[1], texts[1]}), HasSubstr("2 are here"));
    auto broken = texts[2];
    const auto at = broken.text.rfind(' ') + 5;
    broken.text[at] = broken.text[at] == 'A' ? 'B' : 'A';
    EXPECT_THAT(refused(other, {texts[0], texts[1], broken}), HasSubstr("changed"));
    for (const auto* text :
         {"", "# x\n", "khác\n", "tnung-vault-key-share v1\n", "tnung-vault-key-share v1\nkey\n",
          "tnung-vault-key-share v1\nkey ../../x 1 3 AAAA AAAA\n",
          "tnung-vault-key-share v1\nkey master-1.key 999 3 AAAA AAAA\n",
          "tnung-vault-key-share v2\nkey master-1.key 1 3 AAAA AAAA\n",
          "tnung-vault-key-share v2\nmade 2026-13-01 AAAAAAAAAAA=\nkey master-1.key 1 3 AAAA "
          "AAAA\n"})
        EXPECT_THAT(
            refused(other, {texts[0], texts[1], {"usb/x.txt", text}}), HasSubstr("usb/x.txt")
        ) << text;
    EXPECT_FALSE(std::filesystem::exists(other));
    EXPECT_THROW(share_keys(scratch / "none", 2, 3, first_day), std::runtime_error);
    EXPECT_THROW(share_keys(folder, 1, 3, first_day), std::logic_error);
}

TEST_F(KeySharesTest, SharesThatWereNotMadeTogetherAreNamedAndNotMixed)
{
    const auto later = named(share_keys(folder, 3, 5, later_day), "later");
    EXPECT_THAT(
        refused(other, {texts[0], texts[1], later[2]}),
        AllOf(
            HasSubstr("share-1 is of 2026-01-05, later-3 is of 2026-11-30"),
            HasSubstr("cannot be mixed")
        )
    );
    const auto again = named(share_keys(folder, 2, 5, first_day), "again");
    EXPECT_THAT(
        refused(other, {texts[0], again[1]}),
        HasSubstr("again-2 is of 2026-01-05 too, of another sharing")
    );
    EXPECT_FALSE(std::filesystem::exists(other));
}

TEST_F(KeySharesTest, SharesFromBeforeARotationAreOld)
{
    add_master_key(folder);
    const auto later = named(share_keys(folder, 3, 5, later_day), "later");
    const auto standing = check_shares(folder, {texts[0], later[1]}, {});
    EXPECT_EQ(standing[0].made_on, first_day);
    EXPECT_THAT(standing[0].lacks, ElementsAre("master-3.key"));
    EXPECT_FALSE(standing[0].serves());
    EXPECT_EQ(standing[1].made_on, later_day);
    EXPECT_THAT(standing[1].keys, ElementsAre("master-1.key", "master-2.key", "master-3.key"));
    EXPECT_TRUE(standing[1].serves());
    EXPECT_NE(standing[0].sharing, standing[1].sharing);

    const auto sealed = sealed_by_newest(folder);
    EXPECT_THAT(check_shares(other, {texts[0]}, {sealed})[0].lacks, ElementsAre("master-3.key"))
        << "the folder is lost; the database says it";
    EXPECT_THAT(
        refused(other, texts, {sealed}),
        AllOf(HasSubstr("old: they are of 2026-01-05, from before master-3.key"))
    );
    EXPECT_FALSE(std::filesystem::exists(other)) << "nothing was brought back";
    EXPECT_EQ(restored(other, later, {sealed}).size(), 3u);
}

TEST_F(KeySharesTest, BesideAKeyThatWasMadeByMistakeItSaysWhatToDo)
{
    load_master_keys(other); // a vault that was started without its keys
    const auto sealed = sealed_by_newest(folder);
    const WrappedKey by_ours{
        1, {7}, 1, [&] {
            const MasterKeys first(
                {{1, crypto::Keyring::load(folder / "master-1.key").key("vault.master")}}
            );
            return first.wrap(std::string(32, 'd'), sealing::domain_place({7}, 1));
        }()};
    EXPECT_THAT(
        refused(other, texts, {by_ours, sealed}),
        AllOf(HasSubstr("made by mistake"), HasSubstr("Move"), HasSubstr("master-1.key"))
    );
    EXPECT_THAT(refused(other, texts), HasSubstr("nothing in this database says which is right"));
    EXPECT_THAT(
        refused(other, texts, {sealed_by_newest(other)}), HasSubstr("shares are of another vault")
    );
    EXPECT_FALSE(std::filesystem::exists(other / "master-2.key"));
    EXPECT_THAT(check_shares(other, {texts[0]}, {})[0].others, ElementsAre("master-1.key"));
    EXPECT_THAT(
        refused(scratch / "new", texts, {sealed_by_newest(other)}),
        HasSubstr("another key than the one that sealed this database")
    );
}

/// Shares of the first form are in people's safes.
TEST_F(KeySharesTest, SharesWithoutADayStillServe)
{
    auto old = texts;
    for (auto& share : old) {
        const auto made = share.text.find("\nmade ");
        share.text.erase(made, share.text.find('\n', made + 1) - made);
        share.text.replace(share.text.find("share v2"), 8, "share v1");
    }
    EXPECT_THAT(
        refused(other, {old[0], old[1], texts[2]}),
        HasSubstr("share-1 is of an older form that bears no day, share-3 is of 2026-01-05")
    );
    EXPECT_FALSE(check_shares(folder, {old[0]}, {})[0].made_on);
    EXPECT_EQ(restored(other, {old[0], old[1], old[2]}).size(), 2u);
}

} // namespace
} // namespace tnung::registry
