// People declare, some of them in every field, with words and numbers that nobody else has; they
// are returned, received, handed over and read, and things go wrong; then nothing of what was
// declared may be readable in the registry's data folder, its vault, the logs, WAL, temporary files
// or a dump. A leak is planted in the end and must be found.
#include "foundation/base/clock.hpp"
#include "foundation/json/json.hpp"
#include "foundation/pg/connection.hpp"
#include "tests/plaintext/planting.hpp"
#include "tests/stage/registry_stage.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <csignal>

namespace tnung::plaintext {

namespace {

constexpr int planted_number = 0;

/// Words that stand in every free text of that declaration, and its numbers.
std::vector<std::string> secrets_of(int number)
{
    auto secrets = sandbox::identity_numbers(number);
    secrets.push_back(sandbox::canary("", number));
    return secrets;
}

class Rehearsal {
public:
    Rehearsal(const testing::RegistryStage& stage, int people, int everything)
        : stage_(stage), people_(people), everything_(everything)
    {
    }

    int run()
    {
        const auto config = stage_.write_config("registry");
        if (!stage_.start(pages_, config, "serve") || !stage_.start(vault_, config, "vault"))
            throw std::runtime_error("the registry does not start");
        const auto target = stage_.cluster().admin_target("registry");
        pg::Connection admin(target);
        // Compressed pages would hide what they hold from the search.
        admin.script("ALTER SYSTEM SET wal_compression = off");
        admin.script("SELECT pg_reload_conf()");
        const SystemClock clock(stage_.clock_shift());
        auto day = stage_.people(people_);
        day.everything = everything_;
        day.at_once = 4;
        const auto counts = sandbox::live_a_day(day, clock);
        go_wrong(day.auditor, clock);
        admin.script("CHECKPOINT");
        dump(target, stage_.folder());
        // Their accounts are known to whoever made them; what they declared is not.
        std::vector<std::string> secrets;
        for (int i = 0; i < everything_; ++i)
            for (auto& secret : secrets_of(i)) secrets.push_back(std::move(secret));
        secrets.push_back(marker());
        LeakSearch search(secrets);
        const auto leaks = search.in({stage_.folder()});
        for (const auto& leak : leaks) tell(leak);
        const auto files = search.files_read(), mebibytes = search.bytes_read() >> 20;
        const auto missed = planted_and_missed(
            {.target = target,
             .folder = stage_.folder(),
             .program_log = "registry.err",
             .table_secret = secrets_of(planted_number).back(),
             .secrets = secrets_of(planted_number)}
        );
        pages_.stop();
        vault_.stop();
        fmt::print(
            "{}\n", json::text(json::Object{
                        {"declarations", counts.declarations},
                        {"secrets", secrets.size()},
                        {"files", files},
                        {"mebibytes", mebibytes},
                        {"leaks", leaks.size()},
                        {"planted_missed", missed}})
        );
        return leaks.empty() && missed == 0 ? 0 : 1;
    }

private:
    /// What every canary begins with, so that nothing of any declaration is overlooked.
    static std::string marker()
    {
        const auto one = sandbox::canary("", planted_number);
        return one.substr(0, one.find(fmt::format("{}", planted_number)));
    }

    /// Ways in which typed words come into logs: wrong logins, broken forms, unknown addresses, a
    /// vault that is away.
    void go_wrong(sandbox::Account& somebody, const Clock& clock)
    {
        http::Client client;
        sandbox::Visitor visitor(client, stage_.origin(), clock);
        const auto secret = secrets_of(planted_number).back();
        (void)visitor.post("/vao", {{"login", secret}, {"password", secret}, {"code", secret}});
        (void)visitor.get("/thanh-tra?q=" + http::url_encoded(secret));
        (void)visitor.get("/ke-khai/" + http::url_encoded(secret));
        (void)client.call(
            {.method = http::Method::post,
             .url = stage_.origin() + "/ke-khai/1/muc/chung",
             .headers = {{"Content-Type", "application/json"}, {"Cookie", secret}},
             .body = "{\"" + secret}
        );
        if (!visitor.sign_in(somebody)) throw std::runtime_error("the auditor cannot sign in");
        (void)visitor.post("/ke-khai/1/muc/chung", {{"f12", secret}, {secret, secret}});
        (void)visitor.post("/don-vi/1/tra-lai", {{"ly-do", secret}});
        vault_.kill(SIGKILL);
        vault_.wait();
        (void)visitor.post("/ke-khai/1/muc/chung", {{"f12", secret}});
        if (!stage_.start(vault_, stage_.write_config("registry"), "vault"))
            throw std::runtime_error("the vault does not start again");
    }

    const testing::RegistryStage& stage_;
    const int people_, everything_;
    testing::Child pages_{stage_.folder(), "registry"}, vault_{stage_.folder(), "vault"};
};

} // namespace

} // namespace tnung::plaintext

int main(int argc, char** argv)
{
    using namespace tnung;
    CLI::App app("searches what the registry leaves on disk for what was declared");
    std::string programs = "build";
    int people = 150, everything = 20;
    bool keep = false;
    app.add_option("--programs", programs, "where they were built");
    app.add_option("--people", people, "how many declare")->envname("TNUNG_PEOPLE");
    app.add_option("--everything", everything, "how many of them in every field");
    app.add_flag("--keep", keep, "leave the data folder");
    CLI11_PARSE(app, argc, argv);
    std::signal(SIGPIPE, SIG_IGN);
    const testing::RegistryStage stage("plaintext-registry", programs);
    return stage.rehearse(keep, [&] {
        return plaintext::Rehearsal(stage, people, everything).run();
    });
}
