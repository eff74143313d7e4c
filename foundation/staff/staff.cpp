#include "foundation/staff/staff.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/crypto/password.hpp"
#include "foundation/text/vietnamese.hpp"

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

constexpr pg::Query hold_enabled_query{
    "staff.hold_enabled", "SELECT 1 FROM staff WHERE id = $1 AND disabled_at IS NULL FOR SHARE"};

constexpr pg::Query disable_query{"staff.disable", R"sql(
    WITH ended AS (
        UPDATE staff_session SET ended_at = $2 WHERE staff_id = $1 AND ended_at IS NULL
    )
    UPDATE staff SET disabled_at = CASE WHEN $3 THEN $2::timestamptz END WHERE id = $1
)sql"};

constexpr pg::Query find_query{"staff.find", R"sql(
    SELECT id, login, name, role, unit_code, disabled_at IS NOT NULL, password_hash, totp_sealed, totp_step
      FROM staff WHERE login = $1
)sql"};

/// Tries of one key wait for each other here, so that each counts those that came before it.
constexpr pg::Query hold_query{
    "sign_in_try.hold", "SELECT pg_advisory_xact_lock(5242027, hashtext($1))"};

/// What is still being looked at (`succeeded` is null) counts as failed for its login, not for its
/// network: an office signs in at eight o'clock.
constexpr pg::Query failures_query{"sign_in_try.failures", R"sql(
    SELECT (SELECT count(*) FROM sign_in_try WHERE login = $1 AND network = $2 AND at > $3 AND succeeded IS NOT TRUE),
           (SELECT count(*) FROM sign_in_try WHERE network = $2 AND at > $3 AND succeeded IS FALSE)
)sql"};

constexpr pg::Query try_query{"sign_in_try.insert", R"sql(
    INSERT INTO sign_in_try (login, network, at) VALUES ($1, $2, $3) RETURNING id
)sql"};

constexpr pg::Query tried_query{
    "sign_in_try.ended", "UPDATE sign_in_try SET succeeded = $2 WHERE id = $1"};

/// A code serves once: nothing where a later step was used meanwhile, or the owner may no longer.
constexpr pg::Query use_step_query{"staff.use_step", R"sql(
    UPDATE staff SET totp_step = $2 WHERE id = $1 AND totp_step < $2 AND disabled_at IS NULL
    RETURNING id, login, name, role, unit_code, false
)sql"};

constexpr pg::Query known_device_query{"staff_device.known", R"sql(
    SELECT 1 FROM staff_device JOIN staff ON staff.id = staff_device.staff_id
     WHERE token_hash = $1 AND staff.login = $2 AND used_at > $3
)sql"};

constexpr pg::Query use_device_query{
    "staff_device.use", "UPDATE staff_device SET used_at = $2 WHERE token_hash = $1"};

constexpr pg::Query make_device_query{"staff_device.make", R"sql(
    INSERT INTO staff_device (token_hash, staff_id, made_at, used_at) VALUES ($1, $2, $3, $3)
)sql"};

constexpr pg::Query prune_query{"staff.prune", R"sql(
    WITH tries AS (DELETE FROM sign_in_try WHERE at < $1),
         devices AS (DELETE FROM staff_device WHERE used_at < $2)
    DELETE FROM staff_session WHERE coalesce(ended_at, used_at) < $1
)sql"};

constexpr pg::Query begin_query{"staff_session.begin", R"sql(
    INSERT INTO staff_session (token_hash, staff_id, made_at, used_at) VALUES ($1, $2, $3, $3)
)sql"};

// That it is used is written by one request at a time; the others do not wait for that one, which
// may be long at work.
constexpr pg::Query session_query{"staff_session.use", R"sql(
    WITH free AS (
        SELECT token_hash FROM staff_session
         WHERE token_hash = $1 AND ended_at IS NULL AND used_at > $3 AND made_at > $4
           FOR NO KEY UPDATE SKIP LOCKED
    ), used AS (
        UPDATE staff_session SET used_at = $2 FROM free
         WHERE staff_session.token_hash = free.token_hash
    )
    SELECT staff.id, staff.login, staff.name, staff.role, staff.unit_code, false
      FROM staff_session JOIN staff ON staff.id = staff_session.staff_id
     WHERE token_hash = $1 AND ended_at IS NULL AND used_at > $3 AND made_at > $4
       AND staff.disabled_at IS NULL
)sql"};

constexpr pg::Query living_session_query{"staff_session.living", R"sql(
    SELECT staff.id, staff.login, staff.name, staff.role, staff.unit_code, false
      FROM staff_session JOIN staff ON staff.id = staff_session.staff_id
     WHERE token_hash = $1 AND ended_at IS NULL AND used_at > $2 AND made_at > $3
       AND staff.disabled_at IS NULL
)sql"};

constexpr pg::Query end_query{"staff_session.end", R"sql(
    UPDATE staff_session SET ended_at = $2 WHERE token_hash = $1 AND ended_at IS NULL
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

std::string opened_secret(const StaffKeys& keys, std::string_view sealed)
{
    auto secret = keys.sealer.open(sealed, totp_place);
    if (!secret && keys.former) secret = keys.former->open(sealed, totp_place);
    if (!secret) throw std::runtime_error("a one-time secret was sealed with another key");
    return *secret;
}

/// The step of a right code; 0 where it is none. Apps show codes in groups.
std::int64_t step_of(const StaffKeys& keys, const pg::Rows& staff, std::string code, Instant now)
{
    code = text::unaccented(code);
    std::erase_if(code, [](char c) { return c == ' ' || c == '-'; });
    const auto secret = opened_secret(keys, staff.get<Bytes>(0, 7).data);
    return crypto::matching_totp_step(secret, code, now).value_or(0);
}

} // namespace

StaffKeys staff_keys(
    const std::filesystem::path& own, const std::filesystem::path& former, std::string_view purpose
)
{
    auto sealer = crypto::Keyring::load_or_create(own).sealer(purpose);
    const auto before = crypto::Keyring::load_if_readable(former);
    if (!before) return sealer;
    return {std::move(sealer), before->sealer(purpose)};
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
code_of(pg::Transaction& tx, const StaffKeys& keys, const std::string& login, Instant now)
{
    const auto rows = tx.exec(find_query, login);
    if (rows.empty()) return std::nullopt;
    return crypto::totp(opened_secret(keys, rows.get<Bytes>(0, 7).data), now);
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

bool hold_enabled(pg::Transaction& tx, Id<Staff> id)
{
    return !tx.exec(hold_enabled_query, id).empty();
}

bool set_disabled(pg::Transaction& tx, Id<Staff> id, bool disabled, Instant now)
{
    return tx.exec(disable_query, id, now, disabled).affected() == 1;
}

namespace {

/// Who proved it, in a transaction that is still open: what follows from it goes there too.
struct Proved {
    pg::Transaction tx;
    Staff staff;
};

/// `counted_for`: the network or the browser that the try counts for. `several`: others may fail
/// from there too, and all of them are bounded together.
Result<Proved, SignInRefusal> prove(
    pg::Pool& pool, const StaffKeys& keys, const std::string& login, const std::string& password,
    const std::string& code, const std::string& counted_for, bool several, Instant now
)
{
    auto counting = pool.begin();
    counting.exec(hold_query, counted_for);
    const auto failures = counting.exec(failures_query, login, counted_for, now - failures_within);
    if (failures.get<std::int64_t>(0, 0) >= failures_max ||
        (several && failures.get<std::int64_t>(0, 1) >= network_failures_max))
        return refuse(SignInRefusal::too_often);
    const auto id = counting.exec(try_query, login, counted_for, now).get<std::int64_t>(0, 0);
    const auto rows = counting.exec(find_query, login);
    counting.commit(); // on record, and no connection is held while the password is hashed
    const bool known = !rows.empty();
    const bool right_password =
        crypto::password_matches(known ? rows.get<std::string>(0, 6) : nobodys_hash(), password);
    const auto step = known ? step_of(keys, rows, code, now) : 0;
    auto tx = pool.begin();
    std::optional<Staff> staff;
    if (right_password && step > 0) {
        const auto used = tx.exec(use_step_query, rows.get<Id<Staff>>(0, 0), step);
        if (!used.empty()) staff = read(used, 0);
    }
    tx.exec(tried_query, id, staff.has_value());
    if (staff) return Proved{std::move(tx), std::move(*staff)};
    tx.commit();
    return refuse(SignInRefusal::wrong);
}

bool is_too_long(const std::string& login, const std::string& password, const std::string& code)
{
    return login.size() > login_bytes_max || password.size() > password_bytes_max ||
           code.size() > code_bytes_max;
}

} // namespace

Result<SignedIn, SignInRefusal> sign_in(
    pg::Pool& pool, const StaffKeys& keys, const SignInTry& tried, Instant now,
    const AlsoWritten& also
)
{
    if (is_too_long(tried.login, tried.password, tried.code)) return refuse(SignInRefusal::wrong);
    const auto device = crypto::sha256(tried.device);
    bool known_device = false;
    if (!tried.device.empty() && tried.device.size() <= device_bytes_max) {
        auto tx = pool.begin();
        known_device =
            !tx.exec(known_device_query, Bytes{device}, tried.login, now - device_max).empty();
        tx.commit();
    }
    const auto counted_for =
        known_device ? "device:" + base64url_text(device) : "network:" + tried.network;
    auto proved =
        prove(pool, keys, tried.login, tried.password, tried.code, counted_for, !known_device, now);
    if (!proved) return refuse(proved.error());
    SignedIn in{std::move(proved->staff), crypto::random_token(), ""};
    proved->tx.exec(begin_query, Bytes{crypto::sha256(in.token)}, in.staff.id, now);
    if (known_device) {
        proved->tx.exec(use_device_query, Bytes{device}, now);
    } else {
        in.device = crypto::random_token();
        proved->tx.exec(make_device_query, Bytes{crypto::sha256(in.device)}, in.staff.id, now);
    }
    if (also) also(proved->tx, in.staff);
    proved->tx.commit();
    return in;
}

std::optional<SignInRefusal> confirm(
    pg::Pool& pool, const StaffKeys& keys, std::string_view session, const std::string& password,
    const std::string& code, Instant now
)
{
    const auto staff = living_session(pool, session, now);
    if (!staff || is_too_long(staff->login, password, code)) return SignInRefusal::wrong;
    auto proved = prove(
        pool, keys, staff->login, password, code,
        "session:" + base64url_text(crypto::sha256(session)), false, now
    );
    if (!proved) return proved.error();
    proved->tx.commit();
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

void prune(pg::Transaction& tx, Instant before, Instant now)
{
    tx.exec(prune_query, before, now - device_max);
}

} // namespace staff_store

} // namespace tnung
