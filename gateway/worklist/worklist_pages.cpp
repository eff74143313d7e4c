#include "gateway/worklist/worklist_pages.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/desk/desk_sheet.hpp"
#include "foundation/text/phone_number.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/case/case_parts.hpp"
#include "gateway/chat/reply.hpp"
#include "gateway/task/task_store.hpp"
#include "gateway/words/catalogue.hpp"
#include "gateway/worklist/worklist_views.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::gateway {

namespace {

constexpr std::size_t text_max = 1500;

std::int64_t
count_of(const std::map<std::string, std::int64_t, std::less<>>& counts, const TaskKind& kind)
{
    const auto found = counts.find(kind.name);
    return found == counts.end() ? 0 : found->second;
}

/// At most the last, where a number stands that is none of a page.
std::int64_t page_asked(const http::Request& request, std::int64_t pages)
{
    return std::clamp<std::int64_t>(
        parse_integer(request.query_value("trang").value_or("")).value_or(1), 1, pages
    );
}

} // namespace

TaskKind talk_tasks(const PersonKeys& keys)
{
    return {
        .name = std::string(talk_store::kind),
        .heading = "Người dân hỏi",
        .columns = {"Câu hỏi", "Hồ sơ", "Hỏi lúc"},
        .rows = [&keys](pg::Transaction& tx, std::span<const task_store::OpenTask> tasks) {
            std::vector<std::int64_t> ids;
            for (const auto& task : tasks) ids.push_back(task.id);
            return talk_rows(tasks, talk_store::lines(tx, keys, ids));
        }};
}

DeskRoutes WorklistPages::routes() const
{
    using http::Method;
    return {
        {{.method = Method::get, .pattern = "/can-bo/viec", .roles = may::serve},
         door::at(this, &WorklistPages::tasks)},
        {{.method = Method::get, .pattern = "/can-bo/viec/{id}", .roles = may::serve},
         door::at(this, &WorklistPages::talk)},
        {{.method = Method::post, .pattern = "/can-bo/viec/{id}/tra-loi", .roles = may::serve},
         door::at(this, &WorklistPages::answer_talk)},
        {{.method = Method::post, .pattern = "/can-bo/viec/{id}/xong", .roles = may::serve},
         door::at(this, &WorklistPages::close_talk)},
        {{.method = Method::get, .pattern = "/can-bo/goi", .roles = may::serve},
         door::at(this, &WorklistPages::calls)},
        {{.method = Method::get, .pattern = "/can-bo/goi/tai-ve", .roles = may::serve},
         door::at(this, &WorklistPages::calls_sheet)},
        {{.method = Method::post, .pattern = "/can-bo/goi/{id}", .roles = may::serve},
         door::at(this, &WorklistPages::record_call)},
    };
}

std::map<std::string, std::int64_t>
WorklistPages::waiting(pg::Transaction& tx, const Desk& desk) const
{
    const auto scope = desk.scope(may::serve);
    const auto counts = task_store::open_counts(tx, scope.filter());
    std::int64_t tasks = 0;
    for (const auto& kind : kinds_) tasks += count_of(counts, kind);
    return {{"/can-bo/viec", tasks}, {"/can-bo/goi", call_store::count(tx, scope)}};
}

http::Response WorklistPages::tasks(const DeskRequest& asked) const
{
    const auto units = asked.desk.scope(may::serve).filter();
    const auto counts = task_store::open_counts(asked.tx, units);
    const auto section_of = [&](const TaskKind& kind, std::int64_t count, std::int64_t from) {
        const auto tasks = task_store::open_tasks(asked.tx, units, kind.name, count, from);
        return TaskSection{&kind, count_of(counts, kind), kind.rows(asked.tx, tasks)};
    };
    const auto one =
        std::ranges::find(kinds_, asked.request.query_value("loai").value_or(""), &TaskKind::name);
    html::Node content;
    if (one != kinds_.end()) {
        const auto page =
            page_asked(asked.request, pages_of(count_of(counts, *one), tasks_on_page));
        content = task_list_content(
            frame_.assets, section_of(*one, tasks_on_page, (page - 1) * tasks_on_page), page
        );
    } else {
        constexpr std::int64_t first_ones = 20;
        std::vector<TaskSection> sections;
        for (const auto& kind : kinds_) sections.push_back(section_of(kind, first_ones, 0));
        content = tasks_content(frame_.assets, sections);
    }
    return frame_.page(
        asked, {.title = "Việc cần làm", .here = "/can-bo/viec", .content = std::move(content)}
    );
}

http::Response WorklistPages::calls(const DeskRequest& asked) const
{
    const auto scope = asked.desk.scope(may::serve);
    door::note(asked, "console.call_list", "unit:" + scope.text());
    const auto all = call_store::count(asked.tx, scope);
    const auto page = page_asked(asked.request, pages_of(all, call_store::calls_on_page));
    const auto calls = call_store::open_calls(
        asked.tx, keys_, subjects_, scope, call_store::calls_on_page,
        (page - 1) * call_store::calls_on_page
    );
    return frame_.page(
        asked, {.title = "Danh sách gọi",
                .here = "/can-bo/goi",
                .content = calls_content(frame_.assets, asked.desk, calls, all, page)}
    );
}

http::Response WorklistPages::record_call(const DeskRequest& asked) const
{
    const auto id = id_of(asked.request);
    const auto unit = call_store::unit_of(asked.tx, id);
    const auto result = asked.request.field("ket-qua").value_or("");
    if (!unit || !asked.desk.serves(*unit))
        return frame_.refused(asked, 404, "Cuộc gọi này đã có người ghi kết quả.");
    using call_store::CallResult;
    const auto what = result == "gap"          ? std::optional(CallResult::reached)
                      : result == "khong-nghe" ? std::optional(CallResult::no_answer)
                      : result == "sai-nguoi"  ? std::optional(CallResult::wrong_person)
                                               : std::nullopt;
    if (!what)
        return frame_.refused(asked, 422, "Anh (chị) chọn một trong ba kết quả của cuộc gọi.");
    call_store::record(asked.tx, id, *what, asked.desk.staff.id, asked.desk.now);
    door::note(asked, "console.call", fmt::format("task:{}", id), {{"result", result}});
    return http::see_other("/can-bo/goi");
}

http::Response WorklistPages::calls_sheet(const DeskRequest& asked) const
{
    const auto scope = asked.desk.scope(may::serve);
    door::note(asked, "console.call_list_file", "unit:" + scope.text());
    auto sheet = sheet_for(asked.desk, "Danh sách gọi");
    sheet.columns = {{"Gọi trước", 17},   {"Người nộp hồ sơ", 28}, {"Số điện thoại", 15},
                     {"Báo việc gì", 24}, {"Thủ tục", 40},         {"Mã hồ sơ", 30},
                     {"Đã gọi", 8},       {"Kết quả", 20},         {"Ghi chú", 30}};
    for (const auto& call :
         call_store::open_calls(asked.tx, keys_, subjects_, scope, call_store::calls_in_file))
        sheet.rows.push_back(
            {call.due_at ? spreadsheet::Value(*call.due_at) : spreadsheet::Value(), call.card.who,
             text::phone_text(call.number), call.card.kind, call.card.about, call.card.code,
             std::int64_t(call.calls), std::monostate{}, std::monostate{}}
        );
    return sheet_response(asked.desk, "danh-sach-goi", sheet);
}

Result<talk_store::Talk, http::Response>
WorklistPages::open_talk(const DeskRequest& asked, std::int64_t task_id) const
{
    auto talk = talk_store::find(asked.tx, keys_, task_id);
    if (!talk || !asked.desk.serves(talk->unit_code))
        return refuse(
            frame_.refused(asked, 404, "Không có cuộc trò chuyện này ở đơn vị của anh (chị).")
        );
    return std::move(*talk);
}

http::Response WorklistPages::talk(const DeskRequest& asked) const
{
    const auto id = id_of(asked.request);
    const auto talk = open_talk(asked, id);
    if (!talk) return talk.error();
    door::note(asked, "console.talk", fmt::format("task:{}", id));
    return frame_.page(
        asked, {.title = "Trò chuyện",
                .here = "/can-bo/viec",
                .content = talk_content(frame_.assets, asked.desk, *talk, "")}
    );
}

http::Response WorklistPages::answer_talk(const DeskRequest& asked) const
{
    const auto id = id_of(asked.request);
    const auto talk = talk_store::find(asked.tx, keys_, id);
    if (!talk || !talk->open || !asked.desk.serves(talk->unit_code))
        return frame_.refused(
            asked, 404, "Cuộc trò chuyện này đã xong hoặc không ở đơn vị của anh (chị)."
        );
    const auto said = text::clean_lines(asked.request.field("tra-loi").value_or(""));
    if (said.empty() || text::length(said) > text_max)
        return frame_.page(
            asked, {.title = "Trò chuyện",
                    .here = "/can-bo/viec",
                    .content = talk_content(
                        frame_.assets, asked.desk, *talk,
                        said.empty() ? "Anh (chị) chưa ghi câu trả lời."
                                     : "Câu trả lời dài quá 1.500 chữ, Zalo không gửi được."
                    ),
                    .status = 422}
        );
    const Words words(parse_language(talk->language).value_or(Language::vi));
    const auto unit = talk->unit_code ? units_.resolve(*talk->unit_code) : ResolvedUnit{};
    const auto office = unit.unit ? words.unit_office(unit.unit->name) : words.province_office();
    if (!talk_store::answer(asked.tx, id, keys_, asked.desk.staff.id, said, asked.desk.now))
        return frame_.refused(asked, 404, "Cuộc trò chuyện này vừa xong. Câu trả lời chưa gửi.");
    reply::enqueue(
        asked.tx, keys_, {talk->follower_id}, {.text = words.talk_answer(office, said)},
        asked.desk.now
    );
    door::note(asked, "console.answer", fmt::format("task:{}", id));
    return http::see_other(fmt::format("/can-bo/viec/{}", id));
}

http::Response WorklistPages::close_talk(const DeskRequest& asked) const
{
    const auto id = id_of(asked.request);
    const auto talk = open_talk(asked, id);
    if (!talk) return talk.error();
    task_store::close(asked.tx, id, asked.desk.staff.id.value, "answered", asked.desk.now);
    door::note(asked, "console.close_talk", fmt::format("task:{}", id));
    return http::see_other("/can-bo/viec");
}

} // namespace tnung::gateway
