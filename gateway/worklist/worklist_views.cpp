#include "gateway/worklist/worklist_views.hpp"

#include "foundation/text/money_text.hpp"
#include "foundation/text/phone_number.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/case/case_parts.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

using namespace html;

namespace {

Node said_on_the_phone(const CallCard& card)
{
    if (card.said.empty()) return {};
    return div(
        {cls("note"), attr("data-tone", "lake"),
         div(
             {cls("stack s"), p({cls("pre"), card.said}),
              card.caution.empty() ? Node{} : p({cls("small muted"), card.caution})}
         )}
    );
}

/// What the call is about; a link to its page where it has one.
Node about_the_call(const CallCard& card)
{
    if (card.about.empty() && card.code.empty()) return {};
    const auto code = card.desk_path.empty()
                          ? span({cls("code"), card.code})
                          : a({cls("code"), attr("href", card.desk_path), card.code});
    return p({card.about, card.code.empty() ? Node{} : join({Node(", "), code})});
}

Node task_table(const TaskSection& section)
{
    return desk_table(section.kind->heading, section.kind->columns, section.rows);
}

std::string list_address(const TaskSection& section)
{
    return "/can-bo/viec?loai=" + section.kind->name;
}

} // namespace

std::vector<DeskRow> talk_rows(
    std::span<const task_store::OpenTask> tasks,
    const std::map<std::int64_t, talk_store::Line>& lines
)
{
    constexpr std::size_t words_shown = 90;
    std::vector<DeskRow> rows;
    for (const auto& task : tasks) {
        const auto& line = lines.at(task.id);
        rows.push_back(DeskRow{
            cell(
                a({attr("href", fmt::format("/can-bo/viec/{}", task.id)),
                   line.asked.empty() ? std::string("Mở cuộc trò chuyện")
                                      : text::shortened(line.asked, words_shown)})
            ),
            cell(
                line.dossier_id
                    ? a({cls("code"), attr("href", case_path(*line.dossier_id)), line.dossier_code})
                    : Node("chưa rõ hồ sơ")
            ),
            cell(cls("nowrap"), moment(task.opened_at))});
    }
    return rows;
}

Node tasks_content(const Assets& assets, const std::vector<TaskSection>& sections)
{
    std::int64_t waiting = 0;
    for (const auto& one : sections) waiting += one.all;
    std::vector<Node> parts = {
        h1({waiting == 0 ? std::string("Không còn việc nào chờ")
                         : fmt::format("{} việc chờ anh (chị)", text::grouped(waiting))})};
    if (waiting == 0)
        parts.push_back(empty_card(
            assets, "circle-check",
            "Khi có người bấm “Không phải tôi” hoặc muốn gặp cán bộ, việc hiện ở đây."
        ));
    for (const auto& one : sections) {
        if (one.rows.empty()) continue;
        const bool more = std::int64_t(one.rows.size()) < one.all;
        parts.push_back(section(
            {cls("stack s"), h2({one.kind->heading}), task_table(one),
             more ? p(
                        {a({attr("href", list_address(one)),
                            fmt::format("Xem cả {} việc", text::grouped(one.all))})}
                    )
                  : Node{}}
        ));
    }
    return section({cls("stack l"), parts});
}

Node task_list_content(const Assets& assets, const TaskSection& one, std::int64_t page)
{
    const auto back = p({a({attr("href", "/can-bo/viec"), "Về mọi việc"})});
    if (one.rows.empty())
        return section(
            {cls("stack"), h1({one.kind->heading}),
             empty_card(assets, "circle-check", "Không còn việc nào."), back}
        );
    return section(
        {cls("stack"), h1({one.kind->heading}),
         rows_told((page - 1) * tasks_on_page + 1, std::int64_t(one.rows.size()), one.all),
         task_table(one),
         page_turning(
             assets, page, pages_of(one.all, tasks_on_page), list_address(one) + "&trang="
         ),
         back}
    );
}

Node calls_content(
    const Assets& assets, const Desk& desk, const std::vector<call_store::Call>& calls,
    std::int64_t all, std::int64_t page
)
{
    std::vector<Node> cards;
    for (const auto& call : calls) {
        const auto due = call.due_at
                             ? fmt::format("Gọi trước {}", text::weekday_date(day_of(*call.due_at)))
                             : std::string();
        cards.push_back(section(
            {cls("card stack s"),
             div(
                 {cls("row apart"),
                  div(
                      {h2({call.card.who.empty() ? std::string("Người nộp hồ sơ") : call.card.who}),
                       p({cls("code big"),
                          a({attr("href", "tel:+" + call.number), text::phone_text(call.number)})})}
                  ),
                  div(
                      {chip(assets, "earth", "phone-call", call.card.kind, "chip fill sm"),
                       p({cls("small muted"), due})}
                  )}
             ),
             about_the_call(call.card), said_on_the_phone(call.card),
             call.calls > 0
                 ? p({cls("small muted"), fmt::format("Đã gọi {} lần, chưa gặp.", call.calls)})
                 : Node{},
             div({cls("row"), call_forms(desk, call.task_id)})}
        ));
    }
    if (cards.empty())
        cards.push_back(empty_card(
            assets, "phone-call",
            "Không có cuộc gọi nào chờ. Việc có hạn mà tin không đến được sẽ hiện ở đây."
        ));
    return section(
        {cls("stack"),
         h1({calls.empty() ? std::string("Danh sách gọi")
                           : fmt::format("{} cuộc cần gọi, gấp nhất trước", text::grouped(all))}),
         calls.empty() ? Node{} : sheet_link(assets, "/can-bo/goi/tai-ve"), join(cards),
         page_turning(assets, page, pages_of(all, call_store::calls_on_page), "/can-bo/goi?trang=")}
    );
}

Node talk_content(
    const Assets& assets, const Desk& desk, const talk_store::Talk& talk, const std::string& problem
)
{
    constexpr std::chrono::hours window{7 * 24};
    std::vector<Node> messages;
    for (const auto& message : talk.messages)
        messages.push_back(
            li({cls(message.staff_name ? "card stack s ours" : "card stack s"),
                p({cls("small muted"), fmt::format(
                                           "{}, {}", message.staff_name.value_or("Người dân"),
                                           text::spoken_time(message.at)
                                       )}),
                p({cls("pre"), message.text})})
        );
    const bool reachable = talk.interacted_at && desk.now - *talk.interacted_at < window;
    std::vector<Node> acts;
    if (talk.open && reachable)
        acts.push_back(act_form(
            desk, fmt::format("/can-bo/viec/{}/tra-loi", talk.task_id),
            {div(
                 {cls(problem.empty() ? "field" : "field bad"),
                  label({attr("for", "tra-loi"), "Trả lời"}),
                  p({cls("hint"), attr("id", "tl-h"),
                     "Đến thẳng Zalo của người dân. Không ghi số căn cước, số tiền của người khác."}
                  ),
                  problem.empty() ? Node{} : p({cls("error"), attr("id", "tl-e"), problem}),
                  element(
                      "textarea",
                      {attr("id", "tra-loi"), attr("name", "tra-loi"), attr("rows", "4"),
                       attr("maxlength", "1500"), attr("aria-describedby", "tl-h")}
                  )}
             ),
             button({cls("btn"), desk_icon(assets, "send"), " Gửi trả lời"})}
        ));
    if (talk.open && !reachable)
        acts.push_back(div(
            {cls("note"), attr("data-tone", "sun"), desk_icon(assets, "clock"),
             div({p(
                 {"Người này nhắn quá 7 ngày, Zalo không cho trả lời nữa. Anh (chị) gọi điện theo "
                  "số trong hồ sơ."}
             )})}
        ));
    if (talk.open)
        acts.push_back(act_form(
            desk, fmt::format("/can-bo/viec/{}/xong", talk.task_id),
            {button({cls("btn plain"), desk_icon(assets, "check"), " Đã xong việc này"})}
        ));
    return section(
        {cls("stack"),
         h1({talk.display_name.empty() ? std::string("Người dân hỏi") : talk.display_name + " hỏi"}
         ),
         talk.dossier_id ? p({a({attr("href", case_path(*talk.dossier_id)), "Xem hồ sơ gần nhất"})})
                         : Node{},
         ol({cls("stack s talk"), messages}), join(acts)}
    );
}

} // namespace tnung::gateway
