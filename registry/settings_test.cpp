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

TEST(RegistrySettings, ARehearsalNeedsAFolderAndProductionNeedsMore)
{
    EXPECT_EQ(refusal("[registry]\nenvironment = \"sandbox\"\n"), "");
    EXPECT_THAT(refusal(""), HasSubstr("web.page_origin"));
    const std::string production = "[web]\npage_origin = \"https://kekhai.gialai.example\"\n";
    EXPECT_EQ(refusal(production), "");
    EXPECT_THAT(
        refusal(production + "[clock]\nshift_seconds = 60\n"), HasSubstr("clock.shift_seconds")
    );
    EXPECT_THAT(
        refusal(production + "[rehearsal]\ncrash_at = \"vault.noted\"\n"),
        HasSubstr("rehearsal.crash_at")
    );
}

TEST(RegistrySettings, WhatIsWrongIsNamed)
{
    const std::string sandbox = "[registry]\nenvironment = \"sandbox\"\n";
    EXPECT_THAT(refusal("[registry]\nenvironment = \"test\"\n"), HasSubstr("registry.environment"));
    EXPECT_THAT(
        refusal(sandbox + "database = \"dbname=r\"\n"), HasSubstr("registry.database_owner")
    );
    EXPECT_THAT(refusal(sandbox + "[vault]\npeers = \"root\"\n"), HasSubstr("vault.peers"));
    EXPECT_THAT(refusal(sandbox + "[web]\nproxies = \"proxy\"\n"), HasSubstr("web.proxies"));
}

} // namespace
} // namespace tnung::registry
