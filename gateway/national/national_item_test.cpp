#include "gateway/national/national_item.hpp"

#include <gmock/gmock.h>

namespace tnung::gateway {
namespace {

using ::testing::ElementsAre;

const Instant now = *parse_iso("2026-11-25T09:00:00+07:00");

Result<DossierEvent, std::vector<json::FieldError>>
read(NationalService service, const std::string& text)
{
    return read_national_item(service, *json::parse(text), "/data/0", now);
}
DossierEvent dossier(const std::string& more, const std::string& state = "\"2\"")
{
    const auto event = read(
        NationalService::dossier,
        R"({"MaHoSo":"H21.12.34-261124-0007","NgayTiepNhan":"20261124080000","TrangThaiHoSo":)" +
            state + more + "}"
    );
    EXPECT_TRUE(event
    ) << (event ? "" : event.error().front().field + ": " + event.error().front().expected);
    return event ? *event : DossierEvent{};
}

TEST(NationalItem, ADossierIsReadWhole)
{
    const auto event = dossier(
        R"(,"MaTTHC":"1.012765","TenTTHC":"Đăng ký biến động","ChuHoSo":"Rơ Châm H’Hoa","LoaiDoiTuong":"1",)"
        R"("MaDoiTuong":"064179000001","SoDienThoai":"0905 123 418","NgayHenTra":"20261209170000",)"
        R"("DonViXuLy":"Văn phòng đăng ký đất đai","Email":"","GhiChu":null)"
    );
    EXPECT_EQ(event.code.text, "H21.12.34-261124-0007");
    EXPECT_EQ(event.agency_id, "H21.12.34");
    EXPECT_EQ(event.owner_name, "Rơ Châm H’Hoa");
    EXPECT_EQ(event.owner_identity, "064179000001");
    EXPECT_EQ(event.phones.at(0).digits, "84905123418");
    EXPECT_EQ(event.state, DossierState::accepted);
    EXPECT_EQ(event.occurred_at, *parse_iso("2026-11-24T08:00:00+07:00"));
    EXPECT_EQ(event.due_at, parse_iso("2026-12-09T17:00:00+07:00"));
    EXPECT_EQ(event.telling, Telling::step);
}

TEST(NationalItem, TheSameHappeningHasTheSameIdAndAnotherAnother)
{
    const auto first = dossier(R"(,"TenTTHC":"một tên")");
    EXPECT_EQ(first.event_id, dossier(R"(,"TenTTHC":"tên khác")").event_id);
    EXPECT_NE(first.event_id, dossier(R"(,"NgayKetThucXuLy":"20261124100000")", "9").event_id);
    EXPECT_NE(first.event_id, dossier(R"(,"NgayTiepNhan":"20261124080001")").event_id);
}

TEST(NationalItem, ADossierTakenUpAgainAfterASupplementIsNoOldReceipt)
{
    const auto waiting = dossier(
        R"(,"DanhSachHoSoBoSung":[{"NgayBoSung":"20261124100000","NoiDungBoSung":"thiếu bản chính"}])",
        "5"
    );
    EXPECT_EQ(waiting.occurred_at, *parse_iso("2026-11-24T10:00:00+07:00"));
    EXPECT_EQ(waiting.detail.reason, "thiếu bản chính");
    EXPECT_EQ(waiting.telling, Telling::step);
    // Accepted again, at a time it does not say: after the request, and no repeat of the receipt.
    const auto again = dossier(R"(,"DanhSachHoSoBoSung":[{"NgayBoSung":"20261124100000"}])", "2");
    EXPECT_EQ(again.telling, Telling::standing);
    EXPECT_EQ(again.occurred_at, *parse_iso("2026-11-24T10:00:00+07:00"));
    const auto said = dossier(
        R"(,"DanhSachHoSoBoSung":[{"NgayBoSung":"20261124100000","NgayTiepNhanBoSung":"20261125080000"}])",
        "2"
    );
    EXPECT_EQ(said.telling, Telling::step);
    EXPECT_EQ(said.occurred_at, *parse_iso("2026-11-25T08:00:00+07:00"));
}

TEST(NationalItem, TheNewestRequestIsTheOneThatCounts)
{
    const auto event = dossier(
        R"(,"DanhSachHoSoBoSung":[{"NgayBoSung":"20261124160000","NoiDungBoSung":"hai","DanhSachGiayToBoSung":"Giấy B"},)"
        R"({"NgayBoSung":"20261124100000","NoiDungBoSung":"một","DanhSachGiayToBoSung":"Giấy A"}])",
        "5"
    );
    EXPECT_EQ(event.detail.reason, "hai");
    EXPECT_THAT(event.detail.papers, ElementsAre("Giấy B"));
}

TEST(NationalItem, FeesAreSummedOnlyWhereTheyAreToBePaid)
{
    const std::string fees =
        R"(,"DanhSachLePhi":[{"TenPhiLePhi":"Lệ phí","Gia":"150000"},{"Gia":50000},{"Gia":""}])";
    EXPECT_EQ(dossier(fees, "6").detail.amount, Money{200'000});
    EXPECT_EQ(dossier(fees, "2").detail.amount, std::nullopt);
    EXPECT_EQ(dossier(fees, "6").telling, Telling::standing); // since when, it does not say
}

TEST(NationalItem, APlannedEndAheadOfNowIsNoTime)
{
    const auto event = dossier(R"(,"NgayKetThucXuLy":"20270101080000","NgayTra":"20270101080000")");
    EXPECT_EQ(event.occurred_at, *parse_iso("2026-11-24T08:00:00+07:00"));
    EXPECT_EQ(event.telling, Telling::step);
}

TEST(NationalItem, AStepIsKnownByCodeTimeStateAndSection)
{
    const std::string step =
        R"({"MaHoSo":"H21.12.34-261124-0007","NguoiXuLy":"Nguyễn Văn An","ChucDanh":"Chuyên viên",)"
        R"("ThoiDiemXuLy":"20261124093000","PhongBanXuLy":"Phòng Đăng ký","NoiDungXuLy":"Thẩm định",)"
        R"("TrangThai":)";
    const auto event = read(NationalService::progress, step + "4}");
    ASSERT_TRUE(event);
    EXPECT_EQ(event->detail.handler, "Phòng Đăng ký");
    EXPECT_EQ(event->telling, Telling::step);
    EXPECT_EQ(event->event_id, read(NationalService::progress, step + "\"4\"}")->event_id);
    EXPECT_NE(event->event_id, read(NationalService::progress, step + "5}")->event_id);
}

TEST(NationalItem, WrongFieldsAreNamed)
{
    const auto wrong = read(
        NationalService::dossier,
        R"({"MaHoSo":"x","NgayTiepNhan":"24/11/2026","DanhSachLePhi":[{"Gia":"abc"}],"DanhSachHoSoBoSung":"x"})"
    );
    ASSERT_FALSE(wrong);
    std::vector<std::string> fields;
    for (const auto& error : wrong.error()) fields.push_back(error.field);
    EXPECT_THAT(
        fields, ElementsAre(
                    "/data/0/MaHoSo", "/data/0/TrangThaiHoSo", "/data/0/NgayTiepNhan",
                    "/data/0/DanhSachHoSoBoSung", "/data/0/DanhSachLePhi/0/Gia"
                )
    );
    const auto late = read(
        NationalService::progress,
        R"({"MaHoSo":"H21.12.34-261124-0007","TrangThai":4,"ThoiDiemXuLy":"20261125100000"})"
    );
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().front().field, "/data/0/ThoiDiemXuLy");
}

} // namespace
} // namespace tnung::gateway
