#include "registry/production.hpp"

#include "foundation/audit/cosignature.hpp"
#include "foundation/crypto/signing.hpp"
#include "foundation/testing/scratch_folder.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <map>

#include <sys/stat.h>
#include <unistd.h>

namespace tnung::registry {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RegistryProductionTest : public ::testing::Test {
protected:
    RegistryProductionTest()
    {
        std::ofstream(folder / "tnung-paper-reader") << "";
        ::chmod((folder / "tnung-paper-reader").c_str(), 0755);
        std::ofstream(folder / "token") << "mã\n";
        ::chmod((folder / "token").c_str(), 0600);
    }
    std::vector<std::string>
    broken(const std::map<std::string, std::string>& changed, ProcessKind kind = ProcessKind::pages)
    {
        std::map<std::string, std::string> all = {
            {"registry.environment", "production"},
            {"registry.data_folder", (folder / "data").string()},
            {"web.page_origin", "https://kekhai.example.vn"},
            {"web.proxies", "127.0.0.1"},
            {"papers.reader", (folder / "tnung-paper-reader").string()}};
        if (kind == ProcessKind::pages) {
            all["registry.database"] = "host=db user=tnung_app";
            all["audit.witnesses"] = witness;
            all["vault.user"] = "34";
        }
        if (kind == ProcessKind::vault) {
            all["registry.database_vault"] = "host=db user=tnung_vault";
            all["registry.database_authority"] = "host=db user=tnung_authority";
            all["vault.peers"] = "33";
        }
        if (kind == ProcessKind::migration)
            all["registry.database_owner"] = "host=db user=tnung_owner";
        for (const auto& [key, value] : changed) all[key] = value;
        auto config = config::Config::from_toml("", "test");
        for (const auto& [key, value] : all) config.set(key, value, origin);
        const auto settings = read_settings(config);
        std::vector<std::string> keys;
        for (const auto& one : broken_rules(settings, config, kind)) keys.push_back(one.key);
        return keys;
    }

    const testing::ScratchFolder folder;
    std::string origin = "test";
    const std::string witness =
        audit::verifier_key(audit::Witness{
            "witness.example", crypto::SigningKey(std::string(32, 'w')).public_key()}) +
        " https://witness.example";
};

TEST_F(RegistryProductionTest, OneThatIsRightStarts)
{
    EXPECT_THAT(broken({}), IsEmpty());
    EXPECT_THAT(broken({}, ProcessKind::vault), IsEmpty());
    EXPECT_THAT(broken({}, ProcessKind::migration), IsEmpty());
}

/// A rule a line: without it the line fails.
TEST_F(RegistryProductionTest, EachRuleIsHeld)
{
    const std::vector<std::pair<std::string, std::string>> pages = {
        {"clock.shift_seconds", "60"},
        {"rehearsal.crash_at", "vault.noted"},
        {"rehearsal.database_admin", "true"},
        {"registry.database", ""},
        {"registry.database_owner", "x"},
        {"registry.database_vault", "x"},
        {"registry.database_authority", "x"},
        {"audit.witnesses", ""},
        {"vault.user", ""},
        {"web.page_origin", "http://kekhai.example.vn"},
        {"web.address", "0.0.0.0"},
        {"web.proxies", ""},
        {"papers.reader", "/bin/cat"}};
    for (const auto& [key, value] : pages)
        EXPECT_THAT(broken({{key, value}}), Contains(key)) << key << " = " << value;
    EXPECT_THAT(broken({{"civil_servants.url", "http://x"}}), Contains("civil_servants.url"));
    EXPECT_THAT(
        broken({{"civil_servants.url", "https://x"}}), Contains("civil_servants.token_file")
    );
    EXPECT_THAT(
        broken(
            {{"civil_servants.url", "https://x"},
             {"civil_servants.token_file", (folder / "token").string()}}
        ),
        IsEmpty()
    );
    const std::vector<std::pair<std::string, std::string>> vault = {
        {"registry.database_vault", ""},     {"registry.database_authority", ""},
        {"registry.database_owner", "x"},    {"vault.peers", ""},
        {"vault.reads_per_minute", "10000"}, {"vault.reads_per_day", "1000000"}};
    for (const auto& [key, value] : vault)
        EXPECT_THAT(broken({{key, value}}, ProcessKind::vault), Contains(key)) << key;
    EXPECT_THAT(
        broken({{"registry.database_owner", ""}}, ProcessKind::migration),
        Contains("registry.database_owner")
    );
}

TEST_F(RegistryProductionTest, APasswordToTheDatabaseIsForItsUserAlone)
{
    origin = (folder / "registry.toml").string();
    std::ofstream(origin) << "x";
    const std::vector<std::pair<std::string, ProcessKind>> targets = {
        {"registry.database", ProcessKind::pages},
        {"registry.database_vault", ProcessKind::vault},
        {"registry.database_authority", ProcessKind::vault},
        {"registry.database_owner", ProcessKind::migration}};
    for (const auto& [key, kind] : targets)
        for (const auto* target :
             {"host=db user=tnung password=mật", "postgresql://tnung:mat@db/registry"}) {
            ::chmod(origin.c_str(), 0644);
            EXPECT_THAT(broken({{key, target}}, kind), ElementsAre(key)) << target;
            EXPECT_THAT(broken({}, kind), IsEmpty()) << "without one";
            ::chmod(origin.c_str(), 0600);
            EXPECT_THAT(broken({{key, target}}, kind), IsEmpty()) << target;
        }
}

TEST_F(RegistryProductionTest, TheTokenForCivilServantsIsForItsUserAlone)
{
    const auto file = (folder / "token").string();
    const std::map<std::string, std::string> asked = {
        {"civil_servants.url", "https://x"}, {"civil_servants.token_file", file}};
    ::chmod(file.c_str(), 0644);
    EXPECT_THAT(broken(asked), ElementsAre("civil_servants.token"));
    ::chmod(file.c_str(), 0400);
    EXPECT_THAT(broken(asked), IsEmpty());
}

TEST_F(RegistryProductionTest, WhoMayAskIsAnotherUserThanTheVaults)
{
    EXPECT_THAT(
        broken({{"vault.peers", std::to_string(::geteuid())}}, ProcessKind::vault),
        Contains("vault.peers")
    );
    EXPECT_THAT(broken({{"vault.user", std::to_string(::geteuid())}}), Contains("vault.user"));
}

TEST_F(RegistryProductionTest, PagesCannotReadWhatTheVaultHas)
{
    const auto key = (folder / "authority.key").string();
    std::ofstream(key) << "x";
    EXPECT_THAT(broken({{"authority.key", key}}), Contains("authority.key"));
    std::filesystem::create_directories(folder / "keys");
    EXPECT_THAT(broken({{"vault.keys", (folder / "keys").string()}}), Contains("vault.keys"));
}

} // namespace
} // namespace tnung::registry
