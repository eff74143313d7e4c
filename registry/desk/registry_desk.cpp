#include "registry/desk/registry_desk.hpp"

#include "foundation/returned/paper_fault.hpp"
#include "foundation/text/time_text.hpp"
#include "registry/vault/reader_rights.hpp"
#include "registry/vault/stand_in.hpp"

#include <fmt/format.h>

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
      ),
      door_(
          parts_.pool, parts_.clock, sign_in_, *this,
          {.pages = "desk",
           .prints = "prints",
           .files = "papers",
           .page_bytes_max = screen_bytes_max,
           .file_bytes_max = returned::paper_bytes_max + form_bytes_max,
           .file_time_max = paper_upload_max}
      )
{
    door_.add(table());
}

door::Routes<Asked> RegistryDesk::table()
{
    using door::Kind;
    using http::Method;
    using Desk = RegistryDesk;
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
    return {
        {{.method = Method::get, .pattern = "/", .roles = everybody}, door::at(this, &Desk::home)},
        {{.method = Method::post,
          .pattern = "/ra",
          .roles = everybody,
          .commits = door::Commits::before_answering,
          .before_duties = true},
         door::at(this, &Desk::sign_out)},
        {{.method = Method::get, .pattern = "/quy-che", .roles = everybody, .before_duties = true},
         door::at(this, &Desk::usage_rules)},
        {{.method = Method::post, .pattern = "/quy-che", .roles = everybody, .before_duties = true},
         door::at(this, &Desk::acknowledge_rules)},
        {{.method = Method::get, .pattern = "/ke-khai", .roles = own},
         door::at(this, &Desk::my_filings)},
        {{.method = Method::post, .pattern = "/ke-khai/bo-sung", .roles = own},
         door::at(this, &Desk::begin_supplement)},
        {{.method = Method::get, .pattern = "/ke-khai/{id}", .roles = own},
         door::at(this, &Desk::my_filing)},
        {{.method = Method::post, .pattern = "/ke-khai/{id}/bo", .roles = own},
         door::at(this, &Desk::drop_supplement)},
        {{.method = Method::post, .pattern = "/ke-khai/{id}/bat-dau", .roles = own},
         door::at(this, &Desk::begin)},
        {{.method = Method::get, .pattern = "/ke-khai/{id}/muc/{page}", .roles = own},
         door::at(this, &Desk::form_screen)},
        // What was typed on a screen is taken before anything else, as often as it is saved.
        {{.method = Method::post,
          .pattern = "/ke-khai/{id}/muc/{page}",
          .roles = own,
          .stale_form = door::StaleForm::shown_again,
          .before_duties = true,
          .repeatable = true},
         door::at(this, &Desk::save_screen)},
        {{.method = Method::get, .pattern = "/ke-khai/{id}/soat", .roles = own},
         door::at(this, &Desk::check_screen)},
        {{.method = Method::post, .pattern = "/ke-khai/{id}/nop", .roles = own},
         door::at(this, &Desk::submit)},
        {{.method = Method::get, .pattern = "/ke-khai/{id}/xem", .roles = own},
         door::at(this, &Desk::own_paper)},
        {{.method = Method::get,
          .pattern = "/ke-khai/{id}/ban-in",
          .roles = own,
          .kind = Kind::print},
         door::at(this, &Desk::own_print)},
        {{.method = Method::post,
          .pattern = "/ke-khai/{id}/ban-ky",
          .roles = own,
          .kind = Kind::files},
         door::at(this, &Desk::upload_own_paper)},
        {{.method = Method::get, .pattern = "/ke-khai/{id}/ban-ky/{so}", .roles = own},
         door::at(this, &Desk::own_signed_paper)},
        {{.method = Method::post, .pattern = "/ke-khai/{id}/ban-ky/{so}/go", .roles = own},
         door::at(this, &Desk::withdraw_paper)},
        {{.method = Method::get,
          .pattern = "/ke-khai/{id}/bien-nhan/{ma}",
          .roles = own,
          .kind = Kind::print},
         door::at(this, &Desk::receipt)},
        {{.method = Method::get, .pattern = "/ke-khai/{id}/bang-chung/{ma}", .roles = own},
         door::at(this, &Desk::receipt_proof)},
        {{.method = Method::get, .pattern = "/ke-khai/{id}/noi-dung/{ma}", .roles = own},
         door::at(this, &Desk::receipt_content)},
        {{.method = Method::get, .pattern = "/ban-in/{ma}", .roles = own},
         door::at(this, &Desk::compare_print)},
        {{.method = Method::get, .pattern = "/don-vi", .roles = unit},
         door::at(this, &Desk::unit_filings)},
        {{.method = Method::post, .pattern = "/don-vi/tiep-nhan", .roles = unit},
         door::at(this, &Desk::take_over)},
        {{.method = Method::get, .pattern = "/don-vi/so", .roles = unit},
         door::at(this, &Desk::unit_book)},
        {{.method = Method::get, .pattern = "/don-vi/so/tai-ve", .roles = unit},
         door::at(this, &Desk::unit_book_sheet)},
        {{.method = Method::get, .pattern = "/don-vi/nguoi", .roles = unit},
         door::at(this, &Desk::people)},
        {{.method = Method::post, .pattern = "/don-vi/nguoi", .roles = unit},
         door::at(this, &Desk::add_person)},
        {{.method = Method::get, .pattern = "/don-vi/nguoi/{id}", .roles = unit},
         door::at(this, &Desk::person)},
        {{.method = Method::post, .pattern = "/don-vi/nguoi/{id}/sua", .roles = unit},
         door::at(this, &Desk::change_person)},
        {{.method = Method::post, .pattern = "/don-vi/nguoi/{id}/them", .roles = unit},
         door::at(this, &Desk::add_filing)},
        {{.method = Method::post, .pattern = "/don-vi/khac-biet/{id}", .roles = unit},
         door::at(this, &Desk::decide_difference)},
        {{.method = Method::get, .pattern = "/don-vi/phu-trach", .roles = unit},
         door::at(this, &Desk::officers)},
        {{.method = Method::post, .pattern = "/don-vi/phu-trach", .roles = unit},
         door::at(this, &Desk::name_stand_in)},
        {{.method = Method::post, .pattern = "/don-vi/phu-trach/{id}", .roles = unit},
         door::at(this, &Desk::end_stand_in)},
        {{.method = Method::get, .pattern = "/don-vi/danh-sach", .roles = unit},
         door::at(this, &Desk::declarant_list)},
        {{.method = Method::get, .pattern = "/don-vi/danh-sach/tai-ve", .roles = unit},
         door::at(this, &Desk::declarant_list_sheet)},
        {{.method = Method::post, .pattern = "/don-vi/danh-sach/them", .roles = unit},
         door::at(this, &Desk::put_on_list)},
        {{.method = Method::post, .pattern = "/don-vi/danh-sach/duyet", .roles = unit},
         door::at(this, &Desk::approve_list)},
        {{.method = Method::post, .pattern = "/don-vi/danh-sach/mo-lai", .roles = unit},
         door::at(this, &Desk::reopen_list)},
        {{.method = Method::post, .pattern = "/don-vi/danh-sach/thong-bao", .roles = unit},
         door::at(this, &Desk::invite)},
        {{.method = Method::get,
          .pattern = "/don-vi/danh-sach/thong-bao/{id}",
          .roles = unit,
          .kind = Kind::print},
         door::at(this, &Desk::invitation_paper)},
        {{.method = Method::get, .pattern = "/don-vi/don-doc", .roles = unit},
         door::at(this, &Desk::reminders)},
        {{.method = Method::post, .pattern = "/don-vi/don-doc", .roles = unit},
         door::at(this, &Desk::remind)},
        {{.method = Method::get,
          .pattern = "/don-vi/don-doc/{id}",
          .roles = unit,
          .kind = Kind::print},
         door::at(this, &Desk::reminder_paper)},
        {{.method = Method::post, .pattern = "/don-vi/nguoi/{id}/kiem-soat", .roles = unit},
         door::at(this, &Desk::set_control_body)},
        {{.method = Method::get, .pattern = "/don-vi/ban-giao", .roles = unit},
         door::at(this, &Desk::handovers)},
        {{.method = Method::post, .pattern = "/don-vi/ban-giao", .roles = unit},
         door::at(this, &Desk::hand_over)},
        {{.method = Method::get,
          .pattern = "/don-vi/ban-giao/{id}",
          .roles = unit,
          .kind = Kind::print},
         door::at(this, &Desk::handover_minutes)},
        {{.method = Method::get, .pattern = "/don-vi/cong-khai", .roles = unit},
         door::at(this, &Desk::publications)},
        {{.method = Method::post, .pattern = "/don-vi/cong-khai", .roles = unit},
         door::at(this, &Desk::begin_publication)},
        {{.method = Method::get, .pattern = "/don-vi/cong-khai/{id}", .roles = unit},
         door::at(this, &Desk::publication_page)},
        {{.method = Method::get,
          .pattern = "/don-vi/cong-khai/{id}/bien-ban",
          .roles = unit,
          .kind = Kind::print},
         door::at(this, &Desk::publication_minutes)},
        {{.method = Method::post, .pattern = "/don-vi/cong-khai/{id}/ket-thuc", .roles = unit},
         door::at(this, &Desk::end_publication)},
        {{.method = Method::post, .pattern = "/don-vi/cong-khai/{id}/bo", .roles = unit},
         door::at(this, &Desk::withdraw_publication)},
        {{.method = Method::get, .pattern = "/don-vi/{id}", .roles = unit},
         door::at(this, &Desk::unit_filing_page)},
        {{.method = Method::post, .pattern = "/don-vi/{id}/doc", .roles = unit, .kind = Kind::read},
         door::at(this, &Desk::unit_read)},
        {{.method = Method::post, .pattern = "/don-vi/{id}/tu-choi", .roles = unit},
         door::at(this, &Desk::recuse)},
        {{.method = Method::post, .pattern = "/don-vi/{id}/go-tu-choi", .roles = unit},
         door::at(this, &Desk::lift_recusal)},
        {{.method = Method::post, .pattern = "/don-vi/{id}/bo-khoi-danh-sach", .roles = unit},
         door::at(this, &Desk::strike)},
        {{.method = Method::post, .pattern = "/don-vi/{id}/dua-lai", .roles = unit},
         door::at(this, &Desk::put_back)},
        {{.method = Method::post,
          .pattern = "/don-vi/{id}/ban-ky",
          .roles = unit,
          .kind = Kind::files},
         door::at(this, &Desk::upload_unit_paper)},
        {{.method = Method::post, .pattern = "/don-vi/{id}/ban-ky/{so}/go", .roles = unit},
         door::at(this, &Desk::withdraw_paper)},
        {{.method = Method::post, .pattern = "/don-vi/{id}/tra-lai", .roles = unit},
         door::at(this, &Desk::give_back)},
        {{.method = Method::post, .pattern = "/don-vi/{id}/tiep-nhan", .roles = unit},
         door::at(this, &Desk::receive)},
        {{.method = Method::get, .pattern = "/thanh-tra", .roles = control},
         door::at(this, &Desk::inspector_filings)},
        {{.method = Method::get, .pattern = "/thanh-tra/ban-giao", .roles = control},
         door::at(this, &Desk::handovers_taken)},
        {{.method = Method::get,
          .pattern = "/thanh-tra/ban-giao/{id}",
          .roles = control,
          .kind = Kind::print},
         door::at(this, &Desk::handover_minutes)},
        {{.method = Method::get, .pattern = "/thanh-tra/cung-cap", .roles = control},
         door::at(this, &Desk::provisions)},
        {{.method = Method::post, .pattern = "/thanh-tra/cung-cap", .roles = control},
         door::at(this, &Desk::make_provision)},
        {{.method = Method::get, .pattern = "/thanh-tra/cung-cap/tai-ve", .roles = control},
         door::at(this, &Desk::provision_sheet)},
        {{.method = Method::get, .pattern = "/thanh-tra/cung-cap/{id}", .roles = control},
         door::at(this, &Desk::provision_page)},
        {{.method = Method::post, .pattern = "/thanh-tra/cung-cap/{id}/them", .roles = control},
         door::at(this, &Desk::put_into_provision)},
        {{.method = Method::post, .pattern = "/thanh-tra/cung-cap/{id}/bo", .roles = control},
         door::at(this, &Desk::take_out_of_provision)},
        {{.method = Method::post,
          .pattern = "/thanh-tra/cung-cap/{id}/quyet-dinh",
          .roles = decides},
         door::at(this, &Desk::decide_provision)},
        {{.method = Method::post, .pattern = "/thanh-tra/cung-cap/{id}/ban-sao", .roles = control},
         door::at(this, &Desk::provision_copy)},
        {{.method = Method::post, .pattern = "/thanh-tra/cung-cap/{id}/tra-loi", .roles = control},
         door::at(this, &Desk::answer_provision)},
        {{.method = Method::get, .pattern = "/thanh-tra/huy", .roles = control},
         door::at(this, &Desk::erasures)},
        {{.method = Method::post, .pattern = "/thanh-tra/huy", .roles = control},
         door::at(this, &Desk::make_erasure)},
        {{.method = Method::get, .pattern = "/thanh-tra/huy/{id}", .roles = control},
         door::at(this, &Desk::erasure_page)},
        {{.method = Method::get, .pattern = "/thanh-tra/huy/{id}/tai-ve", .roles = control},
         door::at(this, &Desk::erasure_sheet)},
        {{.method = Method::post, .pattern = "/thanh-tra/huy/{id}/quyet-dinh", .roles = decides},
         door::at(this, &Desk::decide_erasure)},
        {{.method = Method::get, .pattern = "/thanh-tra/{id}", .roles = control},
         door::at(this, &Desk::inspector_filing_page)},
        {{.method = Method::post,
          .pattern = "/thanh-tra/{id}/doc",
          .roles = control,
          .kind = Kind::read},
         door::at(this, &Desk::inspector_read)},
        {{.method = Method::post, .pattern = "/thanh-tra/{id}/tu-choi", .roles = control},
         door::at(this, &Desk::recuse)},
        {{.method = Method::post, .pattern = "/thanh-tra/{id}/go-tu-choi", .roles = control},
         door::at(this, &Desk::lift_recusal)},
        {{.method = Method::get, .pattern = "/doc-them", .roles = readers},
         door::at(this, &Desk::permits)},
        {{.method = Method::post, .pattern = "/doc-them", .roles = readers},
         door::at(this, &Desk::ask_permit)},
        {{.method = Method::post, .pattern = "/doc-them/{id}", .roles = readers},
         door::at(this, &Desk::decide_permit)},
        {{.method = Method::get, .pattern = "/dot-ke-khai", .roles = watch},
         door::at(this, &Desk::campaigns)},
        {{.method = Method::get, .pattern = "/dot-ke-khai/tai-ve", .roles = watch},
         door::at(this, &Desk::campaign_sheet)},
        {{.method = Method::post, .pattern = "/dot-ke-khai", .roles = admin},
         door::at(this, &Desk::open_campaign)},
        {{.method = Method::get, .pattern = "/co-quan", .roles = watch},
         door::at(this, &Desk::agencies)},
        {{.method = Method::post, .pattern = "/co-quan", .roles = organisation},
         door::at(this, &Desk::add_agency)},
        {{.method = Method::get, .pattern = "/co-quan/tai-ve", .roles = watch},
         door::at(this, &Desk::agency_sheet)},
        {{.method = Method::get, .pattern = "/co-quan/mot", .roles = watch},
         door::at(this, &Desk::agency_page)},
        {{.method = Method::post, .pattern = "/co-quan/sua", .roles = organisation},
         door::at(this, &Desk::change_agency)},
        {{.method = Method::post, .pattern = "/co-quan/ket-thuc", .roles = organisation},
         door::at(this, &Desk::end_agency)},
        {{.method = Method::post, .pattern = "/co-quan/tiep-nhan", .roles = organisation},
         door::at(this, &Desk::name_successor)},
        {{.method = Method::get, .pattern = "/nhat-ky", .roles = audit},
         door::at(this, &Desk::log)},
        {{.method = Method::get, .pattern = "/nhat-ky/canh-bao", .roles = audit},
         door::at(this, &Desk::alarms)},
        {{.method = Method::post, .pattern = "/nhat-ky/canh-bao/{id}", .roles = audit},
         door::at(this, &Desk::look_at_alarm)},
        {{.method = Method::get, .pattern = "/nhat-ky/kiem-tra/checkpoint", .roles = audit},
         door::at(this, &Desk::log_checkpoint)},
        {{.method = Method::get, .pattern = "/nhat-ky/lam-chung", .roles = audit},
         door::at(this, &Desk::log_cosigned)},
        {{.method = Method::get, .pattern = "/nhat-ky/kiem-tra/tile/{path...}", .roles = audit},
         door::at(this, &Desk::log_tile)},
    };
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

http::Response RegistryDesk::receive(
    door::Arrival& arrival, const std::function<http::Response(const Asked&)>& go_on
)
{
    auto& tx = arrival.tx;
    const auto own_role = arrival.guest.staff.role;
    const auto staff =
        stand_in_store::acting(tx, std::move(arrival.guest.staff), day_of(arrival.now));
    const auto me = people_store::of_staff(tx, staff.id);
    const auto& unit = staff.unit_code;
    filing_store::enter(tx, {staff.role, unit.value_or(""), me ? me->id : Id<Declarant>{}});
    const Seat seat{
        .staff = staff,
        .roles = {staff.role},
        .unit_name = unit ? people_store::agency_name(tx, *unit) : "Toàn tỉnh",
        .form_token = arrival.guest.form_token,
        .now = arrival.now,
        .root = "",
        .rail = rail_of(staff, me.has_value())};
    return go_on(
        {{arrival.request, tx, seat, arrival.session, arrival.form_fits},
         me,
         staff.role != own_role}
    );
}

http::Response RegistryDesk::refused(const Asked& asked, door::Refusal why)
{
    switch (why) {
    case door::Refusal::role:
        return sorry(
            asked, 403, "Trang này không dành cho vai trò của anh (chị)",
            "Lần mở này đã được ghi vào nhật ký."
        );
    case door::Refusal::stale_form:
        return sorry(
            asked, 403, "Biểu mẫu này đã cũ",
            "Trang đã mở từ lần đăng nhập trước, hoặc không gửi từ trang của chúng tôi. Bấm quay "
            "lại, tải lại trang rồi gửi lại: những gì đã gõ vẫn còn ở trang đó."
        );
    }
    std::abort();
}

std::optional<http::Response> RegistryDesk::duty(const Asked& asked)
{
    if (!must_acknowledge(asked)) return std::nullopt;
    return http::see_other("/quy-che");
}

http::Response RegistryDesk::failed(const Asked& asked, std::exception_ptr error)
{
    try {
        std::rethrow_exception(std::move(error));
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
    return door::note(
        asked, std::move(act), filing ? fmt::format("filing:{}", filing.value) : "desk",
        std::move(more)
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
