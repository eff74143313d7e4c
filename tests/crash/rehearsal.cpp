#include "tests/crash/rehearsal.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <stdexcept>

namespace tnung::crash {

Child::Child(Child&& other) noexcept
    : folder_(std::move(other.folder_)), name_(std::move(other.name_)), pid_(other.pid_)
{
    other.pid_ = 0;
}

Child::~Child()
{
    if (!runs()) return;
    kill(SIGKILL);
    wait();
}

void Child::start(const std::vector<std::string>& arguments)
{
    std::vector<char*> words;
    for (const auto& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
    words.push_back(nullptr);
    const auto error_file = (folder_ / (name_ + ".err")).string();
    const auto output_file = output().string();
    pid_ = fork();
    if (pid_ < 0) throw std::runtime_error("no further process can be made");
    if (pid_ > 0) return;
    constexpr int append = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;
    dup2(open(output_file.c_str(), append, 0644), STDOUT_FILENO);
    dup2(open(error_file.c_str(), append, 0644), STDERR_FILENO);
    execv(words[0], words.data());
    _exit(127);
}

void Child::kill(int signal) const
{
    if (runs()) ::kill(pid_, signal);
}

std::optional<int> Child::ended()
{
    int status = 0;
    if (!runs() || waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    pid_ = 0;
    return status;
}

int Child::wait()
{
    int status = 0;
    if (runs()) waitpid(pid_, &status, 0);
    pid_ = 0;
    return status;
}

std::string Stage::gateway_origin() const
{
    return fmt::format("http://127.0.0.1:{}", gateway_port);
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
)",
        fmt::arg("gateway", gateway_folder().string()), fmt::arg("port", gateway_port),
        fmt::arg("shift", clock_shift), fmt::arg("crash_at", crash_at),
        fmt::arg("passing", passing), fmt::arg("zalo", sandbox_origin()),
        fmt::arg("access", access_token), fmt::arg("refresh", refresh_token)
    );
    const auto file = folder / (name + ".toml");
    std::ofstream stream(file, std::ios::trunc);
    stream << text;
    if (!stream.flush()) throw std::runtime_error(file.string() + " cannot be written");
    return file;
}

unsigned short free_port()
{
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    const bool bound =
        socket >= 0 && bind(socket, plain, length) == 0 && getsockname(socket, plain, &length) == 0;
    if (socket >= 0) close(socket);
    if (!bound) throw std::runtime_error("no port is free");
    return ntohs(address.sin_port);
}

} // namespace tnung::crash
