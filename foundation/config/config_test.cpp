#include "foundation/config/config.hpp"

#include "foundation/testing/scratch_folder.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

#include <sys/stat.h>

namespace tnung::config {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

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

/// The file that it stands in is asked who may read it.
TEST(Config, APasswordInADatabaseTargetIsASecret)
{
    const tnung::testing::ScratchFolder folder;
    const auto file = (folder / "a.toml").string();
    std::ofstream(file) << "x";
    const auto exposed = [&](const std::string& target) {
        auto config = Config::from_toml("", file);
        config.set("gateway.database", target, file);
        EXPECT_EQ(config.database_target("gateway.database"), target);
        EXPECT_EQ(config.effective().find("host"), std::string::npos) << "masked";
        return config.exposed();
    };
    const std::vector<std::string> told{"gateway.database"};
    for (const mode_t mode : {0644, 0620}) {
        ::chmod(file.c_str(), mode);
        for (const auto* target :
             {"host=db user=tnung_app password=s3cret", "host=db password = 's3 cret'",
              "host=db sslkey=a.key sslpassword=s3cret",
              "postgresql://tnung_app:s3cret@host/gateway", "postgres://tnung_app:s3@cret@host",
              "postgresql://host/gateway?password=s3cret"})
            EXPECT_EQ(exposed(target), told) << target;
        for (const auto* target :
             {"", "host=db user=tnung_app passfile=/etc/tnung/pass",
              "postgresql://tnung_app@host:5432/gateway", "postgresql://host:5432/gateway"})
            EXPECT_THAT(exposed(target), IsEmpty()) << target;
    }
    ::chmod(file.c_str(), 0600);
    EXPECT_THAT(exposed("host=db password=s3cret"), IsEmpty());
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
