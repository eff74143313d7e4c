#include "registry/settings.hpp"

#include <gmock/gmock.h>

namespace tnung::registry {
namespace {

using ::testing::HasSubstr;

std::string refusal(const std::string& toml)
{
    try {
        auto config = config::Config::from_toml(toml, "test");
        read_settings(config);
        return "";
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

TEST(RegistrySettings, WhatIsWrongIsNamed)
{
    const std::string sandbox = "[registry]\nenvironment = \"sandbox\"\n";
    EXPECT_THAT(refusal("[registry]\nenvironment = \"test\"\n"), HasSubstr("registry.environment"));
    EXPECT_EQ(refusal(sandbox), "");
    EXPECT_THAT(refusal(sandbox + "[vault]\npeers = \"root\"\n"), HasSubstr("vault.peers"));
    EXPECT_THAT(refusal(sandbox + "[web]\nproxies = \"proxy\"\n"), HasSubstr("web.proxies"));
}

} // namespace
} // namespace tnung::registry
