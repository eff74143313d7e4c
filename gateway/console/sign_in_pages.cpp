#include "gateway/console/console.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/page/web_guard.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::gateway {

using namespace html;

namespace {

constexpr std::string_view cookie_name = "can-bo";
constexpr std::string_view form_purpose = "console";

Node sign_in_form(const std::string& login, const std::string& problem)
{
    std::vector<Node> error;
    if (!problem.empty())
        error.push_back(div(
            {cls("note"), attr("data-tone", "danger"), attr("role", "alert"),
             attr("id", "sign-in-e"), div({p({problem})})}
        ));
    return section(
        {cls("stack card sign-in"), h1({"Đăng nhập bàn làm việc"}), join(error),
         form(
             {cls("stack"), attr("method", "post"), attr("action", "/can-bo/vao"),
              div(
                  {cls("field"), label({attr("for", "login"), "Tên đăng nhập"}),
                   input(
                       {attr("id", "login"), attr("name", "login"), attr("value", login),
                        attr("autocomplete", "username"), attr("autocapitalize", "none"),
                        flag("required", true)}
                   )}
              ),
              div(
                  {cls("field"), label({attr("for", "password"), "Mật khẩu"}),
                   input(
                       {attr("id", "password"), attr("name", "password"), attr("type", "password"),
                        attr("autocomplete", "current-password"), flag("required", true)}
                   )}
              ),
              div(
                  {cls("field"), label({attr("for", "code"), "Mã 6 số"}),
                   p({cls("hint"), attr("id", "code-h"),
                      "Trong ứng dụng xác thực trên điện thoại của anh (chị)"}),
                   input(
                       {attr("id", "code"), attr("name", "code"), attr("inputmode", "numeric"),
                        attr("autocomplete", "one-time-code"), attr("maxlength", "7"),
                        attr("aria-describedby", "code-h"), flag("required", true)}
                   )}
              ),
              button({cls("btn block"), "Vào"})}
         ),
         p({cls("small muted"), "Quên mật khẩu hoặc mất điện thoại: hỏi người quản trị của tỉnh."})}
    );
}

std::string cookie_of(const http::Request& request)
{
    return request.cookie(fmt::format("__Host-{}", cookie_name));
}

} // namespace

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
         [this](const auto& r) { return sign_in_page(r); }},
        {Method::post, "/can-bo/vao", std::string(lane),
         [this](const auto& r) { return sign_in(r); }}};
    for (const auto& one : guarded())
        routes.push_back(
            {one.route.method, one.route.pattern, std::string(lane),
             [this, &one](const auto& r) { return answer(one, r); }}
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
    const auto cookie = cookie_of(request);
    auto tx = parts_.pool.begin();
    const auto staff = cookie.empty() ? std::nullopt : staff_store::session(tx, cookie, now);
    if (!staff) {
        tx.commit();
        return http::see_other("/can-bo/vao");
    }
    const Desk desk{
        .staff = *staff,
        .unit_name = unit_name(staff->unit_code),
        .tasks = console_store::count_tasks(tx, staff->unit_code),
        .form_token = form_token(parts_.form_key, cookie, form_purpose),
        .now = now};
    const DeskRequest asked{request, tx, desk};
    const auto& roles = one.route.roles;
    if (std::find(roles.begin(), roles.end(), staff->role) == roles.end()) {
        note(asked, "console.denied", "route:" + one.route.pattern);
        tx.commit();
        return refused(asked, 403, "Vai trò của anh (chị) không dùng trang này.");
    }
    if (one.route.method == http::Method::post &&
        (!same_origin(request, parts_.page_origin) ||
         !form_token_fits(parts_.form_key, cookie, form_purpose, request.field("the").value_or(""))
        ))
        return refused(
            asked, 403,
            "Biểu mẫu này đã cũ hoặc không gửi từ trang của chúng tôi. Tải lại rồi gửi lại."
        );
    auto response = (this->*one.page)(asked);
    tx.commit(); // the act and its entry in the log, or neither
    parts_.enqueued();
    return response;
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

http::Response Console::sign_in_page(const http::Request&)
{
    return bare_desk_response(parts_.assets, 200, "Đăng nhập", sign_in_form("", ""));
}

http::Response Console::sign_in(const http::Request& request)
{
    const auto now = parts_.clock.now();
    const auto login = text::casefold(request.field("login").value_or(""));
    std::string code;
    for (const char c : request.field("code").value_or(""))
        if (c != ' ') code.push_back(c);
    if (!same_origin(request, parts_.page_origin))
        return bare_desk_response(
            parts_.assets, 403, "Đăng nhập",
            sign_in_form(login, "Biểu mẫu không gửi từ trang của chúng tôi. Tải lại rồi thử lại.")
        );
    const auto signed_in = staff_store::sign_in(
        parts_.pool, parts_.keys.staff, login, request.field("password").value_or(""), code,
        network_of(request.peer), now
    );
    if (!signed_in) {
        const bool too_often = signed_in.error() == SignInRefusal::too_often;
        return bare_desk_response(
            parts_.assets, too_often ? 429 : 401, "Đăng nhập",
            sign_in_form(
                login, too_often ? "Đã sai nhiều lần từ máy này. Anh (chị) chờ 15 phút rồi thử lại."
                                 : "Tên, mật khẩu hoặc mã 6 số chưa đúng. Mã đổi mỗi 30 giây và "
                                   "chỉ dùng một lần."
            )
        );
    }
    auto tx = parts_.pool.begin();
    audit::append(
        tx,
        {.act = "console.sign_in",
         .actor = fmt::format("staff:{}", signed_in->staff.id.value),
         .subject = fmt::format("staff:{}", signed_in->staff.id.value),
         .note = {}},
        now
    );
    tx.commit();
    return http::see_other("/can-bo").with(
        "Set-Cookie", session_cookie(cookie_name, signed_in->token, staff_store::session_max)
    );
}

http::Response Console::home(const DeskRequest& asked)
{
    return http::see_other(
        asked.desk.staff.role == Role::administrator ? "/can-bo/nguoi-dung" : "/can-bo/viec"
    );
}

http::Response Console::sign_out(const DeskRequest& asked)
{
    staff_store::sign_out(asked.tx, cookie_of(asked.request), asked.desk.now);
    return http::see_other("/can-bo/vao").with("Set-Cookie", ended_cookie(cookie_name));
}

} // namespace tnung::gateway
