#include "registry/program.hpp"

#include "foundation/audit/sequencer.hpp"
#include "foundation/authority/authority_service.hpp"
#include "foundation/base/crash_point.hpp"
#include "foundation/base/durable_file.hpp"
#include "foundation/crypto/detached_signature.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/csv/csv.hpp"
#include "foundation/desk/desk_page.hpp"
#include "foundation/log/log.hpp"
#include "foundation/metrics/metrics.hpp"
#include "foundation/pg/assurance.hpp"
#include "foundation/pg/migrate.hpp"
#include "foundation/pg/private_cluster.hpp"
#include "foundation/service/operator_pages.hpp"
#include "foundation/table/table.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/desk/registry_desk.hpp"
#include "registry/filing/declarant_list.hpp"
#include "registry/migrations/migrations.hpp"
#include "registry/people/successions.hpp"
#include "registry/tables.hpp"
#include "registry/vault/master_key_folder.hpp"
#include "registry/vault/reader_rights.hpp"
#include "registry/vault/vault_service.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <stdexcept>
#include <thread>

namespace tnung::embedded {
std::span<const EmbeddedFile> registry_data();
std::span<const EmbeddedFile> registry_assets();
} // namespace tnung::embedded

namespace tnung::registry {

namespace {

constexpr std::string_view too_large = "Mỗi lần nhận nhiều nhất 20 MB. Anh (chị) quét lại ở 200 "
                                       "điểm mỗi inch, đen trắng hoặc xám, rồi "
                                       "gửi lại.";
constexpr std::size_t connections_max = 40, sign_in_connections_max = 8;
constexpr std::string_view audit_purpose = "registry.audit";
constexpr std::size_t papers_at_once_max = 16; ///< on their way or looked at, twenty megabytes each
constexpr std::size_t desk_each_max = 6;       ///< of one session at once, of eight who work
constexpr std::size_t prints_each_max = 2;     ///< one is drawn, one waits
constexpr std::size_t papers_of_one_max = 3;   ///< of one session
constexpr std::string_view list_source = "danh sách", ///< that an operator brought
    civil_source = "CSDL cán bộ, công chức";
constexpr std::chrono::seconds schema_wait_max{60};
constexpr std::chrono::milliseconds schema_poll{
    100}; // the other program makes it, and tells nobody
calendar::WorkingDays calendar_of(Tables& tables)
{
    const auto holidays = tables.text("holidays.tsv"),
               statutory = tables.text("statutory-days.tsv"), lunar = tables.text("lunar-days.tsv");
    return calendar::WorkingDays({holidays, statutory, lunar});
}

/// Of the province's folder, where it has one, else ours. Throws std::runtime_error where none
/// holds today: nobody could acknowledge any, or open a page.
std::vector<UsageRules> usage_rules_of(const std::filesystem::path& folder, Day today)
{
    if (folder.empty())
        return {parse_usage_rules(
            "2026-11-01.txt", file_of(embedded::registry_data(), "2026-11-01.txt")
        )};
    std::vector<UsageRules> all;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".txt")
            all.push_back(parse_usage_rules(
                entry.path().filename().string(), whole_file(entry.path()).value_or("")
            ));
    rules_of(all, today);
    return all;
}

/// All certificates of that folder. Throws std::runtime_error where one is none.
std::string anchors_of(const std::filesystem::path& folder)
{
    std::string all;
    if (folder.empty()) return all;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".pem") continue;
        const auto one = whole_file(entry.path());
        if (!one)
            throw std::runtime_error(
                fmt::format("papers.trusted_folder: {} cannot be read", entry.path().string())
            );
        all += *one + "\n";
    }
    const crypto::Anchors readable(all);
    return all;
}

struct Database {
    std::optional<pg::PrivateCluster> cluster;
    std::string app, owner, vault,
        authority; ///< libpq targets; empty: the configuration names none
};

Database find_database(const Settings& settings)
{
    Database database{
        std::nullopt, settings.database, settings.database_owner, settings.database_vault,
        settings.database_authority};
    const bool named = !settings.database.empty() || !settings.database_owner.empty() ||
                       !settings.database_vault.empty() || !settings.database_authority.empty();
    if (named) return database;
    constexpr const char* name = "registry";
    auto& cluster = database.cluster.emplace(pg::PrivateCluster::Options{
        .folder = settings.data_folder / "db", .admin_login = settings.database_admin});
    cluster.ensure_running();
    cluster.ensure_database(name);
    database.app = cluster.app_target(name);
    database.owner = cluster.owner_target(name);
    database.vault = cluster.vault_target(name);
    database.authority = cluster.authority_target(name);
    return database;
}

/// In production the tables must be as this version needs them already; a rehearsal makes them.
Database ready_database(const Settings& settings)
{
    auto database = find_database(settings);
    if (database.app.empty())
        throw std::runtime_error("registry.database: the role of the pages is needed");
    if (settings.environment == Environment::sandbox && !database.owner.empty())
        pg::migrate(database.owner, migrations());
    pg::require_migrated(database.app, migrations());
    pg::assert_durable(database.app);
    pg::assert_discreet(database.app);
    pg::assert_plain_role(database.app);
    return database;
}

StaffKeys staff_keys_of(const Settings& settings)
{
    return staff_keys(
        settings.authority_key, settings.data_folder / "master.key", "registry.staff"
    );
}

bool is_role(const std::string& word)
{
    return std::ranges::find(role::all, word) != role::all.end();
}

void arm_crash_point(const Settings& settings)
{
    if (!settings.crash_at.empty()) crash_point::arm(settings.crash_at, settings.crash_at_passing);
}

} // namespace

struct Program::Parts {
    const Settings settings;
    SystemClock clock;
    metrics::Registry metrics;
    const crypto::Keyring keyring;
    Database database;
    pg::Pool pool;
    Tables tables;
    const calendar::WorkingDays calendar = calendar_of(tables);
    const Deadlines deadlines{tables.text("declaration-deadlines.tsv"), calendar};
    const Thresholds thresholds{tables.text("declaration-thresholds.tsv")};
    const FormCatalogue forms{
        tables.text("declaration-forms.tsv"), thresholds,
        [this](const std::string& name) { return tables.text(name + ".tsv"); }};
    const Rules rules{tables.text("declaration-rules.tsv"), forms, thresholds};
    const ReadingPurposes purposes{tables.text("reading-purposes.tsv")};
    const std::vector<UsageRules> usage_rules;
    const Retention retention{tables.text("registry-retention.tsv")};
    const ControlBodies control_bodies{tables.text("control-bodies.tsv")};
    const Assets assets{embedded::registry_assets()};
    const crypto::Sealer reason_sealer;
    audit::Log audit_log;
    http::Client witness_client;
    Witnesses witnesses{pool, witness_client, audit_log, settings.witnesses};
    BackgroundLoop witness_loop{
        {.name = "witnesses",
         .turn = [this] { return witnesses.ask(clock.now()) && false; },
         .trouble =
             [](const std::exception& error) {
                 log::error("audit.witnesses", {{"what", error.what()}});
             },
         .poll = settings.witness_every}};
    VaultClient vault;
    authority::AuthorityClient authority{settings.authority_socket, settings.vault_user};
    RegistryDesk desk;
    OperatorPages operator_pages{pool, metrics, audit_log};
    BackgroundLoop database_watch = watch_of(database.cluster);
    std::optional<http::Server> server;

    explicit Parts(Settings given)
        : settings(std::move(given)), clock(settings.clock_shift),
          keyring(crypto::Keyring::load_or_create(settings.data_folder / "master.key")),
          database(ready_database(settings)), pool(database.app, connections_max),
          tables(settings.tables_folder),
          usage_rules(usage_rules_of(settings.rules_folder, day_of(clock.now()))),
          reason_sealer(keyring.sealer("registry.reason")),
          audit_log(
              pool, settings.audit_origin,
              audit::kept_head_file(settings.data_folder, settings.audit_origin)
          ),
          vault(settings.vault_socket, settings.vault_user),
          desk(
              {.pool = pool,
               .clock = clock,
               .assets = assets,
               .reason_sealer = reason_sealer,
               .forms = forms,
               .rules = rules,
               .deadlines = deadlines,
               .thresholds = thresholds,
               .retention = retention,
               .control_bodies = control_bodies,
               .purposes = purposes,
               .usage_rules = usage_rules,
               .calendar = calendar,
               .vault = vault,
               .authority = authority,
               .audit_log = audit_log,
               .witnesses = settings.witnesses,
               .form_key = keyring.key("registry.form"),
               .page_origin = settings.web.page_origin,
               .print_key = keyring.key("registry.print"),
               .paper_reader = settings.paper_reader,
               .signature_anchors = anchors_of(settings.trusted_folder)}
          )
    {
        tables.require_all_read();
        metrics.gauge(
            "tnung_holidays_missing", "The year whose table of holidays is asked for; 0: none",
            [this] { return calendar.table_missing_on(day_of(clock.now())).value_or(0); }
        );
    }

    std::vector<http::Route> routes()
    {
        auto all = operator_pages.audit_routes();
        all.push_back({http::Method::get, "/assets/{path...}", "desk", [this](const auto& request) {
                           return assets.serve(request);
                       }});
        for (auto& route : desk.routes()) all.push_back(std::move(route));
        return all;
    }
};

Program::Program(Settings settings) : parts_(std::make_unique<Parts>(std::move(settings))) {}
Program::~Program()
{
    stop();
}

unsigned short Program::start()
{
    arm_crash_point(parts_->settings);
    parts_->audit_log.require_whole();
    parts_->database_watch.start();
    parts_->witness_loop.start();
    auto options = parts_->operator_pages.server_options(parts_->settings.web);
    options.failure_page = [this](int status, const http::Request& request) {
        return desk_failure(parts_->assets, "", status, request, too_large);
    };
    options.large_bodies_max = papers_at_once_max;
    options.large_bodies_each_max = papers_of_one_max;
    std::vector<http::Lane> lanes = {
        {"desk", 8, 128, desk_each_max},
        {"prints", 1, 64, prints_each_max},
        {"papers", 2, 16},
        {"operator", 1, 16}};
    for (auto& lane : SignIn::lanes()) lanes.push_back(std::move(lane));
    parts_->server.emplace(std::move(options), lanes, parts_->routes());
    const auto operator_port = parts_->operator_pages.start(parts_->settings.web);
    log::info(
        "registry.serving", {{"port", parts_->server->port()}, {"operator_port", operator_port}}
    );
    return parts_->server->port();
}

void Program::stop()
{
    if (parts_->server) parts_->server->stop();
    parts_->operator_pages.stop();
    parts_->witness_loop.stop();
    parts_->database_watch.stop();
}

std::vector<std::string> Program::route_list()
{
    std::map<std::string, std::string> may;
    for (const auto& policy : parts_->desk.policies())
        may[http::route_name(policy.method, policy.pattern)] =
            fmt::format("{}", fmt::join(policy.roles, ","));
    return route_lines(parts_->routes(), may);
}

Program::ImportReport Program::import_people(std::string_view bytes, const std::string& sheet)
{
    const auto table = read_table(bytes, is_heading_of_people, sheet);
    if (!table) throw std::runtime_error(table.error().words);
    if (table->broken_line)
        throw std::runtime_error(fmt::format("Dòng {}: bảng hỏng từ đây.", table->broken_line));
    return take(*table, list_source);
}

Program::ImportReport Program::ask_civil_servants(const std::function<void(std::int64_t)>& progress)
{
    const auto& database = parts_->settings.civil_servants;
    if (database.url.empty()) throw std::runtime_error("civil_servants.url: not set");
    http::Client client;
    CivilServantTable found;
    try {
        found = registry::ask_civil_servants(client, database, progress);
    } catch (const std::runtime_error&) {
        // An exchange with another authority is on record whether it brought anything or not.
        auto tx = parts_->pool.begin();
        audit::append(
            tx, {"people.ask_failed", "operator", "register", {{"source", civil_source}}},
            parts_->clock.now()
        );
        tx.commit();
        throw;
    }
    auto report = take(found.table, civil_source);
    report.doubles = found.doubles;
    report.list.rows = found.records;
    std::ranges::move(found.remarks, std::back_inserter(report.list.remarks));
    report.list.refused += std::int64_t(found.remarks.size());
    return report;
}

Program::ImportReport Program::take(const Table& table, std::string_view source)
{
    const auto now = parts_->clock.now();
    auto tx = parts_->pool.begin();
    ImportReport report{take_list(tx, table, source, now)};
    filing_store::enter(tx, {filing_store::program_asker, "", {}});
    report.listed = list_store::list_newcomers(tx, day_of(now));
    audit::append(
        tx,
        {.act = "people.import",
         .actor = "operator",
         .subject = "register",
         .note =
             {{"source", source},
              {"rows", report.list.rows},
              {"added", report.list.added},
              {"differs", report.list.differs},
              {"refused", report.list.refused},
              {"listed", report.listed}}},
        now
    );
    tx.commit();
    return report;
}

audit::Log& Program::audit_log()
{
    return parts_->audit_log;
}

namespace {

/// The schema is made by the program that serves pages; the vault's has no right to.
void wait_for_vault_schema(const Database& database)
{
    const auto until = std::chrono::steady_clock::now() + schema_wait_max;
    for (;;) {
        try {
            return pg::require_migrated(database.vault, migrations());
        } catch (const std::runtime_error&) {
            if (std::chrono::steady_clock::now() > until) throw;
        }
        std::this_thread::sleep_for(schema_poll);
    }
}

/// That an operator did it.
void note_of_vault(pg::Pool& pool, const std::string& act, json::Object more, Instant now)
{
    auto tx = pool.begin();
    audit::append(
        tx, {.act = act, .actor = "operator", .subject = "vault", .note = std::move(more)}, now
    );
    tx.commit();
}

/// One command on the master keys at a time, of all that share, bring back or rotate.
local_call::ProcessLock alone_with_keys(const Settings& settings)
{
    return {settings.vault_keys / "rotation", "vault.keys: a command on keys is under way"};
}

/// A vault that runs would not know the keys that are made or brought back beside it.
local_call::ProcessLock no_vault(const Settings& settings)
{
    return {settings.vault_socket, "vault.socket: stop the vault first"};
}

} // namespace

struct VaultProgram::Parts {
    const Settings settings;
    SystemClock clock;
    Database database;
    pg::Pool pool;
    const MasterKeys master;
    Vault vault;
    const calendar::WorkingDays calendar = [this] {
        Tables tables(settings.tables_folder);
        return calendar_of(tables);
    }();
    const Retention retention{Tables(settings.tables_folder).text("registry-retention.tsv")};
    ReadingWatch watch;
    VaultService service;
    pg::Pool sign_in_pool;
    const StaffKeys keys;
    const crypto::SigningKey audit_signing;
    audit::Sequencer sequencer;
    BackgroundLoop sequencer_loop = sequencer.loop(clock);
    authority::AuthorityService authority;
    BackgroundLoop database_watch = watch_of(database.cluster);

    explicit Parts(Settings given)
        : settings(std::move(given)), clock(settings.clock_shift),
          database(find_database(settings)), pool(database.vault, vault_connections_max),
          master(load_master_keys_of(pool, settings.vault_keys)), vault(pool, master),
          watch(
              pool, calendar,
              {.per_minute_max = settings.reads_per_minute, .per_day_max = settings.reads_per_day}
          ),
          service(
              vault, pool, clock, watch,
              {.socket = settings.vault_socket,
               .peers = settings.vault_peers,
               .past_before = [this](Day today) { return retention.past_before(today); }}
          ),
          sign_in_pool(database.authority, sign_in_connections_max), keys(staff_keys_of(settings)),
          audit_signing(crypto::Keyring::load(settings.authority_key).key(audit_purpose)),
          sequencer(
              sign_in_pool, settings.audit_origin, audit_signing,
              audit::kept_head_file(settings.data_folder, settings.audit_origin),
              audit::former_audit_key(settings.data_folder / "master.key", audit_purpose)
          ),
          authority(
              sign_in_pool, clock, keys,
              {.socket = settings.authority_socket,
               .peers = settings.vault_peers,
               .sign_in_act = "desk.sign_in",
               .administrator_role = "",
               .may_have = [](const auto& word, const auto&) { return is_role(word); },
               .words = {}}
          )
    {
        if (database.vault.empty() || database.authority.empty())
            throw std::runtime_error("registry.database_vault and registry.database_authority: the "
                                     "roles of the vault and of who signs people in are needed");
    }

    /// Whoever rotates keys is alone; what a rotation made since this process looked is an error,
    /// not tampered records.
    void require_newest_keys() const
    {
        if (load_master_keys(settings.vault_keys).newest() != master.newest())
            throw std::runtime_error("vault.keys: a master key was added meanwhile: start again");
    }
    void note(const std::string& act, json::Object more)
    {
        note_of_vault(pool, act, std::move(more), clock.now());
    }
    void wait_for_schema() { wait_for_vault_schema(database); }
};

VaultProgram::VaultProgram(Settings settings) : parts_(std::make_unique<Parts>(std::move(settings)))
{
}
VaultProgram::~VaultProgram()
{
    stop();
}

void VaultProgram::start()
{
    arm_crash_point(parts_->settings);
    parts_->wait_for_schema();
    pg::assert_durable(parts_->database.vault);
    pg::assert_discreet(parts_->database.vault);
    pg::assert_plain_role(parts_->database.vault);
    pg::assert_plain_role(parts_->database.authority);
    parts_->database_watch.start();
    parts_->service.start();
    parts_->require_newest_keys(); // none is added from now on: that needs the socket's lock
    parts_->sequencer.start(parts_->clock.now());
    parts_->sequencer_loop.start();
    parts_->authority.start();
    log::info("vault.serving", {{"socket", parts_->settings.vault_socket.string()}});
}

Vault::Rotation VaultProgram::rotate_domain(
    const std::string& name, const std::function<void(const Vault::Rotation&)>& progress
)
{
    const auto alone = alone_with_keys(parts_->settings);
    parts_->require_newest_keys();
    parts_->wait_for_schema();
    const auto domain = parts_->vault.find_domain(name);
    if (!domain) throw std::runtime_error(fmt::format("the vault has no domain {}", name));
    const auto rotation = parts_->vault.rotate_domain(*domain, parts_->clock.now(), progress);
    parts_->note(
        "vault.domain_rotated",
        {{"domain", name}, {"records", rotation.records}, {"tampered", rotation.tampered}}
    );
    return rotation;
}

int VaultProgram::rotate_master()
{
    const auto stopped = no_vault(parts_->settings);
    const auto alone = alone_with_keys(parts_->settings);
    parts_->wait_for_schema();
    add_master_key(parts_->settings.vault_keys);
    const auto master = load_master_keys(parts_->settings.vault_keys);
    const auto domains = Vault(parts_->pool, master).rotate_master();
    parts_->note("vault.master_rotated", {{"version", int(master.newest())}, {"domains", domains}});
    return domains;
}

std::vector<std::string> VaultProgram::share_keys(int need, int of)
{
    const auto alone = alone_with_keys(parts_->settings);
    parts_->require_newest_keys();
    parts_->wait_for_schema();
    const auto today = day_of(parts_->clock.now());
    auto texts = registry::share_keys(parts_->settings.vault_keys, need, of, today);
    parts_->note("vault.keys_shared", {{"need", need}, {"of", of}});
    return texts;
}

namespace {

/// What a command on shares asks of the vault's database; it has no keys.
struct VaultDatabase {
    SystemClock clock;
    Database database;
    pg::Pool pool;

    explicit VaultDatabase(const Settings& settings)
        : clock(settings.clock_shift), database(find_database(settings)),
          pool(database.vault, vault_connections_max)
    {
        if (database.vault.empty())
            throw std::runtime_error("registry.database_vault: the vault's role is needed");
        wait_for_vault_schema(database);
    }
};

} // namespace

std::vector<std::filesystem::path>
restore_vault_keys(const Settings& settings, const std::vector<ShareText>& shares)
{
    const auto& folder = settings.vault_keys;
    std::filesystem::create_directories(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    const auto stopped = no_vault(settings);
    const auto alone = alone_with_keys(settings);
    VaultDatabase vault(settings);
    const auto missing = missing_keys(folder, shares, wrapped_keys(vault.pool));
    if (missing.empty()) return {};
    std::vector<std::string> names;
    for (const auto& [file, line] : missing) names.push_back(file);
    note_of_vault(
        vault.pool, "vault.keys_restored",
        {{"shares", std::int64_t(shares.size())},
         {"keys", fmt::format("{}", fmt::join(names, " "))}},
        vault.clock.now()
    );
    std::vector<std::filesystem::path> made;
    for (const auto& file : restore_keys(folder, missing)) made.push_back(folder / file);
    return made;
}

std::vector<ShareStanding>
check_vault_shares(const Settings& settings, const std::vector<ShareText>& shares)
{
    VaultDatabase vault(settings);
    return check_shares(settings.vault_keys, shares, wrapped_keys(vault.pool));
}

Vault::Erasure VaultProgram::erase(const std::function<void(const Vault::Erasure&)>& progress)
{
    parts_->wait_for_schema();
    Vault::Erasure all;
    for (const auto list : parts_->vault.lists_to_destroy()) {
        const auto erasure = parts_->vault.destroy_listed(list, parts_->clock.now(), progress);
        all.records += erasure.records;
        all.kept += erasure.kept;
    }
    return all;
}

void VaultProgram::stop()
{
    parts_->authority.stop();
    parts_->service.stop();
    parts_->sequencer_loop.stop();
    parts_->database_watch.stop();
}

std::vector<std::string> migrate_database(const Settings& settings, pg::OlderPrograms older)
{
    const auto database = find_database(settings);
    if (database.owner.empty())
        throw std::runtime_error("registry.database_owner: the role that owns the tables is needed"
        );
    return pg::migrate(database.owner, migrations(), older);
}

struct AccountsProgram::Parts {
    const Settings settings;
    SystemClock clock;
    Database database;
    pg::Pool pool;
    const StaffKeys keys;
    Accounts accounts{pool, keys, clock};

    explicit Parts(Settings given)
        : settings(std::move(given)), clock(settings.clock_shift),
          database(find_database(settings)), pool(database.authority, 2),
          keys(staff_keys_of(settings))
    {
        if (database.authority.empty())
            throw std::runtime_error(
                "registry.database_authority: the role of who signs people in is needed"
            );
    }
};

AccountsProgram::AccountsProgram(Settings settings)
    : parts_(std::make_unique<Parts>(std::move(settings)))
{
}
AccountsProgram::~AccountsProgram() = default;

Accounts& AccountsProgram::accounts()
{
    return parts_->accounts;
}

} // namespace tnung::registry
