#include "gateway/console/console.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::gateway {

using namespace html;

namespace {

constexpr std::string_view root = "/can-bo";
constexpr std::size_t sign_in_bytes_max = 4096;

} // namespace

Console::Console(ConsoleParts parts)
    : parts_(std::move(parts)),
      sign_in_(
          parts_.pool, parts_.clock, parts_.assets, parts_.authority,
          {.root = std::string(root),
           .cookie = "can-bo",
           .title = "Đăng nhập bàn làm việc",
           .help = "Quên mật khẩu hoặc mất điện thoại: hỏi người quản trị của tỉnh.",
           .form_key = parts_.form_key,
           .page_origin = parts_.page_origin}
      )
{
}

const std::vector<Console::Guarded>& Console::guarded()
{
    using http::Method;
    const std::vector<Role> everybody = {Role::clerk, Role::operator_, Role::administrator};
    const std::vector<Role> desk = {Role::clerk, Role::operator_};
    const std::vector<Role> watch = {Role::operator_, Role::administrator};
    const std::vector<Role> steer = {Role::operator_};
    const std::vector<Role> admin = {Role::administrator};
    static const std::vector<Guarded> all = {
        {{Method::get, "/can-bo", everybody}, &Console::home},
        {{Method::post, "/can-bo/ra", everybody}, &Console::sign_out},
        {{Method::get, "/can-bo/viec", desk}, &Console::tasks},
        {{Method::get, "/can-bo/viec/{id}", desk}, &Console::talk},
        {{Method::post, "/can-bo/viec/{id}/tra-loi", desk}, &Console::answer_talk},
        {{Method::post, "/can-bo/viec/{id}/xong", desk}, &Console::close_talk},
        {{Method::get, "/can-bo/goi", desk}, &Console::calls},
        {{Method::get, "/can-bo/goi/tai-ve", desk}, &Console::calls_sheet},
        {{Method::post, "/can-bo/goi/{id}", desk}, &Console::record_call},
        {{Method::get, "/can-bo/ho-so", desk}, &Console::search},
        {{Method::post, "/can-bo/ho-so", desk}, &Console::state_search_purpose},
        {{Method::get, "/can-bo/ho-so/{id}", desk}, &Console::dossier},
        {{Method::post, "/can-bo/ho-so/{id}/ly-do", desk}, &Console::state_purpose},
        {{Method::post, "/can-bo/ho-so/{id}/so", desk}, &Console::correct_number},
        {{Method::post, "/can-bo/ho-so/{id}/ma-tai-quay", desk}, &Console::counter_code},
        {{Method::post, "/can-bo/ho-so/{id}/gui-lai", desk}, &Console::resend},
        {{Method::get, "/can-bo/ho-so/{id}/giay-xac-nhan", desk}, &Console::notice_proof},
        {{Method::post, "/can-bo/ho-so/{id}/du-lieu", desk}, &Console::data_request},
        {{Method::post, "/can-bo/ho-so/{id}/nguoi-cu", desk}, &Console::name_staff},
        {{Method::post, "/can-bo/ho-so/{id}/thoi-cu", desk}, &Console::end_named_staff},
        {{Method::get, "/can-bo/mau-tin", everybody}, &Console::previews},
        {{Method::get, "/can-bo/dang-chay", watch}, &Console::operations},
        {{Method::post, "/can-bo/dang-chay/tam-dung", steer}, &Console::pause_lane},
        {{Method::post, "/can-bo/dang-chay/mo-lai", steer}, &Console::resume_lane},
        {{Method::post, "/can-bo/dang-chay/gui-lai", steer}, &Console::run_again},
        {{Method::get, "/can-bo/doi-chieu", watch}, &Console::reconcile},
        {{Method::get, "/can-bo/doi-chieu/tai-ve", watch}, &Console::reconcile_sheet},
        {{Method::get, "/can-bo/chi-phi", watch}, &Console::costs},
        {{Method::get, "/can-bo/chi-phi/tai-ve", watch}, &Console::costs_sheet},
        {{Method::get, "/can-bo/luu-giu", watch}, &Console::kept_data},
        {{Method::get, "/can-bo/don-vi", watch}, &Console::units},
        {{Method::get, "/can-bo/don-vi/tai-ve", watch}, &Console::units_sheet},
        {{Method::get, "/can-bo/nguoi-dung", admin}, &Console::staff_list},
        {{Method::post, "/can-bo/nguoi-dung", admin}, &Console::add_staff},
        {{Method::post, "/can-bo/nguoi-dung/{id}/khoa", admin}, &Console::disable_staff},
        {{Method::get, "/can-bo/he-thong-gui", admin}, &Console::senders},
        {{Method::post, "/can-bo/he-thong-gui", admin}, &Console::add_sender},
        {{Method::post, "/can-bo/he-thong-gui/khoa-ky", admin}, &Console::set_verify_key},
        {{Method::post, "/can-bo/he-thong-gui/{id}/thu-hoi", admin}, &Console::revoke_sender},
    };
    return all;
}

std::vector<http::Route> Console::routes()
{
    using http::Method;
    constexpr std::string_view lane = "consoles";
    std::vector<http::Route> routes = {
        {Method::get, "/can-bo/vao", std::string(lane),
         [this](const auto&) { return sign_in_.page(); }},
        {.method = Method::post,
         .pattern = "/can-bo/vao",
         .lane = "sign-in",
         .handler = [this](const auto& r) { return sign_in_.sign_in(r); },
         .body_bytes_max = sign_in_bytes_max,
         .lane_of = [this](const auto& r) { return sign_in_.lane_of(r); }}};
    for (const auto& one : guarded())
        routes.push_back(
            {.method = one.route.method,
             .pattern = one.route.pattern,
             .lane = std::string(lane),
             .handler = [this, &one](const auto& r) { return answer(one, r); },
             .holder = [this](const auto& r) { return sign_in_.session_of(r); }}
        );
    return routes;
}

std::vector<ConsoleRoute> Console::access()
{
    std::vector<ConsoleRoute> all = {
        {http::Method::get, "/can-bo/vao", {}}, {http::Method::post, "/can-bo/vao", {}}};
    for (const auto& one : guarded()) all.push_back(one.route);
    return all;
}

std::string Console::unit_name(const std::optional<std::string>& unit_code) const
{
    if (!unit_code) return "Toàn tỉnh";
    const auto unit = parts_.units.resolve(*unit_code);
    return unit.unit ? unit.unit->name : *unit_code;
}

void Console::note(
    const DeskRequest& asked, std::string act, std::string subject, json::Object more
)
{
    audit::append(
        asked.tx,
        {.act = std::move(act),
         .actor = fmt::format("staff:{}", asked.desk.staff.id.value),
         .subject = std::move(subject),
         .note = std::move(more)},
        asked.desk.now
    );
}

http::Response Console::answer(const Guarded& one, const http::Request& request)
{
    const auto now = parts_.clock.now();
    auto tx = parts_.pool.begin();
    const auto guest = sign_in_.who(tx, request, now);
    const auto role = guest ? parse_role(guest->staff.role) : std::nullopt;
    if (!role) {
        tx.commit();
        return sign_in_.turned_away(request);
    }
    const auto tasks = console_store::count_tasks(tx, guest->staff.unit_code);
    const Desk desk{
        {.staff = guest->staff,
         .unit_name = unit_name(guest->staff.unit_code),
         .form_token = guest->form_token,
         .now = now,
         .root = std::string(root),
         .rail = rail_of(*role, tasks)},
        *role,
        tasks};
    const DeskRequest asked{request, tx, desk};
    const auto& roles = one.route.roles;
    if (std::find(roles.begin(), roles.end(), *role) == roles.end()) {
        note(asked, "console.denied", "route:" + one.route.pattern);
        tx.commit();
        return refused(asked, 403, "Vai trò của anh (chị) không dùng trang này.");
    }
    if (one.route.method == http::Method::post && !sign_in_.form_is_ours(request))
        return refused(
            asked, 403,
            "Biểu mẫu này đã cũ hoặc không gửi từ trang của chúng tôi. Tải lại rồi gửi lại."
        );
    try {
        // Whoever signs people in ends a session there, whose row this page or another's may hold.
        if (one.page == &Console::sign_out || one.page == &Console::disable_staff) {
            tx.commit();
            return (this->*one.page)(asked);
        }
        auto response = (this->*one.page)(asked);
        tx.commit(); // the act and its entry in the log, or neither
        parts_.enqueued();
        return response;
    } catch (const local_call::Away&) {
        return refused(
            asked, 503, "Máy chủ đăng nhập đang khởi động lại. Chờ vài giây rồi làm lại."
        );
    }
}

http::Response Console::refused(const DeskRequest& asked, int status, const std::string& sentence)
{
    return desk_response(
        parts_.assets, asked.desk,
        {.title = "Không mở được",
         .here = "",
         .content = section(
             {cls("stack"), h1({"Không mở được trang này"}), p({sentence}),
              p({a({cls("btn plain"), attr("href", "/can-bo"), "Về bàn làm việc"})})}
         ),
         .status = status}
    );
}

http::Response Console::home(const DeskRequest& asked)
{
    return http::see_other(
        asked.desk.role == Role::administrator ? "/can-bo/nguoi-dung" : "/can-bo/viec"
    );
}

http::Response Console::sign_out(const DeskRequest& asked)
{
    return sign_in_.sign_out(asked.request);
}

} // namespace tnung::gateway
