#include "gateway/notice/notice_rules.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/tsv.hpp"
#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace tnung::gateway {

namespace {

constexpr std::size_t template_status_max = 30; // Zalo parameter types 5 and 6

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> excuses = {{
    {"superseded", "Tin cũ hơn trạng thái đã báo, nên không gửi"},
    {"merged", "Gộp với tin cùng ngày đã nói điều này"},
    {"no_rule", "Trạng thái này không phải báo"},
    {"no_phone", "Hồ sơ không ghi số điện thoại nào nhắn được"},
    {"not_me", "Người dùng số này đã bấm “Không phải tôi”"},
    {"not_useful", "Quá hạn còn có ích, nên không gửi nữa"},
    {"unreachable", "Số này chưa có Zalo hoặc không nhận được tin"},
    {"template", "Mẫu tin bị Zalo từ chối"},
    {"unknown_fate", "Không biết Zalo đã gửi hay chưa, đã nhắc lại bằng tin khác hoặc hết hạn"},
}};

} // namespace

NoticeRules::NoticeRules(std::string_view tsv)
{
    const Tsv table("notice-rules.tsv", tsv);
    for (std::size_t row = 0; row < table.size(); ++row) {
        const auto from = parse_iso_day(table.at(row, "from"));
        const auto state = parse_state(table.at(row, "state"));
        const auto urgency = parse_integer(table.at(row, "urgency"));
        const auto useful = parse_integer(table.at(row, "useful_days"));
        if (!from || !state || !urgency || !useful)
            throw std::runtime_error(
                fmt::format("notice-rules.tsv: row {} is not readable", row + 1)
            );
        const auto kind = table.at(row, "kind");
        rules_.push_back(
            {*from, *state, kind == "-" ? "" : std::string(kind), int(*urgency), int(*useful),
             std::string(table.at(row, "merged_after")), std::string(table.at(row, "excuse")),
             std::string(table.at(row, "source"))}
        );
    }
}

const NoticeRule* NoticeRules::find(DossierState state, Day day) const
{
    const NoticeRule* newest = nullptr;
    for (const auto& rule : rules_)
        if (rule.state == state && rule.from <= day && (!newest || newest->from < rule.from))
            newest = &rule;
    return newest;
}

NoticeWordsTable::NoticeWordsTable(std::string_view tsv)
{
    const Tsv table("notice-words.tsv", tsv);
    for (std::size_t row = 0; row < table.size(); ++row) {
        NoticeWords words{
            std::string(table.at(row, "kind")),   std::string(table.at(row, "template_id")),
            std::string(table.at(row, "title")),  std::string(table.at(row, "paragraph")),
            std::string(table.at(row, "status")), std::string(table.at(row, "todo"))};
        if (text::length(words.status) > template_status_max ||
            text::length(words.todo) > template_status_max)
            throw std::runtime_error(
                fmt::format("notice-words.tsv: {}: longer than 30 characters", words.kind)
            );
        words_.push_back(std::move(words));
    }
}

const NoticeWords& NoticeWordsTable::of(std::string_view kind) const
{
    for (const auto& words : words_)
        if (words.kind == kind) return words;
    throw std::runtime_error(fmt::format("notice-words.tsv has no words for '{}'", kind));
}

std::string_view excuse_text(std::string_view excuse)
{
    for (const auto& [known, words] : excuses)
        if (known == excuse) return words;
    return {};
}

} // namespace tnung::gateway
