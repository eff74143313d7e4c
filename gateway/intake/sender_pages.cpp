#include "gateway/intake/sender_pages.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/form/list.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/desk/desk_parts.hpp"
#include "gateway/intake/sender.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tnung::gateway {

using namespace html;

namespace {

constexpr std::string_view path = "/can-bo/he-thong-gui";
constexpr std::size_t name_max = 100;
constexpr std::size_t scopes_max = 20;

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
    std::vector<Node> signers;
    for (const auto& one : all)
        if (!one.revoked)
            signers.push_back(
                element("option", {attr("value", fmt::format("{}", one.id.value)), one.name})
            );
    return frame_.page(
        asked,
        {.title = "Hệ thống gửi",
         .here = std::string(path),
         .content = section(
             {cls("stack l"), h1({"Hệ thống gửi sự kiện hồ sơ"}),
              list(asked.desk)
                  .page(frame_.assets, std::move(all), forms::list_asked(asked.request)),
              act_form(
                  asked.desk, std::string(path),
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

http::Response SenderPages::set_verify_key(const DeskRequest& asked) const
{
    const Id<Sender> id{parse_integer(asked.request.field("sender").value_or("")).value_or(0)};
    const auto typed = text::clean(asked.request.field("key").value_or(""));
    auto key = typed.empty() ? std::optional<std::string>{} : parse_base64(typed);
    if (!typed.empty() && (!key || key->size() != Senders::verify_key_bytes))
        return frame_.refused(
            asked, 422,
            "Khóa công khai Ed25519 dài 32 byte, viết bằng base64, ví dụ 43 ký tự không dấu bằng. "
            "Để trống nếu hệ thống này không phải ký nữa."
        );
    if (!Senders::set_verify_key(asked.tx, id, key ? std::optional(Bytes{*key}) : std::nullopt))
        return frame_.refused(
            asked, 422, "Hệ thống này không còn, hoặc khóa này là của hệ thống khác."
        );
    door::note(
        asked, key ? "admin.sender_must_sign" : "admin.sender_need_not_sign",
        fmt::format("sender:{}", id.value)
    );
    return http::see_other("/can-bo/he-thong-gui");
}

http::Response SenderPages::add_sender(const DeskRequest& asked) const
{
    const auto name = text::clean(asked.request.field("name").value_or(""));
    const auto scope = words_of(text::clean(asked.request.field("scope").value_or("")));
    if (name.empty() || text::length(name) > name_max || scope.empty() || scope.size() > scopes_max)
        return frame_.refused(
            asked, 422, "Ghi tên hệ thống và ít nhất một mã định danh cơ quan, ví dụ H21."
        );
    const auto key = Senders::add(asked.tx, name, scope, asked.desk.now);
    if (!key) return frame_.refused(asked, 422, "Đã có hệ thống tên này.");
    door::note(asked, "admin.add_sender", "sender:new", {{"scope", scope.front()}});
    return frame_.page(
        asked,
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

http::Response SenderPages::revoke_sender(const DeskRequest& asked) const
{
    const auto id = id_of(asked.request);
    Senders::revoke(asked.tx, {id}, asked.desk.now);
    door::note(asked, "admin.revoke_sender", fmt::format("sender:{}", id));
    return http::see_other("/can-bo/he-thong-gui");
}

} // namespace tnung::gateway
