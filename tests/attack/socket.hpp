#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace tnung::attack {

/// A loopback connection of which nothing is read or written but what is said here.
class Socket {
public:
    explicit Socket(unsigned short port);
    Socket(Socket&& other) noexcept;
    Socket& operator=(Socket&&) = delete;
    ~Socket();

    bool connected() const { return descriptor_ >= 0; }
    /// False where the other side closed it.
    bool send(std::string_view bytes) const;
    /// Says that nothing more comes.
    void end() const;
    /// Until the other side closes it, or says nothing for so long.
    std::string receive(std::chrono::milliseconds silence_max) const;

private:
    int descriptor_ = -1;
};

/// Sends all of it, says that nothing more comes, and reads to the end.
std::string exchange(unsigned short port, std::string_view bytes);

} // namespace tnung::attack
