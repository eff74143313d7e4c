#pragma once

#include "foundation/desk/desk_page.hpp"
#include "foundation/spreadsheet/spreadsheet.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

/// Lists as data: their columns give the page's table, what is found and sorted by, and the sheet
/// that an office takes away.
namespace tnung::forms {

/// What a reader asks of a list: `q` is found, `xep` the column to sort by (from 1; with a minus
/// the other way round), `trang` the page.
struct ListAsked {
    std::string typed;
    int column = 0; ///< 0: in the list's own order
    bool falling = false;
    std::int64_t page = 1;
};
ListAsked list_asked(const http::Request& request);

struct ListAbout {
    std::string name; ///< of the table, for who does not see it
    std::string path; ///< of its page
    std::string find; ///< over the field to type in: `Tên hoặc mã`; empty: nothing is typed
    std::string none; ///< where the list has no row at all
};

inline constexpr std::int64_t rows_on_page = 50;

/// As a cell of a page shows it.
html::Node value_node(const spreadsheet::Value& value);
/// `left` before `right`: nothing first, texts as Vietnamese sorts them.
bool value_before(const spreadsheet::Value& left, const spreadsheet::Value& right);
/// Whether what was typed stands in it, whatever its marks and capitals. `key`: its find_key.
bool value_has(const spreadsheet::Value& value, const std::string& key);
std::string find_key(const std::string& typed);

/// The field to type in, the table with its headings to sort by, how many of how many, pages.
struct ListParts {
    struct Head {
        std::string name;
        bool sorts = false; ///< the list can be sorted by it
    };
    std::vector<Head> heads;
    std::vector<DeskRow> rows; ///< of this page
    std::int64_t all = 0;      ///< that fit
    bool is_empty = false;     ///< nothing at all, whatever is typed
};
html::Node
list_page(const Assets& assets, const ListAbout& about, const ListAsked& asked, ListParts parts);

template <class Row>
struct Column {
    std::string name;
    /// What the sheet has, and what is found and sorted by.
    std::function<spreadsheet::Value(const Row&)> value;
    /// On the page; nothing: the value itself.
    std::function<html::Node(const Row&)> shown;
    std::string look; ///< class of the cell: `num`, `code`, `nowrap`
    int width = 20;   ///< in the sheet, in characters; 0: on the page alone
};

template <class Row>
class List {
public:
    List(ListAbout about, std::vector<Column<Row>> columns)
        : about_(std::move(about)), columns_(std::move(columns))
    {
    }

    /// Those of `all` that fit, sorted, one page of them.
    html::Node page(const Assets& assets, std::vector<Row> all, const ListAsked& asked) const
    {
        ListParts parts{.is_empty = all.empty()};
        const auto rows = fitting(std::move(all), asked);
        parts.all = std::int64_t(rows.size());
        const auto pages = pages_of(parts.all, rows_on_page);
        auto here = asked;
        here.page = std::clamp<std::int64_t>(asked.page, 1, pages);
        const auto from = (here.page - 1) * rows_on_page;
        for (auto i = from; i < std::min(from + rows_on_page, parts.all); ++i)
            parts.rows.push_back(row_of(rows[std::size_t(i)]));
        for (const auto& column : columns_)
            parts.heads.push_back({column.name, bool(column.value)});
        return list_page(assets, about_, here, std::move(parts));
    }

    /// Columns and rows of a sheet that has its title.
    void fill(spreadsheet::Sheet& sheet, std::vector<Row> all, const ListAsked& asked = {}) const
    {
        for (const auto& column : columns_)
            if (column.width > 0) sheet.columns.push_back({column.name, column.width});
        for (const auto& row : fitting(std::move(all), asked)) {
            std::vector<spreadsheet::Value> values;
            for (const auto& column : columns_)
                if (column.width > 0) values.push_back(column.value(row));
            sheet.rows.push_back(std::move(values));
        }
    }

private:
    DeskRow row_of(const Row& row) const
    {
        DeskRow cells;
        for (const auto& column : columns_)
            cells.push_back(
                {column.look, column.shown ? column.shown(row) : value_node(column.value(row))}
            );
        return cells;
    }
    std::vector<Row> fitting(std::vector<Row> rows, const ListAsked& asked) const
    {
        if (!asked.typed.empty())
            std::erase_if(rows, [&, key = find_key(asked.typed)](const Row& row) {
                return std::ranges::none_of(columns_, [&](const auto& column) {
                    return column.value && value_has(column.value(row), key);
                });
            });
        if (asked.column < 1 || std::size_t(asked.column) > columns_.size()) return rows;
        const auto& column = columns_[std::size_t(asked.column - 1)];
        if (!column.value) return rows;
        std::ranges::stable_sort(rows, [&](const Row& left, const Row& right) {
            return asked.falling ? value_before(column.value(right), column.value(left))
                                 : value_before(column.value(left), column.value(right));
        });
        return rows;
    }

    const ListAbout about_;
    const std::vector<Column<Row>> columns_;
};

} // namespace tnung::forms
