#include "foundation/config/config.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

namespace tnung::config {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Config, EnvironmentStandsOverTheFile)
{
    auto config = Config::from_toml("[web]\nport = 8080\n", "a.toml");
    setenv("TNUNG_WEB_PORT", "9090", 1);
    EXPECT_EQ(config.integer("web.port", 1, 1, 65535), 9090);
    unsetenv("TNUNG_WEB_PORT");
}

TEST(Config, MasksSecretsAndShowsOrigins)
{
    auto config = Config::from_toml("[zalo]\napp_secret = \"s3cret\"\n", "a.toml");
    EXPECT_EQ(config.secret("zalo.app_secret"), "s3cret");
    EXPECT_EQ(config.text("zalo.oa_id", "9"), "9");
    EXPECT_THAT(config.effective(), HasSubstr("zalo.app_secret = ********  # a.toml"));
    EXPECT_THAT(config.effective(), HasSubstr("zalo.oa_id = 9  # default"));
    EXPECT_THAT(config.effective(), Not(HasSubstr("s3cret")));
}

TEST(Config, NamesWhatIsWrong)
{
    EXPECT_THROW(
        {
            try {
                Config::from_toml("[web]\nport = \n", "a.toml");
            } catch (const std::runtime_error& error) {
                EXPECT_THAT(error.what(), HasSubstr("a.toml: line 2"));
                throw;
            }
        },
        std::runtime_error
    );
    auto config = Config::from_toml("[web]\nport = 99999\nprot = 1\n", "a.toml");
    EXPECT_THROW(config.integer("web.port", 1, 1, 65535), std::runtime_error);
    EXPECT_EQ(config.unknown(), std::vector<std::string>{"web.prot (a.toml)"});
}

} // namespace
} // namespace tnung::config
