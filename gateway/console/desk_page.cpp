#include "gateway/console/desk_page.hpp"

#include "foundation/text/time_text.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

using namespace html;

namespace {

constexpr std::string_view policy = "default-src 'none'; style-src 'self'; font-src 'self'; "
                                    "img-src 'self'; script-src 'self'; connect-src 'self'; "
                                    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

struct RailEntry {
    const char* path;
    const char* icon;
    const char* name;
    std::vector<Role> roles;
};

const std::vector<RailEntry>& rail_entries()
{
    static const std::vector<RailEntry> entries = {
        {"/can-bo/viec", "list-checks", "Việc cần làm", {Role::clerk, Role::operator_}},
        {"/can-bo/goi", "phone-call", "Danh sách gọi", {Role::clerk, Role::operator_}},
        {"/can-bo/ho-so", "search", "Hồ sơ", {Role::clerk, Role::operator_}},
        {"/can-bo/mau-tin",
         "message-circle",
         "Mẫu tin",
         {Role::clerk, Role::operator_, Role::administrator}},
        {"/can-bo/dang-chay", "activity", "Đang chạy", {Role::operator_, Role::administrator}},
        {"/can-bo/doi-chieu", "scale", "Đối chiếu", {Role::operator_, Role::administrator}},
        {"/can-bo/chi-phi", "hand-coins", "Chi phí", {Role::operator_, Role::administrator}},
        {"/can-bo/luu-giu", "history", "Lưu giữ", {Role::operator_, Role::administrator}},
        {"/can-bo/nguoi-dung", "users", "Người dùng", {Role::administrator}},
        {"/can-bo/he-thong-gui", "key-round", "Hệ thống gửi", {Role::administrator}},
        {"/can-bo/don-vi", "landmark", "Đơn vị", {Role::administrator, Role::operator_}},
    };
    return entries;
}

Node head(const Assets& assets, const std::string& title)
{
    return element(
        "head",
        {element("meta", {attr("charset", "utf-8")}),
         element(
             "meta", {attr("name", "viewport"),
                      attr("content", "width=device-width, initial-scale=1, viewport-fit=cover")}
         ),
         element("title", {title + " – T’Nưng"}),
         element("meta", {attr("name", "color-scheme"), attr("content", "light dark")}),
         element("link", {attr("rel", "stylesheet"), attr("href", assets.style_path())}),
         element(
             "link", {attr("rel", "icon"), attr("href", assets.path_of("mark.svg")),
                      attr("type", "image/svg+xml")}
         ),
         element("script", {attr("src", assets.path_of("desk.js")), flag("defer", true)})}
    );
}

Node brand(const Assets& assets, const std::string& path, const std::string& second)
{
    return a(
        {cls("brand"), attr("href", path),
         svg(
             {attr("aria-hidden", "true"), attr("focusable", "false"),
              element("use", {attr("href", assets.path_of("icons.svg") + "#i-mark")})}
         ),
         span({"T’Nưng", element("br", {}), second})}
    );
}

http::Response finished(int status, std::string document_text)
{
    http::Response response{.status = status, .body = std::move(document_text)};
    return response.with("Content-Type", "text/html; charset=utf-8")
        .with("Content-Security-Policy", std::string(policy))
        .with("Cache-Control", "no-store")
        .with("Referrer-Policy", "same-origin")
        .with("X-Content-Type-Options", "nosniff");
}

Node rail(const Assets& assets, const Desk& desk, const std::string& here)
{
    std::vector<Node> entries;
    for (const auto& entry : rail_entries()) {
        bool may = false;
        for (const auto role : entry.roles) may = may || role == desk.staff.role;
        if (!may) continue;
        std::int64_t count = 0;
        if (std::string_view(entry.path) == "/can-bo/viec")
            count = desk.tasks.wrong_number + desk.tasks.talk;
        if (std::string_view(entry.path) == "/can-bo/goi") count = desk.tasks.call;
        entries.push_back(li({a(
            {attr("href", entry.path),
             here == entry.path ? attr("aria-current", "page") : flag("aria-current", false),
             desk_icon(assets, entry.icon), entry.name,
             count > 0 ? span({cls("count"), fmt::format("{}", count), span({cls("sr"), " việc"})})
                       : Node{}}
        )}));
    }
    return element(
        "nav", {cls("rail"), attr("aria-label", "Chính"), brand(assets, "/can-bo", desk.unit_name),
                ul({entries})}
    );
}

} // namespace

Node desk_icon(const Assets& assets, std::string_view name)
{
    return svg(
        {cls("i"), attr("aria-hidden", "true"), attr("focusable", "false"),
         element("use", {attr("href", fmt::format("{}#i-{}", assets.path_of("icons.svg"), name))})}
    );
}

Node hidden(const std::string& name, const std::string& value)
{
    return input({attr("type", "hidden"), attr("name", name), attr("value", value)});
}

Node act_form(
    const Desk& desk, const std::string& action, const std::vector<Node>& parts,
    std::string_view kind
)
{
    return form(
        {cls(std::string(kind)), attr("method", "post"), attr("action", action),
         hidden("the", desk.form_token), parts}
    );
}

DeskCell cell(Node content)
{
    return {"", std::move(content)};
}

DeskCell cell(Attribute look, Node content)
{
    return {std::move(look.value), std::move(content)};
}

Node desk_table(
    const std::string& name, const std::vector<const char*>& heads, const std::vector<DeskRow>& rows
)
{
    std::vector<Node> head_cells, body;
    for (std::size_t i = 0; i < heads.size(); ++i) { // a heading stands as its figures do
        const bool figures = !rows.empty() && rows.front().at(i).look == "num";
        head_cells.push_back(element(
            "th", {attr("scope", "col"), figures ? cls("num") : flag("class", false), heads[i]}
        ));
    }
    for (const auto& row : rows) {
        std::vector<Node> cells;
        for (std::size_t i = 0; i < row.size(); ++i)
            cells.push_back(element(
                "td",
                {attr("role", "cell"), attr("data-head", heads.at(i)),
                 row[i].look.empty() ? flag("class", false) : cls(row[i].look), row[i].content}
            ));
        body.push_back(element("tr", {attr("role", "row"), cells}));
    }
    return div(
        {cls("card flush scroll"), attr("tabindex", "0"), attr("role", "region"),
         attr("aria-label", name),
         element(
             "table", {cls("data cards"), attr("role", "table"),
                       element(
                           "thead", {attr("role", "rowgroup"),
                                     element("tr", {attr("role", "row"), head_cells})}
                       ),
                       element("tbody", {attr("role", "rowgroup"), body})}
         )}
    );
}

Node sheet_link(const Assets& assets, const std::string& path)
{
    return p(
        {a({cls("btn plain"), attr("href", path), flag("download", true),
            desk_icon(assets, "download"), " Tải bảng tính (Excel)"})}
    );
}

http::Response desk_response(const Assets& assets, const Desk& desk, const DeskPage& page)
{
    const bool searches = desk.staff.role != Role::administrator;
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
    const auto who = div(
        {cls("row small"),
         span(
             {cls("muted"),
              fmt::format("{}, {}", text::weekday_date(day_of(desk.now)), clock_text(desk.now))}
         ),
         span({desk_icon(assets, "user"), " " + desk.staff.name}),
         act_form(
             desk, "/can-bo/ra",
             {button({cls("btn text"), desk_icon(assets, "log-out"), "Đăng xuất"})}, "row"
         )}
    );
    return finished(
        page.status,
        document(
            {attr("lang", "vi"), head(assets, page.title),
             element(
                 "body",
                 {cls("desk"), a({cls("skip"), attr("href", "#main"), "Đến nội dung chính"}),
                  rail(assets, desk, page.here),
                  html::main({attr("id", "main"), header({cls("head"), find, who}), page.content})}
             )}
        )
    );
}

http::Response
bare_desk_response(const Assets& assets, int status, const std::string& title, const Node& content)
{
    return finished(
        status,
        document(
            {attr("lang", "vi"), head(assets, title),
             element(
                 "body", {cls("desk bare"),
                          header(
                              {cls("top"),
                               div({cls("wrap mast"), brand(assets, "/can-bo", "Bàn làm việc")})}
                          ),
                          html::main({attr("id", "main"), cls("wrap stack"), content})}
             )}
        )
    );
}

} // namespace tnung::gateway
