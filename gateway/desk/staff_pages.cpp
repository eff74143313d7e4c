#include "gateway/desk/staff_pages.hpp"

#include "foundation/desk/desk_sheet.hpp"
#include "foundation/grant/grant_store.hpp"
#include "foundation/qr/qr_code.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/desk/desk_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::gateway {

using namespace html;

namespace {

constexpr std::string_view path = "/can-bo/nguoi-dung";
constexpr std::size_t login_max = 40;
constexpr std::size_t name_max = 100;

std::string address_of(Id<Staff> staff)
{
    return fmt::format("{}/{}", path, staff.value);
}

std::string state_word(const Staff& one)
{
    return one.disabled ? "Đã khóa" : "Đang dùng";
}

Node state_chip(const Staff& one)
{
    return span(
        {cls("chip sm"), attr("data-tone", one.disabled ? "stone" : "leaf"), state_word(one)}
    );
}

std::string wrong_login(const std::string& typed)
{
    const auto login = text::casefold(typed);
    if (login.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == std::string::npos)
        return "";
    return "Ghi chữ thường không dấu, số và dấu chấm, nhiều nhất 40 ký tự.";
}

std::string days_of(const StaffGrant& grant)
{
    return grant.until ? fmt::format("{} – {}", date_text(grant.from), date_text(*grant.until))
                       : fmt::format("từ {}", date_text(grant.from));
}

} // namespace

DeskRoutes StaffPages::routes() const
{
    using http::Method;
    const auto row = [](Method method, std::string pattern) {
        return door::Policy{
            .method = method, .pattern = std::move(pattern), .roles = may::administer};
    };
    auto lock = row(Method::post, "/can-bo/nguoi-dung/{id}/khoa");
    lock.commits = door::Commits::before_answering;
    return {
        {row(Method::get, "/can-bo/nguoi-dung"), door::at(this, &StaffPages::staff_list)},
        {row(Method::get, "/can-bo/nguoi-dung/tai-ve"), door::at(this, &StaffPages::staff_sheet)},
        {row(Method::post, "/can-bo/nguoi-dung"), door::at(this, &StaffPages::add_staff)},
        {row(Method::get, "/can-bo/nguoi-dung/{id}"), door::at(this, &StaffPages::person)},
        {lock, door::at(this, &StaffPages::disable_staff)},
        {row(Method::post, "/can-bo/nguoi-dung/{id}/vai-tro"),
         door::at(this, &StaffPages::give_grant)},
        {row(Method::post, "/can-bo/vai-tro/{id}/xac-nhan"),
         door::at(this, &StaffPages::confirm_grant)},
        {row(Method::post, "/can-bo/vai-tro/{id}/thoi"), door::at(this, &StaffPages::end_grant)}};
}

std::vector<forms::Option> StaffPages::unit_options() const
{
    std::vector<forms::Option> options;
    for (const auto& unit : units_.units()) options.push_back({unit.code, unit.name});
    return options;
}

std::vector<forms::Option> StaffPages::role_options() const
{
    std::vector<forms::Option> options;
    for (const auto& role : roles_.roles()) options.push_back({role.name, role.text});
    return options;
}

forms::Form StaffPages::staff_form() const
{
    using forms::FieldKind;
    return forms::Form(
        {{.name = "login",
          .label = "Tên đăng nhập",
          .hint = "Chữ thường, số, dấu chấm; ví dụ duyen.pleiku",
          .length_max = login_max,
          .check = wrong_login},
         {.name = "name",
          .label = "Họ và tên",
          .hint = "Như trong quyết định phân công",
          .length_max = name_max},
         {.name = "role",
          .label = "Vai trò",
          .kind = FieldKind::choice,
          .options = role_options(),
          .value = std::string(role::clerk)},
         {.name = "unit",
          .label = "Đơn vị",
          .kind = FieldKind::choice,
          .hint = "Để trống: cả tỉnh",
          .required = false,
          .options = unit_options()}}
    );
}

forms::Form StaffPages::grant_form(Day today) const
{
    using forms::FieldKind;
    return forms::Form(
        {{.name = "role", .label = "Vai trò", .kind = FieldKind::choice, .options = role_options()},
         {.name = "unit",
          .label = "Đơn vị",
          .kind = FieldKind::choice,
          .hint = "Để trống: cả tỉnh",
          .required = false,
          .options = unit_options()},
         {.name = "from", .label = "Từ ngày", .kind = FieldKind::day, .value = date_text(today)},
         {.name = "until",
          .label = "Đến hết ngày",
          .kind = FieldKind::day,
          .hint = "Để trống: đến khi thôi",
          .required = false}}
    );
}

/// "Cán bộ một cửa, Phường Pleiku".
std::string StaffPages::grant_text(const StaffGrant& grant) const
{
    return roles_.text_of(grant.role) + ", " + frame_.unit_name(grant.organisation);
}

std::string StaffPages::state_text(const StaffGrant& grant, Day today) const
{
    if (grant.ended_at) return "Đã thôi";
    if (grant.waits_for_confirmation()) return "Chờ người quản trị thứ hai xác nhận";
    if (grant.from > today) return "Chưa đến ngày";
    return grant.counts_on(today) ? "Đang có hiệu lực" : "Đã hết hạn";
}

std::vector<StaffPages::Row> StaffPages::rows(const DeskRequest& asked) const
{
    std::map<std::int64_t, std::vector<StaffGrant>> grants;
    for (auto& grant : grant_store::all(asked.tx))
        grants[grant.staff.value].push_back(std::move(grant));
    std::vector<Row> rows;
    for (auto& one : staff_store::all(asked.tx)) {
        auto has = std::move(grants[one.id.value]);
        rows.push_back({std::move(one), std::move(has)});
    }
    return rows;
}

forms::List<StaffPages::Row> StaffPages::list(Day today) const
{
    const auto roles_of = [this, today](const Row& row) {
        std::vector<std::string> all;
        for (const auto& grant : row.grants)
            all.push_back(
                grant_text(grant) +
                (grant.counts_on(today) ? "" : fmt::format(" ({})", state_text(grant, today)))
            );
        return fmt::format("{}", fmt::join(all, "; "));
    };
    return {
        {.name = "Người dùng",
         .path = std::string(path),
         .find = "Tên người, tên đăng nhập, vai trò hoặc đơn vị",
         .none = "Chưa có ai."},
        {{.name = "Người",
          .value = [](const Row& row) { return row.staff.name; },
          .shown =
              [](const Row& row) {
                  return a({attr("href", address_of(row.staff.id)), strong({row.staff.name})});
              }},
         {.name = "Tên đăng nhập",
          .value = [](const Row& row) { return row.staff.login; },
          .look = "code"},
         {.name = "Vai trò và đơn vị", .value = roles_of, .width = 60},
         {.name = "Trạng thái",
          .value = [](const Row& row) { return state_word(row.staff); },
          .shown = [](const Row& row) { return state_chip(row.staff); }}}};
}

/// What waits for a second administrator; a button where this one can confirm it.
Node StaffPages::waiting_card(const DeskRequest& asked, const std::vector<Row>& rows) const
{
    std::vector<Node> lines;
    for (const auto& row : rows)
        for (const auto& grant : row.grants)
            if (grant.waits_for_confirmation())
                lines.push_back(
                    li({cls("row"), a({attr("href", address_of(row.staff.id)), row.staff.name}),
                        ": ", grant_text(grant), " ", grant_acts(asked, grant)})
                );
    if (lines.empty()) return {};
    return section(
        {cls("card stack s"), attr("data-tone", "sun"),
         h2({fmt::format("{} vai trò chờ xác nhận", lines.size())}),
         p({"Vai trò này chỉ có hiệu lực khi một người quản trị khác người đã giao xác nhận."}),
         element("ul", {cls("plain stack s"), join(lines)})}
    );
}

http::Response StaffPages::staff_list(const DeskRequest& asked) const
{
    auto all = rows(asked);
    const auto heading = fmt::format("{} người dùng", all.size());
    const auto waiting = waiting_card(asked, all);
    return frame_.page(
        asked,
        {.title = "Người dùng",
         .here = std::string(path),
         .content = section(
             {cls("stack l"), h1({heading}), waiting,
              sheet_link(frame_.assets, fmt::format("{}/tai-ve", path)),
              list(day_of(asked.desk.now))
                  .page(frame_.assets, std::move(all), forms::list_asked(asked.request)),
              act_form(
                  asked.desk, std::string(path),
                  {h2({"Thêm người dùng"}), staff_form().fields(), button({cls("btn"), "Thêm"})},
                  "card stack"
              )}
         )}
    );
}

http::Response StaffPages::staff_sheet(const DeskRequest& asked) const
{
    door::note(asked, "admin.staff_file", "staff:all");
    auto sheet = sheet_for(asked.desk, "Người dùng bàn làm việc");
    list(day_of(asked.desk.now)).fill(sheet, rows(asked));
    return sheet_response(asked.desk, "nguoi-dung", sheet);
}

http::Response StaffPages::add_staff(const DeskRequest& asked) const
{
    const auto form = staff_form();
    auto filled = form.read(asked.request);
    const StaffGrant wanted{
        .role = filled.text("role"),
        .organisation = filled.given("unit"),
        .from = day_of(asked.desk.now)};
    if (const auto why = roles_.refusal_of(wanted, {}, wanted.from);
        why && filled.wrong("role").empty() && filled.wrong("unit").empty())
        filled.refuse("unit", refusal_text(*why, wanted, {}));
    std::optional<staff_store::Made> made;
    if (filled.right()) {
        auto answer = authority_.make_staff(
            {.session = asked.session,
             .login = text::casefold(filled.text("login")),
             .name = filled.text("name"),
             .role = wanted.role,
             .unit_code = wanted.organisation}
        );
        if (answer)
            made = std::move(*answer);
        else if (answer.error() == authority::Refusal::taken)
            filled.refuse("login", "Tên đăng nhập này đã có người dùng.");
        else
            return frame_.refused(
                asked, 403, "Máy chủ đăng nhập không nhận việc này từ phiên của anh (chị)."
            );
    }
    if (!made)
        return frame_.page(
            asked, {.title = "Lỗi: chưa thêm được người dùng",
                    .here = std::string(path),
                    .content = section(
                        {cls("stack"), h1({"Chưa thêm được người dùng"}),
                         act_form(
                             asked.desk, std::string(path),
                             {form.fields(filled), button({cls("btn"), "Thêm"})}, "card stack"
                         )}
                    ),
                    .status = 422}
        );
    const bool waits = roles_.find(wanted.role)->confirmed;
    return frame_.page(
        asked, {.title = "Đã thêm người dùng",
                .here = std::string(path),
                .content = section(
                    {cls("stack"), h1({"Đã thêm " + filled.text("name")}),
                     waits ? p({"Vai trò có hiệu lực khi một người quản trị khác xác nhận, ở đầu "
                                "danh sách người dùng."})
                           : Node{},
                     secret_card(
                         "Trao tận tay",
                         {p({"Mật khẩu: ", span({cls("code"), made->password})}),
                          p({"Quét mã này bằng ứng dụng xác thực:"}),
                          qr::picture(
                              made->totp_uri, qr::Correction::medium, "Mã QR của ứng dụng xác thực"
                          )}
                     ),
                     p({a({cls("btn plain"), attr("href", std::string(path)), "Về danh sách"})})}
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
    return http::see_other(address_of(id));
}

std::optional<StaffPages::Person> StaffPages::find(const DeskRequest& asked) const
{
    const Id<Staff> id{id_of(asked.request)};
    Person person;
    for (auto& one : staff_store::all(asked.tx)) {
        person.names[one.id.value] = one.name;
        if (one.id == id) person.staff = std::move(one);
    }
    if (!person.staff.id) return std::nullopt;
    person.grants = grant_store::of_staff(asked.tx, id);
    return person;
}

/// Buttons for what this administrator may do with it.
Node StaffPages::grant_acts(const DeskRequest& asked, const StaffGrant& grant) const
{
    if (grant.ended_at || grant.staff == asked.desk.staff.id) return {};
    const auto act = [&](const char* word, const char* what) {
        return act_form(
            asked.desk, fmt::format("/can-bo/vai-tro/{}/{}", grant.id.value, what),
            {button(
                {cls("btn text"), attr("aria-label", std::string(word) + ": " + grant_text(grant)),
                 word}
            )},
            "row"
        );
    };
    const bool confirms = grant.waits_for_confirmation() && grant.given_by != asked.desk.staff.id;
    return join({confirms ? act("Xác nhận", "xac-nhan") : Node{}, act("Thôi vai trò", "thoi")});
}

http::Response StaffPages::person_page(
    const DeskRequest& asked, const Person& person, const Node& form_fields, int status
) const
{
    const auto& staff = person.staff;
    const bool oneself = staff.id == asked.desk.staff.id;
    const auto today = day_of(asked.desk.now);
    const auto name_of = [&](const std::optional<Id<Staff>>& id) {
        return id ? person.names.at(id->value) : std::string("lệnh của máy chủ");
    };
    std::vector<DeskRow> rows;
    for (const auto& grant : person.grants)
        rows.push_back(
            {cell(strong({roles_.text_of(grant.role)})), cell(frame_.unit_name(grant.organisation)),
             cell(cls("nowrap"), days_of(grant)), cell(state_text(grant, today)),
             cell(name_of(grant.given_by)),
             cell(grant.confirmed_by ? name_of(grant.confirmed_by) : ""),
             cell(grant_acts(asked, grant))}
        );
    const auto lock = act_form(
        asked.desk, address_of(staff.id) + "/khoa",
        {hidden("khoa", staff.disabled ? "khong" : "co"),
         button({cls("btn plain"), staff.disabled ? "Mở khóa tài khoản" : "Khóa tài khoản"})},
        "row"
    );
    return frame_.page(
        asked,
        {.title = status == 200 ? staff.name : "Lỗi: chưa giao được vai trò",
         .here = std::string(path),
         .content = section(
             {cls("stack l"), p({a({attr("href", std::string(path)), "Người dùng"})}),
              h1({staff.name}),
              p({cls("row"), span({cls("code"), staff.login}), state_chip(staff)}),
              person.grants.empty() ? p({"Chưa có vai trò nào, nên chưa mở được trang nào."})
                                    : desk_table(
                                          "Vai trò",
                                          {"Vai trò", "Đơn vị", "Thời gian", "Trạng thái",
                                           "Người giao", "Người xác nhận", "Việc"},
                                          rows
                                      ),
              oneself ? p({cls("muted"), "Không ai tự giao, xác nhận, thôi vai trò hoặc khóa "
                                         "tài khoản của chính mình."})
                      : act_form(
                            asked.desk, address_of(staff.id) + "/vai-tro",
                            {h2({"Giao thêm vai trò"}), form_fields,
                             button({cls("btn"), "Giao vai trò"})},
                            "card stack"
                        ),
              oneself ? Node{} : lock}
         ),
         .status = status}
    );
}

http::Response StaffPages::person(const DeskRequest& asked) const
{
    const auto person = find(asked);
    if (!person) return frame_.refused(asked, 404, "Không có người dùng này.");
    return person_page(asked, *person, grant_form(day_of(asked.desk.now)).fields(), 200);
}

std::string StaffPages::refusal_text(
    GrantRefusal refusal, const StaffGrant& wanted, const std::vector<StaffGrant>& has
) const
{
    switch (refusal) {
    case GrantRefusal::unknown_role: return "Không có vai trò này.";
    case GrantRefusal::unit_needed:
        return roles_.text_of(wanted.role) + " thuộc một đơn vị, anh (chị) chọn đơn vị.";
    case GrantRefusal::days_reversed: return "Ngày cuối đã qua, hoặc trước ngày đầu.";
    case GrantRefusal::has_it: return "Người này đã có vai trò ấy ở đơn vị ấy trong thời gian đó.";
    case GrantRefusal::forbidden: {
        const auto* pair = roles_.forbidding(wanted, has);
        return "Không giao cùng vai trò người này đang có. " + (pair ? pair->why : "");
    }
    case GrantRefusal::oneself: return "Không ai tự giao hoặc tự xác nhận quyền của mình.";
    case GrantRefusal::same_person: return "Người đã giao không tự xác nhận: cần người thứ hai.";
    case GrantRefusal::not_waiting: return "Vai trò này đã được xác nhận hoặc đã thôi.";
    case GrantRefusal::nobody: return "Máy chủ đăng nhập không nhận việc này.";
    }
    std::abort();
}

http::Response StaffPages::give_grant(const DeskRequest& asked) const
{
    const auto person = find(asked);
    if (!person) return frame_.refused(asked, 404, "Không có người dùng này.");
    const auto form = grant_form(day_of(asked.desk.now));
    auto filled = form.read(asked.request);
    if (filled.right()) {
        const StaffGrant wanted{
            .staff = person->staff.id,
            .role = filled.text("role"),
            .organisation = filled.given("unit"),
            .from = *filled.day("from"),
            .until = filled.day("until")};
        const auto given = authority_.give(
            {.session = asked.session,
             .staff = wanted.staff,
             .role = wanted.role,
             .organisation = wanted.organisation,
             .from = wanted.from,
             .until = wanted.until}
        );
        if (given) return http::see_other(address_of(wanted.staff));
        const auto* field = given.error() == GrantRefusal::unit_needed     ? "unit"
                            : given.error() == GrantRefusal::days_reversed ? "until"
                                                                           : "role";
        filled.refuse(field, refusal_text(given.error(), wanted, person->grants));
    }
    return person_page(asked, *person, form.fields(filled), 422);
}

http::Response StaffPages::change_grant(
    const DeskRequest& asked, authority::ChangeGrantRequest::Change change
) const
{
    const Id<StaffGrant> id{id_of(asked.request)};
    const auto grant = grant_store::find(asked.tx, id);
    const auto refusal =
        authority_.change({.session = asked.session, .grant = id, .change = change});
    if (refusal) return frame_.refused(asked, 422, refusal_text(*refusal, {}, {}));
    return http::see_other(grant ? address_of(grant->staff) : std::string(path));
}

http::Response StaffPages::confirm_grant(const DeskRequest& asked) const
{
    return change_grant(asked, authority::ChangeGrantRequest::Change::confirm);
}

http::Response StaffPages::end_grant(const DeskRequest& asked) const
{
    return change_grant(asked, authority::ChangeGrantRequest::Change::end);
}

} // namespace tnung::gateway
