#include "foundation/helper/helper_program.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

namespace tnung {
namespace {

TEST(HelperProgram, AnswersWithWhatItSays)
{
    const std::string much(300'000, 'x');
    EXPECT_EQ(run_helper("/bin/cat", much).value(), much);
    EXPECT_EQ(run_helper("/bin/cat", "").value(), "");
}

TEST(HelperProgram, GetsNoEnvironmentAndNoOtherFile)
{
    ASSERT_EQ(setenv("TNUNG_HELPER_TEST", "a secret", 1), 0);
    EXPECT_EQ(run_helper("/usr/bin/env", "").value(), "");
    // Three streams; and nothing of this process, which has more.
    const int here = dup(0);
    // (3 is the folder that is being read.)
    EXPECT_EQ(run_helper("/bin/sh", "cd /proc/$$/fd && echo *").value(), "0 1 2 3\n");
    close(here);
}

TEST(HelperProgram, IsKilledWhenSlowOrTalkative)
{
    using enum HelperFailure;
    EXPECT_EQ(
        run_helper("/bin/sh", "while :; do :; done", {.time_max = std::chrono::milliseconds(100)})
            .error(),
        too_slow
    );
    EXPECT_EQ(run_helper("/usr/bin/yes", "", {.output_bytes_max = 1000}).error(), said_too_much);
}

TEST(HelperProgram, ItsFailureIsNotAnAnswer)
{
    using enum HelperFailure;
    EXPECT_EQ(run_helper("/bin/sh", "echo half; exit 3").error(), failed);
    EXPECT_EQ(run_helper("/bin/sh", "echo half; kill -SEGV $$").error(), failed);
    EXPECT_EQ(run_helper("/no/such/program", "").error(), not_started);
}

} // namespace
} // namespace tnung
