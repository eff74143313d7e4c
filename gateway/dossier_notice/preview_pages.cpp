#include "gateway/dossier_notice/preview_pages.hpp"

#include "foundation/text/vietnamese.hpp"
#include "gateway/dossier/dossier_state.hpp"
#include "gateway/dossier_notice/notice_text.hpp"
#include "gateway/zalo/template_standing.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

using namespace html;

namespace {

constexpr const char* path = "/can-bo/mau-tin";

struct Reader {
    const char* who;
    Disclosure disclosure;
};
constexpr Reader readers[] = {
    {"Đúng chủ hồ sơ, đã nối số (mức 2)", {Level::owner, Ground::proved}},
    {"Vừa nối số hôm nay (mức 1, chi tiết mở ngày mai)", {Level::number, Ground::waits}},
    {"Người thân dùng chung số (mức 1)", {Level::number, Ground::other_owner}},
    {"Số của người làm dịch vụ (mức 1)", {Level::number, Ground::intermediary}},
};

std::string address_of(NoticeKind kind, Language language)
{
    return fmt::format(
        "{}?loai={}&tieng={}", path, notice_kind_name(kind), language_code(language)
    );
}

Node picked(const std::string& address, const std::string& name, bool here)
{
    return a(
        {cls(here ? "btn" : "btn plain"), attr("href", address),
         here ? attr("aria-current", "true") : flag("aria-current", false), name}
    );
}

std::string with_values(std::string text, const ZaloTemplates::Parameters& values)
{
    for (const auto& [name, value] : values)
        for (auto at = text.find("<" + name + ">"); at != std::string::npos;
             at = text.find("<" + name + ">", at + value.size()))
            text.replace(at, name.size() + 2, value);
    return text;
}

const char* status_words(const std::string& status)
{
    if (status == "ENABLE") return "Zalo đã duyệt, đang dùng";
    if (status == "PENDING_REVIEW") return "Chờ Zalo duyệt";
    if (status == "REJECT") return "Zalo không duyệt";
    if (status == "DISABLE") return "Zalo đã tắt";
    if (status == "DELETE") return "Đã xóa ở Zalo";
    return "Zalo báo trạng thái lạ";
}

std::string standing_words(const template_standing::Standing& standing)
{
    auto words = standing.status.empty() ? std::string("Zalo chưa báo gì về mẫu này")
                                         : std::string(status_words(standing.status));
    if (!standing.reason.empty()) words += ": " + standing.reason;
    if (!standing.quality.empty()) words += fmt::format(". Chất lượng: {}", standing.quality);
    return words + ".";
}

/// Templates that cannot leave, for whoever runs the account; nothing where all is well.
Node trouble_note(
    const Assets& assets, const ZaloTemplates& templates,
    const std::map<std::string, template_standing::Standing>& standings
)
{
    std::vector<Node> items;
    for (const auto& form : templates.all()) {
        const auto found = standings.find(form.id);
        if (found == standings.end() || !template_standing::is_out_of_use(found->second)) continue;
        items.push_back(
            li({strong({form.title}), fmt::format(" ({}, mẫu {}): ", form.language, form.id),
                standing_words(found->second)})
        );
    }
    if (items.empty()) return {};
    return div(
        {cls("note"), attr("data-tone", "danger"), attr("role", "alert"),
         desk_icon(assets, "triangle-alert"),
         div(
             {cls("stack s"),
              p({strong({fmt::format("{} mẫu không gửi được.", items.size())}),
                 " Tin theo mẫu ấy chờ đến khi mẫu dùng lại được. Việc có hạn thì gọi điện."}),
              ul({items})}
         )}
    );
}

Node template_card(
    const ZaloTemplate& form, const ZaloTemplates::Parameters& values,
    const template_standing::Standing& standing
)
{
    std::vector<DeskRow> rows;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto length_max = parameter_length_max(form.parameters[i].second);
        rows.push_back(DeskRow{
            cell(cls("code"), values[i].first), cell(values[i].second),
            cell(cls("num"), fmt::format("{}", text::length(values[i].second))),
            cell(cls("num"), length_max ? fmt::format("{}", *length_max) : "")});
    }
    return div(
        {cls("stack"),
         div(
             {cls("card stack s phone-width"), p({strong({with_values(form.title, values)})}),
              p({with_values(form.paragraph, values)})}
         ),
         desk_table("Các ô của mẫu", {"Ô", "Nội dung ví dụ", "Ký tự", "Tối đa"}, rows),
         p({cls("small muted"), "Mã mẫu ở Zalo: ", span({cls("code"), form.id}),
            fmt::format(", dùng từ {}. ", date_text(form.from)), standing_words(standing)})}
    );
}

Node chat_card(const Reader& reader, const ChatMessage& message)
{
    std::vector<Node> buttons;
    for (const auto& one : message.buttons) buttons.push_back(li({one.title}));
    return section(
        {cls("stack s"), h3({reader.who}),
         div(
             {cls("card stack s phone-width"), p({cls("pre"), message.text}),
              buttons.empty()
                  ? Node{}
                  : ul({cls("answers"), attr("aria-label", "Nút bấm dưới tin"), buttons})}
         )}
    );
}

const char* urgency_words(int urgency)
{
    switch (urgency) {
    case 1: return "Cao: việc phải làm, có hạn";
    case 2: return "Vừa: kết quả";
    default: return "Thường: để biết";
    }
}

/// Of the example only what that kind of event carries.
NoticeFacts example_of(NoticeKind kind)
{
    const auto all = example_facts();
    NoticeFacts facts{
        .code = all.code,
        .procedure = all.procedure,
        .agency = all.agency,
        .due = all.due,
        .act_by = all.act_by,
        .happened = all.happened};
    switch (kind) {
    case NoticeKind::payment_asked:
    case NoticeKind::payment_recorded: facts.amount = all.amount; break;
    case NoticeKind::supplement_asked:
        facts.papers = all.papers;
        facts.reason = all.reason;
        facts.handler = all.handler;
        break;
    case NoticeKind::refused:
    case NoticeKind::stopped:
    case NoticeKind::delayed: facts.reason = all.reason; break;
    case NoticeKind::result_ready: facts.place = all.place; break;
    case NoticeKind::registered:
    case NoticeKind::accepted:
    case NoticeKind::handling:
    case NoticeKind::withdrawal_asked:
    case NoticeKind::result_given: break;
    }
    return facts;
}

/// What the dated rules say of a kind today.
Node rule_facts(const NoticeRule* rule)
{
    if (!rule) return {};
    return facts(
        {{"Mức gấp", urgency_words(rule->urgency)},
         {"Có ích trong", fmt::format("{} ngày; muộn hơn thì không gửi", rule->useful_days)},
         {"Khi không nhắn được",
          rule->call ? "Vào danh sách gọi của xã, phường" : "Không gọi; xem được khi tra cứu"},
         {"Căn cứ", rule->source}}
    );
}

} // namespace

DeskRoutes PreviewPages::routes() const
{
    return {
        {{.method = http::Method::get, .pattern = path, .roles = may::everybody},
         door::at(this, &PreviewPages::previews)}};
}

http::Response PreviewPages::previews(const DeskRequest& asked) const
{
    const auto kind = parse_notice_kind(asked.request.query_value("loai").value_or(""))
                          .value_or(NoticeKind::payment_asked);
    const auto language =
        parse_language(asked.request.query_value("tieng").value_or("")).value_or(Language::vi);
    const Words words(language);
    std::vector<Node> kinds;
    for (int i = 0; i < notice_kinds; ++i)
        kinds.push_back(li({picked(
            address_of(NoticeKind(i), language), notice_status(NoticeKind(i), Words(Language::vi)),
            NoticeKind(i) == kind
        )}));
    std::vector<Node> languages;
    for (const auto one : all_languages)
        languages.push_back(
            picked(address_of(kind, one), Words(one).language_name(), one == language)
        );
    const auto today = day_of(asked.desk.now);
    const auto standings = template_standing::all(asked.tx);
    const auto& form = templates_.of(
        notice_kind_name(kind), language_code(language), today,
        template_standing::out_of_use(standings)
    );
    const auto facts = example_of(kind);
    const auto values = ZaloTemplates::fitted(form, template_values(kind, facts, words, "vi-du"));
    const auto standing = standings.find(form.id);
    std::vector<Node> chats;
    for (const auto& reader : readers)
        chats.push_back(chat_card(
            reader, chat_notice(
                        kind, facts, words, reader.disclosure,
                        asked.desk.now + std::chrono::hours(24), page_origin_ + "/hs/vi-du"
                    )
        ));
    return frame_.page(
        asked,
        {.title = "Mẫu tin",
         .here = path,
         .content = section(
             {cls("stack"), h1({"Người dân đọc gì"}),
              p({"Từng chữ của mỗi loại tin, trên mỗi đường nhắn. Hồ sơ, tên và số tiền dưới đây "
                 "là "
                 "ví dụ, không của ai."}),
              trouble_note(frame_.assets, templates_, standings),
              element("nav", {attr("aria-label", "Loại tin"), ul({cls("grid kinds"), kinds})}),
              element("nav", {cls("row"), attr("aria-label", "Tiếng"), languages}),
              h2({notice_status(kind, Words(Language::vi))}),
              rule_facts(rules_.of_kind(notice_kind_name(kind), today)),
              h2({"Tin theo mẫu, đến số điện thoại"}),
              p({cls("muted"), "Ai cầm máy cũng thấy, cả khi máy khóa: không có số tiền, lý do hay "
                               "tên người."}),
              template_card(
                  form, values,
                  standing == standings.end() ? template_standing::Standing{} : standing->second
              ),
              h2({"Tin trong trò chuyện, đến người đã quan tâm"}), div({cls("grid chats"), chats})}
         )}
    );
}

} // namespace tnung::gateway
