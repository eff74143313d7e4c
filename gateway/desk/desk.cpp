#include "gateway/desk/desk.hpp"

#include "foundation/grant/grant_store.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::gateway {

using namespace html;

bool Desk::serves(const std::optional<std::string>& unit_code) const
{
    return scope(may::serve).covers(unit_code);
}

http::Response DeskFrame::page(const DeskRequest& asked, const DeskPage& page) const
{
    const bool searches = door::has_any(asked.desk, may::serve);
    const auto find =
        searches
            ? form(
                  {cls("find"), attr("role", "search"), attr("action", "/can-bo/ho-so"),
                   desk_icon(assets, "search"), button({cls("sr"), attr("tabindex", "-1"), "Tìm"}),
                   label({cls("sr"), attr("for", "q"), "Tìm hồ sơ theo mã hoặc số điện thoại"}),
                   input(
                       {attr("id", "q"), attr("name", "q"), attr("type", "search"),
                        attr("value", page.typed), attr("autocomplete", "off"),
                        attr("placeholder", "Mã hồ sơ hoặc số điện thoại")}
                   ),
                   element("kbd", {"/"})}
              )
            : p({cls("grow"), strong({"Quản trị"})});
    return framed_response(assets, asked.desk, page, find);
}

http::Response
DeskFrame::refused(const DeskRequest& asked, int status, const std::string& sentence) const
{
    return page(
        asked, {.title = "Không mở được",
                .here = "",
                .content = section(
                    {cls("stack"), h1({"Không mở được trang này"}), p({sentence}),
                     p({a({cls("btn plain"), attr("href", "/can-bo"), "Về bàn làm việc"})})}
                ),
                .status = status}
    );
}

http::Response DeskHost::receive(
    door::Arrival& arrival, const std::function<http::Response(const DeskRequest&)>& go_on
)
{
    const auto& staff = arrival.guest.staff;
    Desk desk{
        {.staff = staff,
         .roles = {},
         .unit_name = {},
         .form_token = arrival.guest.form_token,
         .now = arrival.now,
         .root = sign_in_.root(),
         .rail = {}},
        grant_store::counting(arrival.tx, staff.id, day_of(arrival.now))};
    desk.roles = roles_of(desk.grants);
    desk.unit_name = places_of(desk.grants);
    desk.rail = rail_of(arrival.tx, desk);
    return go_on({{arrival.request, arrival.tx, desk, arrival.session, arrival.form_fits}, desk});
}

std::vector<RailEntry> DeskHost::rail_of(pg::Transaction& tx, const Desk& desk) const
{
    const auto waiting = settings_.waiting(tx, desk);
    std::vector<RailEntry> rail;
    for (const auto& item : settings_.rail) {
        if (!door::has_any(desk, item.roles)) continue;
        const auto count = waiting.find(item.path);
        rail.push_back({item.path, item.icon, item.name, count == waiting.end() ? 0 : count->second}
        );
    }
    return rail;
}

/// Where somebody works, in the order in which it was given: "Phường Pleiku", "Phường Pleiku và
/// 2 nơi khác".
std::string DeskHost::places_of(const std::vector<StaffGrant>& grants) const
{
    std::vector<std::string> names;
    for (const auto& grant : grants) {
        auto name = frame_.unit_name(grant.organisation);
        if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
    }
    if (names.empty()) return "";
    if (names.size() == 1) return names.front();
    return fmt::format("{} và {} nơi khác", names.front(), names.size() - 1);
}

http::Response DeskHost::refused(const DeskRequest& asked, door::Refusal why)
{
    switch (why) {
    case door::Refusal::role:
        return frame_.refused(
            asked, 403,
            asked.desk.roles.empty()
                ? "Anh (chị) chưa có vai trò nào đang có hiệu lực: chưa được xác nhận, hoặc đã "
                  "thôi. Anh (chị) hỏi người quản trị."
                : "Vai trò của anh (chị) không dùng trang này."
        );
    case door::Refusal::stale_form:
        return frame_.refused(
            asked, 403,
            "Biểu mẫu này đã cũ hoặc không gửi từ trang của chúng tôi. Tải lại rồi gửi lại."
        );
    }
    std::abort();
}

http::Response DeskHost::failed(const DeskRequest& asked, std::exception_ptr error)
{
    try {
        std::rethrow_exception(std::move(error));
    } catch (const local_call::Away&) {
        return frame_.refused(
            asked, 503, "Máy chủ đăng nhập đang khởi động lại. Chờ vài giây rồi làm lại."
        );
    }
}

DeskRoutes HomePages::routes() const
{
    using http::Method;
    return {
        {{.method = Method::get, .pattern = "/can-bo", .roles = may::everybody},
         [](const DeskRequest& asked) {
             return http::see_other(
                 door::has_any(asked.desk, may::serve) ? "/can-bo/viec" : "/can-bo/nguoi-dung"
             );
         }},
        {{.method = Method::post,
          .pattern = "/can-bo/ra",
          .roles = may::everybody,
          .commits = door::Commits::before_answering,
          .whatever_role = true},
         [this](const DeskRequest& asked) { return sign_in_.sign_out(asked.request); }}};
}

} // namespace tnung::gateway
