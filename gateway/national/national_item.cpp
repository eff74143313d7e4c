#include "gateway/national/national_item.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace tnung::gateway {

namespace {

constexpr std::size_t code_max = 64;
constexpr std::size_t name_max = 200;
constexpr std::size_t procedure_name_max = 500;
constexpr std::size_t remark_max = 2000;
constexpr std::size_t nested_max = 200;
constexpr std::int64_t amount_max = 1'000'000'000'000;

constexpr std::array<std::pair<std::string_view, NationalService>, 2> services = {{
    {"DongBoHoSoMC", NationalService::dossier},
    {"CapNhatTienDoHoSoMC", NationalService::progress},
}};

/// Systems write numbers as texts and nothing as an empty text; both are taken.
class Fields {
public:
    Fields(const json::Value& item, std::string path)
        : object_(item.if_object()), reader_(item, std::move(path))
    {
    }

    json::Reader& reader() { return reader_; }

    std::string text(std::string_view name, std::size_t length_max)
    {
        const auto* value = find(name);
        if (!value) return "";
        if (const auto number = json::whole_number(*value)) return fmt::format("{}", *number);
        return reader_.optional_text(name, length_max).value_or("");
    }
    std::optional<Instant> instant(std::string_view name)
    {
        return find(name) ? reader_.optional_instant(name) : std::nullopt;
    }
    std::optional<Instant> due(std::string_view name)
    {
        return find(name) ? reader_.optional_due(name) : std::nullopt;
    }
    std::optional<std::int64_t> whole(std::string_view name, std::int64_t max)
    {
        const auto written = text(name, code_max);
        if (written.empty()) return std::nullopt;
        const auto number = parse_integer(written);
        if (number && *number >= 0 && *number <= max) return number;
        reader_.wrong(name, fmt::format("a whole number from 0 to {}", max));
        return std::nullopt;
    }
    const json::Array* list(std::string_view name)
    {
        return find(name) ? reader_.optional_array(name, nested_max) : nullptr;
    }

private:
    /// Nothing where it is missing, null or an empty text.
    const json::Value* find(std::string_view name) const
    {
        const auto* value = object_ ? object_->if_contains(name) : nullptr;
        const bool blank =
            !value || value->is_null() || (value->is_string() && value->get_string().empty());
        return blank ? nullptr : value;
    }

    const json::Object* object_;
    json::Reader reader_;
};

void read_code(Fields& fields, DossierEvent& event, Day today)
{
    const auto code = parse_dossier_code(fields.text("MaHoSo", code_max), today);
    if (code)
        event.code = *code;
    else
        fields.reader().wrong("MaHoSo", "a dossier code such as H21.12.34-251027-0007");
}

void read_state(Fields& fields, DossierEvent& event, std::string_view name)
{
    event.raw_state = fields.text(name, name_max);
    if (event.raw_state.empty()) fields.reader().wrong(name, "a state from 1 to 10, or its label");
    event.state = parse_state(event.raw_state);
}

/// Number or tax code where it is one; `MaDoiTuong` may as well be the portal's own user id.
void read_owner(Fields& fields, DossierEvent& event)
{
    event.owner_name = fields.text("ChuHoSo", name_max);
    const auto kind = fields.text("LoaiDoiTuong", code_max);
    event.owner_kind = kind == "2" ? OwnerKind::business : OwnerKind::citizen;
    const auto id = fields.text("MaDoiTuong", code_max);
    const bool business = event.owner_kind == OwnerKind::business;
    if (is_digits(id) && (business ? id.size() == 10 || id.size() == 13 : id.size() == 12))
        event.owner_identity = id;
    event.phones = text::parse_phones(fields.text("SoDienThoai", name_max));
}

/// The times that a dossier names. forget_ahead() drops those in the future.
struct Times {
    std::optional<Instant> filed, received, supplement_asked, supplement_received, ended, given;

    /// Some systems write the planned end where the end belongs.
    void forget_ahead(Instant now)
    {
        for (auto* one :
             {&filed, &received, &supplement_asked, &supplement_received, &ended, &given})
            if (*one && **one > now + clock_skew_max) one->reset();
    }
    std::optional<Instant> latest() const
    {
        std::optional<Instant> latest;
        for (const auto& one :
             {filed, received, supplement_asked, supplement_received, ended, given})
            if (one && (!latest || *latest < *one)) latest = one;
        return latest;
    }
};

/// When the dossier came into that state, where it says so.
std::optional<Instant> began(const Times& times, std::optional<DossierState> state)
{
    if (!state) return std::nullopt;
    switch (*state) {
    case DossierState::registered: return times.filed;
    case DossierState::accepted:
        return times.supplement_received ? times.supplement_received : times.received;
    case DossierState::supplement_asked: return times.supplement_asked;
    case DossierState::result_ready:
    case DossierState::refused:
    case DossierState::stopped: return times.ended;
    case DossierState::result_given: return times.given;
    case DossierState::handling:
    case DossierState::payment_asked:
    case DossierState::withdrawal_asked: return std::nullopt;
    }
    std::abort();
}

void keep_later(std::optional<Instant>& kept, std::optional<Instant> other)
{
    if (other && (!kept || *kept < *other)) kept = other;
}

/// The newest request to supplement; what it asks for, and until when.
void read_supplements(Fields& fields, DossierEvent& event, Times& times)
{
    const auto* list = fields.list("DanhSachHoSoBoSung");
    if (!list) return;
    for (std::size_t i = 0; i < list->size(); ++i) {
        Fields one(
            (*list)[i], fmt::format("{}/{}", fields.reader().path_of("DanhSachHoSoBoSung"), i)
        );
        const auto asked = one.instant("NgayBoSung");
        keep_later(times.supplement_received, one.instant("NgayTiepNhanBoSung"));
        if (asked && (!times.supplement_asked || *times.supplement_asked <= *asked)) {
            times.supplement_asked = asked;
            event.detail.reason = one.text("NoiDungBoSung", remark_max);
            event.detail.papers.clear();
            const auto papers = one.text("DanhSachGiayToBoSung", remark_max);
            if (!papers.empty()) event.detail.papers.push_back(papers);
        }
        fields.reader().take_errors(one.reader());
    }
}

/// What is to be paid altogether, where the dossier waits for it.
void read_fees(Fields& fields, DossierEvent& event)
{
    const auto* list = fields.list("DanhSachLePhi");
    if (!list) return;
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < list->size(); ++i) {
        Fields one((*list)[i], fmt::format("{}/{}", fields.reader().path_of("DanhSachLePhi"), i));
        sum += one.whole("Gia", amount_max / std::int64_t(nested_max)).value_or(0);
        fields.reader().take_errors(one.reader());
    }
    if (event.state == DossierState::payment_asked && sum > 0) event.detail.amount = Money{sum};
}

std::string event_id(std::string_view shape, std::initializer_list<std::string> parts)
{
    std::string joined;
    for (const auto& part : parts) joined += fmt::format("{}:{}", part.size(), part);
    return fmt::format("{}-{}", shape, base64url_text(crypto::sha256(joined)));
}

DossierEvent read_dossier(Fields& fields, const json::Value& item, Instant now)
{
    DossierEvent event;
    read_code(fields, event, day_of(now));
    read_state(fields, event, "TrangThaiHoSo");
    event.procedure_code = fields.text("MaTTHC", code_max);
    event.procedure_name = fields.text("TenTTHC", procedure_name_max);
    event.agency_name = fields.text("DonViXuLy", name_max);
    event.detail.reason = fields.text("GhiChu", remark_max);
    read_owner(fields, event);
    Times times{
        .filed = fields.instant("NgayNopHoSo"),
        .received = fields.instant("NgayTiepNhan"),
        .supplement_asked = {},
        .supplement_received = {},
        .ended = fields.instant("NgayKetThucXuLy"),
        .given = fields.instant("NgayTra")};
    event.received_at = times.received;
    event.due_at = fields.due("NgayHenTra");
    read_supplements(fields, event, times);
    read_fees(fields, event);
    times.forget_ahead(now);
    const auto latest = times.latest();
    const auto since = began(times, event.state);
    // A time that others of the dossier are later than is that of an earlier turn of the same
    // state.
    const bool dated = since && since == latest;
    event.telling = dated ? Telling::step : Telling::standing;
    event.occurred_at = latest.value_or(now);
    // Sent again unchanged within the hour, it is the same telling; the hour, since a dossier may
    // come back to a state.
    event.event_id = event_id(
        "hs", {event.code.text, event.raw_state,
               dated ? iso_text(*since)
                     : iso_text(std::chrono::floor<std::chrono::hours>(now)) + json::text(item)}
    );
    return event;
}

DossierEvent read_progress(Fields& fields, Instant now)
{
    DossierEvent event;
    read_code(fields, event, day_of(now));
    read_state(fields, event, "TrangThai");
    event.telling = Telling::step;
    const auto at = fields.instant("ThoiDiemXuLy");
    if (!at && fields.reader().ok())
        fields.reader().wrong("ThoiDiemXuLy", "a time such as 20261124093000");
    if (at && *at > now + clock_skew_max)
        fields.reader().wrong("ThoiDiemXuLy", "a time that is not ahead of now");
    event.occurred_at = at.value_or(now);
    const auto section = fields.text("PhongBanXuLy", name_max);
    event.detail.handler = section;
    event.detail.reason = fields.text("NoiDungXuLy", remark_max);
    event.event_id =
        event_id("td", {event.code.text, iso_text(event.occurred_at), event.raw_state, section});
    return event;
}

} // namespace

std::optional<NationalService> parse_national_service(std::string_view name)
{
    for (const auto& [known, service] : services)
        if (known == name) return service;
    return std::nullopt;
}

std::string_view national_service_name(NationalService service)
{
    return services[std::size_t(service)].first;
}

Result<DossierEvent, std::vector<json::FieldError>> read_national_item(
    NationalService service, const json::Value& item, const std::string& path, Instant now
)
{
    Fields fields(item, path);
    auto event = service == NationalService::dossier ? read_dossier(fields, item, now)
                                                     : read_progress(fields, now);
    if (!fields.reader().ok()) return refuse(fields.reader().errors());
    event.agency_id = event.code.text.substr(0, event.code.text.find('-'));
    return event;
}

} // namespace tnung::gateway
