#include "foundation/local_call/frame_socket.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace tnung::local_call {

namespace {

using Wall = std::chrono::steady_clock;
constexpr long connect_seconds_max = 2;

struct Lengths {
    std::uint32_t head = 0, content = 0; // big-endian
};

bool ready(int descriptor, short events, Wall::time_point until)
{
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - Wall::now()).count();
    pollfd waiting{descriptor, events, 0};
    return left > 0 && ::poll(&waiting, 1, int(left)) == 1;
}

bool send_all(int descriptor, std::string_view bytes, Wall::time_point until)
{
    while (!bytes.empty()) {
        const auto sent =
            ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0)
            bytes.remove_prefix(std::size_t(sent));
        else if (sent == 0 || (errno != EAGAIN && errno != EINTR) || !ready(descriptor, POLLOUT, until))
            return false;
    }
    return true;
}

bool receive_all(int descriptor, char* to, std::size_t size, Wall::time_point until)
{
    while (size > 0) {
        if (!ready(descriptor, POLLIN, until)) return false;
        const auto got = ::recv(descriptor, to, size, MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) return false;
        if (got > 0) {
            to += got;
            size -= std::size_t(got);
        }
    }
    return true;
}

} // namespace

sockaddr_un unix_address(const std::filesystem::path& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto name = path.string();
    if (name.size() >= sizeof address.sun_path)
        throw std::runtime_error(fmt::format("{}: too long for a unix socket", name));
    std::memcpy(address.sun_path, name.data(), name.size());
    return address;
}

FrameSocket::~FrameSocket()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

std::optional<FrameSocket> FrameSocket::connect(const std::filesystem::path& path)
{
    const auto address = unix_address(path);
    FrameSocket made(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const timeval patience{connect_seconds_max, 0}; // of a listener that hangs
    if (made.descriptor_ < 0 ||
        ::setsockopt(made.descriptor_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) != 0 ||
        ::connect(made.descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
            0)
        return std::nullopt;
    return made;
}

bool FrameSocket::send(const Frame& frame, std::chrono::milliseconds patience)
{
    const Lengths lengths{
        htonl(std::uint32_t(frame.head.size())), htonl(std::uint32_t(frame.content.size()))};
    std::string bytes(reinterpret_cast<const char*>(&lengths), sizeof lengths);
    bytes += frame.head;
    bytes += frame.content;
    return send_all(descriptor_, bytes, Wall::now() + patience);
}

std::optional<Frame>
FrameSocket::receive(const FrameLimits& limits, std::chrono::milliseconds patience)
{
    const auto until = Wall::now() + patience;
    Lengths lengths;
    if (!receive_all(descriptor_, reinterpret_cast<char*>(&lengths), sizeof lengths, until))
        return std::nullopt;
    const std::size_t head = ntohl(lengths.head), content = ntohl(lengths.content);
    if (head > limits.head_bytes_max || content > limits.content_bytes_max) return std::nullopt;
    Frame frame{std::string(head, '\0'), std::string(content, '\0')};
    if (!receive_all(descriptor_, frame.head.data(), head, until) ||
        !receive_all(descriptor_, frame.content.data(), content, until))
        return std::nullopt;
    return frame;
}

bool FrameSocket::is_stale() const
{
    pollfd waiting{descriptor_, POLLIN, 0};
    return ::poll(&waiting, 1, 0) != 0;
}

uid_t FrameSocket::peer() const
{
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(descriptor_, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        throw std::runtime_error("the kernel does not say who is at the other end");
    return peer.uid;
}

void FrameSocket::shut() const
{
    ::shutdown(descriptor_, SHUT_RDWR);
}

} // namespace tnung::local_call
