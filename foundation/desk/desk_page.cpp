#include "foundation/desk/desk_page.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/text/money_text.hpp"
#include "foundation/text/time_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung {

using namespace html;

namespace {

constexpr std::size_t form_number_bytes = 8;
constexpr std::string_view policy = "default-src 'none'; style-src 'self'; font-src 'self'; "
                                    "img-src 'self'; script-src 'self'; connect-src 'self'; "
                                    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

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

std::string home_of(const std::string& root)
{
    return root.empty() ? "/" : root;
}

Node rail(const Assets& assets, const Seat& seat, const std::string& here)
{
    std::vector<Node> entries;
    for (const auto& entry : seat.rail)
        entries.push_back(li({a(
            {attr("href", entry.path),
             here == entry.path ? attr("aria-current", "page") : flag("aria-current", false),
             desk_icon(assets, entry.icon), entry.name,
             entry.count > 0
                 ? span({cls("count"), fmt::format("{}", entry.count), span({cls("sr"), " việc"})})
                 : Node{}}
        )}));
    return element(
        "nav", {cls("rail"), attr("aria-label", "Chính"),
                brand(assets, home_of(seat.root), seat.unit_name), ul({entries})}
    );
}

} // namespace

std::int64_t id_of(const http::Request& request)
{
    return parse_integer(request.path_value("id")).value_or(0);
}

Node empty_card(const Assets& assets, std::string_view icon, const std::string& said)
{
    return section({cls("card empty stack s"), desk_icon(assets, icon), p({said})});
}

Node chip(
    const Assets& assets, const char* tone, std::string_view icon, const std::string& word,
    const char* look
)
{
    return span({cls(look), attr("data-tone", tone), desk_icon(assets, icon), word});
}

Node facts(const std::vector<Fact>& all, const char* look)
{
    std::vector<Node> lines;
    for (const auto& [name, value] : all) lines.push_back(join({dt({name}), dd({value})}));
    return dl({cls(look), lines});
}

Node moment(Instant at)
{
    return element("time", {attr("datetime", iso_text(at)), text::spoken_time(at)});
}

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

Node form_number()
{
    return hidden(form_number_field, hex_text(crypto::random_bytes(form_number_bytes)));
}

Node act_form(
    const Seat& seat, const std::string& action, const std::vector<Node>& parts,
    std::string_view kind
)
{
    return form(
        {cls(std::string(kind)), attr("method", "post"), attr("action", action),
         hidden("the", seat.form_token), form_number(), parts}
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
    std::vector<DeskHead> named;
    for (const auto* head : heads) named.push_back({.name = head});
    return sorted_table(name, named, rows);
}

Node sorted_table(
    const std::string& name, const std::vector<DeskHead>& heads, const std::vector<DeskRow>& rows
)
{
    std::vector<Node> head_cells, body;
    for (std::size_t i = 0; i < heads.size(); ++i) { // a heading stands as its figures do
        const bool figures = !rows.empty() && rows.front().at(i).look == "num";
        const auto& head = heads[i];
        head_cells.push_back(element(
            "th",
            {attr("scope", "col"), figures ? cls("num") : flag("class", false),
             head.sorted.empty() ? flag("aria-sort", false) : attr("aria-sort", head.sorted),
             head.address.empty() ? Node(head.name) : a({attr("href", head.address), head.name})}
        ));
    }
    for (const auto& row : rows) {
        std::vector<Node> cells;
        for (std::size_t i = 0; i < row.size(); ++i)
            cells.push_back(element(
                "td",
                {attr("role", "cell"), attr("data-head", heads.at(i).name),
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

std::int64_t pages_of(std::int64_t all, std::int64_t on_page)
{
    return std::max<std::int64_t>(1, (all + on_page - 1) / on_page);
}

Node rows_told(std::int64_t first, std::int64_t count, std::int64_t all)
{
    return p(
        {cls("small muted"), attr("role", "status"),
         fmt::format("{}–{} trong {}", first, first + count - 1, text::grouped(all))}
    );
}

Node page_turning(
    const Assets& assets, std::int64_t number, std::int64_t pages, const std::string& address
)
{
    std::vector<Node> turning;
    const auto to = [&](std::int64_t page) {
        return attr("href", fmt::format("{}{}", address, page));
    };
    if (number > 1)
        turning.push_back(
            a({cls("btn plain"), to(number - 1), desk_icon(assets, "arrow-left"), " Trang trước"})
        );
    if (pages > 1) turning.push_back(span({fmt::format("Trang {} trên {}", number, pages)}));
    if (number < pages)
        turning.push_back(
            a({cls("btn plain"), to(number + 1), "Trang sau ", desk_icon(assets, "arrow-right")})
        );
    if (turning.empty()) return {};
    return p({cls("row"), turning});
}

Node sheet_link(const Assets& assets, const std::string& path)
{
    return p(
        {a({cls("btn plain"), attr("href", path), flag("download", true),
            desk_icon(assets, "download"), " Tải bảng tính (Excel)"})}
    );
}

http::Response
framed_response(const Assets& assets, const Seat& seat, const DeskPage& page, const Node& find)
{
    const auto who = div(
        {cls("row small"),
         span(
             {cls("muted"),
              fmt::format("{}, {}", text::weekday_date(day_of(seat.now)), clock_text(seat.now))}
         ),
         span({desk_icon(assets, "user"), " " + seat.staff.name}),
         act_form(
             seat, seat.root + "/ra",
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
                  rail(assets, seat, page.here),
                  html::main({attr("id", "main"), header({cls("head"), find, who}), page.content})}
             )}
        )
    );
}

http::Response bare_desk_response(
    const Assets& assets, const std::string& root, int status, const std::string& title,
    const Node& content
)
{
    return finished(
        status,
        document(
            {attr("lang", "vi"), head(assets, title),
             element(
                 "body",
                 {cls("desk bare"),
                  header(
                      {cls("top"),
                       div({cls("wrap mast"), brand(assets, home_of(root), "Bàn làm việc")})}
                  ),
                  html::main({attr("id", "main"), cls("wrap stack"), content})}
             )}
        )
    );
}

std::optional<http::Response> desk_failure(
    const Assets& assets, const std::string& root, int status, const http::Request& request,
    std::string_view too_large
)
{
    if (!request.asks_for_page()) return std::nullopt;
    struct Told {
        std::string title, what;
    };
    const auto told = [&]() -> Told {
        switch (status) {
        case 404:
        case 405:
            return {
                "Không có trang này",
                "Địa chỉ gõ thiếu hoặc đã đổi. Anh (chị) mở lại từ trang đầu."};
        case 413: return {"Tệp quá lớn, chưa nhận", std::string(too_large)};
        case 429:
            return {
                "Việc trước của anh (chị) đang làm",
                "Đợi trang hoặc tệp vừa mở xong rồi bấm lại. Việc trước vẫn làm tiếp."};
        case 408:
        case 503:
            return {
                "Máy chủ đang bận",
                "Việc vừa gửi chưa được nhận. Anh (chị) đợi một phút, quay lại trang trước rồi bấm "
                "lại."};
        case 500:
            return {
                "Máy chủ gặp lỗi",
                "Không chắc việc vừa làm đã được ghi. Anh (chị) mở lại trang trước để xem; vẫn lỗi "
                "thì báo người quản trị giờ xảy ra."};
        default:
            return {
                "Máy chủ không đọc được yêu cầu này",
                "Anh (chị) quay lại trang trước, tải lại rồi thử lại."};
        }
    }();
    return bare_desk_response(
        assets, root, status, told.title,
        section(
            {cls("stack card"), h1({told.title}), p({told.what}),
             p({a({cls("btn plain"), attr("href", home_of(root)), "Về trang đầu"})})}
        )
    );
}

} // namespace tnung
