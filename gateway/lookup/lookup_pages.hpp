#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/pg/pool.hpp"
#include "gateway/dossier/dossier_state.hpp"
#include "gateway/page/citizen_page.hpp"

#include <map>
#include <mutex>
#include <optional>

namespace tnung::gateway {

/// The public look-up: whoever knows a code sees the code and how far it is, nothing more (level 0
/// of the disclosure ladder; Decree 61/2018). Codes are sequential, so each network may ask only so
/// often; unknown codes and codes that are not ours look the same.
class LookupPages {
public:
    LookupPages(pg::Pool& pool, const Clock& clock, const Assets& assets, std::string oa_id)
        : pool_(pool), clock_(clock), assets_(assets), oa_id_(std::move(oa_id))
    {
    }

    /// `GET /` and `GET /tra-cuu?ma=…`
    http::Response get(const http::Request& request);

    static constexpr int asks_per_minute_max = 20;

private:
    bool may_ask(const std::string& peer);

    pg::Pool& pool_;
    const Clock& clock_;
    const Assets& assets_;
    const std::string oa_id_;
    std::mutex mutex_; ///< guards what follows
    std::int64_t minute_ = 0;
    std::map<std::string, int> asked_; ///< by network, this minute
};

/// What a look-up shows; pure, so that every state has its golden page.
enum class LookupProblem { none, not_a_code, not_found, too_often };
struct LookupView {
    std::string typed;
    LookupProblem problem = LookupProblem::none;
    std::string code;
    std::optional<DossierState> state; ///< nothing: only the form
    std::string oa_link;
};
html::Node lookup_content(const LookupView& view);
std::string lookup_title(const LookupView& view);
std::vector<std::string> lookup_icons();

} // namespace tnung::gateway
