#include "gateway/zalo/zalo_tokens.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/crash_point.hpp"
#include "foundation/json/json.hpp"
#include "foundation/log/log.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

namespace {

constexpr std::chrono::seconds access_life{90'000}; // 25 hours
/// A refusal rarely passes by itself; asked again this often all the same.
constexpr std::chrono::minutes asked_again_after{5};
/// A neighbour that is down is asked this often while the token in use is good, and after.
constexpr std::chrono::seconds early_renewal_again{60}, late_renewal_again{5};

/// How long a pair that was read is not read again: another process may have renewed it meanwhile,
/// and a call with the old one is refused and made again.
constexpr std::chrono::seconds remembered_for{1};

Instant renewal_due(Instant renewed_at, Instant expires_at)
{
    return renewed_at + (expires_at - renewed_at) * 4 / 5;
}

constexpr pg::Query find_query{"zalo_token.find", R"sql(
    SELECT access_sealed, refresh_sealed, renewed_at, expires_at, refused_at FROM zalo_token WHERE account = $1
)sql"};

constexpr pg::Query lock_query{"zalo_token.lock", R"sql(
    SELECT access_sealed, refresh_sealed, renewed_at, expires_at, refused_at FROM zalo_token WHERE account = $1 FOR UPDATE
)sql"};

constexpr pg::Query lock_if_free_query{"zalo_token.lock_if_free", R"sql(
    SELECT access_sealed, refresh_sealed, renewed_at, expires_at, refused_at FROM zalo_token WHERE account = $1
       FOR UPDATE SKIP LOCKED
)sql"};

constexpr pg::Query standing_query{"zalo_token.standing", R"sql(
    SELECT renewed_at, expires_at, refused_at FROM zalo_token WHERE account = $1
)sql"};

constexpr pg::Query refused_query{
    "zalo_token.refused", "UPDATE zalo_token SET refused_at = $2 WHERE account = $1"};

constexpr pg::Query save_query{"zalo_token.save", R"sql(
    INSERT INTO zalo_token (account, access_sealed, refresh_sealed, renewed_at, expires_at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (account) DO UPDATE
       SET access_sealed = excluded.access_sealed,
           refresh_sealed = excluded.refresh_sealed, renewed_at = excluded.renewed_at, expires_at = excluded.expires_at,
           refused_at = NULL
)sql"};

} // namespace

ZaloTokens::ZaloTokens(
    pg::Pool& pool, http::Client& client, const ZaloSettings& settings,
    const crypto::Keyring& keyring
)
    : pool_(pool), client_(client), settings_(settings),
      sealer_(keyring.sealer("gateway.zalo_token")), copy_(settings.token_copy, sealer_)
{
}

void ZaloTokens::install(std::string_view access, std::string_view refresh, Instant now)
{
    auto tx = pool_.begin();
    save(tx, {std::string(access), std::string(refresh), now, now + access_life});
    tx.commit();
    const std::lock_guard lock(mutex_);
    pair_.reset();
}

void ZaloTokens::save(pg::Transaction& tx, const TokenPair& pair)
{
    tx.exec(
        save_query, settings_.oa_id, Bytes{sealer_.seal(pair.access, "zalo_token.access")},
        Bytes{sealer_.seal(pair.refresh, "zalo_token.refresh")}, pair.renewed_at, pair.expires_at
    );
}

bool ZaloTokens::installed()
{
    auto tx = pool_.begin();
    if (load(tx, Lock::none)) return true;
    const auto kept = copy_.kept(); // the database is new, what Zalo gave out is not
    if (!kept) return false;
    save(tx, *kept);
    tx.commit();
    log::info("zalo.token_from_copy");
    return true;
}

bool ZaloTokens::consent_needed()
{
    auto tx = pool_.begin();
    const auto now = standing(tx, settings_.oa_id);
    return now && now->refused_at;
}

std::optional<ZaloTokens::Standing>
ZaloTokens::standing(pg::Transaction& tx, const std::string& account)
{
    const auto rows = tx.exec(standing_query, account);
    if (rows.empty()) return std::nullopt;
    return Standing{
        rows.get<Instant>(0, 0), rows.get<Instant>(0, 1), rows.get<std::optional<Instant>>(0, 2)};
}

std::optional<ZaloTokens::Pair> ZaloTokens::load(pg::Transaction& tx, Lock lock)
{
    const auto& query = lock == Lock::none      ? find_query
                        : lock == Lock::if_free ? lock_if_free_query
                                                : lock_query;
    const auto rows = tx.exec(query, settings_.oa_id);
    if (rows.empty()) return std::nullopt;
    const auto access = sealer_.open(rows.get<Bytes>(0, 0).data, "zalo_token.access");
    const auto refresh = sealer_.open(rows.get<Bytes>(0, 1).data, "zalo_token.refresh");
    if (!access || !refresh)
        throw std::runtime_error("the Zalo tokens were sealed with another key");
    return Pair{
        {*access, *refresh, rows.get<Instant>(0, 2), rows.get<Instant>(0, 3)},
        rows.get<std::optional<Instant>>(0, 4)};
}

std::optional<std::string> ZaloTokens::remembered(Instant now)
{
    const std::lock_guard lock(mutex_);
    if (!pair_ || std::chrono::steady_clock::now() - read_at_ > remembered_for) return std::nullopt;
    return now < renewal_due(pair_->renewed_at, pair_->expires_at) ? std::optional(pair_->access)
                                                                   : std::nullopt;
}

std::string ZaloTokens::remember(const Pair& pair)
{
    const std::lock_guard lock(mutex_);
    pair_ = pair;
    read_at_ = std::chrono::steady_clock::now();
    return pair.access;
}

Result<std::string, ZaloTokens::Failure> ZaloTokens::current(Instant now)
{
    if (auto access = remembered(now)) return *access;
    auto tx = pool_.begin();
    const auto pair = load(tx, Lock::none);
    if (!pair) return refuse(Failure::not_installed);
    if (now < renewal_due(pair->renewed_at, pair->expires_at)) return remember(*pair);
    // Another process that renews just now holds the row: until it is done the token is still good.
    const auto locked = load(tx, now < pair->expires_at ? Lock::if_free : Lock::wait);
    if (!locked) return pair->access;
    const bool is_good = now < pair->expires_at;
    if (now.time_since_epoch().count() < renewal_from_) {
        if (is_good) return pair->access;
        return refuse(Failure::neighbour);
    }
    if (locked->access != pair->access) return locked->access;
    const auto renewed = renew_locked(tx, *locked, now);
    // Still good for a fifth of its life: a renewal that fails stops nothing yet.
    if (!renewed) {
        const auto again = is_good ? early_renewal_again : late_renewal_again;
        renewal_from_ = (now + again).time_since_epoch().count();
        if (is_good) return locked->access;
    }
    return renewed;
}

Result<std::string, ZaloTokens::Failure> ZaloTokens::renew(std::string_view stale, Instant now)
{
    auto tx = pool_.begin();
    const auto pair = load(tx, Lock::wait);
    if (!pair) return refuse(Failure::not_installed);
    if (pair->access != stale) return remember(*pair);
    return renew_locked(tx, *pair, now);
}

Result<std::string, ZaloTokens::Failure>
ZaloTokens::renew_locked(pg::Transaction& tx, const Pair& pair, Instant now)
{
    // Given out by Zalo, and the database was away just then or is of an older day.
    if (const auto kept = copy_.kept(); kept && kept->renewed_at > pair.renewed_at) {
        save(tx, *kept);
        tx.commit();
        log::info("zalo.token_from_copy");
        return remember({*kept, std::nullopt});
    }
    if (pair.refused_at && now < *pair.refused_at + asked_again_after)
        return refuse(Failure::consent_again);
    const auto answer = client_.call({
        .method = http::Method::post,
        .url = settings_.oauth_origin + "/v4/oa/access_token",
        .headers =
            {{"Content-Type", "application/x-www-form-urlencoded"},
             {"secret_key", settings_.app_secret}},
        .body = fmt::format(
            "refresh_token={}&app_id={}&grant_type=refresh_token", http::url_encoded(pair.refresh),
            settings_.app_id
        ),
    });
    if (!answer || answer->status != 200) return refuse(Failure::neighbour);
    const auto body = json::parse(answer->body);
    const auto* object = body ? body->if_object() : nullptr;
    if (!object) return refuse(Failure::neighbour);
    json::Reader reader(*body);
    const auto access = reader.optional_text("access_token", 4000);
    const auto refresh = reader.optional_text("refresh_token", 4000);
    const auto life =
        reader.optional_integer("expires_in", 1, 10'000'000).value_or(access_life.count());
    if (!access || !refresh) {
        log::error(
            "zalo.consent_again",
            {{"error", reader.optional_integer("error", -100'000, 100'000).value_or(0)}}
        );
        tx.exec(refused_query, settings_.oa_id, now);
        tx.commit();
        return refuse(Failure::consent_again);
    }
    crash_point::pass("token.rotated");
    const TokenPair renewed{*access, *refresh, now, now + std::chrono::seconds(life)};
    try {
        copy_.keep(renewed);
    } catch (const std::exception& error) { // the database may still take it
        log::error("zalo.token_copy", {{"what", error.what()}});
    }
    crash_point::pass("token.kept");
    save(tx, renewed);
    tx.commit(); // durable before anybody uses it
    crash_point::pass("token.saved");
    log::info("zalo.token_renewed");
    return remember({renewed, std::nullopt});
}

} // namespace tnung::gateway
