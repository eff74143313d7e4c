#include "gateway/console/clerk_parts.hpp"
#include "gateway/console/console.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/qr/qr_code.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/notice/reconciliation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tnung::gateway {

using namespace html;

namespace {

constexpr std::size_t login_max = 40;
constexpr std::size_t name_max = 100;
constexpr std::size_t scopes_max = 20;

constexpr pg::Query senders_query{"admin.senders", R"sql(
    SELECT id, name, agency_scope, created_at, revoked_at, verify_key IS NOT NULL FROM sender ORDER BY id
)sql"};

constexpr pg::Query revoke_query{"admin.revoke_sender", R"sql(
    UPDATE sender SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL
)sql"};

constexpr pg::Query units_query{"admin.units", R"sql(
    SELECT unit_code, count(*), count(*) FILTER (WHERE state NOT IN (3, 8, 10))
      FROM dossier WHERE unit_code IS NOT NULL GROUP BY unit_code
)sql"};

Node secret_card(const std::string& heading, const std::vector<Node>& lines)
{
    return section(
        {cls("card stack s"), attr("data-tone", "earth"), attr("role", "status"), h2({heading}),
         join(lines),
         p({cls("small muted"), "Chỉ hiện một lần. Đóng trang là không xem lại được."})}
    );
}

Node field(
    const char* id, const char* name, const char* hint, const std::string& value,
    const std::string& error = ""
)
{
    const bool bad = !error.empty();
    return div(
        {cls(bad ? "field bad" : "field"), label({attr("for", id), name}),
         p({cls("hint"), attr("id", fmt::format("{}-h", id)), hint}),
         bad ? p({cls("error"), attr("id", fmt::format("{}-e", id)), error}) : Node{},
         input(
             {attr("id", id), attr("name", id), attr("value", value), attr("autocomplete", "off"),
              attr(
                  "aria-describedby",
                  fmt::format("{}-h", id) + (bad ? fmt::format(" {}-e", id) : "")
              ),
              bad ? attr("aria-invalid", "true") : flag("aria-invalid", false)}
         )}
    );
}

Node verify_key_form(const Desk& desk, const std::vector<Node>& signers)
{
    return act_form(
        desk, "/can-bo/he-thong-gui/khoa-ky",
        {h2({"Bắt buộc ký từng lần gửi"}),
         p({"Hệ thống gửi ký mỗi lần gọi (RFC 9421, Ed25519), nên khóa lộ ra cũng không ai giả "
            "được."}),
         div(
             {cls("field"), label({attr("for", "sender"), "Hệ thống"}),
              element("select", {attr("id", "sender"), attr("name", "sender"), signers})}
         ),
         field("key", "Khóa công khai", "Ed25519, base64. Để trống: không phải ký nữa.", ""),
         button({cls("btn"), "Lưu khóa công khai"})},
        "card stack"
    );
}

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

} // namespace

std::vector<std::pair<std::string, std::int64_t>>
Console::reconcile_lines(const Reconciliation& result)
{
    const auto& all = result.all;
    return {
        {"Sự kiện nhận vào", all.causes},
        {"Không phải báo riêng", all.causes_excused},
        {"Tin phải gửi", all.notices},
        {"Đã đến máy", all.delivered},
        {"Không gửi, có lý do", all.excused},
        {"Đang chờ", all.waiting},
        {"Trong đó chờ gọi điện", all.on_call_list},
        {"Không giải thích được", all.unexplained}};
}

http::Response Console::reconcile(const DeskRequest& asked)
{
    const auto result = gateway::reconcile(parts_.pool, parts_.subjects);
    std::vector<DeskRow> excuses;
    for (const auto& [excuse, count] : result.excuses())
        excuses.push_back(DeskRow{
            cell(std::string(text_of(excuse))), cell(cls("num"), fmt::format("{}", count))});
    std::vector<Node> facts;
    for (const auto& [name, count] : reconcile_lines(result))
        facts.push_back(join({dt({name}), dd({cls("num"), fmt::format("{}", count)})}));
    const bool good = result.all.unexplained == 0;
    return desk_response(
        parts_.assets, asked.desk,
        {.title = "Đối chiếu",
         .here = "/can-bo/doi-chieu",
         .content = section(
             {cls("stack l"),
              h1({good ? std::string("Không sự kiện nào bị bỏ sót")
                       : fmt::format("{} việc không giải thích được", result.all.unexplained)}),
              div(
                  {cls("note"), attr("data-tone", good ? "leaf" : "danger"),
                   desk_icon(parts_.assets, good ? "circle-check" : "circle-alert"),
                   div({p(
                       {good ? "Mỗi sự kiện nhận vào đã thành tin, hoặc có lý do không phải báo. "
                               "Mỗi tin đã đến, đang chờ, hoặc có lý do không gửi."
                             : "Báo ngay người vận hành: có sự kiện không thành tin và không có "
                               "lý do."}
                   )})}
              ),
              dl({cls("facts side"), facts}), sheet_link(parts_.assets, "/can-bo/doi-chieu/tai-ve"),
              excuses.empty()
                  ? Node{}
                  : section(
                        {cls("stack s"), h2({"Vì sao không báo riêng hoặc không gửi"}),
                         desk_table(
                             "Vì sao không báo riêng hoặc không gửi", {"Lý do", "Số lần"}, excuses
                         )}
                    )}
         )}
    );
}

http::Response Console::staff_list(const DeskRequest& asked)
{
    std::vector<DeskRow> rows;
    for (const auto& one : staff_store::all(asked.tx))
        rows.push_back(DeskRow{
            cell(join({strong({one.name}), element("br", {}), span({cls("small muted"), one.login})}
            )),
            cell(std::string(role_text(parse_role(one.role).value_or(Role::clerk)))),
            cell(unit_name(one.unit_code)),
            cell(
                one.disabled ? span({cls("chip sm"), attr("data-tone", "stone"), "Đã khóa"})
                             : span({cls("chip sm"), attr("data-tone", "leaf"), "Đang dùng"})
            ),
            cell(
                one.id == asked.desk.staff.id
                    ? Node("chính anh (chị)")
                    : act_form(
                          asked.desk, fmt::format("/can-bo/nguoi-dung/{}/khoa", one.id.value),
                          {hidden("khoa", one.disabled ? "khong" : "co"),
                           button(
                               {cls("btn text"),
                                attr(
                                    "aria-label", (one.disabled ? "Mở khóa " : "Khóa ") + one.name
                                ),
                                one.disabled ? "Mở khóa" : "Khóa"}
                           )},
                          "row"
                      )
            )});
    return desk_response(
        parts_.assets, asked.desk,
        {.title = "Người dùng",
         .here = "/can-bo/nguoi-dung",
         .content = section(
             {cls("stack l"), h1({fmt::format("{} người dùng", rows.size())}),
              desk_table("Người dùng", {"Người", "Vai trò", "Đơn vị", "Trạng thái", "Việc"}, rows),
              staff_form(asked.desk, parts_.units, {})}
         )}
    );
}

http::Response Console::add_staff(const DeskRequest& asked)
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
    if (!typed.unit.empty() && !parts_.units.resolve(typed.unit).unit)
        typed.unit_error = "Không có đơn vị này.";
    std::optional<staff_store::Made> made;
    if (role && typed.login_error.empty() && typed.name_error.empty() && typed.unit_error.empty()) {
        auto answer = parts_.authority.make_staff(
            {.session = sign_in_.session_of(request),
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
            return refused(
                asked, 403, "Máy chủ đăng nhập không nhận việc này từ phiên của anh (chị)."
            );
    }
    if (!made)
        return desk_response(
            parts_.assets, asked.desk,
            {.title = "Chưa thêm được",
             .here = "/can-bo/nguoi-dung",
             .content = section(
                 {cls("stack"), h1({"Chưa thêm được người dùng"}),
                  staff_form(asked.desk, parts_.units, typed)}
             ),
             .status = 422}
        );
    return desk_response(
        parts_.assets, asked.desk,
        {.title = "Đã thêm người dùng",
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

http::Response Console::disable_staff(const DeskRequest& asked)
{
    const Id<Staff> id{id_of(asked.request)};
    if (id == asked.desk.staff.id)
        return refused(asked, 422, "Anh (chị) không tự khóa chính mình được.");
    const bool disable = asked.request.field("khoa") == "co";
    if (parts_.authority.set_disabled(sign_in_.session_of(asked.request), id, disable))
        return refused(asked, 404, "Không có người dùng này.");
    return http::see_other("/can-bo/nguoi-dung");
}

http::Response Console::senders(const DeskRequest& asked)
{
    std::vector<DeskRow> rows;
    std::vector<Node> signers;
    const auto found = asked.tx.exec(senders_query);
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto id = found.get<std::int64_t>(i, 0);
        std::string scope;
        for (const auto& one : found.get<std::vector<std::string>>(i, 2))
            scope += (scope.empty() ? "" : ", ") + one;
        const bool revoked = !found.is_null(i, 4);
        if (!revoked)
            signers.push_back(element(
                "option", {attr("value", fmt::format("{}", id)), found.get<std::string>(i, 1)}
            ));
        rows.push_back(DeskRow{
            cell(strong({found.get<std::string>(i, 1)})), cell(cls("code"), scope),
            cell(cls("nowrap"), text::spoken_time(found.get<Instant>(i, 3))),
            cell(
                found.get<bool>(i, 5) ? span({cls("chip sm"), attr("data-tone", "lake"), "Phải ký"})
                                      : span({cls("muted"), "Không ký"})
            ),
            cell(
                revoked
                    ? span({cls("chip sm"), attr("data-tone", "stone"), "Đã thu hồi"})
                    : act_form(
                          asked.desk, fmt::format("/can-bo/he-thong-gui/{}/thu-hoi", id),
                          {button(
                              {cls("btn text"),
                               attr(
                                   "aria-label", "Thu hồi khóa của " + found.get<std::string>(i, 1)
                               ),
                               "Thu hồi khóa"}
                          )},
                          "row"
                      )
            )});
    }
    return desk_response(
        parts_.assets, asked.desk,
        {.title = "Hệ thống gửi",
         .here = "/can-bo/he-thong-gui",
         .content = section(
             {cls("stack l"), h1({"Hệ thống gửi sự kiện hồ sơ"}),
              rows.empty() ? p({"Chưa có hệ thống nào. Thêm một hệ thống để nhận sự kiện hồ sơ."})
                           : desk_table(
                                 "Hệ thống gửi",
                                 {"Tên", "Được nói thay cơ quan", "Từ", "Chữ ký", "Khóa"}, rows
                             ),
              act_form(
                  asked.desk, "/can-bo/he-thong-gui",
                  {h2({"Thêm hệ thống"}), field("name", "Tên", "Ví dụ: Hệ thống một cửa tỉnh", ""),
                   field(
                       "scope", "Mã định danh cơ quan",
                       "Được nói thay cơ quan nào, ví dụ H21 hoặc H21.12", ""
                   ),
                   button({cls("btn"), "Thêm và tạo khóa"})},
                  "card stack"
              ),
              signers.empty() ? Node{} : verify_key_form(asked.desk, signers)}
         )}
    );
}

http::Response Console::set_verify_key(const DeskRequest& asked)
{
    const Id<Sender> id{parse_integer(asked.request.field("sender").value_or("")).value_or(0)};
    const auto typed = text::clean(asked.request.field("key").value_or(""));
    auto key = typed.empty() ? std::optional<std::string>{} : parse_base64(typed);
    if (!typed.empty() && (!key || key->size() != Senders::verify_key_bytes))
        return refused(
            asked, 422,
            "Khóa công khai Ed25519 dài 32 byte, viết bằng base64, ví dụ 43 ký tự không dấu bằng. "
            "Để trống nếu hệ thống này không phải ký nữa."
        );
    if (!Senders::set_verify_key(asked.tx, id, key ? std::optional(Bytes{*key}) : std::nullopt))
        return refused(asked, 422, "Hệ thống này không còn, hoặc khóa này là của hệ thống khác.");
    note(
        asked, key ? "admin.sender_must_sign" : "admin.sender_need_not_sign",
        fmt::format("sender:{}", id.value)
    );
    return http::see_other("/can-bo/he-thong-gui");
}

http::Response Console::add_sender(const DeskRequest& asked)
{
    const auto name = text::clean(asked.request.field("name").value_or(""));
    const auto scope = words_of(text::clean(asked.request.field("scope").value_or("")));
    if (name.empty() || text::length(name) > name_max || scope.empty() || scope.size() > scopes_max)
        return refused(
            asked, 422, "Ghi tên hệ thống và ít nhất một mã định danh cơ quan, ví dụ H21."
        );
    const auto key = Senders::add(asked.tx, name, scope, asked.desk.now);
    if (!key) return refused(asked, 422, "Đã có hệ thống tên này.");
    note(asked, "admin.add_sender", "sender:new", {{"scope", scope.front()}});
    return desk_response(
        parts_.assets, asked.desk,
        {.title = "Đã thêm hệ thống",
         .here = "/can-bo/he-thong-gui",
         .content = section(
             {cls("stack"), h1({"Đã thêm " + name}),
              secret_card(
                  "Khóa của hệ thống này",
                  {p({cls("code"), *key}),
                   p({"Ghi vào cấu hình của hệ thống gửi: Authorization: Bearer, rồi khóa."})}
              ),
              p({a({cls("btn plain"), attr("href", "/can-bo/he-thong-gui"), "Về danh sách"})})}
         )}
    );
}

http::Response Console::revoke_sender(const DeskRequest& asked)
{
    const auto id = id_of(asked.request);
    asked.tx.exec(revoke_query, id, asked.desk.now);
    note(asked, "admin.revoke_sender", fmt::format("sender:{}", id));
    return http::see_other("/can-bo/he-thong-gui");
}

std::vector<Console::UnitCount> Console::dossiers_by_unit(const DeskRequest& asked) const
{
    const auto counted = asked.tx.exec(units_query);
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> counts;
    for (std::size_t i = 0; i < counted.size(); ++i)
        counts[counted.get<std::string>(i, 0)] = {
            counted.get<std::int64_t>(i, 1), counted.get<std::int64_t>(i, 2)};
    std::vector<UnitCount> units;
    for (const auto& unit : parts_.units.units()) {
        const auto [dossiers, open] = counts[unit.code];
        units.push_back({unit.name, unit.code, dossiers, open});
    }
    std::ranges::sort(units, text::sorts_before, &UnitCount::name);
    return units;
}

http::Response Console::units(const DeskRequest& asked)
{
    std::vector<DeskRow> rows;
    for (const auto& unit : dossiers_by_unit(asked))
        rows.push_back(DeskRow{
            cell(unit.name), cell(cls("code"), unit.code),
            cell(cls("num"), fmt::format("{}", unit.dossiers)),
            cell(cls("num"), fmt::format("{}", unit.open))});
    return desk_response(
        parts_.assets, asked.desk,
        {.title = "Đơn vị",
         .here = "/can-bo/don-vi",
         .content = section(
             {cls("stack"), h1({fmt::format("{} xã, phường", rows.size())}),
              sheet_link(parts_.assets, "/can-bo/don-vi/tai-ve"),
              desk_table("Đơn vị", {"Đơn vị", "Mã", "Hồ sơ", "Đang làm"}, rows)}
         )}
    );
}

} // namespace tnung::gateway
