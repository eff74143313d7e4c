#include "registry/people/people_list.hpp"

#include "foundation/text/vietnamese.hpp"
#include "registry/people/agencies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>

namespace tnung::registry {

namespace {

constexpr std::size_t text_length_max = 300;
constexpr std::size_t columns_count = 6;

struct ColumnWords {
    std::string_view name;                  ///< in our own files
    std::array<std::string_view, 3> folded; ///< as offices head it, without marks
    std::string_view words;                 ///< in a message
    bool needed;
};
constexpr std::array<ColumnWords, columns_count> columns = {{
    {"number", {"ma so", "ma can bo", "so hieu"}, "Mã số", true},
    {"name", {"ho va ten", "ho ten", "ten day du"}, "Họ và tên", true},
    {"post", {"chuc vu", "chuc danh", "chuc vu, chuc danh"}, "Chức vụ", true},
    {"agency", {"ma co quan", "ma don vi", "ma dinh danh"}, "Mã cơ quan", true},
    {"agency_name", {"ten co quan", "co quan", "don vi"}, "Tên cơ quan", true},
    {"annual", {"hang nam", "ke khai hang nam", "dien hang nam"}, "Hằng năm", false},
}};
/// In the place of an answer that nobody gave.
constexpr std::string_view unsaid = "-";
enum Column { number, name, post, agency, agency_name, annual };

/// Where each column stands; nothing where the table does not have it.
using Places = std::array<std::optional<std::size_t>, columns_count>;

auto column_headed(const std::string& cell)
{
    const auto typed = plain_heading(cell);
    const auto folded = text::fold(typed);
    return std::ranges::find_if(columns, [&](const ColumnWords& column) {
        return column.name == typed ||
               std::ranges::find(column.folded, folded) != column.folded.end();
    });
}

Places places_of(const std::vector<std::string>& heading)
{
    Places places;
    for (std::size_t i = 0; i < heading.size(); ++i) {
        const auto found = column_headed(heading[i]);
        if (found == columns.end()) continue; // a column that an office keeps for itself
        auto& place = places[std::size_t(found - columns.begin())];
        if (place) throw std::runtime_error(fmt::format("Hai cột cùng là “{}”.", found->words));
        place = i;
    }
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i].needed && !places[i])
            throw std::runtime_error(fmt::format(
                "Dòng tiêu đề thiếu cột “{}” (hoặc {}).", columns[i].words, columns[i].name
            ));
    return places;
}

/// Nothing where it is neither. Blank is no: offices mark those who do.
std::optional<bool> parse_yes(const std::string& typed)
{
    const auto folded = text::fold(typed);
    for (const auto* yes : {"co", "x", "1", "yes", "true"})
        if (folded == yes) return true;
    for (const std::string_view no : {"khong", "0", "no", "false", "", "-"})
        if (folded == no) return false;
    return std::nullopt;
}

std::string difference_words(const Declarant& there, const PersonLine& line)
{
    std::string words;
    const auto put = [&](std::string_view what, const std::string& known, const std::string& said) {
        if (known != said)
            words += fmt::format(
                "{}{}: sổ ghi “{}”, danh sách ghi “{}”", words.empty() ? "" : "; ", what, known,
                said
            );
    };
    const auto yes = [](bool is) { return std::string(is ? "có" : "không"); };
    put("họ và tên", there.name, line.name);
    put("chức vụ", there.post, line.post);
    put("cơ quan", there.agency_code, line.agency_code);
    put("kê khai hằng năm", yes(there.annual), yes(line.annual.value_or(there.annual)));
    return words;
}

} // namespace

bool is_heading_of_people(const std::string& cell)
{
    return column_headed(cell) != columns.end();
}

ListReport take_list(pg::Transaction& tx, const Table& table, std::string_view source, Instant now)
{
    const auto places = places_of(table.headings);
    ListReport report;
    std::map<std::string, int> seen;             // numbers, and where
    std::map<std::string, std::string> agencies; // names, by code, as the list has them first
    std::set<std::string> miswritten;            // codes
    std::map<std::string, std::string> ended;    // what is said of agencies; empty: they are there
    const auto ended_words = [&](const std::string& code) -> const std::string& {
        const auto [words, first] = ended.emplace(code, "");
        const auto found = first ? agency_store::find(tx, code) : std::nullopt;
        if (found && found->ended_on)
            words->second = fmt::format(
                "cơ quan {} đã chấm dứt từ {}{}", code, date_text(*found->ended_on),
                found->successor_code.empty() ? "" : ", người về " + found->successor_code
            );
        return words->second;
    };
    for (const auto& row : table.rows) {
        const auto at = [&](std::size_t column) {
            const auto place = places[column];
            return place && *place < row.cells.size() ? text::clean(row.cells[*place])
                                                      : std::string();
        };
        const auto remark = [&](std::string words) {
            report.remarks.push_back({row.line, at(number), std::move(words)});
        };
        ++report.rows;
        std::string wrong;
        if (const auto beyond = cell_beyond(table, row))
            wrong = fmt::format("cột {} không có tiêu đề mà có chữ; có thể lệch cột", *beyond);
        for (std::size_t c = 0; c < columns.size() && wrong.empty(); ++c) {
            const auto length = text::length(at(c));
            if (is_failed_formula(at(c)))
                wrong = fmt::format("công thức ở ô “{}” không tính được", columns[c].words);
            else if (columns[c].needed && length == 0)
                wrong = fmt::format("ô “{}” trống", columns[c].words);
            else if (length > text_length_max)
                wrong = fmt::format("ô “{}” dài quá {} chữ", columns[c].words, text_length_max);
        }
        const auto every_year = parse_yes(at(annual));
        const bool says_so = places[annual] && at(annual) != unsaid;
        if (wrong.empty() && !every_year) wrong = "ô “Hằng năm” cần ghi có hoặc không";
        if (wrong.empty()) {
            const auto [twin, first] = seen.emplace(at(number), row.line);
            if (!first) wrong = fmt::format("mã số này đã có ở dòng {}", twin->second);
        }
        if (!wrong.empty()) {
            ++report.refused;
            remark("không nhận: " + wrong);
            continue;
        }
        if (agencies.emplace(at(agency), at(agency_name)).second) {
            const auto known = people_store::agency_name(tx, at(agency));
            switch (people_store::add_agency(tx, at(agency), at(agency_name))) {
            case people_store::AddedAgency::miswritten: miswritten.insert(at(agency)); break;
            case people_store::AddedAgency::added:
                remark(fmt::format(
                    "cơ quan mới trong sổ: {} “{}”; xem lại nếu mã gõ nhầm", at(agency),
                    at(agency_name)
                ));
                break;
            case people_store::AddedAgency::known:
                if (known != at(agency_name))
                    remark(fmt::format(
                        "cơ quan {} trong sổ tên là “{}”, danh sách ghi “{}”; giữ tên trong sổ",
                        at(agency), known, at(agency_name)
                    ));
            }
        }
        if (miswritten.contains(at(agency))) {
            ++report.refused;
            remark(fmt::format(
                "không nhận: mã cơ quan {} chỉ khác chữ hoa, chữ thường với một mã trong sổ",
                at(agency)
            ));
            continue;
        }
        if (const auto& ended = ended_words(at(agency)); !ended.empty()) {
            ++report.refused;
            remark("không nhận: " + ended);
            continue;
        }
        const PersonLine line{at(number), at(name),        at(post),
                              at(agency), at(agency_name), says_so ? every_year : std::nullopt};
        switch (people_store::import_person(tx, line, source, now)) {
        case people_store::Imported::added: ++report.added; break;
        case people_store::Imported::same: ++report.same; break;
        case people_store::Imported::kept: {
            ++report.kept;
            const auto there = people_store::find_number(tx, line.number);
            if (there->agency_code != line.agency_code)
                remark(fmt::format(
                    "danh sách ghi cơ quan {}, {} đã giữ ở {}: nếu chuyển công tác, báo cơ quan đó "
                    "bàn giao người",
                    line.agency_code, there->agency_name, there->agency_code
                ));
            break;
        }
        case people_store::Imported::differs:
            ++report.differs;
            remark(
                "khác sổ, chờ đơn vị xem: " +
                difference_words(*people_store::find_number(tx, line.number), line)
            );
            break;
        }
    }
    return report;
}

} // namespace tnung::registry
