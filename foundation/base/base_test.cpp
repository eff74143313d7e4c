#include "foundation/base/bytes.hpp"
#include "foundation/base/core_dump.hpp"
#include "foundation/base/durable_file.hpp"
#include "foundation/base/instant.hpp"
#include "foundation/base/tsv.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace tnung {
namespace {

TEST(Instant, ReadsWhatItWrites)
{
    const auto instant = parse_iso("2026-11-24T09:30:00.123456+07:00");
    ASSERT_TRUE(instant);
    EXPECT_EQ(iso_text(*instant), "2026-11-24T09:30:00.123456+07:00");
    EXPECT_EQ(parse_iso("2026-11-24T02:30:00.123456Z"), instant);
}

TEST(Instant, RefusesWhatIsNotExactlyATime)
{
    for (const auto* text :
         {"", "2026-11-24", "2026-02-30T00:00:00Z", "2026-11-24T24:00:00Z", "2026-11-24T09:30:00",
          "2026-11-24T09:30:00Zx", "2026-11-24T09:30:00+25:00", "26-11-24T09:30:00Z"})
        EXPECT_FALSE(parse_iso(text)) << text;
}

TEST(Instant, DayTurnsAtMidnightInVietNam)
{
    const auto before = *parse_iso("2026-11-24T16:59:59Z");
    EXPECT_EQ(iso_text(day_of(before)), "2026-11-24");
    EXPECT_EQ(iso_text(day_of(before + std::chrono::seconds(1))), "2026-11-25");
    EXPECT_EQ(start_of(day_of(before)), *parse_iso("2026-11-23T17:00:00Z"));
}

TEST(Instant, ReadsThePortalsCompactTime)
{
    EXPECT_EQ(parse_compact("20261124093000"), parse_iso("2026-11-24T09:30:00+07:00"));
    EXPECT_EQ(compact_text(*parse_iso("2026-11-24T23:30:05.7+07:00")), "20261124233005");
    EXPECT_FALSE(parse_compact("20261324093000"));
    EXPECT_FALSE(parse_compact("2026112409300"));
}

TEST(Bytes, NumbersHaveTheirHighestByteFirst)
{
    EXPECT_EQ(big_endian(0x0102030405, 5), std::string("\1\2\3\4\5"));
    EXPECT_EQ(big_endian(-1, 8), std::string(8, '\xff'));
    for (const std::int64_t number :
         {std::int64_t(0), std::int64_t(7), std::int64_t(-7), std::int64_t(1) << 62})
        EXPECT_EQ(from_big_endian(big_endian(number, 8)), number);
}

TEST(Bytes, RoundTripInEveryAlphabet)
{
    std::string bytes;
    for (int i = 0; i < 256; ++i) {
        bytes.push_back(char(i));
        EXPECT_EQ(parse_hex(hex_text(bytes)), bytes);
        EXPECT_EQ(parse_base64(base64_text(bytes)), bytes);
        EXPECT_EQ(parse_base64(base64url_text(bytes)), bytes);
    }
}

TEST(Bytes, KnownAnswersOfRfc4648)
{
    EXPECT_EQ(base64_text("fooba"), "Zm9vYmE=");
    EXPECT_EQ(base32_text("foobar"), "MZXW6YTBOI");
}

TEST(Bytes, WordsOfAList)
{
    EXPECT_EQ(
        words_of(" H21, H21.12;H22  x\t"), (std::vector<std::string>{"H21", "H21.12", "H22", "x"})
    );
    EXPECT_TRUE(words_of(" ,; ").empty());
    EXPECT_TRUE(words_of("").empty());
}

TEST(Tsv, NamesTheMissingColumn)
{
    const Tsv table("units.tsv", "code\tname\n1\tPleiku\n");
    EXPECT_EQ(table.at(0, "name"), "Pleiku");
    EXPECT_THROW(table.at(0, "nmae"), std::runtime_error);
}

TEST(DurableFile, IsReplacedWholeForItsOwnerAlone)
{
    const auto folder = std::filesystem::temp_directory_path() / fmt::format("tnung-{}", getpid());
    std::filesystem::create_directory(folder);
    const auto file = folder / "kept";
    EXPECT_FALSE(whole_file(file));
    for (const auto& content : {std::string("one"), std::string(100'000, 'x'), std::string()}) {
        replace_durably(file, content);
        EXPECT_EQ(whole_file(file), content);
    }
    EXPECT_EQ(
        std::filesystem::status(file).permissions(),
        std::filesystem::perms::owner_read | std::filesystem::perms::owner_write
    );
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
    EXPECT_THROW(replace_durably(folder / "nowhere" / "kept", "x"), std::runtime_error);
    std::filesystem::remove_all(folder);
}

/// Ends with 7 where nothing would be left behind.
void end_by_what_would_be_left()
{
    forbid_core_dumps();
    rlimit limit{};
    getrlimit(RLIMIT_CORE, &limit);
    bool closed = limit.rlim_cur == 0 && limit.rlim_max == 0;
#if !defined(__SANITIZE_ADDRESS__)
    closed = closed && prctl(PR_GET_DUMPABLE) == 0;
#endif
    std::_Exit(closed ? 7 : 1);
}

TEST(CoreDumpDeathTest, NoneIsLeftBehind)
{
    EXPECT_EXIT(end_by_what_would_be_left(), ::testing::ExitedWithCode(7), "");
}

} // namespace
} // namespace tnung
