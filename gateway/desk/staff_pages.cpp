#include "gateway/desk/staff_pages.hpp"

#include "foundation/desk/desk_sheet.hpp"
#include "foundation/qr/qr_code.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/desk/desk_parts.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

using namespace html;

namespace {

constexpr std::string_view path = "/can-bo/nguoi-dung";
constexpr std::size_t login_max = 40;
constexpr std::size_t name_max = 100;

struct NewStaff {
    std::string login, name, role = "clerk", unit;
    std::string login_error, name_error, unit_error;
};

Node staff_form(const Desk& desk, const UnitDirectory& units, const NewStaff& typed)
{
    std::vector<Node> roles, unit_options = {element("option", {attr("value", ""), "Toàn tỉnh"})};
    for (const auto role : {Role::clerk, Role::operator_, Role::administrator})
        roles.push_back(element(
            "option",
            {attr("value", std::string(role_name(role))),
             flag("selected", typed.role == role_name(role)), std::string(role_text(role))}
        ));
    for (const auto& unit : units.units())
        unit_options.push_back(element(
            "option",
            {attr("value", unit.code), flag("selected", typed.unit == unit.code), unit.name}
        ));
    const bool bad = !typed.unit_error.empty();
    return act_form(
        desk, "/can-bo/nguoi-dung",
        {h2({"Thêm người dùng"}),
         field(
             "login", "Tên đăng nhập", "Chữ thường, số, dấu chấm; ví dụ duyen.pleiku", typed.login,
             typed.login_error
         ),
         field("name", "Họ và tên", "Như trong quyết định phân công", typed.name, typed.name_error),
         div(
             {cls("field"), label({attr("for", "role"), "Vai trò"}),
              element("select", {attr("id", "role"), attr("name", "role"), roles})}
         ),
         div(
             {cls(bad ? "field bad" : "field"), label({attr("for", "unit"), "Đơn vị"}),
              bad ? p({cls("error"), attr("id", "unit-e"), typed.unit_error}) : Node{},
              element("select", {attr("id", "unit"), attr("name", "unit"), unit_options})}
         ),
         button({cls("btn"), "Thêm"})},
        "card stack"
    );
}

std::string state_word(const Staff& one)
{
    return one.disabled ? "Đã khóa" : "Đang dùng";
}

} // namespace

DeskRoutes StaffPages::routes() const
{
    using http::Method;
    return {
        {{.method = Method::get, .pattern = "/can-bo/nguoi-dung", .roles = may::administer},
         door::at(this, &StaffPages::staff_list)},
        {{.method = Method::get, .pattern = "/can-bo/nguoi-dung/tai-ve", .roles = may::administer},
         door::at(this, &StaffPages::staff_sheet)},
        {{.method = Method::post, .pattern = "/can-bo/nguoi-dung", .roles = may::administer},
         door::at(this, &StaffPages::add_staff)},
        {{.method = Method::post,
          .pattern = "/can-bo/nguoi-dung/{id}/khoa",
          .roles = may::administer,
          .commits = door::Commits::before_answering},
         door::at(this, &StaffPages::disable_staff)}};
}

/// `desk`: who asks, who cannot lock themselves.
forms::List<Staff> StaffPages::list(const Desk& desk) const
{
    const auto lock = [&desk](const Staff& one) -> Node {
        if (one.id == desk.staff.id) return "chính anh (chị)";
        return act_form(
            desk, fmt::format("{}/{}/khoa", path, one.id.value),
            {hidden("khoa", one.disabled ? "khong" : "co"),
             button(
                 {cls("btn text"),
                  attr("aria-label", (one.disabled ? "Mở khóa " : "Khóa ") + one.name),
                  one.disabled ? "Mở khóa" : "Khóa"}
             )},
            "row"
        );
    };
    return {
        {.name = "Người dùng",
         .path = std::string(path),
         .find = "Tên người hoặc tên đăng nhập",
         .none = "Chưa có ai."},
        {{.name = "Người",
          .value = [](const Staff& one) { return one.name; },
          .shown = [](const Staff& one) { return Node(strong({one.name})); }},
         {.name = "Tên đăng nhập",
          .value = [](const Staff& one) { return one.login; },
          .look = "code"},
         {.name = "Vai trò",
          .value =
              [](const Staff& one) {
                  return std::string(role_text(parse_role(one.role).value_or(Role::clerk)));
              }},
         {.name = "Đơn vị",
          .value = [this](const Staff& one) { return frame_.unit_name(one.unit_code); }},
         {.name = "Trạng thái",
          .value = [](const Staff& one) { return state_word(one); },
          .shown =
              [](const Staff& one) {
                  return span(
                      {cls("chip sm"), attr("data-tone", one.disabled ? "stone" : "leaf"),
                       state_word(one)}
                  );
              }},
         {.name = "Việc", .value = {}, .shown = lock, .width = 0}}};
}

http::Response StaffPages::staff_list(const DeskRequest& asked) const
{
    auto all = staff_store::all(asked.tx);
    const auto heading = fmt::format("{} người dùng", all.size());
    return frame_.page(
        asked, {.title = "Người dùng",
                .here = std::string(path),
                .content = section(
                    {cls("stack l"), h1({heading}),
                     sheet_link(frame_.assets, fmt::format("{}/tai-ve", path)),
                     list(asked.desk)
                         .page(frame_.assets, std::move(all), forms::list_asked(asked.request)),
                     staff_form(asked.desk, units_, {})}
                )}
    );
}

http::Response StaffPages::staff_sheet(const DeskRequest& asked) const
{
    door::note(asked, "admin.staff_file", "staff:all");
    auto sheet = sheet_for(asked.desk, "Người dùng bàn làm việc");
    list(asked.desk).fill(sheet, staff_store::all(asked.tx));
    return sheet_response(asked.desk, "nguoi-dung", sheet);
}

http::Response StaffPages::add_staff(const DeskRequest& asked) const
{
    const auto& request = asked.request;
    NewStaff typed{
        .login = text::casefold(request.field("login").value_or("")),
        .name = text::clean(request.field("name").value_or("")),
        .role = request.field("role").value_or(""),
        .unit = request.field("unit").value_or("")};
    const auto role = parse_role(typed.role);
    if (typed.login.empty() || typed.login.size() > login_max ||
        typed.login.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") !=
            std::string::npos)
        typed.login_error = "Ghi chữ thường không dấu, số và dấu chấm, nhiều nhất 40 ký tự.";
    if (typed.name.empty() || text::length(typed.name) > name_max)
        typed.name_error = "Ghi họ và tên, nhiều nhất 100 chữ.";
    if (role == Role::clerk && typed.unit.empty())
        typed.unit_error = "Cán bộ một cửa thuộc một đơn vị, anh (chị) chọn đơn vị.";
    if (!typed.unit.empty() && !units_.resolve(typed.unit).unit)
        typed.unit_error = "Không có đơn vị này.";
    std::optional<staff_store::Made> made;
    if (role && typed.login_error.empty() && typed.name_error.empty() && typed.unit_error.empty()) {
        auto answer = authority_.make_staff(
            {.session = asked.session,
             .login = typed.login,
             .name = typed.name,
             .role = std::string(role_name(*role)),
             .unit_code = typed.unit.empty() ? std::nullopt : std::optional(typed.unit)}
        );
        if (answer)
            made = std::move(*answer);
        else if (answer.error() == authority::Refusal::taken)
            typed.login_error = "Tên đăng nhập này đã có người dùng.";
        else
            return frame_.refused(
                asked, 403, "Máy chủ đăng nhập không nhận việc này từ phiên của anh (chị)."
            );
    }
    if (!made)
        return frame_.page(
            asked, {.title = "Chưa thêm được",
                    .here = "/can-bo/nguoi-dung",
                    .content = section(
                        {cls("stack"), h1({"Chưa thêm được người dùng"}),
                         staff_form(asked.desk, units_, typed)}
                    ),
                    .status = 422}
        );
    return frame_.page(
        asked, {.title = "Đã thêm người dùng",
                .here = "/can-bo/nguoi-dung",
                .content = section(
                    {cls("stack"), h1({"Đã thêm " + typed.name}),
                     secret_card(
                         "Trao tận tay",
                         {p({"Mật khẩu: ", span({cls("code"), made->password})}),
                          p({"Quét mã này bằng ứng dụng xác thực:"}),
                          qr::picture(
                              made->totp_uri, qr::Correction::medium, "Mã QR của ứng dụng xác thực"
                          )}
                     ),
                     p({a({cls("btn plain"), attr("href", "/can-bo/nguoi-dung"), "Về danh sách"})})}
                )}
    );
}

http::Response StaffPages::disable_staff(const DeskRequest& asked) const
{
    const Id<Staff> id{id_of(asked.request)};
    if (id == asked.desk.staff.id)
        return frame_.refused(asked, 422, "Anh (chị) không tự khóa chính mình được.");
    const bool disable = asked.request.field("khoa") == "co";
    if (authority_.set_disabled(asked.session, id, disable))
        return frame_.refused(asked, 404, "Không có người dùng này.");
    return http::see_other("/can-bo/nguoi-dung");
}

} // namespace tnung::gateway
