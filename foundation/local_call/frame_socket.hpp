#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include <sys/types.h>
#include <sys/un.h>

namespace tnung::local_call {

/// Programs of one machine that call each other over a unix socket.

/// One message: a head in JSON, and bytes.
struct Frame {
    std::string head, content;
};

struct FrameLimits {
    std::size_t head_bytes_max = 4096, content_bytes_max = 0;
};

/// Throws std::runtime_error where the path is too long for one.
sockaddr_un unix_address(const std::filesystem::path& path);

/// One end of a unix socket over which frames go: two lengths of four bytes (big-endian), the head,
/// the content. Owns its descriptor.
class FrameSocket {
public:
    explicit FrameSocket(int descriptor) : descriptor_(descriptor) {}
    FrameSocket(FrameSocket&& other) noexcept : descriptor_(other.descriptor_)
    {
        other.descriptor_ = -1;
    }
    FrameSocket& operator=(FrameSocket&&) = delete;
    ~FrameSocket();

    /// Nothing where nobody listens there.
    static std::optional<FrameSocket> connect(const std::filesystem::path& path);

    /// False where the other end went, or took none of it for so long.
    bool send(const Frame& frame, std::chrono::milliseconds patience);
    /// Nothing where the other end went, was silent for so long, or says more than a frame may.
    std::optional<Frame> receive(const FrameLimits& limits, std::chrono::milliseconds patience);
    /// Whether the other end closed it, or said something that nobody asked for.
    bool is_stale() const;
    /// Who is at the other end, as the kernel says; of a listener, who began to listen.
    uid_t peer() const;
    /// The other end and whoever waits here see its end.
    void shut() const;

private:
    int descriptor_;
};

} // namespace tnung::local_call
