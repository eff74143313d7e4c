#include "gateway/settings.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <map>

namespace tnung::gateway {
namespace {

using ::testing::HasSubstr;

/// A province's, with what a test changes.
Settings read(const std::map<std::string, std::string>& changed)
{
    std::map<std::string, std::string> all = {
        {"gateway.environment", "production"},
        {"web.page_origin", "https://hoso.example.vn"},
        {"zalo.app_id", "1"},
        {"zalo.oa_id", "2"},
        {"zalo.app_secret", "of the app"},
        {"zalo.webhook_secret", "of the account"}};
    for (const auto& [key, value] : changed) all[key] = value;
    auto config = config::Config::from_toml("", "test");
    for (const auto& [key, value] : all) config.set(key, value, "test");
    return read_settings(config);
}

std::string refusal(const std::map<std::string, std::string>& changed)
{
    try {
        read(changed);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "";
}

TEST(Settings, AProductionThatIsRightIsTaken)
{
    EXPECT_EQ(read({}).environment, Environment::production);
}

TEST(Settings, ProductionTakesNothingOfARehearsal)
{
    const std::vector<std::pair<std::string, std::string>> all = {
        {"clock.shift_seconds", "60"},
        {"zalo.calls_per_minute", "0"},
        {"rehearsal.crash_at", "intake.stored"},
        {"zalo.oauth_origin", "http://127.0.0.1:9000"},
        {"zalo.openapi_origin", "http://127.0.0.1:9000"},
        {"zalo.business_origin", "http://127.0.0.1:9000"},
        {"zalo.authority_file", "/tmp/authority.pem"},
        {"photos.hosts", "127.0.0.1"},
        {"web.page_origin", "http://hoso.example.vn"},
        {"zalo.webhook_secret", "of the app"},
        {"zalo.webhook_secret", ""},
        {"zalo.app_secret", ""},
        {"zalo.app_id", ""},
        {"zalo.oa_id", ""}};
    for (const auto& [key, value] : all) EXPECT_NE(refusal({{key, value}}), "") << key;
    EXPECT_THAT(
        refusal({{"sms.origin", "http://127.0.0.1"}, {"sms.brand", "GIALAI"}, {"sms.key", "k"}}),
        HasSubstr("plain HTTP")
    );
    EXPECT_THAT(
        refusal(
            {{"national.fetch_from", "http://127.0.0.1"},
             {"national.username", "u"},
             {"national.sender", "s"}}
        ),
        HasSubstr("plain HTTP")
    );
    // The same is good for a rehearsal.
    EXPECT_EQ(refusal({{"gateway.environment", "sandbox"}, {"clock.shift_seconds", "60"}}), "");
}

TEST(Settings, WhoWorksAndWhoOwnsAreNamedTogether)
{
    EXPECT_THAT(refusal({{"gateway.database", "dbname=a"}}), HasSubstr("database_owner"));
    EXPECT_EQ(
        refusal({{"gateway.database", "dbname=a"}, {"gateway.database_owner", "dbname=a"}}), ""
    );
}

} // namespace
} // namespace tnung::gateway
