#include "foundation/desk/desk_sheet.hpp"
#include "foundation/text/phone_number.hpp"
#include "foundation/text/time_text.hpp"
#include "gateway/console/clerk_parts.hpp"
#include "gateway/console/console.hpp"
#include "gateway/notice/reconciliation.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

http::Response Console::calls_sheet(const DeskRequest& asked)
{
    const auto& unit = asked.desk.staff.unit_code;
    note(asked, "console.call_list_file", "unit:" + unit.value_or("all"));
    auto sheet = sheet_for(asked.desk, "Danh sách gọi");
    sheet.columns = {{"Gọi trước", 17},   {"Người nộp hồ sơ", 28}, {"Số điện thoại", 15},
                     {"Báo việc gì", 24}, {"Thủ tục", 40},         {"Mã hồ sơ", 30},
                     {"Đã gọi", 8},       {"Kết quả", 20},         {"Ghi chú", 30}};
    for (const auto& call : console_store::open_tasks(
             asked.tx, parts_.keys, unit, "call", console_store::tasks_in_file
         ))
        sheet.rows.push_back(
            {call.due_at ? spreadsheet::Value(*call.due_at) : spreadsheet::Value(), call.owner_name,
             text::phone_text(call.number), kind_word(call.notice_kind), call.procedure_name,
             call.code, std::int64_t(call.calls), std::monostate{}, std::monostate{}}
        );
    return sheet_response(asked.desk, "danh-sach-goi", sheet);
}

http::Response Console::reconcile_sheet(const DeskRequest& asked)
{
    const auto result = gateway::reconcile(parts_.pool, parts_.subjects);
    auto sheet = sheet_for(asked.desk, "Đối chiếu tin báo");
    sheet.columns = {{"Mục", 60}, {"Số lượng", 14}};
    for (const auto& [name, count] : reconcile_lines(result)) sheet.rows.push_back({name, count});
    for (const auto& [excuse, count] : result.excuses())
        sheet.rows.push_back({fmt::format("Lý do: {}", text_of(excuse)), count});
    return sheet_response(asked.desk, "doi-chieu", sheet);
}

http::Response Console::units_sheet(const DeskRequest& asked)
{
    auto sheet = sheet_for(asked.desk, "Hồ sơ theo đơn vị");
    sheet.columns = {{"Đơn vị", 32}, {"Mã", 10}, {"Hồ sơ", 12}, {"Đang làm", 12}};
    for (const auto& one : dossiers_by_unit(asked))
        sheet.rows.push_back({one.name, one.code, one.dossiers, one.open});
    return sheet_response(asked.desk, "ho-so-theo-don-vi", sheet);
}

} // namespace tnung::gateway
