#include "foundation/base/core_dump.hpp"
#include "foundation/base/durable_file.hpp"
#include "foundation/json/json.hpp"
#include "foundation/log/log.hpp"
#include "foundation/service/supervisor.hpp"
#include "registry/production.hpp"
#include "registry/program.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <fstream>
#include <iterator>

namespace {

using namespace tnung;

std::string file_bytes(const std::string& file)
{
    constexpr std::size_t bytes_max = 64u << 20;
    std::ifstream in(file, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    if (!in.good() && !in.eof()) throw std::runtime_error(fmt::format("{} cannot be read", file));
    if (bytes.size() > bytes_max) throw std::runtime_error(fmt::format("{} is too large", file));
    return bytes;
}

void print_report(const registry::Program::ImportReport& report)
{
    const auto& list = report.list;
    for (const auto& one : list.remarks)
        fmt::print("Dòng {}, {}: {}\n", one.line, one.number, one.words);
    fmt::print(
        "{}\n", json::text(json::Object{
                    {"rows", list.rows},
                    {"added", list.added},
                    {"same", list.same},
                    {"differs", list.differs},
                    {"kept", list.kept},
                    {"refused", list.refused},
                    {"doubles", report.doubles},
                    {"listed", report.listed}})
    );
    if (list.added + list.same + list.differs + list.kept == 0)
        throw std::runtime_error("Không nhận được dòng nào của danh sách; các dòng trên nói vì sao."
        );
}

/// What was asked for on the command line.
struct Commands {
    explicit Commands(CLI::App& app)
    {
        app.add_option("--config", config_file, "configuration in TOML")->required();
        app.require_subcommand(1);
        serve = app.add_subcommand("serve", "serve the pages");
        serve->add_flag("--alone", alone, "without a process that starts it again when it dies");
        migrate = app.add_subcommand(
            "migrate", "bring the database to what this version needs, as the role that owns it"
        );
        migrate->add_flag(
            "--finish", older_are_gone, "no older version runs any more: remove what only it needed"
        );
        vault = app.add_subcommand(
            "vault", "keep the declarations: a process and, in production, a user of its own"
        );
        vault->add_flag("--alone", alone, "without a process that starts it again when it dies");
        rotate_domain = app.add_subcommand(
            "rotate-domain", "seal the keys of a domain's records anew, while others read"
        );
        rotate_domain->add_option("name", name, "unit:<code> or inspectorate")->required();
        rotate_master = app.add_subcommand(
            "rotate-master",
            "make a new master key and wrap the domains' keys by it; the vault must be stopped"
        );
        erase = app.add_subcommand(
            "erase", "destroy the keys of what is past its term and was decided to be destroyed"
        );
        share = app.add_subcommand(
            "share-keys", "write the vault's master keys as shares for several people, a file each"
        );
        share->add_option("folder", file, "a new folder, best on a medium of its own")->required();
        share->add_option("--of", of, "for how many people")->required()->check(CLI::Range(2, 255));
        share->add_option("--need", need, "how many of them bring the keys back")
            ->required()
            ->check(CLI::Range(2, 255));
        restore = app.add_subcommand(
            "restore-keys", "bring back the master keys that are not there from such shares"
        );
        restore->add_option("files", files, "the shares' files")->required();
        check_shares = app.add_subcommand(
            "check-shares",
            "say of which day and keys such shares are; ends with 1 where one serves no more"
        );
        check_shares->add_option("files", files, "the shares' files")->required();
        show = app.add_subcommand("configuration", "print what is in force, secrets masked");
        show->add_option(
            "--check", check_for, "production: say what a production may not have, and end with 1"
        );
        show->add_option("--for", check_process, "with --check: serve, vault or migrate");
        people = app.add_subcommand(
            "import-people",
            "take the list of people who must declare from a CSV file or an Excel workbook: "
            "number, "
            "name, post, agency, agency_name, and annual where it says who declares every year"
        );
        people->add_option("file", file, "the file")->required();
        people->add_option(
            "--sheet", name, "which sheet of the workbook, where several hold something"
        );
        civil_servants = app.add_subcommand(
            "ask-civil-servants",
            "take who must declare from the database of civil servants (civil_servants.url); what "
            "differs waits for a unit to decide"
        );
        staff = app.add_subcommand("add-staff", "let somebody sign in; prints the secrets once");
        staff->add_option("login", login, "e.g. hoa.soxaydung")->required();
        staff->add_option("name", name, "the name")->required();
        staff
            ->add_option(
                "role", role,
                "declarant, personnel, inspector, head, home_affairs, auditor or administrator"
            )
            ->required();
        staff->add_option("--unit", unit, "code of the agency; a declarant's own where not named");
        staff->add_option("--person", person, "number of the declarant whose account it is");
        change_role = app.add_subcommand(
            "change-role", "what somebody may from now on, on the account they have; in the log"
        );
        change_role->add_option("login", login, "whose")->required();
        change_role->add_option("role", role, "as of add-staff")->required();
        disable = app.add_subcommand("disable-staff", "let somebody sign in no more; in the log");
        disable->add_option("login", login, "whose")->required();
        enable = app.add_subcommand("enable-staff", "let them sign in again; in the log");
        enable->add_option("login", login, "whose")->required();
        accounts = app.add_subcommand(
            "open-accounts",
            "let every declarant sign in who cannot yet; prints the secrets once, as CSV"
        );
        code = app.add_subcommand(
            "code", "the six digits of somebody's app; rehearsals only, whose clock no app follows"
        );
        code->add_option("login", login, "whose")->required();
        routes = app.add_subcommand("routes", "print the table of routes and who may");
        audit_key = app.add_subcommand("audit-key", "print the key that the log is signed with");
        audit_save = app.add_subcommand(
            "audit-save", "write the log as files, to be kept or checked elsewhere (audit_fsck)"
        );
        audit_save->add_option("folder", file, "where")->required();
    }

    std::string config_file, file, login, name, role, unit, person, check_for,
        check_process = "serve";
    int need = 0, of = 0;
    bool alone = false, older_are_gone = false;
    std::vector<std::string> files;
    CLI::App *serve, *vault, *show, *people, *staff, *accounts, *code, *routes, *audit_key,
        *audit_save, *rotate_domain, *rotate_master, *civil_servants, *share, *restore,
        *check_shares, *erase, *change_role, *disable, *enable, *migrate;
};

void rotate(const Commands& asked, const registry::Settings& settings)
{
    registry::VaultProgram vault(settings);
    if (*asked.rotate_master) {
        fmt::print("{}\n", json::text(json::Object{{"domains", vault.rotate_master()}}));
        return;
    }
    constexpr std::int64_t told_every = 10'000;
    std::int64_t told = 0;
    const auto rotation = vault.rotate_domain(asked.name, [&](const auto& so_far) {
        if (so_far.records < told + told_every) return;
        told = so_far.records;
        fmt::print(stderr, "{} records\n", told);
    });
    fmt::print(
        "{}\n",
        json::text(json::Object{{"records", rotation.records}, {"tampered", rotation.tampered}})
    );
}

/// Each to a file of its own, for its owner alone; none is overwritten.
void share_keys(const Commands& asked, const registry::Settings& settings)
{
    namespace fs = std::filesystem;
    const fs::path folder(asked.file);
    if (fs::exists(folder))
        throw std::runtime_error(fmt::format("{} is there already", folder.string()));
    if (asked.need > asked.of) throw std::runtime_error("--need is more than --of");
    registry::VaultProgram vault(settings);
    const auto texts = vault.share_keys(asked.need, asked.of);
    fs::create_directories(folder);
    fs::permissions(folder, fs::perms::owner_all);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto file = folder / fmt::format("share-{}.txt", i + 1);
        replace_durably(file, texts[i]);
        fmt::print("{}\n", file.string());
    }
}

void erase(const registry::Settings& settings)
{
    registry::VaultProgram vault(settings);
    const auto erasure =
        vault.erase([](const auto& so_far) { fmt::print(stderr, "{} records\n", so_far.records); });
    fmt::print(
        "{}\n", json::text(json::Object{{"records", erasure.records}, {"kept", erasure.kept}})
    );
}

std::vector<registry::ShareText> shares_of(const Commands& asked)
{
    std::vector<registry::ShareText> shares;
    for (const auto& file : asked.files) shares.push_back({file, file_bytes(file)});
    return shares;
}

void restore_keys(const Commands& asked, const registry::Settings& settings)
{
    const auto made = registry::restore_vault_keys(settings, shares_of(asked));
    for (const auto& file : made) fmt::print("{}\n", file.string());
    if (made.empty()) fmt::print(stderr, "every key of these shares is there already\n");
}

/// False where one of them serves no more.
bool check_shares(const Commands& asked, const registry::Settings& settings)
{
    bool all_serve = true;
    for (const auto& one : registry::check_vault_shares(settings, shares_of(asked))) {
        fmt::print(
            "{}\n", json::text(json::Object{
                        {"share", one.name},
                        {"made", one.made_on ? iso_text(*one.made_on) : ""},
                        {"sharing", one.sharing},
                        {"keys", fmt::format("{}", fmt::join(one.keys, " "))},
                        {"lacks", fmt::format("{}", fmt::join(one.lacks, " "))},
                        {"other_keys", fmt::format("{}", fmt::join(one.others, " "))},
                        {"serves", one.serves()}})
        );
        all_serve = all_serve && one.serves();
    }
    return all_serve;
}

bool is_about_accounts(const Commands& asked)
{
    return *asked.staff || *asked.change_role || *asked.disable || *asked.enable ||
           *asked.accounts || *asked.code;
}

void run_accounts(const Commands& asked, const registry::Settings& settings)
{
    registry::AccountsProgram program(settings);
    auto& accounts = program.accounts();
    if (*asked.staff) {
        const auto made =
            accounts.add(asked.login, asked.name, asked.role, asked.unit, asked.person);
        fmt::print(
            "{}\n",
            json::text(json::Object{
                {"login", asked.login}, {"password", made.password}, {"totp", made.totp_uri}})
        );
    } else if (*asked.change_role) {
        accounts.change_role(asked.login, asked.role);
    } else if (*asked.disable || *asked.enable) {
        accounts.set_disabled(asked.login, bool(*asked.disable));
    } else if (*asked.accounts) {
        fmt::print("number,login,password,totp\n");
        const auto remarks = accounts.open_all([](const registry::Accounts::Opened& one) {
            fmt::print(
                "{},{},{},{}\n", one.number, one.login, one.secrets.password, one.secrets.totp_uri
            );
            // They are kept nowhere else: what is told of one is out before the next is made.
            if (std::fflush(stdout) != 0) throw std::runtime_error("the secrets cannot be written");
        });
        for (const auto& remark : remarks) fmt::print(stderr, "{}\n", remark);
    } else if (*asked.code) {
        if (settings.environment == registry::Environment::production)
            throw std::runtime_error("code: only with registry.environment = sandbox");
        fmt::print("{}\n", accounts.code_of(asked.login));
    }
}

registry::ProcessKind kind_of(const Commands& asked)
{
    using Kind = registry::ProcessKind;
    if (*asked.migrate) return Kind::migration;
    const bool of_the_vault = *asked.vault || *asked.erase || *asked.share || *asked.restore ||
                              *asked.check_shares || *asked.rotate_domain || *asked.rotate_master;
    return of_the_vault || is_about_accounts(asked) ? Kind::vault : Kind::pages;
}

int check(const Commands& asked, const registry::Settings& settings, const config::Config& config)
{
    using Kind = registry::ProcessKind;
    if (asked.check_for != "production") throw std::runtime_error("--check: expected production");
    for (const auto kind : {Kind::pages, Kind::vault, Kind::migration})
        if (asked.check_process == process_name(kind)) {
            const auto broken = broken_rules(settings, config, kind);
            for (const auto& one : broken) fmt::print("{}: {}\n", one.key, one.words);
            return broken.empty() ? 0 : 1;
        }
    throw std::runtime_error("--for: expected serve, vault or migrate");
}

void run(const Commands& asked, const registry::Settings& settings, const StopSignals& signals)
{
    if (*asked.vault) {
        registry::VaultProgram vault(settings);
        vault.start();
        fmt::print("listening on {}\n", settings.vault_socket.string());
        std::fflush(stdout);
        signals.wait();
        vault.stop();
        return;
    }
    if (*asked.erase) return erase(settings);
    if (*asked.restore) return restore_keys(asked, settings);
    if (*asked.share) return share_keys(asked, settings);
    if (*asked.rotate_domain || *asked.rotate_master) {
        rotate(asked, settings);
        return;
    }
    if (*asked.migrate) {
        const auto waiting = registry::migrate_database(
            settings,
            asked.older_are_gone ? pg::OlderPrograms::are_gone : pg::OlderPrograms::may_run
        );
        fmt::print("{}", pg::waiting_text(waiting));
        return;
    }
    if (is_about_accounts(asked)) return run_accounts(asked, settings);
    registry::Program program(settings);
    if (*asked.serve) {
        const auto port = program.start();
        fmt::print("listening on {}:{}\n", settings.web.address, port);
        std::fflush(stdout);
        signals.wait();
        program.stop();
    } else if (*asked.people) {
        print_report(program.import_people(file_bytes(asked.file), asked.name));
    } else if (*asked.civil_servants) {
        print_report(program.ask_civil_servants([](std::int64_t records) {
            fmt::print(stderr, "{} records\n", records);
        }));
    } else if (*asked.routes) {
        for (const auto& route : program.route_list()) fmt::print("{}\n", route);
    } else if (*asked.audit_key) {
        fmt::print("{}\n", program.audit_log().verifier_key());
    } else if (*asked.audit_save) {
        program.audit_log().save(asked.file);
    }
}

} // namespace

/// The same command, for the process that does it.
static std::vector<std::string> own_words(int argc, char** argv)
{
    std::vector<std::string> words(argv + 1, argv + argc);
    words.push_back("--alone");
    return words;
}

int main(int argc, char** argv)
{
    forbid_core_dumps();
    CLI::App app("tnung-registry: the asset and income registry of a province");
    const Commands asked(app);
    CLI11_PARSE(app, argc, argv);

    const StopSignals signals; // before any thread starts
    if (!*asked.serve && !*asked.vault) signals.leave_to_system();

    try {
        auto config = config::Config::load(asked.config_file);
        const auto settings = registry::read_settings(config);
        for (const auto& key : config.unknown())
            throw std::runtime_error(fmt::format("nobody knows the setting {}", key));
        if (*asked.show && !asked.check_for.empty()) return check(asked, settings, config);
        if (!*asked.show && settings.environment == registry::Environment::production)
            refuse_broken(broken_rules(settings, config, kind_of(asked)));
        if (*asked.show)
            fmt::print("{}", config.effective());
        else if ((*asked.serve || *asked.vault) && !asked.alone && settings.crash_at.empty())
            return supervise(*asked.serve ? "registry" : "vault", own_words(argc, argv), signals);
        else if (*asked.check_shares)
            return check_shares(asked, settings) ? 0 : 1;
        else
            run(asked, settings, signals);
        return 0;
    } catch (const std::exception& error) {
        log::error("registry.stopped", {{"what", error.what()}});
        return 1;
    }
}
