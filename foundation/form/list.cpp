#include "foundation/form/list.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/text/money_text.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace tnung::forms {

using namespace html;

namespace {

constexpr std::size_t typed_max = 100;

std::string text_of(const spreadsheet::Value& value)
{
    struct Texts {
        std::string operator()(std::monostate) const { return {}; }
        std::string operator()(const std::string& text) const { return text; }
        std::string operator()(std::int64_t number) const { return text::grouped(number); }
        std::string operator()(Instant at) const { return text::spoken_time(at); }
        std::string operator()(Day day) const { return date_text(day); }
    };
    return std::visit(Texts{}, value);
}

/// Of the list as it is asked for, with another order or another page; page 0: its number follows.
std::string address_of(
    const ListAbout& about, const ListAsked& asked, int column, bool falling, std::int64_t page
)
{
    std::string address = about.path;
    char mark = '?';
    const auto add = [&](std::string_view name, const std::string& value) {
        address += fmt::format("{}{}={}", mark, name, value);
        mark = '&';
    };
    if (!asked.typed.empty()) add("q", http::url_encoded(asked.typed));
    if (column != 0) add("xep", fmt::format("{}{}", falling ? "-" : "", column));
    if (page != 1) add("trang", page == 0 ? "" : fmt::format("{}", page));
    return address;
}

std::vector<DeskHead> heads_of(
    const ListAbout& about, const ListAsked& asked, const std::vector<ListParts::Head>& columns
)
{
    std::vector<DeskHead> heads;
    int number = 0;
    for (const auto& [name, sorts] : columns) {
        ++number;
        if (!sorts) {
            heads.push_back({.name = name});
            continue;
        }
        const bool here = asked.column == number;
        heads.push_back(
            {.name = name,
             .address = address_of(about, asked, number, here && !asked.falling, 1),
             .sorted = !here           ? ""
                       : asked.falling ? "descending"
                                       : "ascending"}
        );
    }
    return heads;
}

} // namespace

ListAsked list_asked(const http::Request& request)
{
    ListAsked asked;
    asked.typed = text::shortened(text::clean(request.query_value("q").value_or("")), typed_max);
    const auto column = parse_integer(request.query_value("xep").value_or("")).value_or(0);
    constexpr std::int64_t columns_max = 99;
    if (column >= -columns_max && column <= columns_max) {
        asked.column = int(std::abs(column));
        asked.falling = column < 0;
    }
    asked.page = std::max<std::int64_t>(
        1, parse_integer(request.query_value("trang").value_or("")).value_or(1)
    );
    return asked;
}

Node value_node(const spreadsheet::Value& value)
{
    return text_of(value);
}

bool value_before(const spreadsheet::Value& left, const spreadsheet::Value& right)
{
    if (left.index() != right.index()) return left.index() < right.index();
    if (const auto* text = std::get_if<std::string>(&left))
        return text::sorts_before(*text, std::get<std::string>(right));
    return left < right;
}

std::string find_key(const std::string& typed)
{
    return text::fold(typed);
}

bool value_has(const spreadsheet::Value& value, const std::string& key)
{
    return text::fold(text_of(value)).find(key) != std::string::npos;
}

Node list_page(
    const Assets& assets, const ListAbout& about, const ListAsked& asked, ListParts parts
)
{
    if (parts.is_empty)
        return div({cls("card empty"), desk_icon(assets, "inbox"), p({about.none})});
    std::vector<Node> all;
    if (!about.find.empty())
        all.push_back(form(
            {cls("row"), attr("role", "search"), attr("action", about.path),
             div(
                 {cls("field grow"), label({attr("for", "loc"), about.find}),
                  input(
                      {attr("type", "search"), attr("id", "loc"), attr("name", "q"),
                       attr("value", asked.typed), attr("autocomplete", "off")}
                  )}
             ),
             asked.column == 0
                 ? Node{}
                 : hidden("xep", fmt::format("{}{}", asked.falling ? "-" : "", asked.column)),
             button({cls("btn plain"), desk_icon(assets, "search"), " Lọc"})}
        ));
    if (parts.rows.empty()) {
        all.push_back(div(
            {cls("card empty"), desk_icon(assets, "search"),
             p({fmt::format("Không có dòng nào có “{}”.", asked.typed)}),
             p({a({attr("href", about.path), "Xem tất cả"})})}
        ));
        return section({cls("stack"), all});
    }
    if (parts.all > rows_on_page || !asked.typed.empty())
        all.push_back(rows_told(
            (asked.page - 1) * rows_on_page + 1, std::int64_t(parts.rows.size()), parts.all
        ));
    all.push_back(sorted_table(about.name, heads_of(about, asked, parts.heads), parts.rows));
    all.push_back(page_turning(
        assets, asked.page, pages_of(parts.all, rows_on_page),
        address_of(about, asked, asked.column, asked.falling, 0)
    ));
    return section({cls("stack"), all});
}

} // namespace tnung::forms
