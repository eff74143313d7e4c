#include "gateway/case/number_task_kinds.hpp"

#include "foundation/text/phone_number.hpp"
#include "gateway/case/case_parts.hpp"
#include "gateway/citizen/number_tasks.hpp"

namespace tnung::gateway {

using namespace html;
using task_store::OpenTask;

namespace {

constexpr pg::Query dossiers_query{"number_tasks.dossiers", R"sql(
    SELECT task.id, dossier.id, dossier.code, dossier.procedure_name, dossier.state,
           phone.number_sealed, coalesce(phone.kind = 'mobile', false)
      FROM task
      JOIN dossier ON dossier.id = task.subject_id
      LEFT JOIN phone ON phone.id = task.phone_id
     WHERE task.id = ANY ($1::bigint[])
)sql"};

/// What a row says of its number. The whole number stands in the dossier, which opens with a
/// purpose.
using NumberWords = std::string (*)(const std::string& number, bool is_mobile);

std::string wrong_words(const std::string&, bool)
{
    return "Người nhận báo không phải hồ sơ của mình";
}

std::string ask_words(const std::string& number, bool is_mobile)
{
    const auto shown = number.empty() ? "Số" : text::masked_phone(number);
    if (is_mobile) return shown + " nhận được tin ở hồ sơ khác: hỏi có dùng cho hồ sơ này";
    return shown + (text::is_landline(number) ? " là máy bàn: gọi báo và hỏi số di động"
                                              : " có thể là máy bàn trước 2017: hỏi lại chủ hồ sơ");
}

std::vector<DeskRow> rows_of(
    pg::Transaction& tx, std::span<const OpenTask> tasks, const Assets& assets,
    const PersonKeys& keys, NumberWords words
)
{
    std::vector<std::int64_t> ids;
    for (const auto& task : tasks) ids.push_back(task.id);
    const auto read = tx.exec(dossiers_query, ids);
    const auto row_of = pg::rows_by_id(read);
    std::vector<DeskRow> rows;
    for (const auto& task : tasks) {
        const auto i = row_of.at(task.id);
        const auto number = read.is_null(i, 5)
                                ? std::string()
                                : opened(keys.phone, read.get<Bytes>(i, 5), "phone.number");
        rows.push_back(DeskRow{
            cell(
                a({cls("code"), attr("href", case_path(read.get<std::int64_t>(i, 1))),
                   read.get<std::string>(i, 2)})
            ),
            cell(words(number, read.get<bool>(i, 6))), cell(read.get<std::string>(i, 3)),
            cell(state_chip(assets, read.get<int>(i, 4))),
            cell(cls("nowrap"), moment(task.opened_at))});
    }
    return rows;
}

TaskKind kind_of(
    std::string_view name, const char* heading, NumberWords words, const Assets& assets,
    const PersonKeys& keys
)
{
    return {
        .name = std::string(name),
        .heading = heading,
        .columns = {"Hồ sơ", "Vì sao", "Thủ tục", "Trạng thái", "Báo lúc"},
        .rows = [&assets, &keys, words](auto& tx, auto tasks) {
            return rows_of(tx, tasks, assets, keys, words);
        }};
}

} // namespace

TaskKind wrong_number_tasks(const Assets& assets, const PersonKeys& keys)
{
    return kind_of(number_tasks::wrong_number, "Số điện thoại sai", wrong_words, assets, keys);
}

TaskKind ask_number_tasks(const Assets& assets, const PersonKeys& keys)
{
    return kind_of(number_tasks::ask_number, "Số điện thoại cần hỏi lại", ask_words, assets, keys);
}

} // namespace tnung::gateway
