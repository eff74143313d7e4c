#include "foundation/grant/grant_fixture.hpp"
#include "foundation/pg/connection.hpp"
#include "foundation/testing/test_database.hpp"
#include "gateway/authority.hpp"
#include "gateway/migrations/migrations.hpp"

#include <gtest/gtest.h>

namespace tnung::gateway {
namespace {

constexpr pg::Query dossier_query{"test.dossier", R"sql(
    INSERT INTO dossier (code, procedure_code, procedure_name, agency_id, agency_name, unit_code, state, state_raw, state_at)
    VALUES ('H21.5-261125-0001', '1', 'x', 'H21.5', 'x', '23575', 2, '2', now()) RETURNING id
)sql"};

constexpr pg::Query phone_query{"test.phone", R"sql(
    INSERT INTO phone (number_key, number_sealed, kind) VALUES ('k', 's', 'mobile') RETURNING id
)sql"};

constexpr pg::Query correct_query{"test.correct", R"sql(
    INSERT INTO number_correction (dossier_id, new_phone_id, reason, staff_id, at, word_id)
    VALUES ($1, $2, 'x', $3, $5, $4) ON CONFLICT (word_id) DO NOTHING
)sql"};

class CorrectionTest : public ::testing::Test {
protected:
    CorrectionTest()
    {
        pg::Connection owner(database.owner_target());
        dossier = owner.exec(dossier_query).get<std::int64_t>(0, 0);
        phone = owner.exec(phone_query).get<std::int64_t>(0, 0);
        duyen = add("duyen", "clerk", "23575");
        hoa = add("hoa", "clerk", "23575");
        nghia = add("nghia", "clerk", "23576");
    }
    Staff add(const std::string& login, const std::string& role, const std::string& unit)
    {
        return grant_fixture::somebody(accounts, login, role, unit, now);
    }
    std::optional<std::int64_t> word(const Staff& staff)
    {
        auto tx = accounts.begin();
        const auto said = correction::word(tx, staff, dossier, now);
        tx.commit();
        return said;
    }
    bool correct(const Staff& staff, std::optional<std::int64_t> by)
    {
        auto tx = pages.begin();
        const bool done = tx.exec(correct_query, dossier, phone, staff.id, by, now).affected() == 1;
        tx.commit();
        return done;
    }

    testing::TestDatabase database{migrations()};
    pg::Pool accounts{database.authority_target(), 2};
    pg::Pool pages{database.app_target(), 2};
    Instant now = *parse_iso("2026-11-25T09:00:00+07:00");
    std::int64_t dossier = 0, phone = 0;
    Staff duyen, hoa, nghia;
};

TEST_F(CorrectionTest, TheSamePersonCorrectsANumberOnceWhateverIsAskedAtOnce)
{
    const auto first = word(duyen), at_once = word(duyen);
    ASSERT_TRUE(first);
    EXPECT_EQ(first, at_once) << "one word until it is used";
    EXPECT_TRUE(correct(duyen, first));
    EXPECT_THROW(correct(duyen, at_once), pg::Error) << "the other request comes after hers";
    EXPECT_FALSE(word(duyen)) << "another person's turn";
    const auto second = word(hoa);
    EXPECT_TRUE(correct(hoa, second));
    EXPECT_TRUE(word(duyen));
}

TEST_F(CorrectionTest, AWordIsOfTheDossiersUnitAndOfNobodyElse)
{
    EXPECT_FALSE(word(nghia)) << "another unit's clerk";
    EXPECT_FALSE(word(add("thu", "administrator", "")));
    const auto of_duyen = word(duyen);
    EXPECT_THROW(correct(hoa, of_duyen), pg::Error) << "somebody else's word";
    EXPECT_THROW(correct(duyen, std::nullopt), pg::Error) << "none";
    now += std::chrono::minutes(11);
    EXPECT_THROW(correct(duyen, of_duyen), pg::Error) << "of before";
    const auto anew = word(duyen);
    EXPECT_NE(anew, of_duyen);
    EXPECT_TRUE(correct(duyen, anew));
}

} // namespace
} // namespace tnung::gateway
