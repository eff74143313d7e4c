#include "gateway/intake/sender.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/signature/signature.hpp"

#include <algorithm>

namespace tnung::gateway {

namespace {

constexpr pg::Query all_query{"sender.all", R"sql(
    SELECT id, name, agency_scope, created_at, revoked_at, verify_key IS NOT NULL FROM sender ORDER BY id
)sql"};

constexpr pg::Query revoke_query{"sender.revoke", R"sql(
    UPDATE sender SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL
)sql"};

constexpr pg::Query of_key_query{"sender.find", R"sql(
    SELECT id, agency_scope, name, coalesce(verify_key, '') FROM sender WHERE key_hash = $1 AND revoked_at IS NULL
)sql"};

constexpr pg::Query find_query{"sender.find_by_name", R"sql(
    SELECT id, agency_scope, name, coalesce(verify_key, '') FROM sender WHERE name = $1 AND revoked_at IS NULL
)sql"};

constexpr pg::Query of_verify_key_query{"sender.of_verify_key", R"sql(
    SELECT id, agency_scope, name, coalesce(verify_key, '') FROM sender WHERE verify_key = $1 AND revoked_at IS NULL
)sql"};

constexpr pg::Query of_session_query{"sender.of_session", R"sql(
    SELECT sender.id, agency_scope, name, coalesce(verify_key, '')
      FROM sender_session JOIN sender ON sender.id = sender_session.sender_id
     WHERE token_hash = $1 AND expires_at > $2 AND revoked_at IS NULL
)sql"};

constexpr pg::Query begin_session_query{"sender.begin_session", R"sql(
    WITH gone AS (DELETE FROM sender_session WHERE expires_at < $3)
    INSERT INTO sender_session (token_hash, sender_id, expires_at) VALUES ($1, $2, $4)
)sql"};

constexpr pg::Query use_nonce_query{"sender.use_nonce", R"sql(
    WITH gone AS (DELETE FROM sender_nonce WHERE made_at < $4)
    INSERT INTO sender_nonce (sender_id, nonce, made_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
)sql"};

constexpr pg::Query insert_query{"sender.insert", R"sql(
    INSERT INTO sender (name, key_hash, agency_scope, created_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (name) DO NOTHING
)sql"};

constexpr pg::Query set_verify_key_query{"sender.set_verify_key", R"sql(
    UPDATE sender SET verify_key = $2
     WHERE id = $1 AND revoked_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM sender other WHERE other.verify_key = $2 AND other.id <> $1 AND other.revoked_at IS NULL)
)sql"};

/// A sender may use up its minute at once.
constexpr std::chrono::minutes burst{1};

std::optional<Sender> first_of(const pg::Rows& found)
{
    if (found.empty()) return std::nullopt;
    auto [id, scope, name, key] =
        found.row<Id<Sender>, std::vector<std::string>, std::string, Bytes>(0);
    return Sender{id, scope, name, key};
}

SenderRefusal unknown_key()
{
    return {
        "Unknown key",
        "Expected the header Authorization: Bearer with a key of a known sender, or a "
        "signature (RFC 9421) whose keyid is its public key"};
}

/// Empty where the header says something else; the scheme in any case (RFC 9110, 11.1).
std::string_view bearer_key(const http::Request& request)
{
    constexpr std::string_view scheme = "Bearer";
    const auto authorization = request.header("authorization");
    const auto space = std::min(authorization.find(' '), authorization.size());
    if (!http::same_name(authorization.substr(0, space), scheme)) return {};
    const auto key = authorization.find_first_not_of(' ', space);
    return key == std::string_view::npos ? "" : authorization.substr(key);
}

bool in_scope(const Sender& sender, std::string_view agency)
{
    return std::ranges::any_of(sender.agency_scope, [&](const std::string& prefix) {
        return agency == prefix || (agency.starts_with(prefix) && agency[prefix.size()] == '.');
    });
}

/// The agency before a code's first hyphen, the top first: `000.00.12.H21-…` (QCVN 102) names
/// H21.12. The same of an agency alone.
std::string agency_named(std::string_view code)
{
    std::vector<std::string_view> parts;
    for (auto left = code.substr(0, code.find('-'));;) {
        const auto dot = left.find('.');
        parts.push_back(left.substr(0, dot));
        if (dot == std::string_view::npos) break;
        left.remove_prefix(dot + 1);
    }
    const auto is_top = [](std::string_view part) {
        return !part.empty() && (part.front() < '0' || part.front() > '9');
    };
    if (!is_top(parts.front()) && is_top(parts.back())) {
        std::ranges::reverse(parts);
        while (parts.back().find_first_not_of('0') == std::string_view::npos) parts.pop_back();
    }
    std::string agency;
    for (const auto part : parts) agency.append(agency.empty() ? "" : ".").append(part);
    return agency;
}

std::string_view authority_of(std::string_view agency)
{
    return agency.substr(0, agency.find('.'));
}

} // namespace

bool may_speak_for(
    const Sender& sender, const std::string& dossier_code, const std::string& agency_id
)
{
    const auto named = agency_named(dossier_code);
    const bool says_whose = named.find('.') != std::string::npos &&
                            std::ranges::any_of(sender.agency_scope, [&](const std::string& one) {
                                return authority_of(one) == authority_of(named);
                            });
    return in_scope(sender, says_whose || agency_id.empty() ? named : agency_named(agency_id));
}

/// Nothing where the request bears no signature at all.
Result<std::optional<Sender>, SenderRefusal>
Senders::signer_of(const http::Request& request, Instant now)
{
    const auto claim = signature::read(request, now);
    if (!claim) {
        if (claim.error() == signature::Refusal::absent) return std::optional<Sender>{};
        return refuse(SenderRefusal{"Signature not valid", std::string(refusal_text(claim.error()))}
        );
    }
    const auto key = parse_base64(claim->key_id);
    auto tx = pool_.begin();
    auto sender = first_of(tx.exec(of_verify_key_query, Bytes{key.value_or("")}));
    if (!sender || !signature::is_made_by(*claim, sender->verify_key.data))
        return refuse(SenderRefusal{
            "Signature not valid", "Expected keyid to be a public key that was left with us, in "
                                   "base64url, and the signature to be by that key"});
    const auto used = tx.exec(
        use_nonce_query, sender->id, claim->nonce, claim->created, now - 2 * signature::window
    );
    tx.commit();
    if (used.affected() == 0)
        return refuse(SenderRefusal{
            "Signature used already",
            "Expected a nonce that was not used before: sign each call anew"});
    return sender;
}

Result<Sender, SenderRefusal>
Senders::checked(std::optional<Sender> sender, const http::Request& request, Instant now)
{
    auto signer = signer_of(request, now);
    if (!signer) return refuse(signer.error());
    if (!sender && *signer) return **signer;
    if (!sender) return refuse(unknown_key());
    if (*signer ? (*signer)->id != sender->id : !sender->verify_key.data.empty())
        return refuse(SenderRefusal{
            "Signature needed", "Expected this sender's calls to be signed (RFC 9421), as agreed"});
    return *sender;
}

Result<Sender, SenderRefusal> Senders::admit(const http::Request& request, Instant now)
{
    if (request.header("authorization").empty()) return checked(std::nullopt, request, now);
    auto sender = of_key(bearer_key(request));
    if (!sender) return refuse(unknown_key());
    return checked(std::move(sender), request, now);
}

std::optional<SenderRefusal> Senders::head_refusal(const http::Request& request)
{
    const bool may_be_signed =
        request.header("authorization").empty() && !request.header("signature-input").empty();
    if (may_be_signed || of_key(bearer_key(request))) return std::nullopt;
    return unknown_key();
}

Result<Sender, SenderRefusal>
Senders::admit_session(const http::Request& request, std::string_view session, Instant now)
{
    std::optional<Sender> sender;
    {
        auto tx = pool_.begin();
        sender = first_of(tx.exec(of_session_query, Bytes{crypto::sha256(session)}, now));
    }
    if (!sender)
        return refuse(SenderRefusal{"Session unknown or over", "Expected a session: log in again"});
    return checked(std::move(sender), request, now);
}

Result<std::string, SenderRefusal> Senders::log_in(
    const http::Request& request, std::string_view name, std::string_view key, Instant now
)
{
    auto sender = of_key(key);
    if (!sender || sender->name != name)
        return refuse(SenderRefusal{
            "Unknown user",
            "Expected username and password: the name and the key of a known sender"});
    const auto admitted = checked(std::move(sender), request, now);
    if (!admitted) return refuse(admitted.error());
    auto token = crypto::random_token();
    auto tx = pool_.begin();
    tx.exec(
        begin_session_query, Bytes{crypto::sha256(token)}, admitted->id, now, now + session_life
    );
    tx.commit();
    return token;
}

std::optional<Sender> Senders::of_key(std::string_view key)
{
    auto tx = pool_.begin();
    return first_of(tx.exec(of_key_query, Bytes{crypto::sha256(key)}));
}

std::optional<Sender> Senders::find(std::string_view name)
{
    auto tx = pool_.begin();
    return first_of(tx.exec(find_query, name));
}

std::optional<std::string> Senders::add(
    pg::Transaction& tx, std::string_view name, const std::vector<std::string>& agency_scope,
    Instant now
)
{
    const auto key = crypto::random_token() + crypto::random_token();
    const auto made = tx.exec(insert_query, name, Bytes{crypto::sha256(key)}, agency_scope, now);
    return made.affected() == 1 ? std::optional(key) : std::nullopt;
}

std::vector<Senders::Listed> Senders::all(pg::Transaction& tx)
{
    const auto rows = tx.exec(all_query);
    std::vector<Listed> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {rows.get<Id<Sender>>(i, 0), rows.get<std::string>(i, 1),
             rows.get<std::vector<std::string>>(i, 2), rows.get<Instant>(i, 3), !rows.is_null(i, 4),
             rows.get<bool>(i, 5)}
        );
    return all;
}

void Senders::revoke(pg::Transaction& tx, Id<Sender> sender, Instant now)
{
    tx.exec(revoke_query, sender, now);
}

bool Senders::set_verify_key(
    pg::Transaction& tx, Id<Sender> sender, std::optional<Bytes> verify_key
)
{
    if (verify_key && verify_key->data.size() != verify_key_bytes)
        throw std::logic_error("a verify key has 32 bytes");
    return tx.exec(set_verify_key_query, sender, verify_key).affected() == 1;
}

std::optional<std::chrono::seconds>
Senders::wait_for_room(const Sender& sender, std::size_t events, Instant now)
{
    if (settings_.events_per_minute == 0) return std::nullopt;
    const auto each =
        std::chrono::microseconds(std::chrono::minutes(1)) / settings_.events_per_minute;
    const std::lock_guard lock(mutex_);
    auto& taken_until = taken_[sender.id.value];
    taken_until = std::max(taken_until, now - burst);
    const auto share = each * std::int64_t(events);
    // What is larger than a minute's share goes out of an untouched one, and is waited for after.
    const auto room_at = taken_until + std::min<std::chrono::microseconds>(share, burst);
    if (room_at > now)
        return std::max(
            std::chrono::seconds(1), std::chrono::ceil<std::chrono::seconds>(room_at - now)
        );
    taken_until += share;
    return std::nullopt;
}

} // namespace tnung::gateway
