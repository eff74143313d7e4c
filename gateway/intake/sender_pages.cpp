#include "gateway/intake/sender_pages.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/form/form.hpp"
#include "foundation/form/list.hpp"
#include "gateway/desk/desk_parts.hpp"
#include "gateway/intake/sender.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tnung::gateway {

using namespace html;

namespace {

constexpr std::string_view path = "/can-bo/he-thong-gui";
constexpr std::size_t name_max = 100;
constexpr std::size_t scopes_max = 20;

std::string wrong_scope(const std::string& typed)
{
    const auto scope = words_of(typed);
    if (scope.empty()) return "Ghi ít nhất một mã định danh cơ quan, ví dụ H21.";
    return scope.size() <= scopes_max ? ""
                                      : fmt::format("Ghi nhiều nhất {} mã định danh.", scopes_max);
}

/// Empty where it is none; `typed` is not empty.
std::string public_key(const std::string& typed)
{
    const auto key = parse_base64(typed);
    return key && key->size() == Senders::verify_key_bytes ? *key : "";
}

std::string wrong_key(const std::string& typed)
{
    return public_key(typed).empty()
               ? "Khóa công khai Ed25519 dài 32 byte, viết bằng base64, ví dụ 43 ký tự không dấu "
                 "bằng."
               : "";
}

forms::Form sender_form()
{
    return forms::Form(
        {{.name = "name",
          .label = "Tên",
          .hint = "Ví dụ: Hệ thống một cửa tỉnh",
          .length_max = name_max},
         {.name = "scope",
          .label = "Mã định danh cơ quan",
          .hint = "Được nói thay cơ quan nào, ví dụ H21 hoặc H21.12",
          .check = wrong_scope}}
    );
}

forms::Form key_form(const std::vector<Senders::Listed>& senders)
{
    std::vector<forms::Option> options;
    for (const auto& one : senders)
        if (!one.revoked) options.push_back({fmt::format("{}", one.id.value), one.name});
    auto first = options.empty() ? std::string() : options.front().value;
    return forms::Form(
        {{.name = "sender",
          .label = "Hệ thống",
          .kind = forms::FieldKind::choice,
          .options = std::move(options),
          .value = std::move(first)},
         {.name = "key",
          .label = "Khóa công khai",
          .hint = "Ed25519, base64. Để trống: không phải ký nữa.",
          .required = false,
          .check = wrong_key}}
    );
}

Node key_card(const Desk& desk, const Node& fields)
{
    return act_form(
        desk, std::string(path) + "/khoa-ky",
        {h2({"Bắt buộc ký từng lần gửi"}),
         p({"Hệ thống gửi ký mỗi lần gọi (RFC 9421, Ed25519), nên khóa lộ ra cũng không ai giả "
            "được."}),
         fields, button({cls("btn"), "Lưu khóa công khai"})},
        "card stack"
    );
}

Node sender_card(const Desk& desk, const Node& fields)
{
    return act_form(
        desk, std::string(path),
        {h2({"Thêm hệ thống"}), fields, button({cls("btn"), "Thêm và tạo khóa"})}, "card stack"
    );
}

std::string signs_word(const Senders::Listed& one)
{
    return one.must_sign ? "Phải ký" : "Không ký";
}

forms::List<Senders::Listed> list(const Desk& desk)
{
    const auto revoke = [&desk](const Senders::Listed& one) -> Node {
        if (one.revoked) return span({cls("chip sm"), attr("data-tone", "stone"), "Đã thu hồi"});
        return act_form(
            desk, fmt::format("{}/{}/thu-hoi", path, one.id.value),
            {button(
                {cls("btn text"), attr("aria-label", "Thu hồi khóa của " + one.name),
                 "Thu hồi khóa"}
            )},
            "row"
        );
    };
    return {
        {.name = "Hệ thống gửi",
         .path = std::string(path),
         .find = "Tên hoặc mã định danh cơ quan",
         .none = "Chưa có hệ thống nào. Thêm một hệ thống để nhận sự kiện hồ sơ."},
        {{.name = "Tên",
          .value = [](const Senders::Listed& one) { return one.name; },
          .shown = [](const Senders::Listed& one) { return Node(strong({one.name})); }},
         {.name = "Được nói thay cơ quan",
          .value = [](const Senders::Listed& one
                   ) { return fmt::format("{}", fmt::join(one.agency_scope, ", ")); },
          .look = "code"},
         {.name = "Từ",
          .value = [](const Senders::Listed& one) { return one.since; },
          .look = "nowrap"},
         {.name = "Chữ ký",
          .value = [](const Senders::Listed& one) { return signs_word(one); },
          .shown =
              [](const Senders::Listed& one) {
                  return span(
                      {cls(one.must_sign ? "chip sm" : "muted"),
                       one.must_sign ? attr("data-tone", "lake") : flag("data-tone", false),
                       signs_word(one)}
                  );
              }},
         {.name = "Khóa", .value = {}, .shown = revoke, .width = 0}}};
}

} // namespace

DeskRoutes SenderPages::routes() const
{
    using http::Method;
    return {
        {{.method = Method::get, .pattern = "/can-bo/he-thong-gui", .roles = may::administer},
         door::at(this, &SenderPages::senders)},
        {{.method = Method::post, .pattern = "/can-bo/he-thong-gui", .roles = may::administer},
         door::at(this, &SenderPages::add_sender)},
        {{.method = Method::post,
          .pattern = "/can-bo/he-thong-gui/khoa-ky",
          .roles = may::administer},
         door::at(this, &SenderPages::set_verify_key)},
        {{.method = Method::post,
          .pattern = "/can-bo/he-thong-gui/{id}/thu-hoi",
          .roles = may::administer},
         door::at(this, &SenderPages::revoke_sender)}};
}

http::Response SenderPages::senders(const DeskRequest& asked) const
{
    auto all = Senders::all(asked.tx);
    const bool signers = std::ranges::any_of(all, [](const auto& one) { return !one.revoked; });
    const auto keys = signers ? key_card(asked.desk, key_form(all).fields()) : Node{};
    return frame_.page(
        asked, {.title = "Hệ thống gửi",
                .here = std::string(path),
                .content = section(
                    {cls("stack l"), h1({"Hệ thống gửi sự kiện hồ sơ"}),
                     list(asked.desk)
                         .page(frame_.assets, std::move(all), forms::list_asked(asked.request)),
                     sender_card(asked.desk, sender_form().fields()), keys}
                )}
    );
}

http::Response
SenderPages::shown_again(const DeskRequest& asked, const char* what, const Node& card) const
{
    return frame_.page(
        asked, {.title = std::string("Lỗi: ") + what,
                .here = std::string(path),
                .content = section({cls("stack"), h1({what}), card}),
                .status = 422}
    );
}

http::Response SenderPages::set_verify_key(const DeskRequest& asked) const
{
    const auto form = key_form(Senders::all(asked.tx));
    auto filled = form.read(asked.request);
    const auto again = [&] {
        return shown_again(asked, "Chưa lưu được khóa", key_card(asked.desk, form.fields(filled)));
    };
    if (!filled.right()) return again();
    const Id<Sender> id{parse_integer(filled.text("sender")).value_or(0)};
    const auto typed = filled.given("key");
    if (!Senders::set_verify_key(
            asked.tx, id, typed ? std::optional(Bytes{public_key(*typed)}) : std::nullopt
        ))
    {
        filled.refuse("key", "Khóa này là của hệ thống khác, hoặc hệ thống không còn.");
        return again();
    }
    door::note(
        asked, typed ? "admin.sender_must_sign" : "admin.sender_need_not_sign",
        fmt::format("sender:{}", id.value)
    );
    return http::see_other(std::string(path));
}

http::Response SenderPages::add_sender(const DeskRequest& asked) const
{
    const auto form = sender_form();
    auto filled = form.read(asked.request);
    const auto again = [&] {
        return shown_again(
            asked, "Chưa thêm được hệ thống", sender_card(asked.desk, form.fields(filled))
        );
    };
    if (!filled.right()) return again();
    const auto& name = filled.text("name");
    const auto scope = words_of(filled.text("scope"));
    const auto key = Senders::add(asked.tx, name, scope, asked.desk.now);
    if (!key) {
        filled.refuse("name", "Đã có hệ thống tên này.");
        return again();
    }
    door::note(asked, "admin.add_sender", "sender:new", {{"scope", scope.front()}});
    return frame_.page(
        asked,
        {.title = "Đã thêm hệ thống",
         .here = std::string(path),
         .content = section(
             {cls("stack"), h1({"Đã thêm " + name}),
              secret_card(
                  "Khóa của hệ thống này",
                  {p({cls("code"), *key}),
                   p({"Ghi vào cấu hình của hệ thống gửi: Authorization: Bearer, rồi khóa."})}
              ),
              p({a({cls("btn plain"), attr("href", std::string(path)), "Về danh sách"})})}
         )}
    );
}

http::Response SenderPages::revoke_sender(const DeskRequest& asked) const
{
    const auto id = id_of(asked.request);
    Senders::revoke(asked.tx, {id}, asked.desk.now);
    door::note(asked, "admin.revoke_sender", fmt::format("sender:{}", id));
    return http::see_other(std::string(path));
}

} // namespace tnung::gateway
