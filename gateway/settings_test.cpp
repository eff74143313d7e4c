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

TEST(Settings, WhatIsWrongIsNamed)
{
    EXPECT_THAT(refusal({{"gateway.environment", "test"}}), HasSubstr("gateway.environment"));
    EXPECT_THAT(refusal({{"authority.peers", "root"}}), HasSubstr("authority.peers"));
    EXPECT_THAT(refusal({{"web.proxies", "proxy"}}), HasSubstr("web.proxies"));
}

} // namespace
} // namespace tnung::gateway
