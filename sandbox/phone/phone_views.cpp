#include "sandbox/phone/phone_pages.hpp"

#include "foundation/text/phone_number.hpp"
#include "sandbox/onestop/onestop_pages.hpp"

#include <fmt/format.h>

namespace tnung::sandbox {

using namespace html;

namespace {

std::string act_path(const std::string& phone, std::string_view act)
{
    return fmt::format("/phone/{}/{}", phone, act);
}

Node button_node(const std::string& phone, const InboxMessage& message, std::size_t index)
{
    const auto& one = message.buttons[index];
    if (one.type == "oa.open.url")
        return a(
            {cls("say"), attr("href", one.payload), attr("target", "_blank"),
             attr("rel", "noreferrer"), one.title}
        );
    if (one.type == "oa.open.phone")
        return a({cls("say"), attr("href", "tel:" + one.payload), one.title});
    return form(
        {attr("method", "post"), attr("action", act_path(phone, "press")),
         input({attr("type", "hidden"), attr("name", "message"), attr("value", message.id)}),
         input(
             {attr("type", "hidden"), attr("name", "button"),
              attr("value", fmt::format("{}", index))}
         ),
         button({cls("say"), one.title})}
    );
}

std::vector<Node> lines_of(const std::string& text)
{
    std::vector<Node> lines;
    std::string_view rest = text;
    while (true) {
        const auto end = rest.find('\n');
        lines.push_back(p({std::string(rest.substr(0, end))}));
        if (end == std::string_view::npos) return lines;
        rest.remove_prefix(end + 1);
    }
}

Node message_node(const std::string& phone, const InboxMessage& message)
{
    std::vector<Node> parts;
    if (!message.title.empty()) parts.push_back(p({cls("title"), message.title}));
    if (!message.picture.empty())
        parts.push_back(element(
            "img", {attr("src", message.picture), attr("alt", "Ảnh chụp giấy tiếp nhận"),
                    attr("width", "120"), attr("height", "160")}
        ));
    else
        for (auto& line : lines_of(message.text)) parts.push_back(line);
    if (!message.rows.empty()) {
        std::vector<Node> rows;
        for (const auto& [name, value] : message.rows) {
            rows.push_back(dt({name}));
            rows.push_back(dd({value}));
        }
        parts.push_back(dl({cls("rows"), rows}));
    }
    if (message.asks_for_number)
        parts.push_back(form(
            {cls("share"), attr("method", "post"), attr("action", act_path(phone, "share")),
             label(
                 {"Số điện thoại ", input(
                                        {attr("name", "number"), attr("inputmode", "tel"),
                                         attr("value", text::phone_text(phone))}
                                    )}
             ),
             button({cls("say strong"), "Chia sẻ"})}
        ));
    for (std::size_t i = 0; i < message.buttons.size(); ++i)
        parts.push_back(button_node(phone, message, i));
    parts.push_back(p({cls("when"), clock_text(message.at)}));
    return li({cls(message.from_user ? "mine" : "theirs"), attr("data-message", message.id), parts}
    );
}

Node slips_node(const PhonePages::Screen& screen)
{
    constexpr std::size_t slips_shown = 3;
    std::vector<Node> items;
    for (std::size_t i = 0; i < screen.slips.size() && i < slips_shown; ++i) {
        const auto& slip = screen.slips[i];
        items.push_back(li(
            {a({attr("href", fmt::format("/mot-cua/{}/giay", slip.code)), attr("target", "_blank"),
                slip.code}),
             " ",
             a({cls("scan"), attr("href", slip_address(screen.gateway_origin, slip.code)),
                attr("target", "_blank"), "Quét mã QR"}),
             form(
                 {attr("method", "post"), attr("action", act_path(screen.phone, "photo")),
                  input({attr("type", "hidden"), attr("name", "slip"), attr("value", slip.code)}),
                  button({cls("scan"), "Gửi ảnh giấy"})}
             )}
        ));
    }
    if (items.empty()) return {};
    return div({cls("slips"), p({"Giấy tiếp nhận trong ví"}), ul({items})});
}

} // namespace

Node screen_node(const PhonePages::Screen& screen)
{
    if (!screen.has_account) return p({cls("none"), "Số này chưa có tài khoản Zalo."});
    std::vector<Node> messages;
    for (const auto& message : screen.messages)
        messages.push_back(message_node(screen.phone, message));
    if (messages.empty()) messages.push_back(li({cls("none"), "Chưa có tin nào."}));
    return join(
        {div(
             {cls("account"), span({cls("avatar"), "GL"}),
              div({strong({screen.account}), p({screen.follows ? "Đã quan tâm" : "Chưa quan tâm"})}
              ),
              form(
                  {attr("method", "post"),
                   attr("action", act_path(screen.phone, screen.follows ? "unfollow" : "follow")),
                   button(
                       {cls(screen.follows ? "quiet" : "follow"),
                        screen.follows ? "Bỏ quan tâm" : "Quan tâm"}
                   )}
              )}
         ),
         ol({cls("chat"), attr("aria-label", "Tin nhắn"), attr("aria-live", "polite"),
             attr("tabindex", "0"), messages})}
    );
}

Node phone_node(const PhonePages::Screen& screen)
{
    const auto menu = [&](const char* text, const char* title) {
        return form(
            {attr("method", "post"), attr("action", act_path(screen.phone, "say")),
             input({attr("type", "hidden"), attr("name", "text"), attr("value", text)}),
             button({cls("menu"), title})}
        );
    };
    return section(
        {cls("handset"), attr("data-phone", screen.phone), attr("data-user", screen.user_id),
         attr("aria-label", "Điện thoại của " + screen.name),
         div({cls("bar"), span({screen.name}), span({text::phone_text(screen.phone)})}),
         div({cls("screen"), screen_node(screen)}), slips_node(screen),
         div(
             {cls("menus"), menu("Hồ sơ của tôi", "Hồ sơ của tôi"), menu("Nối số", "Nối số"),
              menu("Gặp cán bộ", "Gặp cán bộ")}
         ),
         form(
             {cls("type"), attr("method", "post"), attr("action", act_path(screen.phone, "say")),
              label({cls("sr"), attr("for", "say-" + screen.phone), "Nhắn tin"}),
              input(
                  {attr("id", "say-" + screen.phone), attr("name", "text"),
                   attr("autocomplete", "off"), attr("placeholder", "Nhắn tin đến trang")}
              ),
              button({"Gửi"})}
         )}
    );
}

Node people_node(
    const std::vector<Person>& people, const std::string& typed, const std::string& open
)
{
    std::vector<Node> items;
    for (const auto& person : people) {
        const auto number = text::parse_phone(person.phone);
        const auto so = open.empty() ? number->digits : open + "," + number->digits;
        items.push_back(li(
            {a({cls("card row apart"), attr("href", "/phone?so=" + http::url_encoded(so)),
                span({strong({person.name})}),
                span(
                    {cls("small muted"),
                     text::phone_text(number->digits) +
                         (has_zalo_account(number->digits) ? "" : ", chưa có Zalo")}
                )})}
        ));
    }
    return section(
        {cls("stack wrap"), h1({"Cầm điện thoại của ai?"}),
         p({"Đây là sân tập: một tỉnh giả lập, không ai trong này có thật. Chọn một người, bấm "
            "Quan "
            "tâm, nộp hồ sơ ở hệ thống một cửa rồi xem tin đến."}),
         p({a({cls("btn plain"), attr("href", "/mot-cua"), "Mở hệ thống một cửa"})}),
         form(
             {cls("stack s"), attr("method", "get"), attr("action", "/"), attr("role", "search"),
              div(
                  {cls("field"), label({attr("for", "q"), "Tên hoặc số điện thoại"}),
                   input({attr("id", "q"), attr("name", "q"), attr("value", typed)})}
              ),
              button({cls("btn"), "Tìm"})}
         ),
         ul({cls("stack s people"), items})}
    );
}

http::Response
sandbox_page(const Assets& assets, const std::string& title, const html::Node& content)
{
    http::Response response;
    response.body = document(
        {attr("lang", "vi"),
         element(
             "head",
             {element("meta", {attr("charset", "utf-8")}),
              element(
                  "meta",
                  {attr("name", "viewport"), attr("content", "width=device-width, initial-scale=1")}
              ),
              element("title", {title + " – Sân tập T’Nưng"}),
              element("link", {attr("rel", "stylesheet"), attr("href", assets.style_path())}),
              element(
                  "link", {attr("rel", "icon"), attr("href", assets.path_of("mark.svg")),
                           attr("type", "image/svg+xml")}
              ),
              element("script", {attr("src", assets.path_of("phone.js")), flag("defer", true)})}
         ),
         element("body", {cls("sandbox"), html::main({attr("id", "main"), content})})}
    );
    return response.with("Content-Type", "text/html; charset=utf-8")
        .with(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src "
            "'self'; connect-src 'self'; form-action 'self'; base-uri 'none'"
        )
        .with("Cache-Control", "no-store");
}

} // namespace tnung::sandbox
