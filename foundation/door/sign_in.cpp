#include "foundation/door/sign_in.hpp"

#include "foundation/text/vietnamese.hpp"
#include "foundation/web_guard/web_guard.hpp"

#include <fmt/format.h>

namespace tnung {

using namespace html;

namespace {

constexpr std::string_view form_purpose = "console", device_purpose = "device";
constexpr std::string_view lane_of_strangers = "sign-in", lane_of_known = "sign-in-known";

Node sign_in_form(
    const std::string& title, const std::string& action, const std::string& help,
    const std::string& login, const std::string& problem
)
{
    std::vector<Node> error;
    if (!problem.empty())
        error.push_back(div(
            {cls("note"), attr("data-tone", "danger"), attr("role", "alert"),
             attr("id", "sign-in-e"), div({p({problem})})}
        ));
    return section(
        {cls("stack card sign-in"), h1({title}), join(error),
         form(
             {cls("stack"), attr("method", "post"), attr("action", action),
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
         p({cls("small muted"), help})}
    );
}

} // namespace

http::Response
SignIn::form_page(int status, const std::string& login, const std::string& problem) const
{
    return bare_desk_response(
        assets_, settings_.root, status, "Đăng nhập",
        sign_in_form(settings_.title, settings_.root + "/vao", settings_.help, login, problem)
    );
}

http::Response SignIn::page() const
{
    return form_page(200, "", "");
}

http::Response SignIn::sign_in(const http::Request& request) const
{
    const auto login = text::casefold(request.field("login").value_or(""));
    if (!same_origin(request, settings_.page_origin))
        return form_page(
            403, login, "Biểu mẫu không gửi từ trang của chúng tôi. Tải lại rồi thử lại."
        );
    auto response = http::see_other(settings_.root.empty() ? "/" : settings_.root);
    try {
        const auto in = authority_.sign_in(
            {.login = login,
             .password = request.field("password").value_or(""),
             .code = request.field("code").value_or(""),
             .network = network_of(request.peer),
             .device = device_of(request)}
        );
        if (!in) return sign_in_refused(login, in.error());
        response.with(
            "Set-Cookie", session_cookie(settings_.cookie, in->token, staff_store::session_max)
        );
        if (!in->device.empty())
            response.with(
                "Set-Cookie",
                session_cookie(
                    device_cookie(), fmt::format("{}.{}", in->device, signature_of(in->device)),
                    staff_store::device_max
                )
            );
    } catch (const local_call::Away&) {
        return sign_in_refused(login, SignInRefusal::busy);
    }
    return response;
}

std::string SignIn::device_cookie() const
{
    return settings_.cookie + "-may";
}

std::string SignIn::signature_of(std::string_view device) const
{
    return form_token(settings_.form_key, device, device_purpose);
}

std::string SignIn::device_of(const http::Request& request) const
{
    const auto kept = request.cookie(fmt::format("__Host-{}", device_cookie()));
    const auto dot = kept.find('.');
    if (dot == std::string::npos) return {};
    const auto device = kept.substr(0, dot);
    const bool ours = form_token_fits(
        settings_.form_key, device, device_purpose, std::string_view(kept).substr(dot + 1)
    );
    return ours ? device : std::string();
}

std::string SignIn::lane_of(const http::Request& request) const
{
    return std::string(device_of(request).empty() ? lane_of_strangers : lane_of_known);
}

std::vector<http::Lane> SignIn::lanes()
{
    return {{std::string(lane_of_strangers), 2, 32}, {std::string(lane_of_known), 4, 64}};
}

http::Response SignIn::sign_in_refused(const std::string& login, SignInRefusal why) const
{
    switch (why) {
    case SignInRefusal::wrong:
        return form_page(
            401, login,
            "Tên, mật khẩu hoặc mã 6 số chưa đúng. Mã đổi mỗi 30 giây và chỉ dùng một lần."
        );
    case SignInRefusal::too_often:
        return form_page(
            429, login, "Đã sai nhiều lần từ máy này. Anh (chị) chờ 15 phút rồi thử lại."
        );
    case SignInRefusal::busy:
        return form_page(
            503, login, "Máy chủ đăng nhập đang khởi động lại. Anh (chị) chờ vài giây rồi bấm lại."
        );
    }
    std::abort();
}

std::optional<SignIn::Guest>
SignIn::who(pg::Transaction& tx, const http::Request& request, Instant now) const
{
    const auto session = session_of(request);
    if (session.empty()) return std::nullopt;
    auto staff = staff_store::session(tx, session, now);
    if (!staff) return std::nullopt;
    return Guest{std::move(*staff), token_of(session)};
}

std::string SignIn::session_of(const http::Request& request) const
{
    return request.cookie(fmt::format("__Host-{}", settings_.cookie));
}

std::string SignIn::token_of(const std::string& session) const
{
    return form_token(settings_.form_key, session, form_purpose);
}

bool SignIn::comes_from_us(const http::Request& request) const
{
    return same_origin(request, settings_.page_origin);
}

bool SignIn::form_is_ours(const http::Request& request) const
{
    return comes_from_us(request) && form_token_fits(
                                         settings_.form_key, session_of(request), form_purpose,
                                         request.field("the").value_or("")
                                     );
}

std::optional<http::Response> SignIn::address_refusal(const http::Request& request) const
{
    const bool ours =
        comes_from_us(request) && form_token_fits(
                                      settings_.form_key, session_of(request), form_purpose,
                                      request.query_value("the").value_or("")
                                  );
    if (!ours) return http::text_response(403, "");
    if (!staff_store::living_session(pool_, session_of(request), clock_.now()))
        return turned_away(request);
    return std::nullopt;
}

http::Response SignIn::sign_out(const http::Request& request) const
{
    try {
        authority_.sign_out(session_of(request));
    } catch (const local_call::Away&) {
        // Kept signed in, and told so: a browser that forgets the session would not end it.
        return form_page(
            503, "",
            "Chưa thoát được: máy chủ đăng nhập đang khởi động lại. Chờ vài giây rồi thử lại."
        );
    }
    return http::see_other(settings_.root + "/vao")
        .with("Set-Cookie", ended_cookie(settings_.cookie));
}

http::Response SignIn::turned_away(const http::Request& request) const
{
    if (request.method != http::Method::post) return http::see_other(settings_.root + "/vao");
    return bare_desk_response(
        assets_, settings_.root, 401, "Phiên đăng nhập đã hết",
        section(
            {cls("stack card"), h1({"Phiên đăng nhập đã hết, nhưng chưa mất gì"}),
             p({"Những gì anh (chị) vừa gõ vẫn nằm trong lần gửi này. Đăng nhập ở một thẻ khác, "
                "rồi "
                "quay lại thẻ này và tải lại trang (trình duyệt hỏi thì chọn gửi lại)."}),
             p(
                 {a({cls("btn"), attr("href", settings_.root + "/vao"), attr("target", "_blank"),
                     attr("rel", "noopener"), "Đăng nhập ở thẻ mới"})}
             )}
        )
    );
}

} // namespace tnung
