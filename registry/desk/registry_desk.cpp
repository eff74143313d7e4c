#include "registry/desk/registry_desk.hpp"

#include "foundation/http/multipart.hpp"
#include "foundation/returned/paper_fault.hpp"
#include "foundation/text/time_text.hpp"
#include "registry/vault/reader_rights.hpp"
#include "registry/vault/stand_in.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::registry {

using namespace html;
using Markup = html::Node;

namespace {

constexpr std::size_t screen_bytes_max = 1u << 20;
constexpr std::size_t form_bytes_max = 1u << 16; ///< beside the files that it sends
/// A phone at the edge of the network sends twenty megabytes in this time, or takes fewer photos.
constexpr std::chrono::minutes paper_upload_max{8};

std::string reason_place(const Filing& filing)
{
    return fmt::format("filing_step.reason:{}", filing.id.value);
}

/// What was done then; without content.
std::string_view step_text(const FilingStep& step)
{
    if (step.state == FilingState::listed) return "Đưa vào danh sách";
    return filing_state_text(step.state);
}

html::Node moved_line(const Assets& assets, const filing_store::UnitBefore& before)
{
    return li(
        {span({cls("dot"), desk_icon(assets, "landmark")}),
         p({strong({fmt::format("Chuyển về từ {}", before.agency_name)})}),
         p({cls("small muted"),
            fmt::format(
                "{}, {}, {}", text::weekday_date(day_of(before.until)), clock_text(before.until),
                before.document.empty() ? "cùng người kê khai" : before.document
            )})}
    );
}

std::string_view role_text(std::string_view role)
{
    if (role == role::declarant) return "Người kê khai";
    if (role == role::personnel) return "Bộ phận tổ chức cán bộ";
    if (role == role::inspector) return "Thanh tra tỉnh";
    if (role == role::head) return "Lãnh đạo Thanh tra tỉnh";
    if (role == role::home_affairs) return "Sở Nội vụ";
    if (role == role::auditor) return "Giám sát an ninh";
    if (role == role::administrator) return "Quản trị";
    return role;
}

constexpr std::size_t sign_in_bytes_max = 4096;

} // namespace

RegistryDesk::RegistryDesk(DeskParts parts)
    : parts_(std::move(parts)),
      sign_in_(
          parts_.pool, parts_.clock, parts_.assets, parts_.authority,
          {.root = "",
           .cookie = "ke-khai",
           .title = "Đăng nhập kê khai tài sản, thu nhập",
           .help = "Quên mật khẩu hoặc mất điện thoại: hỏi bộ phận tổ chức cán bộ của cơ quan.",
           .form_key = parts_.form_key,
           .page_origin = parts_.page_origin}
      )
{
}

const std::vector<RegistryDesk::Guarded>& RegistryDesk::guarded()
{
    using http::Method;
    using namespace role;
    const std::vector<std::string_view> everybody(role::all.begin(), role::all.end());
    // Whoever is in an office declares, whatever else they do; whose account is nobody's sees none.
    const std::vector<std::string_view> own = {declarant, personnel, inspector, head, home_affairs};
    const std::vector<std::string_view> unit = {personnel};
    const std::vector<std::string_view> control = {inspector, head};
    const std::vector<std::string_view> decides = {head};
    const std::vector<std::string_view> readers = {personnel, inspector, head};
    const std::vector<std::string_view> watch = {inspector, head, home_affairs, administrator};
    const std::vector<std::string_view> organisation = {home_affairs};
    const std::vector<std::string_view> admin = {administrator};
    const std::vector<std::string_view> audit = {auditor};
    using Desk = RegistryDesk;
    using Kind = Guarded::Kind;
    static const std::vector<Guarded> all = {
        {{Method::get, "/", everybody}, &Desk::home},
        {{Method::post, "/ra", everybody}, &Desk::sign_out},
        {{Method::get, "/quy-che", everybody}, &Desk::usage_rules},
        {{Method::post, "/quy-che", everybody}, &Desk::acknowledge_rules},
        {{Method::get, "/ke-khai", own}, &Desk::my_filings},
        {{Method::post, "/ke-khai/bo-sung", own}, &Desk::begin_supplement},
        {{Method::get, "/ke-khai/{id}", own}, &Desk::my_filing},
        {{Method::post, "/ke-khai/{id}/bo", own}, &Desk::drop_supplement},
        {{Method::post, "/ke-khai/{id}/bat-dau", own}, &Desk::begin},
        {{Method::get, "/ke-khai/{id}/muc/{page}", own}, &Desk::form_screen},
        {{Method::post, "/ke-khai/{id}/muc/{page}", own}, &Desk::save_screen},
        {{Method::get, "/ke-khai/{id}/soat", own}, &Desk::check_screen},
        {{Method::post, "/ke-khai/{id}/nop", own}, &Desk::submit},
        {{Method::get, "/ke-khai/{id}/xem", own}, &Desk::own_paper},
        {{Method::get, "/ke-khai/{id}/ban-in", own}, &Desk::own_print, Kind::print},
        {{Method::post, "/ke-khai/{id}/ban-ky", own}, &Desk::upload_own_paper, Kind::files},
        {{Method::get, "/ke-khai/{id}/ban-ky/{so}", own}, &Desk::own_signed_paper},
        {{Method::post, "/ke-khai/{id}/ban-ky/{so}/go", own}, &Desk::withdraw_paper},
        {{Method::get, "/ke-khai/{id}/bien-nhan/{ma}", own}, &Desk::receipt, Kind::print},
        {{Method::get, "/ke-khai/{id}/bang-chung/{ma}", own}, &Desk::receipt_proof},
        {{Method::get, "/ke-khai/{id}/noi-dung/{ma}", own}, &Desk::receipt_content},
        {{Method::get, "/ban-in/{ma}", own}, &Desk::compare_print},
        {{Method::get, "/don-vi", unit}, &Desk::unit_filings},
        {{Method::post, "/don-vi/tiep-nhan", unit}, &Desk::take_over},
        {{Method::get, "/don-vi/so", unit}, &Desk::unit_book},
        {{Method::get, "/don-vi/so/tai-ve", unit}, &Desk::unit_book_sheet},
        {{Method::get, "/don-vi/nguoi", unit}, &Desk::people},
        {{Method::post, "/don-vi/nguoi", unit}, &Desk::add_person},
        {{Method::get, "/don-vi/nguoi/{id}", unit}, &Desk::person},
        {{Method::post, "/don-vi/nguoi/{id}/sua", unit}, &Desk::change_person},
        {{Method::post, "/don-vi/nguoi/{id}/them", unit}, &Desk::add_filing},
        {{Method::post, "/don-vi/khac-biet/{id}", unit}, &Desk::decide_difference},
        {{Method::get, "/don-vi/phu-trach", unit}, &Desk::officers},
        {{Method::post, "/don-vi/phu-trach", unit}, &Desk::name_stand_in},
        {{Method::post, "/don-vi/phu-trach/{id}", unit}, &Desk::end_stand_in},
        {{Method::get, "/don-vi/danh-sach", unit}, &Desk::declarant_list},
        {{Method::get, "/don-vi/danh-sach/tai-ve", unit}, &Desk::declarant_list_sheet},
        {{Method::post, "/don-vi/danh-sach/them", unit}, &Desk::put_on_list},
        {{Method::post, "/don-vi/danh-sach/duyet", unit}, &Desk::approve_list},
        {{Method::post, "/don-vi/danh-sach/mo-lai", unit}, &Desk::reopen_list},
        {{Method::post, "/don-vi/danh-sach/thong-bao", unit}, &Desk::invite},
        {{Method::get, "/don-vi/danh-sach/thong-bao/{id}", unit},
         &Desk::invitation_paper,
         Kind::print},
        {{Method::get, "/don-vi/don-doc", unit}, &Desk::reminders},
        {{Method::post, "/don-vi/don-doc", unit}, &Desk::remind},
        {{Method::get, "/don-vi/don-doc/{id}", unit}, &Desk::reminder_paper, Kind::print},
        {{Method::post, "/don-vi/nguoi/{id}/kiem-soat", unit}, &Desk::set_control_body},
        {{Method::get, "/don-vi/ban-giao", unit}, &Desk::handovers},
        {{Method::post, "/don-vi/ban-giao", unit}, &Desk::hand_over},
        {{Method::get, "/don-vi/ban-giao/{id}", unit}, &Desk::handover_minutes, Kind::print},
        {{Method::get, "/don-vi/cong-khai", unit}, &Desk::publications},
        {{Method::post, "/don-vi/cong-khai", unit}, &Desk::begin_publication},
        {{Method::get, "/don-vi/cong-khai/{id}", unit}, &Desk::publication_page},
        {{Method::get, "/don-vi/cong-khai/{id}/bien-ban", unit},
         &Desk::publication_minutes,
         Kind::print},
        {{Method::post, "/don-vi/cong-khai/{id}/ket-thuc", unit}, &Desk::end_publication},
        {{Method::post, "/don-vi/cong-khai/{id}/bo", unit}, &Desk::withdraw_publication},
        {{Method::get, "/don-vi/{id}", unit}, &Desk::unit_filing_page},
        {{Method::post, "/don-vi/{id}/doc", unit}, &Desk::unit_read, Kind::read},
        {{Method::post, "/don-vi/{id}/tu-choi", unit}, &Desk::recuse},
        {{Method::post, "/don-vi/{id}/go-tu-choi", unit}, &Desk::lift_recusal},
        {{Method::post, "/don-vi/{id}/bo-khoi-danh-sach", unit}, &Desk::strike},
        {{Method::post, "/don-vi/{id}/dua-lai", unit}, &Desk::put_back},
        {{Method::post, "/don-vi/{id}/ban-ky", unit}, &Desk::upload_unit_paper, Kind::files},
        {{Method::post, "/don-vi/{id}/ban-ky/{so}/go", unit}, &Desk::withdraw_paper},
        {{Method::post, "/don-vi/{id}/tra-lai", unit}, &Desk::give_back},
        {{Method::post, "/don-vi/{id}/tiep-nhan", unit}, &Desk::receive},
        {{Method::get, "/thanh-tra", control}, &Desk::inspector_filings},
        {{Method::get, "/thanh-tra/ban-giao", control}, &Desk::handovers_taken},
        {{Method::get, "/thanh-tra/ban-giao/{id}", control}, &Desk::handover_minutes, Kind::print},
        {{Method::get, "/thanh-tra/cung-cap", control}, &Desk::provisions},
        {{Method::post, "/thanh-tra/cung-cap", control}, &Desk::make_provision},
        {{Method::get, "/thanh-tra/cung-cap/tai-ve", control}, &Desk::provision_sheet},
        {{Method::get, "/thanh-tra/cung-cap/{id}", control}, &Desk::provision_page},
        {{Method::post, "/thanh-tra/cung-cap/{id}/them", control}, &Desk::put_into_provision},
        {{Method::post, "/thanh-tra/cung-cap/{id}/bo", control}, &Desk::take_out_of_provision},
        {{Method::post, "/thanh-tra/cung-cap/{id}/quyet-dinh", decides}, &Desk::decide_provision},
        {{Method::post, "/thanh-tra/cung-cap/{id}/ban-sao", control}, &Desk::provision_copy},
        {{Method::post, "/thanh-tra/cung-cap/{id}/tra-loi", control}, &Desk::answer_provision},
        {{Method::get, "/thanh-tra/huy", control}, &Desk::erasures},
        {{Method::post, "/thanh-tra/huy", control}, &Desk::make_erasure},
        {{Method::get, "/thanh-tra/huy/{id}", control}, &Desk::erasure_page},
        {{Method::get, "/thanh-tra/huy/{id}/tai-ve", control}, &Desk::erasure_sheet},
        {{Method::post, "/thanh-tra/huy/{id}/quyet-dinh", decides}, &Desk::decide_erasure},
        {{Method::get, "/thanh-tra/{id}", control}, &Desk::inspector_filing_page},
        {{Method::post, "/thanh-tra/{id}/doc", control}, &Desk::inspector_read, Kind::read},
        {{Method::post, "/thanh-tra/{id}/tu-choi", control}, &Desk::recuse},
        {{Method::post, "/thanh-tra/{id}/go-tu-choi", control}, &Desk::lift_recusal},
        {{Method::get, "/doc-them", readers}, &Desk::permits},
        {{Method::post, "/doc-them", readers}, &Desk::ask_permit},
        {{Method::post, "/doc-them/{id}", readers}, &Desk::decide_permit},
        {{Method::get, "/dot-ke-khai", watch}, &Desk::campaigns},
        {{Method::get, "/dot-ke-khai/tai-ve", watch}, &Desk::campaign_sheet},
        {{Method::post, "/dot-ke-khai", admin}, &Desk::open_campaign},
        {{Method::get, "/co-quan", watch}, &Desk::agencies},
        {{Method::post, "/co-quan", organisation}, &Desk::add_agency},
        {{Method::get, "/co-quan/tai-ve", watch}, &Desk::agency_sheet},
        {{Method::get, "/co-quan/mot", watch}, &Desk::agency_page},
        {{Method::post, "/co-quan/sua", organisation}, &Desk::change_agency},
        {{Method::post, "/co-quan/ket-thuc", organisation}, &Desk::end_agency},
        {{Method::post, "/co-quan/tiep-nhan", organisation}, &Desk::name_successor},
        {{Method::get, "/nhat-ky", audit}, &Desk::log},
        {{Method::get, "/nhat-ky/canh-bao", audit}, &Desk::alarms},
        {{Method::post, "/nhat-ky/canh-bao/{id}", audit}, &Desk::look_at_alarm},
        {{Method::get, "/nhat-ky/kiem-tra/checkpoint", audit}, &Desk::log_checkpoint},
        {{Method::get, "/nhat-ky/lam-chung", audit}, &Desk::log_cosigned},
        {{Method::get, "/nhat-ky/kiem-tra/tile/{path...}", audit}, &Desk::log_tile},
    };
    return all;
}

std::vector<http::Route> RegistryDesk::routes()
{
    using http::Method;
    std::vector<http::Route> routes = {
        {Method::get, "/vao", "desk", [this](const auto&) { return sign_in_.page(); }},
        {.method = Method::post,
         .pattern = "/vao",
         .lane = "sign-in",
         .handler = [this](const auto& r) { return sign_in_.sign_in(r); },
         .body_bytes_max = sign_in_bytes_max,
         .lane_of = [this](const auto& r) { return sign_in_.lane_of(r); }}};
    for (const auto& one : guarded())
        routes.push_back(one.kind == Guarded::Kind::files ? taking_files(one) : screen(one));
    return routes;
}

http::Route RegistryDesk::screen(const Guarded& one)
{
    http::Route route{
        .method = one.route.method,
        .pattern = one.route.pattern,
        .lane = one.kind == Guarded::Kind::print ? "prints" : "desk",
        .handler = [this, &one](const auto& r) { return answer(one, r); },
        .body_bytes_max = screen_bytes_max,
        .holder = [this](const auto& r) { return sign_in_.session_of(r); }};
    if (one.kind == Guarded::Kind::read)
        route.lane_of = [](const http::Request& request) -> std::string {
            return request.field("dang") == "pdf" ? "prints" : "desk";
        };
    return route;
}

http::Route RegistryDesk::taking_files(const Guarded& one)
{
    return {
        .method = one.route.method,
        .pattern = one.route.pattern,
        .lane = "papers",
        .handler =
            [this, &one](const http::Request& request) {
                auto form = http::unfolded(request);
                return form ? answer(one, *form) : http::text_response(400, "");
            },
        .body_bytes_max = returned::paper_bytes_max + form_bytes_max,
        .body_max = paper_upload_max,
        // The address says that it comes from a page of ours, before twenty megabytes are taken.
        .admit = [this](const http::Request& request) { return sign_in_.address_refusal(request); },
        .holder = [this](const http::Request& request) { return sign_in_.session_of(request); }};
}

std::vector<DeskRoute> RegistryDesk::access()
{
    std::vector<DeskRoute> all = {
        {http::Method::get, "/vao", {}}, {http::Method::post, "/vao", {}}};
    for (const auto& one : guarded()) all.push_back(one.route);
    return all;
}

std::vector<RailEntry> RegistryDesk::rail_of(const Staff& staff, bool declares)
{
    std::vector<RailEntry> rail;
    if (declares) rail.push_back({"/ke-khai", "pen-line", "Kê khai của tôi"});
    if (staff.role == role::personnel) {
        rail.push_back({"/don-vi", "inbox", "Bản của đơn vị"});
        rail.push_back({"/don-vi/nguoi", "users", "Người kê khai"});
        rail.push_back({"/don-vi/danh-sach", "stamp", "Danh sách"});
        rail.push_back({"/don-vi/so", "list-checks", "Sổ theo dõi"});
        rail.push_back({"/don-vi/don-doc", "bell", "Đôn đốc"});
        rail.push_back({"/don-vi/ban-giao", "package-check", "Bàn giao"});
        rail.push_back({"/don-vi/cong-khai", "megaphone", "Công khai"});
        rail.push_back({"/don-vi/phu-trach", "user", "Người phụ trách"});
    }
    if (of_control_body(staff)) {
        rail.push_back({"/thanh-tra", "search", "Bản đã bàn giao"});
        rail.push_back({"/thanh-tra/ban-giao", "package-check", "Giao nhận"});
        rail.push_back({"/thanh-tra/cung-cap", "share", "Cung cấp thông tin"});
        rail.push_back({"/thanh-tra/huy", "trash", "Hết thời hạn lưu"});
    }
    if (of_control_body(staff) || staff.role == role::home_affairs ||
        staff.role == role::administrator) {
        rail.push_back({"/dot-ke-khai", "calendar-days", "Đợt kê khai"});
        rail.push_back({"/co-quan", "landmark", "Cơ quan"});
    }
    if (staff.role == role::auditor) {
        rail.push_back({"/nhat-ky", "shield-check", "Nhật ký"});
        rail.push_back({"/nhat-ky/canh-bao", "bell", "Cảnh báo"});
    }
    return rail;
}

http::Response RegistryDesk::answer(const Guarded& one, const http::Request& request)
{
    const auto now = parts_.clock.now();
    auto tx = parts_.pool.begin();
    auto guest = sign_in_.who(tx, request, now);
    if (!guest) {
        tx.commit();
        return sign_in_.turned_away(request);
    }
    const auto own_role = guest->staff.role;
    guest->staff = stand_in_store::acting(tx, std::move(guest->staff), day_of(now));
    const auto me = people_store::of_staff(tx, guest->staff.id);
    const auto& unit = guest->staff.unit_code;
    filing_store::enter(tx, {guest->staff.role, unit.value_or(""), me ? me->id : Id<Declarant>{}});
    const Seat seat{
        .staff = guest->staff,
        .unit_name = unit ? people_store::agency_name(tx, *unit) : "Toàn tỉnh",
        .form_token = guest->form_token,
        .now = now,
        .root = "",
        .rail = rail_of(guest->staff, me.has_value())};
    const auto session = sign_in_.session_of(request);
    const bool fits = one.route.method != http::Method::post || sign_in_.form_is_ours(request);
    const Asked asked{request, tx, seat, session, me, fits, seat.staff.role != own_role};
    const auto& roles = one.route.roles;
    if (std::find(roles.begin(), roles.end(), seat.staff.role) == roles.end()) {
        note(asked, "desk.denied", {}, {{"route", one.route.pattern}});
        tx.commit();
        return sorry(
            asked, 403, "Trang này không dành cho vai trò của anh (chị)",
            "Lần mở này đã được ghi vào nhật ký."
        );
    }
    // What was typed on a screen before the session ended is shown again; nothing is written.
    const bool shown_again =
        one.page == &RegistryDesk::save_screen && sign_in_.comes_from_us(request);
    if (!fits && !shown_again)
        return sorry(
            asked, 403, "Biểu mẫu này đã cũ",
            "Trang đã mở từ lần đăng nhập trước, hoặc không gửi từ trang của chúng tôi. Bấm quay "
            "lại, tải lại trang rồi gửi lại: những gì đã gõ vẫn còn ở trang đó."
        );
    // Whatever was typed on a screen is taken first.
    const bool before_anything =
        one.page != &RegistryDesk::usage_rules && one.page != &RegistryDesk::acknowledge_rules &&
        one.page != &RegistryDesk::sign_out && one.page != &RegistryDesk::save_screen;
    if (before_anything && must_acknowledge(asked)) {
        tx.commit();
        return http::see_other("/quy-che");
    }
    if (one.page == &RegistryDesk::sign_out) {
        tx.commit(); // the session's row is free for who ends it
        return sign_out(asked);
    }
    try {
        auto response = (this->*one.page)(asked);
        tx.commit(); // the act and its entry in the log, or neither
        return response;
    } catch (const Unopened& unopened) {
        return vault_said(asked, unopened.why);
    } catch (const VaultAway&) {
        return sorry(
            asked, 503, "Kho lưu giữ đang khởi động lại",
            "Chờ vài giây rồi tải lại trang. Những gì đã lưu vẫn còn."
        );
    }
}

http::Response RegistryDesk::page(
    const Asked& asked, std::string title, std::string here, html::Node content, int status
) const
{
    const auto who =
        p({cls("grow small"), strong({asked.seat.unit_name}), " · ",
           std::string(role_text(asked.seat.staff.role)) + (asked.stands_in ? " (thay)" : "")});
    return framed_response(
        parts_.assets, asked.seat,
        {.title = std::move(title),
         .here = std::move(here),
         .typed = "",
         .content = std::move(content),
         .status = status},
        who
    );
}

http::Response
RegistryDesk::sorry(const Asked& asked, int status, std::string heading, std::string sentence) const
{
    auto content = section(
        {cls("stack card"), h1({heading}), p({std::move(sentence)}),
         p({a({cls("btn plain"), attr("href", "/"), "Về trang đầu"})})}
    );
    return page(asked, std::move(heading), "", std::move(content), status);
}

http::Response RegistryDesk::vault_said(const Asked& asked, VaultRefusal refusal) const
{
    switch (refusal) {
    case VaultRefusal::signed_out: return sign_in_.turned_away(asked.request);
    case VaultRefusal::denied:
        return sorry(
            asked, 403, "Bản kê khai này không mở cho anh (chị)",
            "Kho lưu giữ chỉ mở cho người kê khai, bộ phận tổ chức cán bộ của đơn vị trước khi bàn "
            "giao, và Thanh tra tỉnh sau khi bàn giao. Lần mở này đã được ghi vào nhật ký."
        );
    case VaultRefusal::too_often:
        return sorry(
            asked, 429, "Anh (chị) đã mở quá nhiều bản kê khai trong một phút",
            "Chờ một phút rồi mở tiếp. Việc này đã được ghi vào nhật ký."
        );
    case VaultRefusal::day_used_up:
        return show_permits(
            asked,
            "Hôm nay anh (chị) đã đọc hết mức của một ngày; việc này đã được ghi vào nhật ký. "
            "Cần đọc thêm thì xin dưới đây: đồng nghiệp đồng ý là đọc tiếp được; đơn vị chỉ có "
            "mình anh (chị) thì Thanh tra tỉnh xem xét."
        );
    case VaultRefusal::recused:
        return sorry(
            asked, 403, "Anh (chị) đã từ chối đọc bản của người này",
            "Kho lưu giữ không mở; đồng nghiệp khác đọc. Lần mở này đã được ghi vào nhật ký."
        );
    case VaultRefusal::tampered:
        return sorry(
            asked, 500, "Bản kê khai này không còn nguyên vẹn",
            "Những gì lưu trong kho khác với khi được niêm phong, nên không hiển thị. Việc này đã "
            "được báo vào nhật ký; hãy báo người quản trị của tỉnh."
        );
    case VaultRefusal::destroyed:
        return sorry(
            asked, 410, "Bản kê khai này đã được hủy", "Đã hết thời hạn lưu giữ theo quy định."
        );
    case VaultRefusal::settled:
        return sorry(
            asked, 409, "Bản này đã được chốt để nộp",
            "Không sửa được nữa. Nếu chưa thấy biên nhận, mở lại trang soát và bấm nộp lần nữa."
        );
    default:
        return sorry(
            asked, 503, "Chưa mở được bản kê khai",
            "Tải lại trang. Nếu vẫn vậy, báo người quản trị của tỉnh; những gì đã lưu vẫn còn."
        );
    }
}

std::int64_t
RegistryDesk::note(const Asked& asked, std::string act, Id<Filing> filing, json::Object more)
{
    return audit::append(
        asked.tx,
        {.act = std::move(act),
         .actor = fmt::format("staff:{}", asked.seat.staff.id.value),
         .subject = filing ? fmt::format("filing:{}", filing.value) : "desk",
         .note = std::move(more)},
        asked.seat.now
    );
}

const Form& RegistryDesk::form_of(const Filing& filing) const
{
    const auto* form = parts_.forms.find(filing.form);
    if (!form) throw std::runtime_error("a filing is on a form that the program lacks");
    return *form;
}

std::string RegistryDesk::time_left(Day due, Instant now) const
{
    const auto today = day_of(now);
    if (due < today)
        return fmt::format("trễ {} ngày làm việc", -parts_.calendar.between(today, due));
    const auto left = parts_.calendar.between(today, due);
    const auto unconfirmed = parts_.calendar.unconfirmed_in(today, due);
    return (left == 0 ? "hạn là hôm nay" : fmt::format("còn {} ngày làm việc", left)) +
           (unconfirmed ? fmt::format(" (lịch nghỉ {} chưa công bố)", *unconfirmed) : "");
}

std::string RegistryDesk::unit_name_on(const Asked& asked, const std::string& unit_code, Instant at)
{
    return agency_store::name_on(asked.tx, unit_code, day_of(at));
}

std::string RegistryDesk::sealed_reason(const Filing& filing, const std::string& reason) const
{
    return parts_.reason_sealer.seal(reason, reason_place(filing));
}

html::Node RegistryDesk::history(const Asked& asked, const Filing& filing, bool own) const
{
    std::vector<Markup> lines;
    const auto units = filing_store::units_before(asked.tx, filing.id);
    auto unit = units.begin();
    const auto moved_before = [&](Instant at) {
        for (; unit != units.end() && unit->until <= at; ++unit)
            lines.push_back(moved_line(parts_.assets, *unit));
    };
    for (const auto& step : filing_store::steps(asked.tx, filing.id)) {
        moved_before(step.at);
        std::vector<Markup> more;
        if (!step.reason.empty()) {
            const auto reason = parts_.reason_sealer.open(step.reason, reason_place(filing));
            more.push_back(p({strong({"Lý do: "}), reason ? *reason : "không đọc được"}));
        }
        if (!step.receipt_code.empty())
            more.push_back(p({"Mã biên nhận ", span({cls("code"), step.receipt_code})}));
        if (!step.receipt_code.empty() && own) {
            const auto take = [&](const char* what, const char* words) {
                return a(
                    {attr(
                         "href",
                         fmt::format("/ke-khai/{}/{}/{}", filing.id.value, what, step.receipt_code)
                     ),
                     desk_icon(parts_.assets, "download"), words}
                );
            };
            more.push_back(
                p({cls("row"), take("bien-nhan", " Biên nhận (PDF)"),
                   take("bang-chung", " Bằng chứng kèm biên nhận"),
                   take("noi-dung", " Nội dung mà biên nhận nói đến (JSON)")})
            );
        }
        lines.push_back(
            li({span({cls("dot"), desk_icon(parts_.assets, "check")}),
                p({strong({std::string(step_text(step))})}),
                p({cls("small muted"), fmt::format(
                                           "{}, {}, {}", text::weekday_date(day_of(step.at)),
                                           clock_text(step.at), step.by
                                       )}),
                more})
        );
    }
    moved_before(Instant::max());
    if (lines.empty()) return p({cls("muted"), "Chưa có bước nào."});
    return ol({cls("timeline"), lines});
}

} // namespace tnung::registry
