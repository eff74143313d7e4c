#include "gateway/page/failure_pages.hpp"

namespace tnung::gateway {

FailurePages::Kind FailurePages::kind_of(int status)
{
    switch (status) {
    case 404:
    case 405: return Kind::absent;
    case 413: return Kind::too_large;
    case 408:
    case 503: return Kind::busy;
    case 500: return Kind::failed;
    default: return Kind::unreadable;
    }
}

FailurePages::FailurePages(const Assets& assets, const std::string& account_page)
{
    for (const auto size : {TextSize::normal, TextSize::big})
        for (const auto language : all_languages) {
            const Reader reader{size, Words{language}};
            const auto& words = reader.words;
            const auto make = [&](Kind kind, const std::string& heading, const std::string& what,
                                  bool to_account) {
                made_[{kind, size, language}] = plain_response(
                    200, assets, reader,
                    {.path = "/",
                     .heading = heading,
                     .sentences = {what},
                     .way = to_account ? words.start_open() : words.lookup_title(),
                     .way_path = to_account ? account_page : "/"}
                );
            };
            make(Kind::absent, words.absent_h1(), words.gone(), false);
            make(Kind::too_large, words.too_large_h1(), words.too_large(), true);
            make(Kind::busy, words.busy_h1(), words.busy(), false);
            make(Kind::failed, words.failed_h1(), words.failed(), false);
            make(Kind::unreadable, words.unreadable_h1(), words.gone(), false);
        }
}

std::optional<http::Response> FailurePages::answer(int status, const http::Request& request) const
{
    if (!request.asks_for_page()) return std::nullopt;
    const auto reader = reader_of(request);
    auto response = made_.at({kind_of(status), reader.text_size, reader.words.language()});
    response.status = status;
    return response;
}

} // namespace tnung::gateway
