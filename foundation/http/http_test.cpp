#include "foundation/http/client.hpp"
#include "foundation/http/descriptors.hpp"
#include "foundation/http/open_connections.hpp"
#include "foundation/http/public_address.hpp"
#include "foundation/http/router.hpp"
#include "foundation/http/server.hpp"

#include "foundation/testing/judge.hpp"
#include "foundation/testing/scratch_folder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <atomic>
#include <cerrno>
#include <latch>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace tnung::http {
namespace {

/// Writes bytes as they are and reads until the other side closes or pauses.
std::string raw_exchange(unsigned short port, const std::string& bytes, int wait_seconds = 3)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    timeval wait{wait_seconds, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    EXPECT_EQ(::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL), ssize_t(bytes.size()));
    std::string answer;
    char buffer[4096];
    ssize_t got = 0;
    while ((got = ::recv(socket, buffer, sizeof buffer, 0)) > 0)
        answer.append(buffer, std::size_t(got));
    ::close(socket);
    return answer;
}

class HttpTest : public ::testing::Test {
protected:
    std::vector<Route> routes()
    {
        return {
            {Method::get, "/hello/{name}", "web",
             [](const Request& r) {
                 return text_response(200, "xin chào " + std::string(r.path_value("name")));
             }},
            {Method::post, "/echo", "web",
             [](const Request& r) { return text_response(200, r.body); }, 1000},
            {Method::get, "/throws", "web",
             [](const Request&) -> Response { throw std::runtime_error("secret detail"); }},
            {Method::get, "/slow", "narrow",
             [this](const Request&) {
                 entered.count_down();
                 release.wait();
                 return text_response(200, "late");
             }},
            {Method::get, "/events", "web",
             [this](const Request&) { return Response{.events = events}; }},
            {Method::get, "/elsewhere", "web",
             [](const Request&) { return see_other("/hello/stranger"); }},
            {Method::get, "/files/{path...}", "web",
             [](const Request& r) {
                 return text_response(200, std::string(r.path_value("path")));
             }},
        };
    }
    std::latch entered{1};
    std::latch release{1};
    std::shared_ptr<EventStream> events = std::make_shared<EventStream>();
    Server server{
        {.idle_max = std::chrono::seconds(2), .request_max = std::chrono::seconds(1)},
        {{"web", 2, 100}, {"narrow", 1, 1}},
        routes()};
    Client client;
};

/// A server with a certificate of its own, and what openssl says of talking to it.
class TlsTest : public ::testing::Test {
protected:
    TlsTest()
    {
        testing::said_by(fmt::format(
            "cd '{}' && openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem "
            "-days 30 -subj /CN=localhost",
            (scratch / "").string()
        ));
        server.emplace(
            ServerOptions{
                .certificate_file = (scratch / "cert.pem").string(),
                .private_key_file = (scratch / "key.pem").string(),
                .handshake_max = std::chrono::milliseconds(200),
                .idle_max = std::chrono::seconds(600)},
            std::vector<Lane>{{"web", 1, 1}}, std::vector<Route>{}
        );
    }
    /// The cipher that was agreed on; `(NONE)` where none was.
    std::string agreed(const std::string& offer) const
    {
        const auto said = testing::said_by(fmt::format(
            "openssl s_client -connect 127.0.0.1:{} {} </dev/null", server->port(), offer
        ));
        constexpr std::string_view before = "Cipher is ";
        const auto at = said.find(before);
        if (at == std::string::npos) return said;
        return said.substr(at + before.size(), said.find('\n', at) - at - before.size());
    }
    const testing::ScratchFolder scratch;
    std::optional<Server> server;
};

TEST_F(TlsTest, TakesForwardSecretCiphersAlone)
{
    for (const auto* cipher :
         {"ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384",
          "ECDHE-RSA-CHACHA20-POLY1305"})
        EXPECT_EQ(agreed(fmt::format("-tls1_2 -cipher {}", cipher)), cipher);
    EXPECT_EQ(agreed("-tls1_3").substr(0, 4), "TLS_");
    for (const auto* offer :
         {"-tls1_2 -cipher AES128-SHA:@SECLEVEL=0", "-tls1_2 -cipher kRSA:@SECLEVEL=0",
          "-tls1_2 -cipher ECDHE-RSA-AES128-SHA:@SECLEVEL=0",
          "-tls1_2 -cipher ECDHE-RSA-AES128-SHA256", "-tls1_1 -cipher ALL:@SECLEVEL=0",
          "-tls1 -cipher ALL:@SECLEVEL=0"})
        EXPECT_EQ(agreed(offer), "(NONE)") << offer;
}

/// It would keep its place for the ten minutes of a connection that rests.
TEST_F(TlsTest, ASilentHandshakeLosesItsPlace)
{
    const int silent = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server->port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::connect(silent, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    const timeval wait{60, 0};
    ::setsockopt(silent, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    char byte = 0;
    const auto got = ::recv(silent, &byte, 1, 0);
    EXPECT_TRUE(got == 0 || (got < 0 && errno == ECONNRESET)) << got << " " << errno;
    ::close(silent);
}

TEST_F(HttpTest, ServesAndDecodesPaths)
{
    const auto answer = client.call({.url = server.origin() + "/hello/H%E2%80%99Hoa"});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, "xin chào H’Hoa");
    EXPECT_EQ(client.call({.url = server.origin() + "/files/a/b.css"})->body, "a/b.css");
}

TEST_F(HttpTest, KnowsMissingPathsWrongMethodsAndLargeBodies)
{
    EXPECT_EQ(client.call({.url = server.origin() + "/nothing"})->status, 404);
    EXPECT_EQ(client.call({.url = server.origin() + "/echo"})->status, 405);
    EXPECT_EQ(
        client
            .call(
                {.method = Method::post,
                 .url = server.origin() + "/echo",
                 .body = std::string(1000, 'a')}
            )
            ->status,
        200
    );
    EXPECT_EQ(
        client
            .call(
                {.method = Method::post,
                 .url = server.origin() + "/echo",
                 .body = std::string(1001, 'a')}
            )
            ->status,
        413
    );
}

/// Proxies pass the cookies of HTTP/2 on in several lines (RFC 9113, 8.2.3).
TEST(Cookies, AreFoundInWhicheverLine)
{
    const Request request{.headers = {{"Cookie", "a=1; b=2"}, {"cookie", "c=3"}}};
    EXPECT_EQ(request.cookie("b"), "2");
    EXPECT_EQ(request.cookie("c"), "3");
    EXPECT_EQ(request.cookie("d"), "");
}

TEST_F(HttpTest, APackedBodyIsRefusedByName)
{
    const auto post = [&](const std::string& coding) {
        return raw_exchange(
            server.port(),
            "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Encoding: " + coding +
                "\r\nContent-Length: 3\r\n\r\nabc"
        );
    };
    EXPECT_TRUE(post("gzip").starts_with("HTTP/1.1 415"));
    EXPECT_TRUE(post("identity").starts_with("HTTP/1.1 200"));
}

TEST_F(HttpTest, ASlashBehindAPathLeadsToThePath)
{
    const auto get = [&](const std::string& target) {
        return raw_exchange(
            server.port(), "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        );
    };
    EXPECT_TRUE(get("/nothing/?a=b").starts_with("HTTP/1.1 404"));
    const auto hello = get("/hello/Hoa/?a=b");
    EXPECT_TRUE(hello.starts_with("HTTP/1.1 303")) << hello;
    EXPECT_NE(hello.find("Location: /hello/Hoa?a=b\r\n"), std::string::npos) << hello;
    EXPECT_TRUE(get("//evil.example/hello/Hoa/").starts_with("HTTP/1.1 404"));
}

TEST_F(HttpTest, BoundsBodiesThatComeInChunks)
{
    std::string chunked =
        "POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int i = 0; i < 3; ++i) chunked += "190\r\n" + std::string(400, 'a') + "\r\n";
    EXPECT_TRUE(raw_exchange(server.port(), chunked + "0\r\n\r\n").starts_with("HTTP/1.1 413"));
}

/// A connection that sent so much and stays open; negative where it could not.
int begin_to_send(unsigned short port, const std::string& begun)
{
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool sent =
        ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
        ::send(socket, begun.data(), begun.size(), MSG_NOSIGNAL) == ssize_t(begun.size());
    return sent ? socket : -1;
}

/// Who sends much holds a place until they are through; who sends little needs none, and who is not
/// let in sends nothing.
TEST(LargeBodies, AreSoManyAtOnceAndOnlyOfThoseWhoAreLetIn)
{
    Server narrow(
        {.large_bodies_max = 1}, {{"web", 2, 10}},
        {{.method = Method::post,
          .pattern = "/files",
          .lane = "web",
          .handler = [](const Request& r
                     ) { return text_response(200, std::to_string(r.body.size())); },
          .body_bytes_max = 3u << 20,
          .body_max = std::chrono::seconds(60),
          .admit =
              [](const Request& r) {
                  return r.query_value("the") == "mine" ? std::nullopt
                                                        : std::optional(text_response(403, ""));
              }}}
    );
    const auto head = [](std::size_t bytes, const char* token = "mine") {
        return fmt::format(
            "POST /files?the={} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
            "{}\r\n\r\n",
            token, bytes
        );
    };
    const std::string much(2u << 20, 'a');
    // Head alone, and the socket stays open meanwhile.
    const int slow = begin_to_send(narrow.port(), head(much.size()) + "aaa");
    ASSERT_GE(slow, 0);
    std::string second;
    for (int i = 0; i < 100 && !second.starts_with("HTTP/1.1 503"); ++i) {
        second = raw_exchange(narrow.port(), head(much.size())); // until the first one was seen
    }
    EXPECT_TRUE(second.starts_with("HTTP/1.1 503")) << second;
    EXPECT_NE(second.find("Retry-After"), std::string::npos);
    EXPECT_TRUE(raw_exchange(narrow.port(), head(3) + "abc").starts_with("HTTP/1.1 200"));
    EXPECT_TRUE(raw_exchange(narrow.port(), head(much.size(), "x")).starts_with("HTTP/1.1 403"))
        << "before a byte of it";
    const auto rest = much.substr(3);
    for (std::size_t sent = 0; sent < rest.size();) {
        const auto now = ::send(slow, rest.data() + sent, rest.size() - sent, MSG_NOSIGNAL);
        ASSERT_GT(now, 0);
        sent += std::size_t(now);
    }
    std::string answer(4096, '\0');
    answer.resize(std::size_t(::recv(slow, answer.data(), answer.size(), 0)));
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200")) << answer;
    ::close(slow);
    std::string after;
    for (int i = 0; i < 100 && !after.starts_with("HTTP/1.1 200"); ++i)
        after = raw_exchange(narrow.port(), head(much.size()) + much);
    EXPECT_TRUE(after.starts_with("HTTP/1.1 200")) << "its place is free again";
}

/// RFC 9110, 10.1.1: who asks whether to send is told so, or turned away, before they send.
TEST(Expect, WhoIsLetInIsToldToGoOnAndWhoIsNotIsTurnedAwayAtOnce)
{
    const Server server(
        {}, {{"web", 1, 10}},
        {{.method = Method::post,
          .pattern = "/files",
          .lane = "web",
          .handler = [](const Request& r) { return text_response(200, r.body); },
          .body_bytes_max = 1000,
          .admit =
              [](const Request& r) {
                  return r.header("X-Key") == "right" ? std::nullopt
                                                      : std::optional(text_response(401, ""));
              }}}
    );
    const auto asking = [](const char* key) {
        return fmt::format(
            "POST /files HTTP/1.1\r\nHost: x\r\nX-Key: {}\r\nExpect: 100-continue\r\n"
            "Connection: close\r\nContent-Length: 3\r\n\r\n",
            key
        );
    };
    EXPECT_TRUE(raw_exchange(server.port(), asking("right") + "abc")
                    .starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200"));
    const auto turned_away = raw_exchange(server.port(), asking("wrong")); // and nothing more
    EXPECT_TRUE(turned_away.starts_with("HTTP/1.1 401")) << turned_away;
}

/// One person sends as much as they may, and others still send.
TEST(LargeBodies, OnePersonHoldsAFewPlacesAlone)
{
    Server server(
        {.large_bodies_max = 10, .large_bodies_each_max = 1}, {{"web", 2, 10}},
        {{.method = Method::post,
          .pattern = "/files",
          .lane = "web",
          .handler = [](const Request& r
                     ) { return text_response(200, std::to_string(r.body.size())); },
          .body_bytes_max = 3u << 20,
          .body_max = std::chrono::seconds(60),
          .holder = [](const Request& r) { return r.query_value("who").value_or(""); }}}
    );
    const std::string much(2u << 20, 'a');
    const auto head = [&](const char* who) {
        return fmt::format(
            "POST /files?who={} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
            "{}\r\n\r\n",
            who, much.size()
        );
    };
    const int slow = begin_to_send(server.port(), head("hoa") + "aaa");
    ASSERT_GE(slow, 0);
    std::string second;
    for (int i = 0; i < 100 && !second.starts_with("HTTP/1.1 503"); ++i)
        second = raw_exchange(server.port(), head("hoa")); // until the first one was seen
    EXPECT_TRUE(second.starts_with("HTTP/1.1 503")) << second;
    EXPECT_TRUE(raw_exchange(server.port(), head("bia") + much).starts_with("HTTP/1.1 200"));
    ::close(slow);
    std::string freed;
    for (int i = 0; i < 100 && !freed.starts_with("HTTP/1.1 200"); ++i)
        freed = raw_exchange(server.port(), head("hoa") + much); // until its end was seen
    EXPECT_TRUE(freed.starts_with("HTTP/1.1 200")) << freed;
}

TEST_F(HttpTest, FollowsNoRedirectAndTellsWhereItPoints)
{
    const auto answer = client.call({.url = server.origin() + "/elsewhere"});
    EXPECT_EQ(answer->status, 303);
    EXPECT_EQ(find_header(answer->headers, "location"), "/hello/stranger");
}

TEST_F(HttpTest, AClientForAddressesFromOutsideConnectsToNothingInside)
{
    Client outside({.public_addresses_only = true});
    const auto port = server.port();
    for (const auto& url :
         {server.origin() + "/hello/x", fmt::format("http://localhost:{}/hello/x", port),
          fmt::format("http://[::1]:{}/hello/x", port),
          fmt::format("http://0.0.0.0:{}/hello/x", port),
          fmt::format("http://[::ffff:127.0.0.1]:{}/hello/x", port),
          fmt::format("http://2130706433:{}/hello/x", port)})
    {
        const auto answer = outside.call({.url = url});
        ASSERT_FALSE(answer) << url;
        EXPECT_EQ(answer.error(), CallFailure::not_sent) << url;
    }
}

TEST(PublicAddress, OnlyWhatIsReachableForEverybody)
{
    for (const char* address :
         {"118.69.0.1", "1.1.1.1", "172.32.0.1", "100.128.0.1", "192.167.255.255",
          "223.255.255.255", "2405:4800::1", "2606:4700::1111"})
        EXPECT_TRUE(is_public_address(address)) << address;
    for (const char* address :
         {"127.0.0.1",   "10.1.2.3",          "172.16.0.1",      "172.31.255.255",
          "192.168.1.1", "169.254.169.254",   "100.64.0.1",      "0.0.0.0",
          "224.0.0.1",   "255.255.255.255",   "198.19.0.1",      "::1",
          "::",          "fe80::1",           "fc00::1",         "fd12::1",
          "ff02::1",     "::ffff:118.69.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1",
          "2001:db8::1", "2001::1",           "zalo.me",         ""})
        EXPECT_FALSE(is_public_address(address)) << address;
}

TEST_F(HttpTest, ShowsNothingOfWhatEscapedAHandler)
{
    const auto answer = client.call({.url = server.origin() + "/throws"});
    EXPECT_EQ(answer->status, 500);
    EXPECT_EQ(answer->body.find("secret"), std::string::npos);
}

TEST_F(HttpTest, AFullLaneAnswersBusyAndOtherLanesGoOn)
{
    std::atomic<int> busy{0};
    std::latch finished{3};
    std::latch refused{1};
    const auto ask = [&] {
        client.start({.url = server.origin() + "/slow"}, [&](Result<Answer, CallFailure> answer) {
            if (answer && answer->status == 503) {
                ++busy;
                refused.count_down();
            }
            finished.count_down();
        });
    };
    ask();
    entered.wait();
    ask(); // waits in the queue, or is refused if it comes after the next
    ask();
    refused.wait();
    EXPECT_EQ(client.call({.url = server.origin() + "/hello/x"})->status, 200);
    release.count_down();
    finished.wait();
    EXPECT_EQ(busy, 1);
}

/// Whoever asks for much at once waits for himself, and his answers come though they took longer
/// than a request may.
TEST(Lanes, OneHolderKeepsAFewPlacesAndOthersGoOn)
{
    std::latch release{1}, entered{1};
    const std::vector<Route> routes = {
        {.method = Method::get,
         .pattern = "/slow",
         .lane = "desk",
         .handler =
             [&](const Request&) {
                 entered.count_down();
                 release.wait();
                 return text_response(200, "done");
             },
         .holder = [](const Request& r) { return std::string(r.header("cookie")); }},
        {.method = Method::get,
         .pattern = "/quick",
         .lane = "desk",
         .handler = [](const Request&) { return text_response(200, "quick"); },
         .holder = [](const Request& r) { return std::string(r.header("cookie")); }}};
    Server server(
        {.request_max = std::chrono::seconds(1)},
        {{.name = "desk", .threads = 2, .queue_max = 8, .each_max = 1}}, routes
    );
    Client client;
    std::latch finished{1};
    int slow_status = 0;
    client.start(
        {.url = server.origin() + "/slow", .headers = {{"Cookie", "a"}}},
        [&](Result<Answer, CallFailure> answer) {
            slow_status = answer ? answer->status : 0;
            finished.count_down();
        }
    );
    entered.wait();
    const auto ask = [&](const char* cookie) {
        return client.call({.url = server.origin() + "/quick", .headers = {{"Cookie", cookie}}}
        )->status;
    };
    EXPECT_EQ(ask("a"), 429);
    EXPECT_EQ(ask("b"), 200);
    std::this_thread::sleep_for(std::chrono::milliseconds(2500)); // longer than a request may take
    release.count_down();
    finished.wait();
    EXPECT_EQ(slow_status, 200);
    EXPECT_EQ(ask("a"), 200) << "it let go";
}

TEST(Lanes, WhatWaitedTooLongIsToldSo)
{
    std::latch release{1}, entered{1};
    std::atomic<int> worked{0};
    const std::vector<Route> routes = {{Method::get, "/slow", "desk", [&](const Request&) {
                                            ++worked;
                                            entered.count_down();
                                            release.wait();
                                            return text_response(200, "done");
                                        }}};
    Server server({.lane_wait_max = std::chrono::seconds(1)}, {{"desk", 1, 8}}, routes);
    Client client;
    std::latch finished{2};
    std::array<int, 2> statuses{};
    const auto ask = [&](std::size_t i) {
        client.start(
            {.url = server.origin() + "/slow"},
            [&, i](Result<Answer, CallFailure> answer) {
                statuses.at(i) = answer ? answer->status : 0;
                finished.count_down();
            }
        );
    };
    ask(0);
    entered.wait();
    ask(1);
    // The server measures the wait by its own clock, so only time passing makes it too long: a
    // second of waiting, and half of one for the request to arrive.
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    release.count_down();
    finished.wait();
    EXPECT_EQ(statuses, (std::array{200, 503}));
    EXPECT_EQ(worked, 1);
}

TEST_F(HttpTest, StreamsEventsWithoutHoldingAThread)
{
    events->push("message", "một\nhai");
    std::thread later([this] {
        entered.count_down();
        events->push("message", "ba");
        events->close();
    });
    const auto answer = client.call({.url = server.origin() + "/events"});
    later.join();
    ASSERT_TRUE(answer);
    EXPECT_NE(answer->body.find("data: một\ndata: hai\n\n"), std::string::npos);
}

TEST_F(HttpTest, ClosesWhoNeverFinishesARequest)
{
    EXPECT_EQ(
        raw_exchange(
            server.port(), "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc", 10
        ),
        ""
    );
}

/// How many answers came, by their first lines.
std::size_t answers_in(const std::string& all)
{
    std::size_t count = 0;
    for (auto at = all.find("HTTP/1.1 "); at != std::string::npos;
         at = all.find("HTTP/1.1 ", at + 1))
        ++count;
    return count;
}

TEST_F(HttpTest, AnswersWhatItCannotReadOnceAndGoesOnForOthers)
{
    const std::string much(20'000, 'a');
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"nonsense\r\n\r\n", "400"},
        {"GET /hello/x HTTP/1.1\r\nHost: x\r\nX: " + much + "\r\n\r\n", "431"},
        {"GET /hello/x HTTP/1.1\r\nHost: x\r\nX: " + much, "431"},
        {"GET /" + much + " HTTP/1.1\r\nHost: x\r\n\r\n", "431"},
        {"GET /hello/x HTTP/3.0\r\nHost: x\r\n\r\n", "400"},
        {"GET /hello/x HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n", "400"},
        {"GET /hello/x HTTP/1.1\r\n\r\n", "400"},
        {"GET /hello/x HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "400"},
        {"GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "400"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1x\r\n\r\na", "400"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
         "400"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n", "400"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n" + std::string(5000, 'b'),
         "413"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\nGET /hello/y "
         "HTTP/1.1\r\nHost: x\r\n\r\n",
         "501"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
         "501"},
        {"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400"},
        {"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", "404"},
        {"POST /hello/x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", "405"}};
    for (const auto& [bytes, status] : cases) {
        const auto answer = raw_exchange(server.port(), bytes, 5);
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + status + " ")) << bytes.substr(0, 80) << "\n"
                                                                    << answer;
        EXPECT_EQ(answers_in(answer), 1u) << bytes.substr(0, 80) << "\n" << answer;
        EXPECT_EQ(client.call({.url = server.origin() + "/hello/x"})->status, 200)
            << bytes.substr(0, 80);
    }
}

TEST_F(HttpTest, TakesATargetInAbsoluteForm)
{
    const auto answer = raw_exchange(
        server.port(), "GET http://x/hello/you HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    );
    EXPECT_TRUE(answer.ends_with("xin chào you")) << answer;
}

/// Of every kind of answer, so that a page that is forgotten is no way in.
TEST_F(HttpTest, EveryAnswerBearsItsGuards)
{
    for (const char* request :
         {"GET /hello/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
          "GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
          "GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
          "PUT /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
          "GET /throws HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
          "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n", "nonsense\r\n\r\n"})
    {
        const auto answer = raw_exchange(server.port(), request);
        for (const char* guard :
             {"\r\nDate: ", "\r\nX-Content-Type-Options: nosniff\r\n",
              "\r\nCache-Control: no-store\r\n", "\r\nReferrer-Policy: no-referrer\r\n",
              "\r\nContent-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"})
            EXPECT_NE(answer.find(guard), std::string::npos) << request << guard << "\n" << answer;
        EXPECT_EQ(answer.find("Strict-Transport-Security"), std::string::npos);
    }
    EXPECT_NE(
        raw_exchange(server.port(), "PUT /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            .find("\r\nAllow: POST\r\n"),
        std::string::npos
    );
}

TEST(StrictTransport, IsSaidWherePeopleComeOverTls)
{
    Server server(
        {.strict_transport = true}, {{"web", 1, 10}},
        {{Method::get, "/", "web", [](const Request&) { return text_response(200, ""); }}}
    );
    EXPECT_NE(
        raw_exchange(server.port(), "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            .find("\r\nStrict-Transport-Security: max-age="),
        std::string::npos
    );
}

/// Whoever holds all places with heads that never end loses them to who asks something.
TEST(Connections, WhoHoldsThemSilentlyGivesWayToWhoAsks)
{
    Server server(
        {.connections_max = 10, .connections_each_max = 8}, {{"web", 1, 10}},
        {{Method::get, "/", "web", [](const Request&) { return text_response(200, "here"); }}}
    );
    std::vector<int> silent;
    for (int i = 0; i < 40; ++i) {
        silent.push_back(begin_to_send(server.port(), "GET / HT"));
        ASSERT_GE(silent.back(), 0);
    }
    for (int i = 0; i < 20; ++i)
        EXPECT_TRUE(
            raw_exchange(server.port(), "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                .ends_with("here")
        ) << i;
    for (const int socket : silent) ::close(socket);
}

TEST(Connections, WholeHeadsWithoutTheirBodiesGiveWayToo)
{
    Server server(
        {.connections_max = 10, .connections_each_max = 8}, {{"web", 1, 10}},
        {{Method::get, "/", "web", [](const Request&) { return text_response(200, "here"); }},
         {Method::post, "/echo", "web",
          [](const Request& r) { return text_response(200, r.body); }}}
    );
    std::vector<int> silent;
    for (int i = 0; i < 20; ++i) {
        silent.push_back(begin_to_send(
            server.port(), "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc"
        ));
        ASSERT_GE(silent.back(), 0);
    }
    for (int i = 0; i < 10; ++i)
        EXPECT_TRUE(
            raw_exchange(server.port(), "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                .ends_with("here")
        ) << i;
    for (const int socket : silent) ::close(socket);
}

/// Whoever is known is answered while strangers fill their own lane.
TEST(Lanes, ARequestTakesTheOneThatItsHeadSays)
{
    std::latch entered{1}, release{1};
    Server server(
        {}, {{"strangers", 1, 1}, {"known", 1, 1}},
        {{.method = Method::get,
          .pattern = "/",
          .lane = "strangers",
          .handler =
              [&](const Request& r) {
                  if (r.header("who").empty()) {
                      entered.count_down();
                      release.wait();
                  }
                  return text_response(200, "");
              },
          .lane_of = [](const Request& r
                     ) { return r.header("who").empty() ? "strangers" : "known"; }}}
    );
    std::thread stranger([&] {
        (void
        )raw_exchange(server.port(), "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 20);
    });
    entered.wait();
    EXPECT_TRUE(raw_exchange(
                    server.port(),
                    "GET / HTTP/1.1\r\nHost: x\r\nWho: me\r\nConnection: close\r\n\r\n"
    )
                    .starts_with("HTTP/1.1 200"));
    release.count_down();
    stranger.join();
}

TEST(OpenConnections, AnAddressIsBoundedAndAFewShutOutNobody)
{
    OpenConnections open(5, 2);
    const OpenConnections::Time never = OpenConnections::Time::max();
    std::string closed;
    const auto come = [&](const std::string& address, bool working) {
        if (!open.make_room(address, true)) return false;
        const auto place = open.add(address, never);
        place->close = [&closed, address] { closed += address; };
        place->waiting = !working;
        return true;
    };
    EXPECT_TRUE(come("a", true));
    EXPECT_TRUE(come("a", true));
    EXPECT_FALSE(come("a", true)) << "both of its places are worked on";
    EXPECT_TRUE(come("b", false));
    EXPECT_TRUE(come("b", false));
    EXPECT_TRUE(come("b", true)) << "one of its own gives way";
    EXPECT_EQ(closed, "b");
    EXPECT_TRUE(come("c", false));
    EXPECT_TRUE(come("d", false)) << "all are taken: of whoever has most, or of its own";
    EXPECT_TRUE(come("e", false));
    EXPECT_GE(closed.size(), 2u);
}

TEST(Connections, AsManyAsTheProcessMayOpenBesideItsOwn)
{
    EXPECT_EQ(connections_within(1024, 160, 10'000), 864u);
    EXPECT_EQ(connections_within(1 << 20, 160, 10'000), 10'000u);
    EXPECT_EQ(connections_within(300, 160, 10'000), 140u);
    EXPECT_THROW(connections_within(180, 160, 10'000), std::runtime_error);
}

/// No head names whoever sends it: those share a few places, and take none from who is known.
TEST(LargeBodies, TheUnknownTakeNoPlaceFromTheKnown)
{
    Server server(
        {.large_bodies_max = 2, .large_bodies_unknown_max = 1}, {{"web", 2, 10}},
        {{.method = Method::post,
          .pattern = "/files",
          .lane = "web",
          .handler = [](const Request& r
                     ) { return text_response(200, std::to_string(r.body.size())); },
          .body_bytes_max = 3u << 20,
          .holder = [](const Request& r) { return std::string(r.header("who")); }}}
    );
    const std::string much(2u << 20, 'a');
    const auto head = [&](const std::string& who) {
        return fmt::format(
            "POST /files HTTP/1.1\r\nHost: x\r\nWho: {}\r\nConnection: close\r\nContent-Length: "
            "{}\r\n\r\n",
            who, much.size()
        );
    };
    const int slow = begin_to_send(server.port(), head("") + "aaa");
    ASSERT_GE(slow, 0);
    std::string second;
    for (int i = 0; i < 100 && !second.starts_with("HTTP/1.1 503"); ++i)
        second = raw_exchange(server.port(), head("")); // until the first one was seen
    EXPECT_TRUE(second.starts_with("HTTP/1.1 503")) << second;
    EXPECT_TRUE(raw_exchange(server.port(), head("sở") + much).starts_with("HTTP/1.1 200"));
    ::close(slow);
}

TEST_F(HttpTest, TellsCallsThatWereNotSentFromThoseThatMayHaveBeen)
{
    const auto url = server.origin();
    const auto timed_out =
        client.call({.url = url + "/slow", .time_max = std::chrono::milliseconds(300)});
    EXPECT_EQ(timed_out.error(), CallFailure::unknown);
    release.count_down();
    server.stop();
    EXPECT_EQ(client.call({.url = url + "/hello/x"}).error(), CallFailure::not_sent);
    EXPECT_EQ(client.call({.url = "file:///etc/passwd"}).error(), CallFailure::not_sent);
}

TEST_F(HttpTest, AnswersTooLargeAreCutOff)
{
    const auto answer = client.call(
        {.method = Method::post,
         .url = server.origin() + "/echo",
         .body = std::string(500, 'a'),
         .answer_bytes_max = 100}
    );
    EXPECT_EQ(answer.error(), CallFailure::unknown);
}

TEST(Message, ReadsFormsAndCookies)
{
    EXPECT_EQ(form_value("a=1&ten=H%E2%80%99Hoa+Siu&b", "ten"), "H’Hoa Siu");
    EXPECT_EQ(form_value("a=1&b", "b"), "");
    EXPECT_FALSE(form_value("a=%zz", "a"));
    EXPECT_FALSE(form_value("a=1", "c"));
    const Request request{.headers = {{"Cookie", "x=1; __Host-session=abc"}}};
    EXPECT_EQ(request.cookie("__Host-session"), "abc");
    EXPECT_EQ(url_encoded("H’Hoa 1/2"), "H%E2%80%99Hoa%201%2F2");
}

} // namespace
} // namespace tnung::http
