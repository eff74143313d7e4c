#include "foundation/base/durable_file.hpp"
#include "foundation/local_call/local_server.hpp"
#include "foundation/testing/scratch_folder.hpp"
#include "foundation/testing/test_database.hpp"
#include "registry/migrations/migrations.hpp"
#include "registry/program.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>

namespace tnung::registry {
namespace {

using ::testing::HasSubstr;

/// A vault's folder and database, and the commands that an operator runs on its keys.
class KeyCommandsTest : public ::testing::Test {
protected:
    KeyCommandsTest()
    {
        settings.environment = Environment::sandbox;
        settings.data_folder = folder / "data";
        settings.database_vault = database.vault_target();
        settings.database_authority = database.authority_target();
        settings.authority_socket = folder / "authority.sock";
        settings.authority_key = folder / "authority.key";
        settings.vault_socket = folder / "vault.sock";
        settings.vault_keys = folder / "keys";
        VaultProgram(settings).share_keys(2, 3); // makes the first key
        pg::Pool pool(database.vault_target(), 1);
        const auto master = load_master_keys(settings.vault_keys);
        Vault(pool, master).domain("inspectorate", Instant{});
    }
    std::vector<ShareText> shares()
    {
        std::vector<ShareText> all;
        for (auto& text : VaultProgram(settings).share_keys(2, 3))
            all.push_back({"share", std::move(text)});
        return all;
    }
    std::string why_not(const std::function<void()>& command)
    {
        try {
            command();
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "";
    }
    int entries(const std::string& act)
    {
        pg::Pool pool(database.app_target(), 1);
        return pool.look(entries_query, fmt::format("%\"{}\"%", act)).get<int>(0, 0);
    }
    static constexpr pg::Query entries_query{
        "test.entries",
        "SELECT count(*)::int FROM audit_entry WHERE convert_from(body, 'UTF8') LIKE $1"};

    const testing::ScratchFolder folder;
    const testing::TestDatabase database{migrations()};
    Settings settings;
};

TEST_F(KeyCommandsTest, BringingKeysBackIsInTheLogLikeSharingThem)
{
    const auto texts = shares();
    EXPECT_EQ(entries("vault.keys_shared"), 2);
    std::filesystem::remove(settings.vault_keys / "master-1.key");
    EXPECT_THAT(
        why_not([&] { restore_vault_keys(settings, {texts[0]}); }), HasSubstr("2 shares are needed")
    );
    EXPECT_EQ(entries("vault.keys_restored"), 0) << "nothing was brought back";
    EXPECT_EQ(restore_vault_keys(settings, texts).size(), 1u);
    EXPECT_EQ(entries("vault.keys_restored"), 1);
    EXPECT_TRUE(restore_vault_keys(settings, texts).empty());
    EXPECT_EQ(entries("vault.keys_restored"), 1) << "they were there";
    EXPECT_TRUE(check_vault_shares(settings, texts)[0].serves());
}

TEST_F(KeyCommandsTest, OneCommandOnKeysRunsAtATime)
{
    const auto texts = shares();
    const local_call::ProcessLock another(settings.vault_keys / "rotation", "another command");
    const auto told = HasSubstr("a command on keys is under way");
    EXPECT_THAT(why_not([&] { VaultProgram(settings).share_keys(2, 3); }), told);
    EXPECT_THAT(why_not([&] { VaultProgram(settings).rotate_master(); }), told);
    EXPECT_THAT(
        why_not([&] { VaultProgram(settings).rotate_domain("inspectorate", [](const auto&) {}); }),
        told
    );
    EXPECT_THAT(why_not([&] { restore_vault_keys(settings, texts); }), told);
    EXPECT_EQ(entries("vault.keys_shared"), 2) << "what was refused is not told as done";
}

TEST_F(KeyCommandsTest, NoKeysComeBesideAVaultThatRuns)
{
    const auto texts = shares();
    local_call::LocalServer vault(
        {.name = "vault", .socket = settings.vault_socket, .peers = {}, .limits = {}},
        [](local_call::Frame frame) { return frame; }
    );
    vault.start();
    const auto told = HasSubstr("stop the vault first");
    EXPECT_THAT(why_not([&] { restore_vault_keys(settings, texts); }), told);
    EXPECT_THAT(why_not([&] { VaultProgram(settings).rotate_master(); }), told);
    EXPECT_EQ(VaultProgram(settings).share_keys(2, 3).size(), 3u) << "sharing changes no key";
    EXPECT_FALSE(std::filesystem::exists(settings.vault_keys / "master-2.key"));
}

} // namespace
} // namespace tnung::registry
