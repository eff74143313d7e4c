#include "foundation/metrics/metrics.hpp"

#include <gmock/gmock.h>

namespace tnung::metrics {
namespace {

using ::testing::HasSubstr;

TEST(Registry, WritesTheTextFormat)
{
    Registry registry;
    registry.counter("tnung_events_total", "Events taken in", "result=\"stored\"").add(3);
    registry.counter("tnung_events_total", "Events taken in", "result=\"stored\"").add(1);
    registry.histogram("tnung_seconds", "Time").observe(std::chrono::milliseconds(30));
    registry.gauge("tnung_backlog", "Waiting", [] { return 7.0; });
    const auto text = registry.exposition();
    EXPECT_THAT(
        text,
        HasSubstr("# TYPE tnung_events_total counter\ntnung_events_total{result=\"stored\"} 4\n")
    );
    EXPECT_THAT(text, HasSubstr("tnung_seconds_bucket{le=\"0.025\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("tnung_seconds_bucket{le=\"0.05\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("tnung_seconds_bucket{le=\"+Inf\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("tnung_seconds_count 1\n"));
    EXPECT_THAT(text, HasSubstr("tnung_backlog 7\n"));
}

} // namespace
} // namespace tnung::metrics
