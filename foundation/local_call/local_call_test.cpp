#include "foundation/local_call/local_client.hpp"
#include "foundation/local_call/local_server.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tnung::local_call {
namespace {

class LocalCallTest : public ::testing::Test {
protected:
    LocalCallTest()
    {
        std::string made = "/tmp/tnung-call-XXXXXX";
        folder = mkdtemp(made.data());
    }
    ~LocalCallTest() override { std::filesystem::remove_all(folder); }
    LocalServer::Settings settings() const
    {
        return {.name = "echo", .socket = folder / "echo.sock", .peers = {}, .limits = limits};
    }

    const FrameLimits limits{100, 1000};
    std::filesystem::path folder;
};

Frame echo(Frame frame)
{
    return {frame.head + "!", frame.content};
}

TEST_F(LocalCallTest, AnswersAndTellsWhoIsAway)
{
    LocalClient client(folder / "echo.sock", "the echo", limits, std::chrono::seconds(5));
    EXPECT_THROW(client.ask({"a", "b"}), Away);
    {
        LocalServer server(settings(), echo);
        server.start();
        const auto answer = client.ask({"a", "b"});
        EXPECT_EQ(answer.head, "a!");
        EXPECT_EQ(answer.content, "b");
    }
    EXPECT_THROW(client.ask({"a", "b"}), Away);
    LocalServer next(settings(), echo);
    next.start();
    EXPECT_EQ(client.ask({"c", ""}).head, "c!") << "whoever was away is asked anew";
}

/// Whoever made the folder first, or moved it, listens where the other program should.
TEST_F(LocalCallTest, ASocketOfAnotherUserIsToldNothing)
{
    if (::geteuid() != 0) GTEST_SKIP() << "only root listens as another user: run as root";
    constexpr uid_t nobody = 65534;
    ::chmod(folder.c_str(), 0777);
    const auto path = folder / "echo.sock";
    int told[2];
    ASSERT_EQ(::pipe(told), 0);
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) { // listens, says so, and says what it hears
        const auto address = unix_address(path);
        const int listening = ::socket(AF_UNIX, SOCK_STREAM, 0);
        if (::setgid(nobody) != 0 || ::setuid(nobody) != 0 ||
            ::bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
            ::listen(listening, 4) != 0 || ::write(told[1], "l", 1) != 1)
            ::_exit(1);
        for (int i = 0; i < 2; ++i) {
            const int caller = ::accept(listening, nullptr, nullptr);
            char heard = '-';
            const bool any = ::read(caller, &heard, 1) == 1;
            if (::write(told[1], any ? "h" : "-", 1) != 1) ::_exit(1);
            ::close(caller);
        }
        ::_exit(0);
    }
    const auto says = [&] {
        char said = '?';
        return ::read(told[0], &said, 1) == 1 ? said : '?';
    };
    EXPECT_EQ(says(), 'l');
    LocalClient client(path, "the echo", limits, std::chrono::seconds(5));
    EXPECT_THROW(client.ask({"a", "secret"}), Away);
    EXPECT_EQ(says(), '-') << "not a byte";
    LocalClient expecting(path, "the echo", limits, std::chrono::seconds(5), {nobody});
    EXPECT_THROW(expecting.ask({"a", "secret"}), Away) << "it closes";
    EXPECT_EQ(says(), 'h') << "who is expected is spoken to";
    int status = 0;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    ::close(told[0]);
    ::close(told[1]);
}

TEST_F(LocalCallTest, WhatIsLongerThanAFrameEndsItsConnectionAlone)
{
    LocalServer server(settings(), echo);
    server.start();
    auto hostile = *FrameSocket::connect(folder / "echo.sock");
    ASSERT_TRUE(hostile.send({std::string(101, 'x'), ""}, std::chrono::seconds(5)));
    EXPECT_FALSE(hostile.receive(limits, std::chrono::seconds(5)));
    LocalClient client(folder / "echo.sock", "the echo", limits, std::chrono::seconds(5));
    EXPECT_EQ(client.ask({"a", ""}).head, "a!");
}

TEST_F(LocalCallTest, OneProcessAtATimeListens)
{
    LocalServer server(settings(), echo);
    server.start();
    EXPECT_THROW(LocalServer(settings(), echo).start(), std::runtime_error);
    EXPECT_FALSE(ProcessLock::try_lock(folder / "echo.sock"));
    EXPECT_THROW(ProcessLock(folder / "echo.sock", "echo"), std::runtime_error);
    server.stop();
    EXPECT_TRUE(ProcessLock::try_lock(folder / "echo.sock"));
}

} // namespace
} // namespace tnung::local_call
