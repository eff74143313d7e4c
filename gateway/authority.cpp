#include "gateway/authority.hpp"

#include "foundation/audit/audit_log.hpp"
#include "foundation/audit/sequencer.hpp"
#include "foundation/authority/authority_service.hpp"
#include "foundation/base/embedded.hpp"
#include "foundation/grant/grant_store.hpp"
#include "foundation/log/log.hpp"
#include "foundation/pg/assurance.hpp"
#include "foundation/pg/migrate.hpp"
#include "gateway/case/case_store.hpp"
#include "gateway/database.hpp"
#include "gateway/desk/desk.hpp"
#include "gateway/migrations/migrations.hpp"
#include "gateway/rights/retention_rules.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tnung::embedded {
std::span<const EmbeddedFile> gateway_data();
}

namespace tnung::gateway {

namespace {

constexpr std::size_t connections_max = 8;
constexpr std::string_view staff_purpose = "gateway.staff";
constexpr std::string_view audit_purpose = "gateway.audit";
constexpr std::chrono::minutes word_good_for{10};

constexpr pg::Query hold_query{
    "correction_word.hold", "SELECT pg_advisory_xact_lock(5242028, hashint8($1::bigint))"};

constexpr pg::Query dossier_query{
    "correction_word.dossier", "SELECT unit_code FROM dossier WHERE id = $1"};

constexpr pg::Query last_query{"correction_word.last", R"sql(
    SELECT staff_id FROM number_correction WHERE dossier_id = $1 ORDER BY id DESC LIMIT 1
)sql"};

constexpr pg::Query unused_query{"correction_word.unused", R"sql(
    SELECT id FROM correction_word word
     WHERE dossier_id = $1 AND staff_id = $2 AND at > $3
       AND NOT EXISTS (SELECT 1 FROM number_correction WHERE word_id = word.id)
     ORDER BY id DESC LIMIT 1
)sql"};

constexpr pg::Query insert_query{"correction_word.insert", R"sql(
    INSERT INTO correction_word (dossier_id, staff_id, at) VALUES ($1, $2, $3) RETURNING id
)sql"};

std::string refusal_text(GrantRefusal refusal, const std::string& role)
{
    if (refusal == GrantRefusal::unit_needed)
        return fmt::format("role {} belongs to a unit: give its five digits", role);
    return fmt::format("role {}: {}", role, grant_refusal_name(refusal));
}

} // namespace

GrantRules desk_roles()
{
    return {
        file_of(embedded::gateway_data(), "desk-roles.tsv"),
        file_of(embedded::gateway_data(), "desk-role-pairs.tsv")};
}

std::optional<std::int64_t>
correction::word(pg::Transaction& tx, const Staff& staff, std::int64_t dossier_id, Instant now)
{
    const UnitScope scope(grant_store::counting(tx, staff.id, day_of(now)), may::serve);
    tx.exec(hold_query, dossier_id);
    const auto dossier = tx.exec(dossier_query, dossier_id);
    if (dossier.empty() || !scope.covers(dossier.get<std::optional<std::string>>(0, 0)))
        return std::nullopt;
    const auto last = tx.exec(last_query, dossier_id);
    if (!last.empty() && last.get<Id<Staff>>(0, 0) == staff.id) return std::nullopt;
    const auto unused = tx.exec(unused_query, dossier_id, staff.id, now - word_good_for);
    if (!unused.empty()) return unused.get<std::int64_t>(0, 0);
    return tx.exec(insert_query, dossier_id, staff.id, now).get<std::int64_t>(0, 0);
}

struct AuthorityProgram::Parts {
    const Settings settings;
    SystemClock clock;
    Database database;
    pg::Pool pool;
    const StaffKeys keys;
    const GrantRules roles = desk_roles();
    const crypto::SigningKey audit_signing;
    audit::Sequencer sequencer;
    BackgroundLoop sequencer_loop = sequencer.loop(clock);
    authority::AuthorityService service;

    explicit Parts(Settings given)
        : settings(std::move(given)), clock(settings.clock_shift),
          database(find_database(settings)), pool(database.authority, connections_max),
          keys(
              staff_keys(settings.authority_key, settings.data_folder / "master.key", staff_purpose)
          ),
          audit_signing(crypto::Keyring::load(settings.authority_key).key(audit_purpose)),
          sequencer(
              pool, settings.audit_origin, audit_signing,
              audit::kept_head_file(settings.data_folder, settings.audit_origin),
              audit::former_audit_key(settings.data_folder / "master.key", audit_purpose)
          ),
          service(
              pool, clock, keys,
              {.socket = settings.authority_socket,
               .peers = settings.authority_peers,
               .sign_in_act = "console.sign_in",
               .administrator_role = std::string(role::administrator),
               .grants = &roles,
               .may_have = {},
               .words = {{case_store::correction_word, correction::word}},
               .kept = RetentionRules(file_of(embedded::gateway_data(), "retention.tsv"))
                           .days_of("sign_in", day_of(clock.now()))}
          )
    {
        if (database.authority.empty())
            throw std::runtime_error("gateway.database_authority: the role of who signs people in");
    }
};

AuthorityProgram::AuthorityProgram(Settings settings)
    : parts_(std::make_unique<Parts>(std::move(settings)))
{
}
AuthorityProgram::~AuthorityProgram()
{
    stop();
}

void AuthorityProgram::start()
{
    pg::assert_durable(parts_->database.authority);
    pg::assert_discreet(parts_->database.authority);
    pg::assert_plain_role(parts_->database.authority);
    pg::require_migrated(parts_->database.authority, migrations());
    parts_->sequencer.start(parts_->clock.now());
    parts_->sequencer_loop.start();
    parts_->service.start();
    log::info("authority.serving", {{"socket", parts_->settings.authority_socket.string()}});
}

void AuthorityProgram::stop()
{
    parts_->service.stop();
    parts_->sequencer_loop.stop();
}

staff_store::Made AuthorityProgram::add_staff(
    const std::string& login, const std::string& name, const std::string& role_word,
    const std::string& unit
)
{
    auto tx = parts_->pool.begin();
    const auto now = parts_->clock.now();
    auto made = staff_store::make(tx, parts_->keys.sealer, login, name, "", std::nullopt, now);
    if (!made) throw std::runtime_error(fmt::format("the login {} is taken", login));
    StaffGrant wanted{
        .staff = made->id, .role = role_word, .organisation = {}, .from = day_of(now)};
    if (!unit.empty()) wanted.organisation = unit;
    const auto given = grant_store::give(tx, parts_->roles, std::move(wanted), std::nullopt, now);
    if (!given) throw std::runtime_error(refusal_text(given.error(), role_word));
    audit::append(
        tx,
        {.act = "staff.add",
         .actor = "operator",
         .subject = fmt::format("staff:{}", made->id.value),
         .note = {{"role", role_word}}},
        now
    );
    tx.commit();
    return std::move(*made);
}

std::string AuthorityProgram::code_of(const std::string& login)
{
    auto tx = parts_->pool.begin();
    const auto digits = staff_store::code_of(tx, parts_->keys, login, parts_->clock.now());
    if (!digits) throw std::runtime_error("nobody has that login");
    return *digits;
}

} // namespace tnung::gateway
