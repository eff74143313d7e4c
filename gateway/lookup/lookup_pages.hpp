#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/pg/pool.hpp"
#include "foundation/web_guard/web_guard.hpp"
#include "gateway/citizen/person_keys.hpp"
#include "gateway/dossier/dossier_state.hpp"
#include "gateway/page/citizen_page.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tnung::gateway {

/// What a look-up shows; pure, so that every state has its golden page.
enum class LookupProblem { none, not_a_code, not_found, too_often };
struct LookupView {
    std::string typed;
    LookupProblem problem = LookupProblem::none;
    std::string code;
    std::optional<DossierState> state; ///< nothing: only the form
    std::string account_page;
};

/// The public look-up: whoever knows a code sees the code and how far it is, nothing more (level 0
/// of the disclosure ladder; Decree 61/2018). Codes are sequential, so each network may ask only so
/// often; unknown codes and codes that are not ours look the same.
class LookupPages {
public:
    LookupPages(
        pg::Pool& pool, const Clock& clock, const Assets& assets, const PersonKeys& keys,
        std::string account_page
    );

    /// `GET /` and `GET /tra-cuu?ma=…`
    http::Response get(const http::Request& request);
    /// `POST /tra-cuu/nhan-tin`: a short code to type in the chat, since following an account
    /// carries no reference.
    http::Response start(const http::Request& request);

    static constexpr int asks_per_minute_max = 60; ///< a hall full of people shares one

private:
    using Way = std::pair<TextSize, Language>; ///< to read a page
    /// A page of a dossier that was found, with places for its code and the code's tail.
    struct Found {
        http::Response page; ///< without a body
        struct Piece {
            std::string text;
            enum class Then { code, tail, end } then = Then::end;
        };
        std::vector<Piece> pieces;
    };
    Found found(DossierState state, const Reader& reader) const;
    http::Response page(int status, const LookupView& view, const Reader& reader) const;

    pg::Pool& pool_;
    const Clock& clock_;
    const Assets& assets_;
    const PersonKeys& keys_;
    const std::string account_page_; ///< the Zalo account's own address
    AskLimit limit_{asks_per_minute_max};
    /// What is the same for everybody is made once for each way to read it: the form alone, and all
    /// but the code of a dossier in each state.
    std::map<Way, http::Representation> front_;
    std::map<std::pair<Way, DossierState>, Found> found_;
};

html::Node lookup_content(const LookupView& view, const Words& words);
std::string lookup_title(const LookupView& view, const Words& words);
std::vector<std::string> lookup_icons();

struct StartView {
    std::string code;
    Instant until;
    std::string account_page;
    std::string dossier_path;
};
html::Node start_content(const StartView& view, const Words& words);

} // namespace tnung::gateway
