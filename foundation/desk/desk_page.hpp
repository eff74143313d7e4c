#pragma once

#include "foundation/assets/assets.hpp"
#include "foundation/html/html.hpp"
#include "foundation/staff/staff.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung {

/// The frame of every page for staff: rail, search, who is signed in (ui: anatomy, desk).
struct DeskPage {
    std::string title;
    std::string here;  ///< path of the rail's entry that is this page's
    std::string typed; ///< what stands in the search
    html::Node content;
    int status = 200;
};

struct RailEntry {
    std::string path;
    const char* icon = nullptr;
    const char* name = nullptr;
    std::int64_t count = 0; ///< what waits there
};

/// Who asks, and what every page of theirs needs.
struct Seat {
    Staff staff;
    std::vector<std::string> roles; ///< that count now
    std::string unit_name;          ///< of their unit, or the province
    std::string form_token;         ///< hidden in each form that changes something
    Instant now;
    std::string root;            ///< one's first page; `<root>/ra` signs out
    std::vector<RailEntry> rail; ///< what they may use
};

/// `find`: the search, or what stands in its place.
http::Response framed_response(
    const Assets& assets, const Seat& seat, const DeskPage& page, const html::Node& find
);
/// Before the sign-in: no rail.
http::Response bare_desk_response(
    const Assets& assets, const std::string& root, int status, const std::string& title,
    const html::Node& content
);

/// Where no page answers (no such address, all at work, too much sent): what happened and what to
/// do. `too_large`: what to do about a file that is too large. Nothing where no page is asked for.
std::optional<http::Response> desk_failure(
    const Assets& assets, const std::string& root, int status, const http::Request& request,
    std::string_view too_large
);

/// Returns the number in the `{id}` part of a desk address; 0, which is no row's number, where the
/// address has none.
std::int64_t id_of(const http::Request& request);

/// In each form that changes something: tells one that is sent twice from another.
inline constexpr const char* form_number_field = "lan";

/// The hidden field with that number.
html::Node form_number();

/// A form that changes something: POST, with the token that only our page knows.
html::Node act_form(
    const Seat& seat, const std::string& action, const std::vector<html::Node>& parts,
    std::string_view kind = "stack"
);
html::Node hidden(const std::string& name, const std::string& value);
/// A cell of a table at the desk.
struct DeskCell {
    std::string look; ///< its class
    html::Node content;
};
DeskCell cell(html::Node content);
DeskCell cell(html::Attribute look, html::Node content);
using DeskRow = std::vector<DeskCell>;

/// A table named for screen readers. On a phone each row is a card of its own, each value under its
/// heading, the first as the card's name.
html::Node desk_table(
    const std::string& name, const std::vector<const char*>& heads, const std::vector<DeskRow>& rows
);

/// A heading that leads to the same list sorted by it.
struct DeskHead {
    std::string name;
    std::string address; ///< empty: it is not sorted by
    std::string sorted;  ///< aria-sort: ascending, descending; empty: not by this one
};
html::Node sorted_table(
    const std::string& name, const std::vector<DeskHead>& heads, const std::vector<DeskRow>& rows
);

/// How many pages a list has; an empty one has one.
std::int64_t pages_of(std::int64_t all, std::int64_t on_page);
/// `51–100 trong 213`: those of a page among all that fit.
html::Node rows_told(std::int64_t first, std::int64_t count, std::int64_t all);
/// The pages before and after one of a list; nothing where there is one. `address`: the number of
/// a page is put behind it.
html::Node page_turning(
    const Assets& assets, std::int64_t number, std::int64_t pages, const std::string& address
);

/// Where the page's table can be had as a spreadsheet.
html::Node sheet_link(const Assets& assets, const std::string& path);

/// In place of a list without entries: why there are none, or what brings them.
html::Node empty_card(const Assets& assets, std::string_view icon, const std::string& said);

/// How something stands, in a word. `tone`: leaf, lake, sun, earth, stone, danger. `look`: its
/// class.
html::Node chip(
    const Assets& assets, const char* tone, std::string_view icon, const std::string& word,
    const char* look = "chip sm"
);

/// What is known of one thing, name by name.
struct Fact {
    std::string name;
    html::Node value;
};
html::Node facts(const std::vector<Fact>& all, const char* look = "facts side");

/// A moment as people say it, and as machines read it.
html::Node moment(Instant at);

/// Icons by reference: staff pages load the file once.
html::Node desk_icon(const Assets& assets, std::string_view name);

} // namespace tnung
