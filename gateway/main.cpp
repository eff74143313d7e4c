#include "foundation/base/bytes.hpp"
#include "foundation/base/core_dump.hpp"
#include "foundation/json/json.hpp"
#include "foundation/local_call/local_server.hpp"
#include "foundation/log/log.hpp"
#include "foundation/service/supervisor.hpp"
#include "gateway/authority.hpp"
#include "gateway/database.hpp"
#include "gateway/intake/import.hpp"
#include "gateway/notice/reconciliation.hpp"
#include "gateway/production.hpp"
#include "gateway/program.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>

namespace {

using namespace tnung;

std::set<gateway::Program::Duty> duties_of(const std::vector<std::string>& words)
{
    using Duty = gateway::Program::Duty;
    if (words.empty())
        return {Duty::web,   Duty::delivery,  Duty::webhooks, Duty::photos,
                Duty::fetch, Duty::retention, Duty::figures};
    std::set<Duty> duties;
    for (const auto& word : words) {
        const auto duty = gateway::Program::parse_duty(word);
        if (!duty)
            throw std::runtime_error(fmt::format(
                "--only {}: expected web, delivery, webhooks, photos, fetch or retention", word
            ));
        duties.insert(*duty);
    }
    return duties;
}

Instant since_when(const std::string& text)
{
    if (text.empty()) return Instant{};
    if (const auto since = parse_iso(text)) return *since;
    throw std::runtime_error(fmt::format("--since {}: expected an ISO time", text));
}

void print_aside(gateway::Program& program, bool run_again)
{
    constexpr int printed_max = 1000;
    auto tx = program.pool().begin();
    const auto aside = outbox::aside(tx, printed_max);
    for (const auto& one : aside)
        fmt::print("{}  {} {}: {}\n", iso_text(one.since), one.kind, one.subject_id, one.why);
    const auto count = outbox::aside_count(tx);
    const auto again = run_again ? outbox::run_again(tx, std::nullopt, program.clock().now()) : 0;
    tx.commit();
    fmt::print("{}\n", json::text(json::Object{{"set_aside", count}, {"run_again", again}}));
}

void print_reconciliation(gateway::Program& program, Instant since)
{
    const auto result = gateway::reconcile(program.pool(), program.subjects());
    const auto times = gateway::handover_times(program.pool(), since);
    for (const auto& [excuse, count] : result.excuses())
        fmt::print("{:>8}  {}: {}\n", count, name_of(excuse), text_of(excuse));
    json::Object by_subject;
    for (const auto& [name, account] : result.by_subject)
        by_subject[name] = json::Object{
            {"events", account.causes},
            {"notices", account.notices},
            {"unexplained", account.unexplained}};
    const auto& all = result.all;
    const json::Object line{
        {"events", all.causes},
        {"notices", all.notices},
        {"delivered", all.delivered},
        {"excused", all.excused + all.causes_excused},
        {"waiting", all.waiting},
        {"on_call_list", all.on_call_list},
        {"by_chat", all.by_chat},
        {"unexplained", all.unexplained},
        {"by_subject", std::move(by_subject)},
        {"p50_ms_event_to_handover", std::int64_t(times.p50_ms)},
        {"p95_ms_event_to_handover", std::int64_t(times.p95_ms)},
        {"p99_ms_event_to_handover", std::int64_t(times.p99_ms)},
        {"held_by_rule", times.held_by_rule}};
    fmt::print("{}\n", json::text(line));
}

void import_events(
    gateway::Program& program, const std::string& sender_name, const std::string& file,
    const gateway::Import::From& from
)
{
    const auto sender = program.senders().find(sender_name);
    if (!sender)
        throw std::runtime_error(
            fmt::format("no sender is called '{}': make one with add-sender", sender_name)
        );
    gateway::Import import(program.intake(), program.units());
    const auto report =
        import.run(*sender, file, from, program.clock().now(), [](std::int64_t rows) {
            fmt::print(stderr, "\r{} rows", rows);
        });
    fmt::print(stderr, "\n");
    for (const auto& heading : report.unknown_columns)
        fmt::print("Cột “{}” không rõ là gì, đã bỏ qua.\n", heading);
    for (const auto& remark : report.remarks)
        fmt::print(
            "Dòng {}, {}: {}cần {}. {}\n", remark.line, remark.field,
            remark.written.empty() ? "" : fmt::format("ghi “{}”, ", remark.written),
            remark.expected,
            remark.severity == gateway::Import::Severity::refused ? "Bỏ dòng này." : "Vẫn nhận."
        );
    if (report.without_unit > 0)
        fmt::print(
            "{} dòng không ghi mã xã, phường: chỉ bàn của tỉnh thấy (thêm cột “Mã xã” hoặc "
            "--unit).\n",
            report.without_unit
        );
    fmt::print(
        "{} dòng: nhận {}, đã có từ trước {}, bỏ {}, nhận nhưng cần xem lại {}.\n", report.rows,
        report.stored, report.repeated, report.refused, report.doubtful
    );
    fmt::print(
        "{}\n", json::text(json::Object{
                    {"rows", report.rows},
                    {"stored", report.stored},
                    {"repeated", report.repeated},
                    {"refused", report.refused},
                    {"doubtful", report.doubtful}})
    );
    if (report.stored + report.repeated == 0)
        throw std::runtime_error("nothing of the file was taken; the lines above say why");
}

/// What each rule says, erased and leaves; fails where something is left.
void print_retention(gateway::Program& program)
{
    std::int64_t erased = 0, left = 0;
    for (const auto& line : program.retention().run_all()) {
        fmt::print(
            "{:<16} {:>5} days {:>8} erased {:>6} left   {}\n", line.rule.what,
            line.rule.days.count(), line.erased, line.left, line.rule.counted
        );
        erased += line.erased;
        left += line.left;
    }
    fmt::print("{}\n", json::text(json::Object{{"erased", erased}, {"left", left}}));
    if (left > 0) throw std::runtime_error("something is kept beyond its time");
}

void require_signature(
    gateway::Program& program, const std::string& name, const std::string& key_text
)
{
    const auto sender = program.senders().find(name);
    if (!sender) throw std::runtime_error(fmt::format("no sender is called '{}'", name));
    const auto key = parse_base64(key_text);
    if (!key_text.empty() && (!key || key->size() != gateway::Senders::verify_key_bytes))
        throw std::runtime_error("the key: expected 32 bytes (Ed25519) in base64");
    auto tx = program.pool().begin();
    if (!gateway::Senders::set_verify_key(
            tx, sender->id, key_text.empty() ? std::nullopt : std::optional(Bytes{*key})
        ))
        throw std::runtime_error("the key is another sender's already");
    tx.commit();
}

void print_staff(const std::string& login, const staff_store::Made& made)
{
    fmt::print(
        "{}\n", json::text(json::Object{
                    {"login", login}, {"password", made.password}, {"totp", made.totp_uri}})
    );
}

int check(
    const gateway::Settings& settings, const config::Config& config, const std::string& what,
    const std::string& process
)
{
    using Kind = gateway::ProcessKind;
    if (what != "production") throw std::runtime_error("--check: expected production");
    for (const auto kind : {Kind::pages, Kind::authority, Kind::migration})
        if (process == process_name(kind)) {
            const auto broken = broken_rules(settings, config, kind);
            for (const auto& one : broken) fmt::print("{}: {}\n", one.key, one.words);
            return broken.empty() ? 0 : 1;
        }
    throw std::runtime_error("--for: expected serve, authority or migrate");
}

/// Waits for its turn where another process signs people in already, and takes its place when that
/// one is gone.
void run_authority(const gateway::Settings& settings, const StopSignals& signals)
{
    constexpr std::chrono::milliseconds look_every{200};
    gateway::AuthorityProgram program(settings);
    for (;;) {
        if (local_call::ProcessLock::try_lock(settings.authority_socket)) break;
        if (signals.wait_for(look_every)) return;
    }
    program.start();
    fmt::print("signing in at {}\n", settings.authority_socket.string());
    std::fflush(stdout);
    signals.wait();
    program.stop();
}

} // namespace

int main(int argc, char** argv)
{
    forbid_core_dumps();
    CLI::App app("tnung-gateway: the citizen gateway of a province");
    std::string config_file;
    app.add_option("--config", config_file, "configuration in TOML")->required();
    app.require_subcommand(1);
    auto* serve = app.add_subcommand("serve", "serve the web, take events in, hand notices over");
    std::vector<std::string> only;
    serve
        ->add_option(
            "--only", only, "web, delivery, webhooks, photos, fetch, retention; all where not named"
        )
        ->delimiter(',');
    bool alone = false;
    serve->add_flag(
        "--alone", alone, "without a process that starts it again when it dies: somebody else does"
    );
    auto* authority = app.add_subcommand(
        "authority", "sign people in: a process of its own and, in production, a user of its own"
    );
    authority->add_flag("--alone", alone, "without a process that starts it again when it dies");
    auto* migrate = app.add_subcommand(
        "migrate", "bring the database to what this version needs, as the role that owns it"
    );
    bool older_are_gone = false;
    migrate->add_flag(
        "--finish", older_are_gone, "no older version runs any more: remove what only it needed"
    );
    auto* reconcile = app.add_subcommand("reconcile", "prove that every event was told or excused");
    std::string handed_since;
    reconcile->add_option(
        "--since", handed_since,
        "ISO time: how fast, of events that arrived since (all are counted)"
    );
    auto* show = app.add_subcommand("configuration", "print what is in force, secrets masked");
    std::string check_for;
    show->add_option(
        "--check", check_for, "production: say what a production may not have, and end with 1"
    );
    std::string check_process = "serve";
    show->add_option("--for", check_process, "with --check: serve, authority or migrate");
    auto* sender =
        app.add_subcommand("add-sender", "let a system push dossier events; prints its key once");
    std::string sender_name;
    std::vector<std::string> sender_scope;
    sender->add_option("name", sender_name, "what it is called")->required();
    sender->add_option("scope", sender_scope, "agency identifiers it may speak for, e.g. H21")
        ->required();
    auto* must_sign = app.add_subcommand(
        "require-signature", "from now on a sender signs each call (RFC 9421, Ed25519)"
    );
    std::string signer_name, signer_key;
    must_sign->add_option("name", signer_name, "what the sender is called")->required();
    must_sign->add_option("key", signer_key, "its public key in base64; none: it need not sign");
    auto* import = app.add_subcommand(
        "import", "take dossier events from a file: JSON Lines, or a workbook or CSV with headings"
    );
    std::string import_file, import_sender;
    gateway::Import::From import_from;
    import->add_option("file", import_file, "the file")->required();
    import->add_option(
        "--sheet", import_from.sheet, "which sheet of the workbook, where several hold something"
    );
    import->add_option(
        "--unit", import_from.unit, "commune or ward of rows that name none, five digits"
    );
    import->add_option("--sender", import_sender, "name of the sender it speaks for")->required();
    auto* staff =
        app.add_subcommand("add-staff", "let somebody work at the desk; prints his secrets once");
    std::string staff_login, staff_name, staff_role, staff_unit;
    staff->add_option("login", staff_login, "e.g. duyen.pleiku")->required();
    staff->add_option("name", staff_name, "his name")->required();
    staff->add_option("role", staff_role, "clerk, operator or administrator")->required();
    staff->add_option("unit", staff_unit, "five digits; a clerk has one");
    auto* consent = app.add_subcommand(
        "install-tokens", "after consent at Zalo: take the configuration's first pair of tokens"
    );
    auto* code = app.add_subcommand(
        "code", "the six digits of somebody's app; rehearsals only, whose clock no app follows"
    );
    std::string code_login;
    code->add_option("login", code_login, "whose")->required();
    auto* outbox = app.add_subcommand(
        "outbox", "print what was set aside because it could not be made ready to leave, with why"
    );
    bool run_again = false;
    outbox->add_flag("--again", run_again, "and try it again: what stopped it was mended");
    auto* retention = app.add_subcommand(
        "retention", "erase what has been kept long enough, and prove that nothing is left"
    );
    auto* routes = app.add_subcommand("routes", "print the table of routes and who may");
    auto* audit_key =
        app.add_subcommand("audit-key", "print the key that the audit log is signed with");
    auto* audit_save = app.add_subcommand(
        "audit-save", "write the audit log as files, to be kept or checked elsewhere (audit_fsck)"
    );
    std::string audit_folder;
    audit_save->add_option("folder", audit_folder, "where")->required();
    CLI11_PARSE(app, argc, argv);

    const StopSignals signals; // before any thread starts
    if (!*serve && !*authority) signals.leave_to_system();
    try {
        auto config = config::Config::load(config_file);
        const auto settings = gateway::read_settings(config);
        for (const auto& key : config.unknown())
            throw std::runtime_error(fmt::format("nobody knows the setting {}", key));
        if (*show && check_for.empty()) {
            fmt::print("{}", config.effective());
            return 0;
        }
        if (*show) return check(settings, config, check_for, check_process);
        if (settings.environment == gateway::Environment::production)
            refuse_broken(broken_rules(
                settings, config,
                *migrate               ? gateway::ProcessKind::migration
                : *authority || *staff ? gateway::ProcessKind::authority
                                       : gateway::ProcessKind::pages
            ));
        if (*migrate) {
            const auto waiting = gateway::migrate_database(
                settings, older_are_gone ? pg::OlderPrograms::are_gone : pg::OlderPrograms::may_run
            );
            fmt::print("{}", pg::waiting_text(waiting));
            return 0;
        }
        if ((*serve || *authority) && !alone && settings.crash_at.empty()) {
            std::vector<std::string> words(argv + 1, argv + argc);
            words.push_back("--alone");
            return supervise(*serve ? "gateway" : "authority", words, signals);
        }
        if (*authority) {
            run_authority(settings, signals);
            return 0;
        }
        if (*staff) {
            const auto made = gateway::AuthorityProgram(settings).add_staff(
                staff_login, staff_name, staff_role, staff_unit
            );
            print_staff(staff_login, made);
            return 0;
        }
        if (*code) {
            if (settings.environment == gateway::Environment::production)
                throw std::runtime_error("code: only with gateway.environment = sandbox");
            fmt::print("{}\n", gateway::AuthorityProgram(settings).code_of(code_login));
            return 0;
        }
        gateway::Program program(settings);
        if (*serve) {
            const std::vector<std::string> authority_words = {
                "--config", config_file, "authority", "--alone"};
            const auto port = program.start(
                duties_of(only),
                settings.authority_apart ? std::vector<std::string>{} : authority_words
            );
            fmt::print("listening on {}:{}\n", settings.web.address, port);
            std::fflush(stdout);
            signals.wait();
            program.stop();
        } else if (*outbox) {
            print_aside(program, run_again);
        } else if (*reconcile) {
            print_reconciliation(program, since_when(handed_since));
        } else if (*sender) {
            auto tx = program.pool().begin();
            const auto key =
                gateway::Senders::add(tx, sender_name, sender_scope, program.clock().now());
            if (!key) throw std::runtime_error("a sender of that name is there already");
            tx.commit();
            fmt::print("{}\n", *key);
        } else if (*must_sign) {
            require_signature(program, signer_name, signer_key);
        } else if (*import) {
            import_events(program, import_sender, import_file, import_from);
        } else if (*consent) {
            program.install_tokens();
        } else if (*retention) {
            print_retention(program);
        } else if (*routes) {
            for (const auto& route : program.route_list()) fmt::print("{}\n", route);
        } else if (*audit_key) {
            fmt::print("{}\n", program.audit_log().verifier_key());
        } else if (*audit_save) {
            program.audit_log().save(audit_folder);
        }
        return 0;
    } catch (const std::exception& error) {
        log::error("gateway.stopped", {{"what", error.what()}});
        return 1;
    }
}
