#include "foundation/service/stop_signals.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace tnung {
namespace {

TEST(StopSignals, AreWaitedForOrEndTheProgramAtOnce)
{
    EXPECT_EXIT(
        {
            const StopSignals signals;
            std::raise(SIGINT);
            std::exit(signals.wait_for(std::chrono::seconds(10)) ? 0 : 1);
        },
        ::testing::ExitedWithCode(0), ""
    );
    EXPECT_EXIT(
        {
            const StopSignals signals;
            signals.leave_to_system();
            std::raise(SIGINT);
            std::exit(0);
        },
        ::testing::KilledBySignal(SIGINT), ""
    );
}

} // namespace
} // namespace tnung
