#include "tests/stage/stage.hpp"

#include "foundation/base/clock.hpp"
#include "foundation/testing/child.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <fstream>
#include <stdexcept>

namespace tnung::testing {

Stage new_stage(const std::string& name, const std::filesystem::path& programs)
{
    Stage stage{
        .programs = std::filesystem::absolute(programs),
        // Not below a home folder that the database's unprivileged user could not enter.
        .folder = fmt::format("/var/tmp/tnung-{}-{}", name, getpid()),
        .gateway_port = free_port(),
        .operator_port = free_port(),
        .sandbox_port = free_port()};
    const auto morning = *parse_iso("2026-11-25T09:00:00+07:00");
    stage.clock_shift =
        std::chrono::floor<std::chrono::seconds>(morning - SystemClock().now()).count();
    std::filesystem::create_directories(stage.gateway_folder());
    return stage;
}

std::string Stage::gateway_origin() const
{
    return fmt::format("http://127.0.0.1:{}", gateway_port);
}

std::string Stage::operator_origin() const
{
    return fmt::format("http://127.0.0.1:{}", operator_port);
}

std::string Stage::sandbox_origin() const
{
    return fmt::format("http://127.0.0.1:{}", sandbox_port);
}

std::filesystem::path
Stage::write_config(const std::string& name, const std::string& crash_at, int passing) const
{
    // Short waits where the real ones are long: the rules are the same.
    const auto text = fmt::format(
        R"([gateway]
environment = "sandbox"
data_folder = "{gateway}"
[web]
port = {port}
operator_port = {operator_port}
share_port = true
[clock]
shift_seconds = {shift}
[delivery]
lease_seconds = 20
maybe_sent_settles_seconds = 30
[codes]
sent_per_day = 5000
dong_per_day = 5000000
[photos]
hosts = "127.0.0.1"
[rehearsal]
crash_at = "{crash_at}"
crash_at_passing = {passing}
database_admin = true
[zalo]
oauth_origin = "{zalo}"
openapi_origin = "{zalo}"
business_origin = "{zalo}"
account_page = "{zalo}/"
app_id = "1234567890123456789"
oa_id = "9000000000000000001"
app_secret = "AppSecretDemo"
webhook_secret = "OaSecretKeyDemo"
first_access_token = "{access}"
first_refresh_token = "{refresh}"
[sms]
origin = "{zalo}"
brand = "HCC GIALAI"
key = "SmsKeyDemo"
receipt_secret = "SmsReceiptDemo"
)",
        fmt::arg("gateway", gateway_folder().string()), fmt::arg("port", gateway_port),
        fmt::arg("operator_port", operator_port), fmt::arg("shift", clock_shift),
        fmt::arg("crash_at", crash_at), fmt::arg("passing", passing),
        fmt::arg("zalo", sandbox_origin()), fmt::arg("access", access_token),
        fmt::arg("refresh", refresh_token)
    );
    const auto file = folder / (name + ".toml");
    std::ofstream stream(file, std::ios::trunc);
    stream << text;
    if (!stream.flush()) throw std::runtime_error(file.string() + " cannot be written");
    return file;
}

} // namespace tnung::testing
