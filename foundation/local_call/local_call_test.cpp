#include "foundation/local_call/local_client.hpp"
#include "foundation/local_call/local_server.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

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
