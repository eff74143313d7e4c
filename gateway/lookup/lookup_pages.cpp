#include "gateway/lookup/lookup_pages.hpp"

#include "gateway/citizen/typed_code.hpp"
#include "gateway/dossier/dossier_code.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

namespace {

constexpr pg::Query state_query{"lookup.state", R"sql(
    SELECT code, state, id FROM dossier WHERE code = $1 OR national_code = $1 ORDER BY code = $1 DESC LIMIT 1
)sql"};

std::string path_of(std::string_view typed)
{
    return typed.empty() ? "/tra-cuu" : "/tra-cuu?ma=" + http::url_encoded(typed);
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
        for (const auto language : {Language::vi, Language::en})
            front_[{size, language}] =
                page(200, {.account_page = account_page_}, {size, Words{language}});
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
    if (view.typed.empty()) return front_.at({reader.text_size, reader.words.language()});
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
        const auto rows = tx.exec(state_query, code->text);
        view.code = code->text;
        if (rows.empty()) {
            view.problem = LookupProblem::not_found;
            status = 404;
        } else {
            view.code = rows.get<std::string>(0, 0);
            view.state = DossierState(rows.get<int>(0, 1));
        }
    }
    return page(status, view, reader);
}

http::Response LookupPages::start(const http::Request& request)
{
    const auto now = clock_.now();
    const auto typed = request.field("ma").value_or("");
    const auto code = parse_dossier_code(typed, day_of(now));
    if (!code || !limit_.may_ask(network_of(request.peer), now))
        return http::see_other(path_of(typed));
    auto tx = pool_.begin();
    const auto rows = tx.exec(state_query, code->text);
    if (rows.empty()) return http::see_other(path_of(typed));
    const auto start = typed_code::make(
        tx, keys_, TypedCodeKind::start, rows.get<std::int64_t>(0, 2), std::nullopt, now
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
