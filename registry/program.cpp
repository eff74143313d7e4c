#include "registry/program.hpp"

#include "foundation/base/crash_point.hpp"
#include "foundation/base/durable_file.hpp"
#include "foundation/crypto/detached_signature.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/csv/csv.hpp"
#include "foundation/log/log.hpp"
#include "foundation/metrics/metrics.hpp"
#include "foundation/pg/assurance.hpp"
#include "foundation/pg/migrate.hpp"
#include "foundation/pg/private_cluster.hpp"
#include "foundation/service/operator_pages.hpp"
#include "foundation/spreadsheet/read_xlsx.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/desk/registry_desk.hpp"
#include "registry/filing/declarant_list.hpp"
#include "registry/migrations/migrations.hpp"
#include "registry/people/successions.hpp"
#include "registry/tables.hpp"
#include "registry/vault/key_shares.hpp"
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

constexpr std::size_t connections_max = 40;
constexpr std::size_t papers_at_once_max = 16; ///< on their way or looked at, twenty megabytes each
constexpr std::size_t papers_of_one_max = 3;   ///< of one session
constexpr std::string_view list_source = "danh sách", ///< that an operator brought
    civil_source = "CSDL cán bộ, công chức";
constexpr std::chrono::seconds schema_wait_max{60};
constexpr std::chrono::milliseconds schema_poll{
    100}; // the other program makes it, and tells nobody
constexpr pg::Query vault_ready_query{
    "program.vault_ready",
    "SELECT 1 FROM information_schema.column_privileges"
    " WHERE (table_name, column_name) IN (('staff_session', 'token_hash'),"
    " ('reading_permit', 'given'), ('vault_record', 'filing_id'), ('stand_in', 'ended_at'))"
    " AND grantee = current_user AND privilege_type = 'SELECT'"
    " HAVING count(*) = 4"};

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

/// What Excel locks with a password, and its files from before 2007.
constexpr std::string_view ole_mark = "\xd0\xcf\x11\xe0";

/// Of a CSV file or a workbook.
std::vector<CsvRow> table_of(std::string_view bytes)
{
    if (spreadsheet::looks_like_xlsx(bytes)) {
        auto rows = spreadsheet::read_xlsx(bytes);
        if (!rows) throw std::runtime_error(rows.error().words);
        return std::move(*rows);
    }
    if (bytes.starts_with(ole_mark))
        throw std::runtime_error("Tệp Excel có mật khẩu, hoặc kiểu cũ (.xls): bỏ mật khẩu rồi lưu "
                                 "lại thành .xlsx hoặc CSV.");
    auto file = read_csv(bytes);
    if (file.broken_line)
        throw std::runtime_error(fmt::format("Dòng {}: bảng hỏng từ đây.", file.broken_line));
    return std::move(file.rows);
}

struct Database {
    std::optional<pg::PrivateCluster> cluster;
    std::string app, owner, vault;
};

Database find_database(const Settings& settings)
{
    Database database{
        std::nullopt, settings.database, settings.database_owner, settings.database_vault};
    if (!settings.database.empty()) return database;
    constexpr const char* name = "registry";
    auto& cluster = database.cluster.emplace(pg::PrivateCluster::Options{
        .folder = settings.data_folder / "db"});
    cluster.ensure_running();
    cluster.ensure_database(name);
    database.app = cluster.app_target(name);
    database.owner = cluster.owner_target(name);
    database.vault = cluster.vault_target(name);
    return database;
}

Database ready_database(const Settings& settings)
{
    auto database = find_database(settings);
    pg::migrate(database.owner, migrations());
    pg::assert_durable(database.app);
    pg::assert_discreet(database.app);
    pg::assert_plain_role(database.app);
    return database;
}

void require_role(std::string_view word)
{
    if (std::ranges::find(role::all, word) == role::all.end())
        throw std::runtime_error(
            fmt::format("role {}: expected one of {}", word, fmt::join(role::all, ", "))
        );
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
    const calendar::WorkingDays calendar =
        calendar::WorkingDays::from_tsv("holidays.tsv", tables.text("holidays.tsv"));
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
    const crypto::Sealer staff_sealer, reason_sealer;
    const crypto::SigningKey audit_signing;
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
    RegistryDesk desk;
    OperatorPages operator_pages{pool, metrics, audit_log};
    BackgroundLoop sequencer = sequencer_of(audit_log, clock);
    BackgroundLoop database_watch = watch_of(database.cluster);
    std::optional<http::Server> server;

    explicit Parts(Settings given)
        : settings(std::move(given)), clock(settings.clock_shift),
          keyring(crypto::Keyring::load_or_create(settings.data_folder / "master.key")),
          database(ready_database(settings)), pool(database.app, connections_max),
          tables(settings.tables_folder),
          usage_rules(usage_rules_of(settings.rules_folder, day_of(clock.now()))),
          staff_sealer(keyring.sealer("registry.staff")),
          reason_sealer(keyring.sealer("registry.reason")),
          audit_signing(keyring.key("registry.audit")),
          audit_log(
              pool, settings.audit_origin, audit_signing,
              audit::kept_head_file(settings.data_folder, settings.audit_origin)
          ),
          vault(settings.vault_socket),
          desk(
              {.pool = pool,
               .clock = clock,
               .assets = assets,
               .staff_sealer = staff_sealer,
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
    }

    std::vector<http::Route> routes()
    {
        auto all = operator_pages.routes();
        for (auto& route : operator_pages.audit_routes()) all.push_back(std::move(route));
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
    parts_->sequencer.start();
    parts_->witness_loop.start();
    auto options = parts_->operator_pages.server_options(parts_->settings.web);
    options.large_bodies_max = papers_at_once_max;
    options.large_bodies_each_max = papers_of_one_max;
    parts_->server.emplace(
        std::move(options),
        std::vector<http::Lane>{{"desk", 8, 128}, {"papers", 2, 16}, {"operator", 1, 16}},
        parts_->routes()
    );
    log::info("registry.serving", {{"port", parts_->server->port()}});
    return parts_->server->port();
}

void Program::stop()
{
    if (parts_->server) parts_->server->stop();
    parts_->witness_loop.stop();
    parts_->sequencer.stop();
    parts_->database_watch.stop();
}

std::vector<std::string> Program::route_list()
{
    std::map<std::string, std::string> may;
    for (const auto& route : RegistryDesk::access())
        may[http::route_name(route.method, route.pattern)] =
            fmt::format("{}", fmt::join(route.roles, ","));
    return route_lines(parts_->routes(), may);
}

Program::MadeStaff Program::add_staff(
    const std::string& login, const std::string& name, std::string_view role_word,
    const std::string& unit, const std::string& number
)
{
    require_role(role_word);
    auto tx = parts_->pool.begin();
    const auto person = number.empty() ? std::nullopt : people_store::find_number(tx, number);
    if (!number.empty() && !person)
        throw std::runtime_error(fmt::format("nobody in the register has the number {}", number));
    auto unit_code = unit.empty() ? std::nullopt : std::optional(unit);
    if (unit_code && person && unit_code != person->agency_code)
        throw std::runtime_error(
            fmt::format("{} is of {}, not of {}", number, person->agency_code, *unit_code)
        );
    if (person) unit_code = person->agency_code;
    if (!unit_code && (role_word == role::declarant || role_word == role::personnel))
        throw std::runtime_error("declarants and personnel belong to a unit: give its code");
    // Whoever the register has there still may have an account: many are opened at once.
    if (const auto left =
            unit_code && !person ? succession_store::find(tx, *unit_code) : std::nullopt)
        throw std::runtime_error(
            fmt::format("{} has ended: its successor is {}", *unit_code, left->holder_code)
        );
    const auto made = staff_store::make(
        tx, parts_->staff_sealer, login, name, role_word, unit_code, parts_->clock.now()
    );
    if (!made) throw std::runtime_error(fmt::format("the login {} is taken", login));
    if (person && !people_store::give_account(tx, person->id, made->id))
        throw std::runtime_error(fmt::format("{} has an account already", number));
    audit::append(
        tx,
        {.act = "staff.add",
         .actor = "operator",
         .subject = fmt::format("staff:{}", made->id.value),
         .note = {{"role", role_word}}},
        parts_->clock.now()
    );
    tx.commit();
    return {made->password, made->totp_uri};
}

void Program::change_role(const std::string& login, std::string_view role_word)
{
    require_role(role_word);
    change_staff(login, "staff.role", {{"role", role_word}}, [&](auto& tx, const Staff& staff) {
        // Of whoever declares: where the register has them now.
        const auto person = people_store::of_staff(tx, staff.id);
        const auto unit = person ? std::optional(person->agency_code) : staff.unit_code;
        if (!unit && (role_word == role::declarant || role_word == role::personnel))
            throw std::runtime_error("declarants and personnel belong to a unit");
        staff_store::set_role(tx, staff.id, role_word, unit, parts_->clock.now());
    });
}

void Program::set_disabled(const std::string& login, bool disabled)
{
    change_staff(
        login, disabled ? "staff.disable" : "staff.enable", {},
        [&](auto& tx, const Staff& staff) {
            staff_store::set_disabled(tx, staff.id, disabled, parts_->clock.now());
        }
    );
}

void Program::change_staff(
    const std::string& login, const std::string& act, json::Object more,
    const std::function<void(pg::Transaction&, const Staff&)>& change
)
{
    auto tx = parts_->pool.begin();
    const auto staff = staff_store::find(tx, login);
    if (!staff) throw std::runtime_error(fmt::format("nobody has the login {}", login));
    change(tx, *staff);
    audit::append(
        tx,
        {.act = act,
         .actor = "operator",
         .subject = fmt::format("staff:{}", staff->id.value),
         .note = std::move(more)},
        parts_->clock.now()
    );
    tx.commit();
}

std::vector<std::string>
Program::open_accounts(const std::function<void(const OpenedAccount&)>& opened)
{
    auto tx = parts_->pool.begin();
    const auto waiting = people_store::without_account(tx);
    tx.commit();
    std::vector<std::string> remarks;
    for (const auto& one : waiting) {
        const auto login = text::casefold(one.number);
        std::optional<MadeStaff> made;
        try {
            made = add_staff(login, one.name, role::declarant, "", one.number);
        } catch (const pg::Error&) {
            throw;
        } catch (const std::runtime_error& error) {
            remarks.push_back(fmt::format("{}: {}", one.number, error.what()));
        }
        if (made) opened({one.number, login, std::move(*made)});
    }
    return remarks;
}

std::string Program::code_of(const std::string& login)
{
    if (parts_->settings.environment == Environment::production)
        throw std::runtime_error("code: only with registry.environment = sandbox");
    auto tx = parts_->pool.begin();
    const auto code = staff_store::code_of(tx, parts_->staff_sealer, login, parts_->clock.now());
    if (!code) throw std::runtime_error("nobody has that login");
    return *code;
}

Program::ImportReport Program::import_people(std::string_view bytes)
{
    return take(table_of(bytes), list_source);
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

Program::ImportReport Program::take(const std::vector<CsvRow>& table, std::string_view source)
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

struct VaultProgram::Parts {
    const Settings settings;
    SystemClock clock;
    Database database;
    pg::Pool pool;
    const MasterKeys master;
    Vault vault;
    const calendar::WorkingDays calendar = calendar::WorkingDays::from_tsv(
        "holidays.tsv", Tables(settings.tables_folder).text("holidays.tsv")
    );
    ReadingWatch watch;
    VaultService service;
    BackgroundLoop database_watch = watch_of(database.cluster);

    explicit Parts(Settings given)
        : settings(std::move(given)), clock(settings.clock_shift),
          database(find_database(settings)), pool(database.vault, vault_connections_max),
          master(load_master_keys(settings.vault_keys)), vault(pool, master),
          watch(
              pool, calendar,
              {.per_minute_max = settings.reads_per_minute, .per_day_max = settings.reads_per_day}
          ),
          service(
              vault, pool, clock, watch,
              {.socket = settings.vault_socket, .peers = settings.vault_peers}
          )
    {
    }

    /// Whoever rotates keys is alone; what a rotation made since this process looked is an error,
    /// not tampered records.
    void require_newest_keys() const
    {
        if (load_master_keys(settings.vault_keys).newest() != master.newest())
            throw std::runtime_error("vault.keys: a master key was added meanwhile: start again");
    }
    VaultLock alone_rotating() const { return VaultLock(settings.vault_keys / "rotation"); }

    /// The schema is made by the program that serves pages; this one has no right to.
    void wait_for_schema()
    {
        const auto until = std::chrono::steady_clock::now() + schema_wait_max;
        for (;;) {
            auto tx = pool.begin();
            if (!tx.exec(vault_ready_query).empty()) return;
            if (std::chrono::steady_clock::now() > until)
                throw std::runtime_error(
                    "the database has no tables for the vault: start `tnung-registry serve` once"
                );
            std::this_thread::sleep_for(schema_poll);
        }
    }
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
    parts_->database_watch.start();
    parts_->service.start();
    parts_->require_newest_keys(); // none is added from now on: that needs the socket's lock
    log::info("vault.serving", {{"socket", parts_->settings.vault_socket.string()}});
}

void VaultProgram::note(const std::string& act, json::Object more)
{
    auto tx = parts_->pool.begin();
    audit::append(
        tx, {.act = act, .actor = "operator", .subject = "vault", .note = std::move(more)},
        parts_->clock.now()
    );
    tx.commit();
}

Vault::Rotation VaultProgram::rotate_domain(
    const std::string& name, const std::function<void(const Vault::Rotation&)>& progress
)
{
    const auto alone = parts_->alone_rotating();
    parts_->require_newest_keys();
    parts_->wait_for_schema();
    const auto domain = parts_->vault.find_domain(name);
    if (!domain) throw std::runtime_error(fmt::format("the vault has no domain {}", name));
    const auto rotation = parts_->vault.rotate_domain(*domain, parts_->clock.now(), progress);
    note(
        "vault.domain_rotated",
        {{"domain", name}, {"records", rotation.records}, {"tampered", rotation.tampered}}
    );
    return rotation;
}

int VaultProgram::rotate_master()
{
    const VaultLock no_vault(parts_->settings.vault_socket);
    const auto alone = parts_->alone_rotating();
    parts_->wait_for_schema();
    add_master_key(parts_->settings.vault_keys);
    const auto master = load_master_keys(parts_->settings.vault_keys);
    const auto domains = Vault(parts_->pool, master).rotate_master();
    note("vault.master_rotated", {{"version", int(master.newest())}, {"domains", domains}});
    return domains;
}

std::vector<std::string> VaultProgram::share_keys(int need, int of)
{
    parts_->wait_for_schema();
    auto texts = registry::share_keys(parts_->settings.vault_keys, need, of);
    note("vault.keys_shared", {{"need", need}, {"of", of}});
    return texts;
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
    parts_->service.stop();
    parts_->database_watch.stop();
}

} // namespace tnung::registry
