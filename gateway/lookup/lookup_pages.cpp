#include "gateway/lookup/lookup_pages.hpp"

#include "gateway/citizen/typed_code.hpp"
#include "gateway/dossier/dossier_code.hpp"
#include "gateway/lookup/public_state.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::gateway {

namespace {

std::string path_of(std::string_view typed)
{
    return typed.empty() ? "/tra-cuu" : "/tra-cuu?ma=" + http::url_encoded(typed);
}

/// Stands for a dossier's code while a page is made, its last four letters for the tail: letters
/// that neither words nor markup have.
constexpr std::string_view code_mark = "QZX9.QZX-990099-ZQX9", tail_mark = "ZQX9";

/// What may stand in text, attribute and address as it is.
bool is_plain(std::string_view code)
{
    return std::ranges::all_of(code, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
    });
}

} // namespace

LookupPages::LookupPages(
    pg::Pool& pool, const Clock& clock, const Assets& assets, const PersonKeys& keys,
    std::string account_page
)
    : pool_(pool), clock_(clock), assets_(assets), keys_(keys),
      account_page_(std::move(account_page))
{
    for (const auto size : {TextSize::normal, TextSize::big})
        for (const auto language : all_languages) {
            const Reader reader{size, Words{language}};
            auto front = page(200, {.account_page = account_page_}, reader);
            std::erase_if(front.headers, [](const auto& one) {
                return one.name == "Cache-Control";
            });
            // It holds nothing of its reader but how they read, which cookies say.
            front.with("Cache-Control", "private, no-cache").with("Vary", "Cookie");
            front_.emplace(Way{size, language}, http::Representation(std::move(front)));
            for (int state = state_min; state <= state_max; ++state)
                found_[{{size, language}, DossierState(state)}] =
                    found(DossierState(state), reader);
        }
}

LookupPages::Found LookupPages::found(DossierState state, const Reader& reader) const
{
    using Then = Found::Piece::Then;
    const std::string mark(code_mark);
    Found made{
        page(
            200, {.typed = mark, .code = mark, .state = state, .account_page = account_page_},
            reader
        ),
        {}};
    std::string_view left = made.page.body;
    for (auto at = left.find(tail_mark); at != std::string_view::npos; at = left.find(tail_mark)) {
        const bool whole = left.substr(0, at + tail_mark.size()).ends_with(code_mark);
        const auto text =
            left.substr(0, at + tail_mark.size() - (whole ? code_mark : tail_mark).size());
        made.pieces.push_back({std::string(text), whole ? Then::code : Then::tail});
        left.remove_prefix(at + tail_mark.size());
    }
    made.pieces.push_back({std::string(left), Then::end});
    made.page.body.clear();
    return made;
}

http::Response LookupPages::page(int status, const LookupView& view, const Reader& reader) const
{
    return citizen_response(
        status, assets_, reader,
        {.title = lookup_title(view, reader.words),
         .path = path_of(view.typed),
         .icons = lookup_icons(),
         .content = lookup_content(view, reader.words)}
    );
}

http::Response LookupPages::get(const http::Request& request)
{
    const auto reader = reader_of(request);
    LookupView view{.typed = request.query_value("ma").value_or(""), .account_page = account_page_};
    if (view.typed.empty())
        return front_.at({reader.text_size, reader.words.language()}).answer(request);
    int status = 200;
    const auto now = clock_.now();
    const auto code = parse_dossier_code(view.typed, day_of(now));
    if (!limit_.may_ask(network_of(request.peer), now)) {
        view.problem = LookupProblem::too_often;
        status = 429;
    } else if (!code) {
        view.problem = LookupProblem::not_a_code;
        status = 422;
    } else {
        auto tx = pool_.begin();
        const auto found = public_state::find(tx, code->text);
        view.code = code->text;
        if (!found) {
            view.problem = LookupProblem::not_found;
            status = 404;
        } else {
            view.code = view.typed = found->code;
            view.state = found->state;
        }
    }
    if (!view.state || !is_plain(view.code)) return page(status, view, reader);
    const auto& made = found_.at({{reader.text_size, reader.words.language()}, *view.state});
    auto response = made.page;
    using Then = Found::Piece::Then;
    for (const auto& piece : made.pieces) {
        response.body += piece.text;
        if (piece.then == Then::code)
            response.body += view.code;
        else if (piece.then == Then::tail)
            response.body.append(
                view.code, view.code.size() - std::min(tail_mark.size(), view.code.size())
            );
    }
    return response;
}

http::Response LookupPages::start(const http::Request& request)
{
    const auto now = clock_.now();
    const auto typed = request.field("ma").value_or("");
    const auto code = parse_dossier_code(typed, day_of(now));
    if (!code || !limit_.may_ask(network_of(request.peer), now))
        return http::see_other(path_of(typed));
    auto tx = pool_.begin();
    const auto found = public_state::find(tx, code->text);
    if (!found) return http::see_other(path_of(typed));
    const auto start = short_code::shown(
        typed_code::make(tx, keys_, TypedCodeKind::start, found->id, std::nullopt, now)
    );
    tx.commit();
    const auto reader = reader_of(request);
    return citizen_response(
        200, assets_, reader,
        {.title = reader.words.start_h1(start),
         .path = path_of(typed),
         .icons = {"message-circle", "arrow-left"},
         .content = start_content(
             {.code = start,
              .until = now + typed_code::start_life,
              .account_page = account_page_,
              .dossier_path = path_of(code->text)},
             reader.words
         )}
    );
}

} // namespace tnung::gateway
