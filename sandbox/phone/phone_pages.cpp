#include "sandbox/phone/phone_pages.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/photo/camera.hpp"
#include "foundation/qr/qr_code.hpp"
#include "foundation/text/phone_number.hpp"
#include "foundation/text/vietnamese.hpp"
#include "sandbox/onestop/onestop_pages.hpp"

#include <fmt/format.h>

namespace tnung::embedded {
std::span<const EmbeddedFile> sandbox_assets();
}

namespace tnung::sandbox {

namespace {

constexpr std::size_t people_shown = 40;
constexpr std::size_t phones_max = 4;

std::string digits_of(const Person& person)
{
    const auto number = text::parse_phone(person.phone);
    return number && number->kind == text::PhoneKind::mobile ? number->digits : "";
}

/// Makes the photo that the owner of a slip takes: its QR code slightly turned, in uneven light, as
/// JPEG.
std::string photo_of_slip(const std::string& address)
{
    constexpr int quality = 75;
    const auto code = qr::encode(address, qr::Correction::medium);
    return photo::as_jpeg(photo::photographed(code.dark, code.size, {}), quality);
}

} // namespace

PhonePages::PhonePages(
    ZaloSandbox& zalo, OneStop& onestop, std::vector<Person> people, std::string gateway_origin
)
    : zalo_(zalo), onestop_(onestop), people_(std::move(people)),
      gateway_origin_(std::move(gateway_origin)), assets_(embedded::sandbox_assets())
{
    auto& platform = zalo_.platform();
    const std::lock_guard lock(platform.mutex);
    for (const auto& person : people_)
        if (const auto digits = digits_of(person); !digits.empty() && !person.business)
            platform.known_names.emplace(digits, person.name);
    platform.inbox_listeners.push_back([this](const std::string& user_id) {
        const std::lock_guard guard(mutex_);
        std::erase_if(streams_, [&](const auto& stream) {
            return !stream->push("inbox", user_id);
        });
    });
}

std::vector<http::Route> PhonePages::routes()
{
    using http::Method;
    std::vector<http::Route> all = {
        {Method::get, "/", "sandbox", [this](const auto& r) { return index(r); }},
        {Method::get, "/phone", "sandbox", [this](const auto& r) { return phones(r); }},
        {Method::get, "/phone/events", "sandbox", [this](const auto& r) { return events(r); }},
        {Method::get, "/phone/{so}/screen", "sandbox", [this](const auto& r) { return screen(r); }},
        {Method::post, "/phone/{so}/{act}", "sandbox", [this](const auto& r) { return act(r); }},
        {Method::get, "/assets/{path...}", "sandbox",
         [this](const auto& r) { return assets_.serve(r); }}};
    for (auto& route : onestop_routes(onestop_, people_, assets_, gateway_origin_, sandbox_page))
        all.push_back(std::move(route));
    return all;
}

PhonePages::Screen PhonePages::screen_of(const std::string& phone)
{
    Screen screen{
        .phone = phone,
        .account = zalo_.platform().settings.oa_name,
        .slips = onestop_.of_phone(phone),
        .gateway_origin = gateway_origin_};
    auto& platform = zalo_.platform();
    const std::lock_guard lock(platform.mutex);
    if (const auto* user = platform.user_by_phone(phone)) {
        screen.has_account = true;
        screen.user_id = user->user_id;
        screen.name = user->display_name;
        screen.follows = user->follows;
        screen.messages = user->inbox;
    }
    return screen;
}

http::Response PhonePages::index(const http::Request& request)
{
    const auto typed = request.query_value("q").value_or("");
    const auto key = text::squeeze(typed);
    std::vector<Person> found;
    for (const auto& person : people_) {
        const auto digits = digits_of(person);
        if (digits.empty() || found.size() >= people_shown) continue;
        if (key.empty() || text::squeeze(person.name).find(key) != std::string::npos ||
            digits.find(key) != std::string::npos)
            found.push_back(person);
    }
    return sandbox_page(
        assets_, "Chọn một người dân",
        people_node(found, typed, request.query_value("so").value_or(""))
    );
}

http::Response PhonePages::phones(const http::Request& request)
{
    std::vector<html::Node> nodes;
    auto list = request.query_value("so").value_or("");
    while (!list.empty() && nodes.size() < phones_max) {
        const auto end = list.find(',');
        const auto number = text::parse_phone(list.substr(0, end));
        list = end == std::string::npos ? "" : list.substr(end + 1);
        if (number) nodes.push_back(phone_node(screen_of(number->digits)));
    }
    if (nodes.empty()) return http::see_other("/");
    const auto open = request.query_value("so").value_or("");
    using namespace html;
    return sandbox_page(
        assets_, "Điện thoại",
        join(
            {div(
                 {cls("row apart"), h1({cls("small-h"), "Điện thoại của người dân"}),
                  p({a({cls("btn plain"), attr("href", "/?so=" + http::url_encoded(open)),
                        "Thêm một điện thoại"}),
                     " ", a({cls("btn plain"), attr("href", "/mot-cua"), "Hệ thống một cửa"})})}
             ),
             div({cls("phones"), nodes})}
        )
    );
}

http::Response PhonePages::screen(const http::Request& request)
{
    const auto number = text::parse_phone(request.path_value("so"));
    if (!number) return http::text_response(404, "no such phone\n");
    http::Response response{.body = screen_node(screen_of(number->digits)).markup()};
    return response.with("Content-Type", "text/html; charset=utf-8")
        .with("Cache-Control", "no-store");
}

http::Response PhonePages::events(const http::Request&)
{
    http::Response response;
    response.events = std::make_shared<http::EventStream>();
    const std::lock_guard lock(mutex_);
    streams_.insert(response.events);
    return response;
}

http::Response PhonePages::act(const http::Request& request)
{
    const auto number = text::parse_phone(request.path_value("so"));
    if (!number) return http::text_response(404, "no such phone\n");
    const auto& phone = number->digits;
    const auto what = request.path_value("act");
    if (what == "follow") {
        zalo_.follow(phone);
    } else if (what == "unfollow") {
        zalo_.unfollow(phone);
    } else if (what == "see") {
        zalo_.see(phone);
    } else if (what == "say") {
        if (const auto said = request.field("text").value_or(""); !said.empty())
            zalo_.say(phone, said);
    } else if (what == "photo") {
        zalo_.send_photo(
            phone, photo_of_slip(slip_address(gateway_origin_, request.field("slip").value_or("")))
        );
    } else if (what == "share") {
        zalo_.share_number(phone, request.field("number").value_or(phone));
    } else if (what == "press") {
        const auto message = request.field("message").value_or("");
        const auto index = parse_integer(request.field("button").value_or(""));
        for (const auto& one : zalo_.inbox(phone))
            if (one.id == message && index && *index >= 0 &&
                std::size_t(*index) < one.buttons.size())
                zalo_.press(phone, one.buttons[std::size_t(*index)]);
    } else {
        return http::text_response(404, "a phone cannot do that\n");
    }
    if (!request.asks_for_page()) return http::text_response(200, "ok\n");
    return http::see_other("/phone?so=" + request.field("open").value_or(phone));
}

} // namespace tnung::sandbox
