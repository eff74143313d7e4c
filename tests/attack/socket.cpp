#include "tests/attack/socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace tnung::attack {

Socket::Socket(unsigned short port) : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int now = 1;
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &now, sizeof now);
    if (descriptor_ >= 0 &&
        ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return;
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
}

Socket::Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Socket::~Socket()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

bool Socket::send(std::string_view bytes) const
{
    while (!bytes.empty()) {
        const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(std::size_t(sent));
    }
    return true;
}

void Socket::end() const
{
    ::shutdown(descriptor_, SHUT_WR);
}

std::string Socket::receive(std::chrono::milliseconds silence_max) const
{
    std::string all;
    std::array<char, 16384> part;
    pollfd waiting{descriptor_, POLLIN, 0};
    while (::poll(&waiting, 1, int(silence_max.count())) == 1) {
        const auto got = ::recv(descriptor_, part.data(), part.size(), 0);
        if (got <= 0) break;
        all.append(part.data(), std::size_t(got));
    }
    return all;
}

std::string exchange(unsigned short port, std::string_view bytes)
{
    constexpr std::chrono::seconds silence_max{5};
    const Socket socket(port);
    if (!socket.connected()) return {};
    (void)socket.send(bytes); // whoever closes early has answered
    socket.end();
    return socket.receive(silence_max);
}

} // namespace tnung::attack
