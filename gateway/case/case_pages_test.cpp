#include "gateway/case/case_pages.hpp"

#include "foundation/testing/data_file.hpp"
#include "gateway/desk/desk_fixture.hpp"
#include "gateway/migrations/migrations.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace tnung::gateway {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr pg::Query dossier_query{"test.dossier", R"sql(
    WITH sender AS (
        INSERT INTO sender (name, key_hash, agency_scope, created_at) VALUES ('một cửa', 'k', '{H21}', now()) RETURNING id
    ), phone AS (
        INSERT INTO phone (number_key, number_sealed, kind) VALUES ($1, $2, 'mobile') RETURNING id
    ), owner AS (
        INSERT INTO owner (owner_key, name_sealed, kind) VALUES ('o', $3, 'citizen') RETURNING id
    ), dossier AS (
        INSERT INTO dossier (code, procedure_code, procedure_name, agency_id, agency_name, unit_code, owner_id, phone_id,
                             state, state_raw, state_at)
        SELECT 'H21.12.34-261124-0001', '1', 'Đăng ký biến động', 'H21.12', 'Phường Pleiku', '23575', owner.id, phone.id,
               2, '2', now() FROM owner, phone RETURNING id
    )
    INSERT INTO dossier_event (sender_id, event_key, dossier_id, state, state_raw, occurred_at, recorded_at, detail_sealed, excuse)
    SELECT sender.id, 'e1', dossier.id, 2, '2', now(), now(), '', 'no_rule' FROM sender, dossier
    RETURNING dossier_id
)sql"};
constexpr pg::Query requests_query{"test.requests", "SELECT count(*) FROM data_request"};
constexpr pg::Query acts_query{"test.acts", R"sql(
    SELECT coalesce(string_agg(convert_from(body, 'UTF8')::jsonb ->> 'act', ' ' ORDER BY id), '') FROM audit_entry
)sql"};

class CasePagesTest : public DeskFixture {
protected:
    CasePagesTest() : DeskFixture(migrations())
    {
        auto tx = pool.begin();
        const auto number = std::string("84905123418");
        id = tx.exec(
                   dossier_query, Bytes{keys.phone_index.of(number)},
                   Bytes{keys.phone.seal(number, "phone.number")},
                   Bytes{keys.owner.seal("Rơ Châm H’Hoa", "owner.name")}
        )
                 .get<std::int64_t>(0, 0);
        tx.commit();
    }
    Values of() const { return {{"id", fmt::format("{}", id)}}; }
    void state_purpose()
    {
        EXPECT_EQ(
            post(pages.routes(), "/can-bo/ho-so/{id}/ly-do", of(), "ly-do=counter").status, 303
        );
    }
    std::int64_t requests() { return value_of<std::int64_t>(requests_query); }
    std::string acts() { return value_of<std::string>(acts_query); }

    const PersonKeys keys{crypto::Keyring::load_or_create(scratch / "master.key")};
    const NoticeRules rules{testing::data_file("notice-rules.tsv")};
    const DataRights rights{testing::data_file("data-rights.tsv")};
    const NoticeProof proof{keys, "check key", {.page_origin = "https://dvc.example.vn"}};
    authority::AuthorityClient nobody{scratch / "nobody.sock"};
    const CasePages pages{{frame, keys, rules, rights, proof, nobody}};
    std::int64_t id = 0;
};

TEST_F(CasePagesTest, ADossierOpensWithAPurposeAndToItsUnitAlone)
{
    EXPECT_THAT(
        get(pages.routes(), "/can-bo/ho-so/{id}", of()).body,
        AllOf(HasSubstr("Vì sao anh (chị) xem hồ sơ này"), Not(HasSubstr("H’Hoa")))
    );
    const auto nothing = post(pages.routes(), "/can-bo/ho-so/{id}/ly-do", of(), "ly-do=");
    EXPECT_EQ(nothing.status, 422);
    EXPECT_THAT(nothing.body, HasSubstr("chọn một lý do"));
    state_purpose();
    EXPECT_THAT(get(pages.routes(), "/can-bo/ho-so/{id}", of()).body, HasSubstr("H’Hoa"));
    staff = a_clerk_of("23602");
    EXPECT_EQ(get(pages.routes(), "/can-bo/ho-so/{id}", of()).status, 404);
    EXPECT_EQ(acts(), "console.open desk.denied");
}

TEST_F(CasePagesTest, AReceiptIsMadeOnceAndPrintedAgain)
{
    state_purpose();
    const auto asked = post(pages.routes(), "/can-bo/ho-so/{id}/du-lieu", of(), "viec=copy");
    EXPECT_EQ(asked.status, 303);
    const auto place = std::string(find_header(asked.headers, "Location"));
    const auto number = place.substr(place.rfind('/') + 1);
    const auto receipt = [&](const std::string& which) {
        auto values = of();
        values.emplace_back("phieu", which);
        return get(pages.routes(), "/can-bo/ho-so/{id}/du-lieu/{phieu}", values);
    };
    for (int i = 0; i < 2; ++i)
        EXPECT_THAT(
            receipt(number).body, AllOf(
                                      HasSubstr("Phiếu tiếp nhận yêu cầu"),
                                      HasSubstr("Xem và nhận bản sao"), HasSubstr("Rơ Châm H’Hoa")
                                  )
        );
    EXPECT_EQ(receipt("999").status, 404);
    EXPECT_EQ(requests(), 1);
    const auto wrong = post(pages.routes(), "/can-bo/ho-so/{id}/du-lieu", of(), "viec=erase");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_THAT(wrong.body, HasSubstr("Chọn in bản sao hoặc ngừng nhắn tin"));
}

TEST_F(CasePagesTest, ANumberIsCorrectedWithAReasonAndANumberThatCanBeToldAlone)
{
    state_purpose();
    const auto without = post(pages.routes(), "/can-bo/ho-so/{id}/so", of(), "so=0905123419");
    EXPECT_EQ(without.status, 422);
    EXPECT_THAT(without.body, HasSubstr("chọn lý do sửa số"));
    const auto landline =
        post(pages.routes(), "/can-bo/ho-so/{id}/so", of(), "so=02693824123&ly-do=called_back");
    EXPECT_EQ(landline.status, 422);
    EXPECT_THAT(
        landline.body, AllOf(HasSubstr("Số di động có 10 chữ số"), HasSubstr("02693824123"))
    );
}

TEST_F(CasePagesTest, ASearchSaysWhatItWantsAndLeadsToTheOnlyOne)
{
    for (const auto& route : pages.routes()) {
        const bool keeps = route.policy.method == http::Method::post && !route.policy.repeatable;
        EXPECT_FALSE(keeps && route.policy.pattern == "/can-bo/ho-so")
            << "the number that it leads to is kept";
    }
    EXPECT_THAT(get(pages.routes(), "/can-bo/ho-so").body, HasSubstr("Tìm một hồ sơ"));
    EXPECT_THAT(
        get(pages.routes(), "/can-bo/ho-so", {}, "q=xin+ch%C3%A0o").body,
        HasSubstr("Ghi mã hồ sơ (ví dụ")
    );
    const auto found = get(pages.routes(), "/can-bo/ho-so", {}, "q=H21.12.34-261124-0001");
    EXPECT_EQ(found.status, 303);
    EXPECT_THAT(
        get(pages.routes(), "/can-bo/ho-so", {}, "q=0905123418").body,
        HasSubstr("Vì sao anh (chị) tìm theo số này")
    );
    staff = a_clerk_of("23602");
    EXPECT_THAT(
        get(pages.routes(), "/can-bo/ho-so", {}, "q=H21.12.34-261124-0001").body,
        HasSubstr("Không có hồ sơ nào như vậy")
    );
}

} // namespace
} // namespace tnung::gateway
