#include "foundation/testing/child.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

namespace tnung::testing {

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
    // It does not outlive us, and hears the signals that we may have kept for a thread of ours.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
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

int Child::stop()
{
    kill(SIGTERM);
    return wait();
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

} // namespace tnung::testing
