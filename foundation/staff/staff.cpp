#include "foundation/staff/staff.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/crypto/password.hpp"

#include <fmt/format.h>

namespace tnung {

namespace {

constexpr std::string_view totp_place = "staff.totp";
constexpr std::size_t totp_secret_bytes = 20;
constexpr std::size_t password_bytes = 12;

constexpr pg::Query insert_query{"staff.insert", R"sql(
    INSERT INTO staff (login, name, role, unit_code, password_hash, totp_sealed, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (login) DO NOTHING
    RETURNING id
)sql"};

constexpr pg::Query all_query{"staff.all", R"sql(
    SELECT id, login, name, role, unit_code, disabled_at IS NOT NULL FROM staff ORDER BY role, login
)sql"};

constexpr pg::Query find_login_query{"staff.find_login", R"sql(
    SELECT id, login, name, role, unit_code, disabled_at IS NOT NULL FROM staff WHERE login = $1
)sql"};

constexpr pg::Query set_role_query{"staff.set_role", R"sql(
    WITH ended AS (
        UPDATE staff_session SET ended_at = $3 WHERE staff_id = $1 AND ended_at IS NULL
    )
    UPDATE staff SET role = $2, unit_code = $4 WHERE id = $1
)sql"};

constexpr pg::Query disable_query{"staff.disable", R"sql(
    WITH ended AS (
        UPDATE staff_session SET ended_at = $2 WHERE staff_id = $1 AND ended_at IS NULL
    )
    UPDATE staff SET disabled_at = CASE WHEN $3 THEN $2::timestamptz END WHERE id = $1
)sql"};

constexpr pg::Query find_query{"staff.find", R"sql(
    SELECT id, login, name, role, unit_code, disabled_at IS NOT NULL, password_hash, totp_sealed, totp_step
      FROM staff WHERE login = $1 FOR UPDATE
)sql"};

constexpr pg::Query failures_query{"sign_in_try.failures", R"sql(
    SELECT (SELECT count(*) FROM sign_in_try WHERE login = $1 AND network = $2 AND at > $3 AND NOT succeeded),
           (SELECT count(*) FROM sign_in_try WHERE network = $2 AND at > $3 AND NOT succeeded)
)sql"};

constexpr pg::Query try_query{"sign_in_try.insert", R"sql(
    INSERT INTO sign_in_try (login, network, at, succeeded) VALUES ($1, $2, $3, $4)
)sql"};

constexpr pg::Query used_step_query{
    "staff.used_step", "UPDATE staff SET totp_step = $2 WHERE id = $1"};

constexpr pg::Query begin_query{"staff_session.begin", R"sql(
    INSERT INTO staff_session (token_hash, staff_id, made_at, used_at) VALUES ($1, $2, $3, $3)
)sql"};

constexpr pg::Query session_query{"staff_session.use", R"sql(
    UPDATE staff_session SET used_at = $2
      FROM staff
     WHERE token_hash = $1 AND ended_at IS NULL AND used_at > $3 AND made_at > $4
       AND staff.id = staff_session.staff_id AND staff.disabled_at IS NULL
    RETURNING staff.id, staff.login, staff.name, staff.role, staff.unit_code, false
)sql"};

constexpr pg::Query living_session_query{"staff_session.living", R"sql(
    SELECT staff.id, staff.login, staff.name, staff.role, staff.unit_code, false
      FROM staff_session JOIN staff ON staff.id = staff_session.staff_id
     WHERE token_hash = $1 AND ended_at IS NULL AND used_at > $2 AND made_at > $3
       AND staff.disabled_at IS NULL
)sql"};

constexpr pg::Query end_query{"staff_session.end", R"sql(
    UPDATE staff_session SET ended_at = $2 WHERE token_hash = $1
)sql"};

Staff read(const pg::Rows& rows, std::size_t row)
{
    return {
        .id = rows.get<Id<Staff>>(row, 0),
        .login = rows.get<std::string>(row, 1),
        .name = rows.get<std::string>(row, 2),
        .role = rows.get<std::string>(row, 3),
        .unit_code = rows.get<std::optional<std::string>>(row, 4),
        .disabled = rows.get<bool>(row, 5)};
}

/// What a login that nobody has is compared with, so that it takes as long as a real one.
const std::string& nobodys_hash()
{
    static const std::string hash = crypto::hash_password(crypto::random_token());
    return hash;
}

/// The step of a right code that was not used before; 0 where it is none. Apps show codes in
/// groups.
std::int64_t
fresh_step(const crypto::Sealer& sealer, const pg::Rows& staff, std::string code, Instant now)
{
    std::erase(code, ' ');
    const auto secret = sealer.open(staff.get<Bytes>(0, 7).data, totp_place);
    if (!secret) throw std::runtime_error("a one-time secret was sealed with another key");
    const auto step = crypto::matching_totp_step(*secret, code, now).value_or(0);
    return step > staff.get<std::int64_t>(0, 8) ? step : 0;
}

} // namespace

bool in_scope(const Staff& staff, const std::optional<std::string>& unit_code)
{
    return !staff.unit_code || staff.unit_code == unit_code;
}

namespace staff_store {

std::optional<Made> make(
    pg::Transaction& tx, const crypto::Sealer& sealer, const std::string& login,
    const std::string& name, std::string_view role, const std::optional<std::string>& unit_code,
    Instant now
)
{
    const auto password = base64url_text(crypto::random_bytes(password_bytes));
    const auto secret = crypto::random_bytes(totp_secret_bytes);
    const auto rows = tx.exec(
        insert_query, login, name, role, unit_code, crypto::hash_password(password),
        Bytes{sealer.seal(secret, totp_place)}, now
    );
    if (rows.empty()) return std::nullopt;
    return Made{
        rows.get<Id<Staff>>(0, 0), password,
        fmt::format(
            "otpauth://totp/T%27Nung:{}?secret={}&issuer=T%27Nung", login, base32_text(secret)
        )};
}

std::optional<std::string>
code_of(pg::Transaction& tx, const crypto::Sealer& sealer, const std::string& login, Instant now)
{
    const auto rows = tx.exec(find_query, login);
    if (rows.empty()) return std::nullopt;
    const auto secret = sealer.open(rows.get<Bytes>(0, 7).data, totp_place);
    return secret ? std::optional(crypto::totp(*secret, now)) : std::nullopt;
}

std::vector<Staff> all(pg::Transaction& tx)
{
    const auto rows = tx.exec(all_query);
    std::vector<Staff> everybody;
    for (std::size_t i = 0; i < rows.size(); ++i) everybody.push_back(read(rows, i));
    return everybody;
}

std::optional<Staff> find(pg::Transaction& tx, const std::string& login)
{
    const auto rows = tx.exec(find_login_query, login);
    if (rows.empty()) return std::nullopt;
    return read(rows, 0);
}

void set_role(
    pg::Transaction& tx, Id<Staff> id, std::string_view role,
    const std::optional<std::string>& unit_code, Instant now
)
{
    tx.exec(set_role_query, id, role, now, unit_code);
}

void set_disabled(pg::Transaction& tx, Id<Staff> id, bool disabled, Instant now)
{
    tx.exec(disable_query, id, now, disabled);
}

namespace {

/// Password and code are right and the code was not used before; the try is on record, and durable
/// where it failed.
Result<Staff, SignInRefusal> prove(
    pg::Transaction& tx, const crypto::Sealer& sealer, const std::string& login,
    const std::string& password, const std::string& code, const std::string& network, Instant now
)
{
    const auto failures = tx.exec(failures_query, login, network, now - failures_within);
    if (failures.get<std::int64_t>(0, 0) >= failures_max ||
        failures.get<std::int64_t>(0, 1) >= network_failures_max)
        return refuse(SignInRefusal::too_often);
    const auto rows = tx.exec(find_query, login);
    const bool known = !rows.empty();
    const bool right_password =
        crypto::password_matches(known ? rows.get<std::string>(0, 6) : nobodys_hash(), password);
    const auto step = known ? fresh_step(sealer, rows, code, now) : 0;
    const bool succeeded = known && right_password && step > 0 && !rows.get<bool>(0, 5);
    tx.exec(try_query, login, network, now, succeeded);
    if (!succeeded) {
        tx.commit();
        return refuse(SignInRefusal::wrong);
    }
    auto staff = read(rows, 0);
    tx.exec(used_step_query, staff.id, step);
    return staff;
}

} // namespace

Result<SignedIn, SignInRefusal> sign_in(
    pg::Pool& pool, const crypto::Sealer& sealer, const std::string& login,
    const std::string& password, const std::string& code, const std::string& network, Instant now
)
{
    auto tx = pool.begin();
    auto staff = prove(tx, sealer, login, password, code, network, now);
    if (!staff) return refuse(staff.error());
    const auto token = crypto::random_token();
    tx.exec(begin_query, Bytes{crypto::sha256(token)}, staff->id, now);
    tx.commit();
    return SignedIn{std::move(*staff), token};
}

std::optional<SignInRefusal> confirm(
    pg::Pool& pool, const crypto::Sealer& sealer, const std::string& login,
    const std::string& password, const std::string& code, const std::string& network, Instant now
)
{
    auto tx = pool.begin();
    const auto staff = prove(tx, sealer, login, password, code, network, now);
    if (!staff) return staff.error();
    tx.commit();
    return std::nullopt;
}

std::optional<Staff> session(pg::Transaction& tx, std::string_view token, Instant now)
{
    const auto rows = tx.exec(
        session_query, Bytes{crypto::sha256(token)}, now, now - idle_max, now - session_max
    );
    if (rows.empty()) return std::nullopt;
    return read(rows, 0);
}

std::optional<Staff> living_session(pg::Pool& pool, std::string_view token, Instant now)
{
    const auto rows = pool.look(
        living_session_query, Bytes{crypto::sha256(token)}, now - idle_max, now - session_max
    );
    if (rows.empty()) return std::nullopt;
    return read(rows, 0);
}

void sign_out(pg::Transaction& tx, std::string_view token, Instant now)
{
    tx.exec(end_query, Bytes{crypto::sha256(token)}, now);
}

} // namespace staff_store

} // namespace tnung
