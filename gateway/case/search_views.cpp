#include "gateway/case/search_views.hpp"

#include "foundation/text/time_text.hpp"
#include "gateway/case/case_parts.hpp"

#include <fmt/format.h>

#include <array>

namespace tnung::gateway {

using namespace html;

namespace {

/// The four reasons of a clerk's day.
Node purpose_choices()
{
    constexpr std::array<std::pair<const char*, const char*>, 4> purposes = {{
        {"counter", "Người dân hỏi tại quầy"},
        {"phone", "Người dân gọi điện"},
        {"task", "Làm việc trong danh sách"},
        {"check", "Kiểm tra theo yêu cầu của người phụ trách"},
    }};
    std::vector<Node> choices;
    for (const auto& [value, word] : purposes)
        choices.push_back(label(
            {cls("choice"),
             input({attr("type", "radio"), attr("name", "ly-do"), attr("value", value)}),
             span({word})}
        ));
    return element("fieldset", {cls("stack s"), element("legend", {cls("sr"), "Lý do"}), choices});
}

Node purpose_card(
    const Assets& assets, const std::string& heading, Node about, const std::string& lasts,
    const std::string& problem, Node asked
)
{
    return section(
        {cls("stack card"), h1({heading}), std::move(about),
         p({"Lý do và lượt xem được ghi nhật ký. " + lasts}),
         problem.empty() ? Node{}
                         : div(
                               {cls("note"), attr("data-tone", "danger"), attr("role", "alert"),
                                desk_icon(assets, "circle-alert"), div({p({problem})})}
                           ),
         std::move(asked)}
    );
}

} // namespace

Node search_content(const Assets& assets, const Desk& desk, const SearchView& view)
{
    std::vector<DeskRow> rows;
    for (std::size_t i = 0; i < view.found.size(); ++i) {
        const auto& one = view.found[i];
        rows.push_back(DeskRow{
            cell(a({cls("code"), attr("href", case_path(one.id)), one.code})),
            cell(one.procedure_name), cell(state_chip(assets, one.state)), cell(view.unit_names[i]),
            cell(cls("nowrap"), moment(one.state_at))});
    }
    std::vector<Node> parts;
    if (!view.problem.empty()) {
        parts.push_back(h1({"Chưa tìm được"}));
        parts.push_back(p({view.problem}));
    } else if (view.typed.empty()) {
        parts.push_back(h1({"Tìm một hồ sơ"}));
        parts.push_back(p({"Ghi mã hồ sơ hoặc số điện thoại vào ô ở trên. Phím / đưa anh (chị) tới "
                           "đó."}));
    } else if (rows.empty()) {
        parts.push_back(h1({"Không có hồ sơ nào như vậy ở " + desk.unit_name}));
        parts.push_back(p({"Xem lại 4 số cuối của mã, hoặc hỏi trung tâm nơi người dân đã nộp."}));
    } else {
        parts.push_back(h1({fmt::format("{} hồ sơ", rows.size())}));
        parts.push_back(desk_table(
            "Hồ sơ tìm thấy", {"Mã", "Thủ tục", "Trạng thái", "Nơi nộp", "Mới nhất"}, rows
        ));
    }
    return section({cls("stack"), parts});
}

Node purpose_content(
    const Assets& assets, const Desk& desk, const case_store::Case& one, const std::string& problem
)
{
    return purpose_card(
        assets, "Vì sao anh (chị) xem hồ sơ này?",
        p({span({cls("code"), one.code}), " ", one.procedure_name}), "Lý do dùng được một giờ.",
        problem,
        act_form(
            desk, case_path(one.dossier_id, "ly-do"),
            {purpose_choices(), button({cls("btn"), "Xem hồ sơ"})}
        )
    );
}

Node search_purpose_content(
    const Assets& assets, const Desk& desk, const std::string& typed, const std::string& problem
)
{
    return purpose_card(
        assets, "Vì sao anh (chị) tìm theo số này?", p({span({cls("code"), typed})}),
        "Lý do dùng được một giờ cho số này.", problem,
        act_form(
            desk, "/can-bo/ho-so",
            {input({attr("type", "hidden"), attr("name", "q"), attr("value", typed)}),
             purpose_choices(), button({cls("btn"), "Tìm hồ sơ"})}
        )
    );
}

} // namespace tnung::gateway
