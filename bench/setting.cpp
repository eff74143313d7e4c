#include "bench/setting.hpp"

#include "foundation/http/client.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <csignal>
#include <fstream>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace tnung::bench {

namespace {

constexpr int starts_looked_at = 600; ///< times 100 ms

/// Fields of /proc/PID/stat after the program's name, which may hold anything.
std::vector<std::string> stat_of(const std::string& pid)
{
    std::ifstream stream("/proc/" + pid + "/stat");
    std::string line;
    std::getline(stream, line);
    std::istringstream rest(line.substr(std::min(line.size(), line.rfind(')') + 1)));
    std::vector<std::string> fields;
    for (std::string field; rest >> field;) fields.push_back(field);
    return fields;
}

double seconds_in(const std::vector<std::string>& stat, bool with_ended_children = false)
{
    constexpr std::size_t user = 11, system = 12, children_user = 13, children_system = 14;
    if (stat.size() <= children_system) return 0;
    auto ticks = std::stoll(stat[user]) + std::stoll(stat[system]);
    if (with_ended_children)
        ticks += std::stoll(stat[children_user]) + std::stoll(stat[children_system]);
    return double(ticks) / double(sysconf(_SC_CLK_TCK));
}

std::mutex folder_mutex; ///< guards what follows
std::filesystem::path folder_in_use;

void clear_away(const std::filesystem::path& folder)
{
    pg::PrivateCluster({.folder = folder / "gateway" / "db"}).stop();
    std::filesystem::remove_all(folder);
}

} // namespace

void clear_away_when_stopped()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::thread([signals] {
        int signal = 0;
        sigwait(&signals, &signal);
        const std::lock_guard lock(folder_mutex);
        if (!folder_in_use.empty()) clear_away(folder_in_use);
        _exit(128 + signal);
    }).detach();
}

Setting::Setting(std::filesystem::path programs)
    : programs_(std::filesystem::absolute(std::move(programs))),
      // Not below a home folder that the database's unprivileged user could not enter.
      folder_(fmt::format("/var/tmp/tnung-bench-{}", getpid())),
      endpoint_port_(testing::free_port()), gateway_port_(testing::free_port()),
      operator_port_(testing::free_port()), endpoint_(folder_, "endpoint")
{
    std::filesystem::create_directories(folder_ / "gateway");
    {
        const std::lock_guard lock(folder_mutex);
        folder_in_use = folder_;
    }
    const auto command = fmt::format(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "
        "/CN=localhost -addext subjectAltName=IP:127.0.0.1 -keyout {0}/key.pem -out "
        "{0}/authority.pem 2> {0}/openssl.err",
        folder_.string()
    );
    if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl makes no certificate");
}

Setting::~Setting()
{
    endpoint_.stop();
    try {
        const std::lock_guard lock(folder_mutex);
        clear_away(folder_);
        folder_in_use.clear();
    } catch (const std::exception& error) {
        fmt::print(stderr, "left behind in {}: {}\n", folder_.string(), error.what());
    }
}

void Setting::start_endpoint(std::chrono::milliseconds answers_after)
{
    endpoint_.start(
        {std::filesystem::read_symlink("/proc/self/exe"), "endpoint", "--port",
         fmt::format("{}", endpoint_port_), "--certificate", authority_file(), "--private-key",
         folder_ / "key.pem", "--answers-after", fmt::format("{}", answers_after.count())}
    );
    http::Client client({.authority_file = authority_file()});
    for (int i = 0; i < starts_looked_at; ++i) {
        if (client.call({.url = endpoint_origin() + "/taken"})) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(100)); // the pace of looking
    }
    throw std::runtime_error("the endpoint does not start");
}

std::string Setting::endpoint_origin() const
{
    return fmt::format("https://127.0.0.1:{}", endpoint_port_);
}

std::string Setting::gateway_origin() const
{
    return fmt::format("https://127.0.0.1:{}", gateway_port_);
}

std::filesystem::path Setting::write_gateway_config(GatewayOptions options) const
{
    const auto file = folder_ / "gateway.toml";
    std::ofstream stream(file, std::ios::trunc);
    stream << fmt::format(
        R"([gateway]
environment = "sandbox"
data_folder = "{folder}/gateway"
[web]
port = {port}
operator_port = {operator_port}
page_origin = "https://127.0.0.1:{port}"
certificate_file = "{folder}/authority.pem"
private_key_file = "{folder}/key.pem"
proxies = "127.0.0.1"
[zalo]
oauth_origin = "{zalo}"
openapi_origin = "{zalo}"
business_origin = "{zalo}"
authority_file = "{folder}/authority.pem"
app_id = "1234567890123456789"
oa_id = "9000000000000000001"
app_secret = "AppSecretDemo"
webhook_secret = "OaSecretKeyDemo"
first_access_token = "At-demo-01"
first_refresh_token = "Rt-demo-01"
calls_per_minute = {per_minute}
connections = {connections}
[delivery]
night_from_hour = 0
night_until_hour = 0
lease_seconds = 300
calls_in_flight = {in_flight}
[rehearsal]
database_admin = true
[intake]
events_per_minute = 0
)",
        fmt::arg("folder", folder_.string()), fmt::arg("port", gateway_port_),
        fmt::arg("operator_port", operator_port_), fmt::arg("zalo", endpoint_origin()),
        fmt::arg("connections", options.connections),
        fmt::arg("in_flight", options.calls_in_flight),
        fmt::arg("per_minute", options.calls_per_minute)
    );
    if (!stream.flush()) throw std::runtime_error(file.string() + " cannot be written");
    return file;
}

std::string Setting::gateway_command(const std::vector<std::string>& words) const
{
    testing::Child child(folder_, "command");
    std::filesystem::remove(child.output());
    std::vector<std::string> arguments = {
        programs_ / "gateway" / "tnung-gateway", "--config", folder_ / "gateway.toml"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    child.start(arguments);
    if (child.wait() != 0) throw std::runtime_error("tnung-gateway " + words.front() + " fails");
    std::ifstream stream(child.output());
    std::string line, last;
    while (std::getline(stream, line)) last = line;
    return last;
}

testing::Child Setting::start_gateway(const std::vector<std::string>& words) const
{
    testing::Child child(folder_, "gateway");
    std::vector<std::string> arguments = {
        programs_ / "gateway" / "tnung-gateway", "--config", folder_ / "gateway.toml", "serve",
        "--alone"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    child.start(arguments);
    http::Client client({.authority_file = authority_file()});
    for (int i = 0; i < starts_looked_at; ++i) {
        const auto answer =
            client.call({.url = fmt::format("http://127.0.0.1:{}/ready", operator_port_)});
        if (answer && answer->status == 200) return child;
        if (child.ended()) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(100)); // the pace of looking
    }
    throw std::runtime_error("the gateway does not start");
}

pg::PrivateCluster Setting::cluster() const
{
    return pg::PrivateCluster({.folder = folder_ / "gateway" / "db"});
}

double peak_mib(pid_t pid)
{
    std::ifstream stream(fmt::format("/proc/{}/status", pid));
    for (std::string line; std::getline(stream, line);)
        if (line.starts_with("VmHWM:")) return double(std::stoll(line.substr(6))) / 1024;
    throw std::runtime_error("a process that was measured is gone");
}

double cpu_seconds(pid_t pid)
{
    return seconds_in(stat_of(std::to_string(pid)));
}

double database_cpu_seconds(pid_t postmaster)
{
    // Sessions that ended are told of by the one who waited for them.
    double seconds = seconds_in(stat_of(std::to_string(postmaster)), true);
    constexpr std::size_t parent = 1;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const auto stat = stat_of(entry.path().filename());
        if (stat.size() > parent && stat[parent] == std::to_string(postmaster))
            seconds += seconds_in(stat);
    }
    return seconds;
}

} // namespace tnung::bench
