#include "registry/desk/paper_turns.hpp"

#include "foundation/http/client.hpp"
#include "foundation/http/server.hpp"

#include <gtest/gtest.h>

#include <future>
#include <latch>

namespace tnung::registry {
namespace {

TEST(PaperTurns, AreOneOfAPersonAtATime)
{
    PaperTurns turns;
    auto mine = turns.take(Id<Staff>{7});
    ASSERT_TRUE(mine);
    EXPECT_FALSE(turns.take(Id<Staff>{7}));
    EXPECT_TRUE(turns.take(Id<Staff>{8})) << "another's proceeds";
    mine.reset();
    EXPECT_TRUE(turns.take(Id<Staff>{7}));
    EXPECT_TRUE(turns.take(Id<Staff>{7})) << "what was not kept is over";
}

/// Two look at papers. Whoever sends five small ones at once has one of them looked at, and
/// somebody else's is not kept waiting.
TEST(PaperTurns, NobodyHoldsAllWhoLookAtPapers)
{
    PaperTurns turns;
    std::latch looked_at(1), begun(1);
    http::Server server(
        {}, {{"papers", 2, 16}},
        {{.method = http::Method::post,
          .pattern = "/papers/{whose}",
          .lane = "papers",
          .handler =
              [&](const http::Request& request) {
                  const auto whose = std::stoll(std::string(request.path_value("whose")));
                  const auto turn = turns.take(Id<Staff>{whose});
                  if (!turn) return http::text_response(429, "");
                  if (whose == 7) {
                      begun.count_down();
                      looked_at.wait();
                  }
                  return http::text_response(200, "");
              }}}
    );
    http::Client client;
    const auto send = [&](int whose) {
        const auto answer = client.call(
            {.method = http::Method::post,
             .url = server.origin() + "/papers/" + std::to_string(whose),
             .body = "x",
             .time_max = std::chrono::seconds(20)}
        );
        return answer ? answer->status : 0;
    };
    auto first = std::async(std::launch::async, send, 7);
    begun.wait();
    for (int i = 0; i < 4; ++i) EXPECT_EQ(send(7), 429);
    EXPECT_EQ(send(8), 200);
    looked_at.count_down();
    EXPECT_EQ(first.get(), 200);
}

} // namespace
} // namespace tnung::registry
