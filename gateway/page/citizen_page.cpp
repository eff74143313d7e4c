#include "gateway/page/citizen_page.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::embedded {
std::span<const EmbeddedFile> gateway_assets();
}

namespace tnung::gateway {

using namespace html;

namespace {

constexpr std::string_view policy = "default-src 'none'; style-src 'self'; font-src 'self'; "
                                    "img-src 'self'; script-src 'self'; connect-src 'self'; "
                                    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The woven line under the band: threads as squares on a grid of 16 by 7, one earth thread each.
const Node& brocade()
{
    constexpr auto threads =
        "M8 0h1v1h-1zM7 1h1v1h-1zM9 1h1v1h-1zM0 2h1v1h-1zM6 2h1v1h-1zM10 2h1v1h-1zM1 3h1v1h-1zM5 "
        "3h1v1h-1zM11 3h1v1h-1zM15 3h1v1h-1z"
        "M0 4h1v1h-1zM6 4h1v1h-1zM10 4h1v1h-1zM7 5h1v1h-1zM9 5h1v1h-1zM8 6h1v1h-1z";
    static const Node made = svg(
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
    return made;
}

Node rings()
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
    return join(rings);
}

const Node& ripples()
{
    static const Node made = svg(
        {cls("ripples"), attr("viewBox", "0 0 384 200"), attr("aria-hidden", "true"),
         attr("focusable", "false"), attr("preserveAspectRatio", "xMaxYMid slice"),
         element("g", {attr("stroke-width", "1.5"), rings()})}
    );
    return made;
}

Node head(const Assets& assets, const Words& words, const CitizenPage& page)
{
    return element(
        "head",
        {element("meta", {attr("charset", "utf-8")}),
         element(
             "meta", {attr("name", "viewport"),
                      attr("content", "width=device-width, initial-scale=1, viewport-fit=cover")}
         ),
         element("title", {page.title + " – " + words.site()}),
         element("meta", {attr("name", "color-scheme"), attr("content", "light dark")}),
         element("meta", {attr("name", "theme-color"), attr("content", "#073b3b")}),
         element("link", {attr("rel", "stylesheet"), attr("href", assets.style_path())}),
         element(
             "link", {attr("rel", "icon"), attr("href", assets.path_of("mark.svg")),
                      attr("type", "image/svg+xml")}
         )}
    );
}

/// This page again with one choice of the reader changed.
std::string with_choice(const std::string& path, std::string_view choice)
{
    return fmt::format("{}{}{}", path, path.find('?') == std::string::npos ? "?" : "&", choice);
}

std::string choice_cookie(std::string_view name, std::string_view value)
{
    return fmt::format("{}={}; Path=/; Max-Age=31536000; SameSite=Lax", name, value);
}

} // namespace

Assets gateway_assets()
{
    return Assets(embedded::gateway_assets());
}

/// Links to the same page in each other language, by its own name.
Node other_languages(const std::string& path, const Words& words)
{
    std::vector<Node> links;
    for (const auto language : all_languages) {
        if (language == words.language()) continue;
        const std::string code(language_code(language));
        if (!links.empty()) links.emplace_back(" · ");
        links.push_back(
            a({attr("href", with_choice(path, "tieng=" + code)), attr("lang", code),
               attr("hreflang", code), Words(language).language_name()})
        );
    }
    return p({join(links)});
}

Reader reader_of(const http::Request& request, Language otherwise)
{
    Reader reader;
    const auto size = request.query_value("chu").value_or(request.cookie("chu"));
    if (size == "to") reader.text_size = TextSize::big;
    const auto language = request.query_value("tieng").value_or(request.cookie("tieng"));
    reader.words = Words(parse_language(language).value_or(otherwise));
    return reader;
}

http::Response
citizen_response(int status, const Assets& assets, const Reader& reader, const CitizenPage& page)
{
    const auto& words = reader.words;
    const bool big = reader.text_size == TextSize::big;
    const std::string wrap = page.wide ? "wrap wide" : "wrap";
    auto icons = page.icons;
    icons.insert(icons.end(), {"mark", "a-large-small"});
    std::sort(icons.begin(), icons.end());
    icons.erase(std::unique(icons.begin(), icons.end()), icons.end());
    const auto band = header({
        cls("top"),
        ripples(),
        div(
            {cls(wrap + " mast"),
             a({cls("brand"), attr("href", "/"),
                svg(
                    {attr("aria-hidden", "true"), attr("focusable", "false"),
                     element("use", {attr("href", "#i-mark")})}
                ),
                span({words.site_brand_1(), element("br", {}), words.site_brand_2()})}),
             a({cls("btn"), attr("href", with_choice(page.path, big ? "chu=thuong" : "chu=to")),
                icon("a-large-small"), " " + (big ? words.smaller() : words.bigger())})}
        ),
        brocade(),
    });
    std::vector<Node> foot_lines;
    if (!page.foot_note.empty()) foot_lines.push_back(p({page.foot_note}));
    foot_lines.push_back(p({words.site_owner()}));
    foot_lines.push_back(other_languages(page.path, words));
    const auto foot = footer({cls("foot"), div({cls(wrap + " stack s"), foot_lines})});
    const auto body = element(
        "body",
        {sprite(assets.icons(), icons), a({cls("skip"), attr("href", "#main"), words.skip()}), band,
         main({attr("id", "main"), cls(wrap + " stack l"), page.content}), foot, page.thumb}
    );
    http::Response response{.status = status};
    response.body = document(
        {attr("lang", std::string(language_code(words.language()))),
         big ? attr("data-text", "big") : flag("data-text", false), head(assets, words, page), body}
    );
    response.with("Content-Type", "text/html; charset=utf-8")
        .with("Content-Security-Policy", std::string(policy))
        .with("Cache-Control", "no-store")
        .with("Referrer-Policy", page.plain_address ? "same-origin" : "no-referrer")
        .with("X-Content-Type-Options", "nosniff")
        .with("Set-Cookie", choice_cookie("chu", big ? "to" : "thuong"))
        .with("Set-Cookie", choice_cookie("tieng", language_code(words.language())));
    return response;
}

http::Response
plain_response(int status, const Assets& assets, const Reader& reader, const PlainPage& page)
{
    std::vector<Node> sentences;
    for (const auto& sentence : page.sentences) sentences.push_back(p({sentence}));
    if (!page.way.empty())
        sentences.push_back(p({a({cls("btn plain block"), attr("href", page.way_path), page.way})})
        );
    return citizen_response(
        status, assets, reader,
        {.title = page.heading,
         .path = page.path,
         .content = section({cls("stack"), h1({page.heading}), join(sentences)})}
    );
}

} // namespace tnung::gateway
