#include "foundation/door/door.hpp"

#include "foundation/audit/audit_log.hpp"
#include "foundation/crypto/hash.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::door {

namespace {

/// What is older is forgotten: whoever sends it again means it. Some of what is forgotten goes with
/// each new one.
constexpr pg::Query begin_query{"act_once.begin", R"sql(
    WITH old AS (
        DELETE FROM act_once WHERE key IN (
            SELECT key FROM act_once WHERE at < $2::timestamptz - interval '1 hour' LIMIT 1000 FOR UPDATE SKIP LOCKED)
    )
    INSERT INTO act_once (key, at) VALUES ($1, $2)
    ON CONFLICT (key) DO UPDATE SET at = excluded.at, location = NULL
     WHERE act_once.at < $2::timestamptz - interval '10 minutes'
)sql"};

constexpr pg::Query location_query{"act_once.location", R"sql(
    SELECT location FROM act_once WHERE key = $1
)sql"};

constexpr pg::Query end_query{"act_once.end", "UPDATE act_once SET location = $2 WHERE key = $1"};

constexpr pg::Query forget_query{"act_once.forget", "DELETE FROM act_once WHERE key = $1"};

constexpr std::size_t sign_in_bytes_max = 4096;

/// Parts behind their lengths, so that no two lists of them look alike.
Bytes key_of(const http::Request& request, std::string_view session)
{
    std::string said;
    const auto add = [&](std::string_view part) {
        said += fmt::format("{} {}\n", part.size(), part);
    };
    add(session);
    add(request.path);
    add(request.body);
    for (const auto& file : request.files) {
        add(file.field);
        add(file.name);
        add(crypto::sha256(file.bytes));
    }
    return {crypto::sha256(said)};
}

} // namespace

std::vector<http::Route> sign_in_routes(const SignIn& sign_in, const std::string& lane)
{
    using http::Method;
    const auto path = sign_in.root() + "/vao";
    return {
        {Method::get, path, lane, [&sign_in](const auto&) { return sign_in.page(); }},
        {.method = Method::post,
         .pattern = path,
         .lane = "sign-in",
         .handler = [&sign_in](const auto& request) { return sign_in.sign_in(request); },
         .body_bytes_max = sign_in_bytes_max,
         .lane_of = [&sign_in](const auto& request) { return sign_in.lane_of(request); }}};
}

std::vector<Policy> sign_in_policies(const SignIn& sign_in)
{
    const auto path = sign_in.root() + "/vao";
    return {
        {.method = http::Method::get, .pattern = path},
        {.method = http::Method::post, .pattern = path}};
}

bool has_any(const Seat& seat, const std::vector<std::string_view>& roles)
{
    return std::ranges::any_of(seat.roles, [&](const std::string& role) {
        return std::ranges::find(roles, role) != roles.end();
    });
}

std::int64_t note(const Visit& visit, std::string act, std::string subject, json::Object more)
{
    return audit::append(
        visit.tx,
        {.act = std::move(act),
         .actor = fmt::format("staff:{}", visit.seat.staff.id.value),
         .subject = std::move(subject),
         .note = std::move(more)},
        visit.seat.now
    );
}

FormOnce::FormOnce(
    pg::Transaction& tx, const http::Request& request, std::string_view session, Instant now
)
{
    if (request.field(form_number_field).value_or("").empty()) return;
    key_ = key_of(request, session);
    if (tx.exec(begin_query, *key_, now).affected() > 0) return;
    const auto rows = tx.exec(location_query, *key_);
    repeats_ = rows.empty() ? std::nullopt : rows.get<std::optional<std::string>>(0, 0);
}

void FormOnce::answered(pg::Transaction& tx, const http::Response& response) const
{
    if (!key_) return;
    const auto location = find_header(response.headers, "Location");
    if (response.status == 303 && !location.empty())
        tx.exec(end_query, *key_, location);
    else
        tx.exec(forget_query, *key_);
}

} // namespace tnung::door
