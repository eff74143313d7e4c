#include "foundation/testing/data_file.hpp"
#include "gateway/dossier/dossier_code.hpp"
#include "gateway/dossier/dossier_event.hpp"
#include "gateway/dossier/dossier_state.hpp"
#include "gateway/dossier/unit_directory.hpp"

#include <gtest/gtest.h>

namespace tnung::gateway {
namespace {

const Day today = *parse_iso_day("2026-11-25");
const Instant now = *parse_iso("2026-11-25T09:00:00+07:00");

TEST(DossierCode, ReadsThreeGenerationsAsPeopleTypeThem)
{
    for (const auto& [typed, code] : std::vector<std::pair<std::string, std::string>>{
             {"000.00.12.H21-210713-0001", "000.00.12.H21-210713-0001"},
             {"h21.12.34-251027-0007", "H21.12.34-251027-0007"},
             {" H21.12.34 – 251027 – 0007 ", "H21.12.34-251027-0007"},
             {"H21,12,34-251027-0007", "H21.12.34-251027-0007"},
             {"H21.012.34-260301-120045", "H21.012.34-260301-120045"},
             {"G09.20-20260609-0092637", "G09.20-20260609-0092637"},
             {"H08.65-220914-0011", "H08.65-220914-0011"}})
    {
        const auto read = parse_dossier_code(typed, today);
        ASSERT_TRUE(read) << typed;
        EXPECT_EQ(read->text, code);
    }
}

TEST(DossierCode, RefusesWhatIsNoneAndSaysWhy)
{
    for (const auto* typed :
         {"", "xin chào", "H21.12.34-0007", "H21..34-251027-0007", "H21-251027-00-07",
          "H21-251027-07"})
        EXPECT_EQ(parse_dossier_code(typed, today).error(), CodeRefusal::not_a_code) << typed;
    for (const auto* typed : {"H21.12-261332-0007", "H21.12-090101-0007", "H21.12-261231-0007"})
        EXPECT_EQ(parse_dossier_code(typed, today).error(), CodeRefusal::no_real_date) << typed;
    EXPECT_EQ(parse_dossier_code(std::string(10'000, '-'), today).error(), CodeRefusal::not_a_code);
}

TEST(DossierCode, IsFoundInATextHoweverItIsTyped)
{
    for (const auto* text :
         {"H21.12.34-251027-0007", "h21.12.34 - 251027 - 0007", "H21,12,34–251027–0007",
          "cho tôi hỏi H21.12.34-251027-0007 tới đâu rồi", "hồ sơ H21.12.34-251027-0007",
          "https://dvc.example.vn/tra-cuu?ma=H21.12.34-251027-0007",
          "Mã hồ sơ: H21.12.34-251027-0007."})
    {
        const auto code = find_dossier_code(text, today);
        ASSERT_TRUE(code) << text;
        EXPECT_EQ(code->text, "H21.12.34-251027-0007") << text;
    }
    for (const auto* text : {"", "-", "--", "12-30-45", "0914-630-552", "\xff-\xfe-1"})
        EXPECT_FALSE(find_dossier_code(text, today)) << text;
}

TEST(DossierState, ReadsNumbersAndLabels)
{
    EXPECT_EQ(parse_state("6"), DossierState::payment_asked);
    EXPECT_EQ(parse_state("Chờ ký duyệt"), DossierState::handling);
    EXPECT_EQ(parse_state("ĐÃ TRẢ KẾT QUẢ"), DossierState::result_given);
    EXPECT_FALSE(parse_state("11"));
    EXPECT_FALSE(parse_state("Chuyển sao Hỏa"));
    for (int number = state_min; number <= state_max; ++number)
        EXPECT_EQ(parse_state(state_name(DossierState(number))), DossierState(number));
}

TEST(UnitDirectory, KnowsThe135UnitsAndWhatTheyCameFrom)
{
    const UnitDirectory directory(
        testing::data_file("gia-lai-units.tsv"), testing::data_file("gia-lai-old-units.tsv")
    );
    EXPECT_EQ(directory.units().size(), 135u);
    EXPECT_EQ(directory.resolve("21583").unit->name, "Phường Quy Nhơn");
    const auto former = directory.resolve("21556");
    EXPECT_EQ(former.match, UnitMatch::former);
    EXPECT_EQ(former.unit->name, "Phường Quy Nhơn");
    EXPECT_EQ(former.former_name, "Phường Đống Đa");
    EXPECT_EQ(directory.resolve("99999").match, UnitMatch::unknown);
}

TEST(DossierEvent, ReadsAWholeItem)
{
    const auto item = json::parse(R"({
        "event_id":"e-1","dossier_code":"H21.12.34-261124-0007","occurred_at":"2026-11-25T08:12:00+07:00","state":6,
        "procedure_code":"1.012765","procedure_name":"Đăng ký biến động","agency_id":"H21.12","agency_name":"Phường Pleiku",
        "unit_code":"23575","owner":{"name":"Rơ Châm H’Hoa","identity_number":"064 179 000 001"},
        "phone":"0269 3824 404 / 0905.123.418","due_at":"20261209170000","detail":{"amount_dong":31635000,"act_by":"2026-12-25"}})"
    );
    const auto event = read_dossier_event(*item, "/events/0", now);
    ASSERT_TRUE(event);
    EXPECT_EQ(event->state, DossierState::payment_asked);
    EXPECT_EQ(event->owner_identity, "064179000001");
    EXPECT_EQ(event->phones.size(), 2u);
    EXPECT_EQ(event->detail.amount->dong, 31'635'000);
    EXPECT_EQ(event->due_at, parse_iso("2026-12-09T17:00:00+07:00"));
}

TEST(DossierEvent, NamesEveryWrongFieldWithWhatWasExpected)
{
    const auto item = json::parse(
        R"({"event_id":"","dossier_code":"H21","occurred_at":"2027-01-01T00:00:00+07:00",
        "state":2,"owner":{"identity_number":"12345","kind":"robot"},"detail":{"amount_dong":-5}})"
    );
    const auto event = read_dossier_event(*item, "/events/3", now);
    ASSERT_FALSE(event);
    std::vector<std::string> fields;
    for (const auto& error : event.error()) {
        fields.push_back(error.field);
        EXPECT_FALSE(error.expected.empty());
    }
    EXPECT_EQ(
        fields, (std::vector<std::string>{
                    "/events/3/event_id", "/events/3/dossier_code", "/events/3/occurred_at",
                    "/events/3/owner/kind", "/events/3/owner/identity_number",
                    "/events/3/detail/amount_dong"})
    );
}

TEST(DossierEvent, AnUnknownStateOrAUselessPhoneDoesNotBreakTheFeed)
{
    const auto item = json::parse(
        R"({"event_id":"e","dossier_code":"H21.1-261124-0007","occurred_at":"2026-11-25T08:00:00+07:00",
        "state":"Chuyển sao Hỏa","phone":"không có"})"
    );
    const auto event = read_dossier_event(*item, "/events/0", now);
    ASSERT_TRUE(event);
    EXPECT_FALSE(event->state);
    EXPECT_EQ(event->raw_state, "Chuyển sao Hỏa");
    EXPECT_TRUE(event->phones.empty());
}

} // namespace
} // namespace tnung::gateway
