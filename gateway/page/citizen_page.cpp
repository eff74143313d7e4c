#include "gateway/page/citizen_page.hpp"

namespace tnung::gateway {

using namespace html;

namespace {

constexpr std::string_view policy = "default-src 'none'; style-src 'self'; font-src 'self'; "
                                    "img-src 'self'; script-src 'self'; connect-src 'self'; "
                                    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The woven line under the band: threads as squares on a grid of 16 by 7, one earth thread each.
Node brocade()
{
    const auto threads =
        "M8 0h1v1h-1zM7 1h1v1h-1zM9 1h1v1h-1zM0 2h1v1h-1zM6 2h1v1h-1zM10 2h1v1h-1zM1 3h1v1h-1zM5 "
        "3h1v1h-1zM11 3h1v1h-1zM15 3h1v1h-1z"
        "M0 4h1v1h-1zM6 4h1v1h-1zM10 4h1v1h-1zM7 5h1v1h-1zM9 5h1v1h-1zM8 6h1v1h-1z";
    return svg(
        {cls("brocade"), attr("height", "7"), attr("aria-hidden", "true"),
         attr("focusable", "false"),
         element(
             "pattern", {attr("id", "woven"), attr("width", "16"), attr("height", "7"),
                         attr("patternUnits", "userSpaceOnUse"),
                         element("path", {attr("d", threads), attr("fill", "currentColor")}),
                         element("path", {cls("heart"), attr("d", "M8 3h1v1h-1z")})}
         ),
         element("rect", {attr("width", "100%"), attr("height", "7"), attr("fill", "url(#woven)")})}
    );
}

Node ripples()
{
    std::vector<Node> rings;
    for (const auto& [rx, ry] :
         {std::pair{"37", "17"},
          {"70", "32"},
          {"108", "49"},
          {"151", "69"},
          {"199", "91"},
          {"253", "116"}})
        rings.push_back(element(
            "ellipse", {attr("cx", "260"), attr("cy", "96"), attr("rx", rx), attr("ry", ry)}
        ));
    return svg(
        {cls("ripples"), attr("viewBox", "0 0 384 200"), attr("aria-hidden", "true"),
         attr("focusable", "false"), attr("preserveAspectRatio", "xMaxYMid slice"),
         element("g", {attr("stroke-width", "1.5"), rings})}
    );
}

Node head(const Assets& assets, const CitizenPage& page)
{
    return element(
        "head",
        {element("meta", {attr("charset", "utf-8")}),
         element(
             "meta", {attr("name", "viewport"),
                      attr("content", "width=device-width, initial-scale=1, viewport-fit=cover")}
         ),
         element("title", {page.title + " – Hành chính công tỉnh Gia Lai"}),
         element("meta", {attr("name", "color-scheme"), attr("content", "light dark")}),
         element("meta", {attr("name", "theme-color"), attr("content", "#073b3b")}),
         element("link", {attr("rel", "stylesheet"), attr("href", assets.style_path())}),
         element(
             "link",
             {attr("rel", "icon"), attr("href", assets.mark_path()), attr("type", "image/svg+xml")}
         )}
    );
}

} // namespace

TextSize text_size_of(const http::Request& request)
{
    const auto asked = request.query_value("chu");
    if (asked == "to") return TextSize::big;
    if (asked == "thuong") return TextSize::normal;
    return request.cookie("chu") == "to" ? TextSize::big : TextSize::normal;
}

http::Response citizen_response(int status, const Assets& assets, const CitizenPage& page)
{
    const bool big = page.text_size == TextSize::big;
    auto icons = page.icons;
    icons.insert(icons.end(), {"mark", "a-large-small"});
    const auto band = header({
        cls("top"),
        ripples(),
        div(
            {cls("wrap mast"),
             a({cls("brand"), attr("href", "/"),
                svg(
                    {attr("aria-hidden", "true"), attr("focusable", "false"),
                     element("use", {attr("href", "#i-mark")})}
                ),
                span({"Hành chính công", element("br", {}), "tỉnh Gia Lai"})}),
             a({cls("btn"), attr("href", page.other_size_path), icon("a-large-small"),
                big ? " Chữ thường" : " Chữ to"})}
        ),
        brocade(),
    });
    const auto foot = footer(
        {cls("foot"), div({cls("wrap"), p({"Trang của Văn phòng Ủy ban nhân dân tỉnh Gia Lai"})})}
    );
    const auto body = element(
        "body", {sprite(assets.icons(), icons),
                 a({cls("skip"), attr("href", "#main"), "Đến nội dung chính"}), band,
                 main({attr("id", "main"), cls("wrap stack l"), page.content}), foot}
    );
    http::Response response{.status = status};
    response.body = document(
        {attr("lang", "vi"), big ? attr("data-text", "big") : flag("data-text", false),
         head(assets, page), body}
    );
    response.with("Content-Type", "text/html; charset=utf-8")
        .with("Content-Security-Policy", std::string(policy))
        .with("Cache-Control", "no-store")
        .with("Referrer-Policy", "no-referrer")
        .with("X-Content-Type-Options", "nosniff")
        .with(
            "Set-Cookie", big ? "chu=to; Path=/; Max-Age=31536000; SameSite=Lax"
                              : "chu=thuong; Path=/; Max-Age=31536000; SameSite=Lax"
        );
    return response;
}

} // namespace tnung::gateway
