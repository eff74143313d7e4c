#include "gateway/production.hpp"

#include "foundation/testing/scratch_folder.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <map>

#include <sys/stat.h>
#include <unistd.h>

namespace tnung::gateway {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;

class ProductionTest : public ::testing::Test {
protected:
    ProductionTest()
    {
        std::ofstream(folder / "tnung-photo-reader") << "";
        ::chmod((folder / "tnung-photo-reader").c_str(), 0755);
    }
    /// Keys of the rules that are broken by a province's configuration with what a test changes.
    std::vector<std::string>
    broken(const std::map<std::string, std::string>& changed, ProcessKind kind = ProcessKind::pages)
    {
        std::map<std::string, std::string> all = {
            {"gateway.environment", "production"},
            {"gateway.data_folder", (folder / "data").string()},
            {"gateway.database", "host=db user=tnung_app"},
            {"authority.apart", "true"},
            {"authority.user", "34"},
            {"web.page_origin", "https://hoso.example.vn"},
            {"web.proxies", "127.0.0.1"},
            {"photos.reader", (folder / "tnung-photo-reader").string()},
            {"zalo.app_id", "1"},
            {"zalo.oa_id", "2"},
            {"zalo.app_secret", "a secret of the app"},
            {"zalo.webhook_secret", "a secret of the account"}};
        if (kind == ProcessKind::authority) {
            all.erase("gateway.database");
            all["gateway.database_authority"] = "host=db user=tnung_authority";
            all["authority.peers"] = "33";
            all.erase("authority.user");
        }
        if (kind == ProcessKind::migration)
            all["gateway.database_owner"] = "host=db user=tnung_owner";
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
};

TEST_F(ProductionTest, OneThatIsRightStarts)
{
    EXPECT_THAT(broken({}), IsEmpty());
    EXPECT_THAT(broken({}, ProcessKind::authority), IsEmpty());
    EXPECT_THAT(broken({}, ProcessKind::migration), IsEmpty());
}

/// A rule a line: without it the line fails.
TEST_F(ProductionTest, EachRuleIsHeld)
{
    const std::vector<std::pair<std::string, std::string>> wrong = {
        {"clock.shift_seconds", "60"},
        {"rehearsal.crash_at", "intake.stored"},
        {"rehearsal.database_admin", "true"},
        {"gateway.database", ""},
        {"gateway.database_owner", "host=db user=tnung_owner"},
        {"gateway.database_authority", "host=db user=tnung_authority"},
        {"authority.apart", "false"},
        {"authority.user", ""},
        {"zalo.calls_per_minute", "0"},
        {"zalo.authority_file", "/tmp/authority.pem"},
        {"zalo.app_id", ""},
        {"zalo.oa_id", ""},
        {"zalo.app_secret", ""},
        {"zalo.webhook_secret", "b"},
        {"zalo.webhook_secret", "a secret of the app"},
        {"zalo.oauth_origin", "http://127.0.0.1:9000"},
        {"zalo.openapi_origin", "http://127.0.0.1:9000"},
        {"zalo.business_origin", "http://127.0.0.1:9000"},
        {"photos.hosts", "127.0.0.1"},
        {"photos.hosts", "localhost"},
        {"photos.reader", "/bin/cat"},
        {"disclosure.details_wait_hours", "0"},
        {"disclosure.persons_on_a_number", "100"},
        {"codes.sent_per_day", "1000000"},
        {"quota.codes_percent", "100"},
        {"web.page_origin", "http://hoso.example.vn"},
        {"web.address", "0.0.0.0"},
        {"web.proxies", ""},
        {"web.operator_address", "0.0.0.0"}};
    for (const auto& [key, value] : wrong)
        EXPECT_THAT(broken({{key, value}}), Contains(key)) << key << " = " << value;
    EXPECT_THAT(
        broken({{"sms.origin", "http://127.0.0.1"}, {"sms.brand", "GIALAI"}, {"sms.key", "k"}}),
        Contains("sms.origin")
    );
    EXPECT_THAT(
        broken(
            {{"national.fetch_from", "http://127.0.0.1"},
             {"national.username", "u"},
             {"national.sender", "s"}}
        ),
        Contains("national.fetch_from")
    );
    EXPECT_THAT(
        broken({{"web.address", "0.0.0.0"}, {"web.certificate_file", "a.pem"}, {"web.proxies", ""}}
        ),
        IsEmpty()
    );
    EXPECT_THAT(
        broken({{"gateway.database_authority", ""}}, ProcessKind::authority),
        Contains("gateway.database_authority")
    );
    EXPECT_THAT(
        broken({{"gateway.database_owner", "x"}}, ProcessKind::authority),
        Contains("gateway.database_owner")
    );
    EXPECT_THAT(
        broken({{"authority.peers", ""}}, ProcessKind::authority), Contains("authority.peers")
    );
    EXPECT_THAT(
        broken({{"gateway.database_owner", ""}}, ProcessKind::migration),
        Contains("gateway.database_owner")
    );
}

TEST_F(ProductionTest, WhoMayAskIsAnotherUserThanWhoAnswers)
{
    EXPECT_THAT(
        broken({{"authority.peers", std::to_string(::geteuid())}}, ProcessKind::authority),
        Contains("authority.peers")
    );
    EXPECT_THAT(
        broken({{"authority.user", std::to_string(::geteuid())}}), Contains("authority.user")
    );
}

TEST_F(ProductionTest, WhatOthersMayReadIsNoSecret)
{
    origin = (folder / "gateway.toml").string();
    std::ofstream(origin) << "x";
    ::chmod(origin.c_str(), 0644);
    EXPECT_THAT(broken({}), Contains("zalo.app_secret"));
    ::chmod(origin.c_str(), 0600);
    EXPECT_THAT(broken({}), IsEmpty());
    const auto file = (folder / "secret").string();
    std::ofstream(file) << "a secret of the account";
    ::chmod(file.c_str(), 0644);
    EXPECT_THAT(broken({{"zalo.webhook_secret_file", file}}), Contains("zalo.webhook_secret"));
    ::chmod(file.c_str(), 0400);
    EXPECT_THAT(broken({{"zalo.webhook_secret_file", file}}), IsEmpty());
}

TEST_F(ProductionTest, APasswordToTheDatabaseIsForItsUserAlone)
{
    origin = (folder / "gateway.toml").string();
    std::ofstream(origin) << "x";
    const std::vector<std::pair<std::string, ProcessKind>> targets = {
        {"gateway.database", ProcessKind::pages},
        {"gateway.database_authority", ProcessKind::authority},
        {"gateway.database_owner", ProcessKind::migration}};
    for (const auto& [key, kind] : targets)
        for (const auto* target :
             {"host=db user=tnung password=mật", "postgresql://tnung:mat@db/gateway"}) {
            ::chmod(origin.c_str(), 0644);
            EXPECT_THAT(broken({{key, target}}, kind), Contains(key)) << target;
            EXPECT_THAT(broken({}, kind), Not(Contains(key))) << "without one";
            ::chmod(origin.c_str(), 0600);
            EXPECT_THAT(broken({{key, target}}, kind), IsEmpty()) << target;
        }
}

TEST_F(ProductionTest, PagesCannotReadTheKeyOfWhoSignsPeopleIn)
{
    const auto key = (folder / "authority.key").string();
    std::ofstream(key) << "x";
    EXPECT_THAT(broken({{"authority.key", key}}), Contains("authority.key"));
}

TEST_F(ProductionTest, AReaderThatOthersMayChangeIsNotOurs)
{
    ::chmod((folder / "tnung-photo-reader").c_str(), 0777);
    EXPECT_THAT(broken({}), Contains("photos.reader"));
}

} // namespace
} // namespace tnung::gateway
