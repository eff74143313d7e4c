// Attacks the gateway and the registry as whole programs on the loopback: bin/attack.
#include "foundation/base/bytes.hpp"
#include "foundation/base/clock.hpp"
#include "foundation/base/durable_file.hpp"
#include "foundation/http/client.hpp"
#include "foundation/json/json.hpp"
#include "foundation/pg/private_cluster.hpp"
#include "foundation/testing/child.hpp"
#include "tests/attack/becomes.hpp"
#include "tests/attack/connections.hpp"
#include "tests/attack/floods.hpp"
#include "tests/attack/walls.hpp"
#include "tests/stage/registry_stage.hpp"
#include "tests/stage/stage.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <csignal>
#include <fstream>
#include <thread>

#include <unistd.h>

namespace tnung::attack {

namespace {

constexpr std::chrono::seconds starts_max{60}, comes_back_max{30};
constexpr int descriptors = 300, held = 320;

unsigned short port_of(const std::string& origin)
{
    return static_cast<unsigned short>(std::stoi(origin.substr(origin.rfind(':') + 1)));
}

/// The first process that one of its threads started; 0 where there is none.
pid_t child_of(pid_t process)
{
    std::error_code gone;
    for (const auto& thread :
         std::filesystem::directory_iterator(fmt::format("/proc/{}/task", process), gone))
    {
        std::ifstream stream(thread.path() / "children");
        if (pid_t child = 0; stream >> child) return child;
    }
    return 0;
}

std::int64_t deaths_in(const std::filesystem::path& log)
{
    const auto text = whole_file(log).value_or("");
    std::int64_t deaths = 0;
    for (auto at = text.find("supervisor.died"); at != std::string::npos;
         at = text.find("supervisor.died", at + 1))
        ++deaths;
    return deaths;
}

bool opens(const Door& door)
{
    http::Client client;
    const auto answer =
        client.call({.url = fmt::format("http://127.0.0.1:{}{}", door.port, door.page)});
    return answer && answer->status == 200;
}

/// Kills it as a fault would, and waits for what comes in its place.
void kill_and_see_back(
    pid_t process, const std::function<bool()>& is_back, const std::string& what, Report& report
)
{
    report.tried();
    if (process <= 0) return report.crashed(what + " does not run");
    ::kill(process, SIGKILL);
    if (becomes(is_back, comes_back_max))
        report.restarted();
    else
        report.crashed(what + " does not come back");
}

/// A session of somebody; `code`: the six digits of their app.
Seat signed_in(
    const std::string& origin, const std::string& path, const std::string& role,
    const std::string& login, const std::string& password, const std::string& code
)
{
    http::Client client;
    const auto answer = client.call(
        {.method = http::Method::post,
         .url = origin + path,
         .headers = {{"Origin", origin}, {"Content-Type", "application/x-www-form-urlencoded"}},
         .body = fmt::format(
             "login={}&password={}&code={}", login, http::url_encoded(password), trimmed(code)
         )}
    );
    if (!answer || answer->status != 303)
        throw std::runtime_error(fmt::format("{} cannot sign in as {}", login, role));
    const auto cookie = http::find_header(answer->headers, "set-cookie");
    return {role, std::string(cookie.substr(0, cookie.find(';')))};
}

std::string text_at(const std::string& json_text, const char* name)
{
    const auto value = json::parse(trimmed(json_text));
    if (!value) throw std::runtime_error("a command prints no JSON");
    return std::string(value->at(name).as_string());
}

class Gateway {
public:
    Gateway(const testing::Stage& stage, Report& report)
        : stage_(stage), report_(report), config_(stage.write_config("gateway", "", 1)),
          program_(stage.folder, "serve"),
          door_{"the gateway", port_of(stage.gateway_origin()), "/tra-cuu"},
          operators_{"the gateway's figures", port_of(stage.operator_origin()), "/ready"}
    {
    }

    void attack(std::chrono::seconds time, std::uint32_t seed)
    {
        plant_a_socket_folder();
        start();
        forge_calls();
        const auto seats = people();
        take_over_pages_of_gateway(cluster().app_target("gateway"), report_);
        ask_for_rights(
            stage_.gateway_folder() / "authority.sock",
            seats.front().cookie.substr(seats.front().cookie.find('=') + 1), report_
        );
        try_routes(
            stage_.gateway_origin(), "/can-bo/vao", lines_of(run({"routes"})), seats, report_
        );
        send_known_wrong(door_, report_);
        hold_connections(door_, held, report_);
        if (!opens(operators_)) report_.wrong_answer("the gateway's figures are not to be had");
        send_hostile_bytes(door_, time, seed, report_);
        flood_chat(
            stage_, [this](const std::string& phone) { return owe(phone); }, report_
        );
        flood_sign_in(stage_.gateway_origin(), "/can-bo/vao", "clerk", report_);
        die_and_come_back();
        if (program_.stop() != 3 << 8) report_.wrong_answer("who saw a death does not end with 3");
    }

    pg::PrivateCluster cluster() const
    {
        return pg::PrivateCluster({.folder = stage_.gateway_folder() / "db"});
    }

private:
    static std::vector<std::string> lines_of(const std::string& text)
    {
        std::vector<std::string> lines;
        for (std::size_t at = 0; at < text.size();) {
            const auto end = std::min(text.find('\n', at), text.size());
            lines.push_back(text.substr(at, end - at));
            at = end + 1;
        }
        return lines;
    }
    std::string run(const std::vector<std::string>& words)
    {
        testing::Child child(stage_.folder, "run");
        std::filesystem::remove(child.output());
        std::vector<std::string> all{stage_.gateway_program(), "--config", config_};
        all.insert(all.end(), words.begin(), words.end());
        child.start(all);
        if (child.wait() != 0)
            throw std::runtime_error(fmt::format("tnung-gateway {} fails", words.front()));
        return whole_file(child.output()).value_or("");
    }
    /// Where the database's socket will lie there is a way to a folder of somebody else's.
    void plant_a_socket_folder()
    {
        const auto theirs = stage_.folder / "planted";
        const auto place = stage_.gateway_folder() / "db" / "socket";
        std::filesystem::create_directories(theirs);
        std::filesystem::create_directories(place.parent_path());
        std::filesystem::create_directory_symlink(theirs, place);
        report_.tried();
        bool started = true;
        try {
            run({"migrate"});
        } catch (const std::runtime_error&) {
            started = false;
        }
        if (started) report_.limit_passed("the database's socket lies in a planted folder");
        std::filesystem::remove(place);
    }
    void start()
    {
        run({"migrate"});
        key_ = trimmed(run({"add-sender", "một cửa", "H21"}));
        narrow_key_ = trimmed(run({"add-sender", "sở", "H21.9"}));
        program_.start(
            {"/bin/sh", "-c", fmt::format("ulimit -n {}; exec \"$0\" \"$@\"", descriptors),
             stage_.gateway_program(), "--config", config_, "serve"}
        );
        if (!becomes([&] { return opens(door_) && opens(operators_); }, starts_max))
            throw std::runtime_error("the gateway does not start");
    }
    std::vector<Seat> people()
    {
        std::vector<Seat> seats;
        for (const std::string role : {"clerk", "operator", "administrator"}) {
            std::vector<std::string> words{"add-staff", role, "Nguyễn Văn Thử", role};
            if (role == "clerk") words.emplace_back("23575");
            const auto password = text_at(run(words), "password");
            seats.push_back(signed_in(
                stage_.gateway_origin(), "/can-bo/vao", role, role, password, run({"code", role})
            ));
        }
        return seats;
    }
    int post(
        const std::string& path, const std::string& body, std::vector<http::Header> headers,
        std::string* answered = nullptr
    )
    {
        report_.tried();
        const auto answer = client_.call(
            {.method = http::Method::post,
             .url = stage_.gateway_origin() + path,
             .headers = std::move(headers),
             .body = body}
        );
        if (answer && answered) *answered = answer->body;
        return answer ? answer->status : 0;
    }
    std::string event(const std::string& id, const std::string& agency, const std::string& phone)
    {
        const auto now = SystemClock(std::chrono::seconds(stage_.clock_shift)).now();
        return json::text(json::Object{
            {"events", json::Array{json::Object{
                           {"event_id", id},
                           {"dossier_code", "H21.5-261125-0001"},
                           {"occurred_at", iso_text(now)},
                           {"state", 2},
                           {"procedure_code", "1.012765"},
                           {"procedure_name", "Đăng ký biến động"},
                           {"agency_id", agency},
                           {"agency_name", "Sở"},
                           {"owner", json::Object{{"name", "Siu H’Bia"}, {"kind", "citizen"}}},
                           {"phone", phone}}}}});
    }
    /// A dossier that owes something, of whoever has that number; its code.
    std::string owe(const std::string& phone)
    {
        const auto code = fmt::format("H21.12.34-261125-{:04}", ++owed_);
        const auto now = SystemClock(std::chrono::seconds(stage_.clock_shift)).now();
        std::string answer;
        post(
            "/api/v1/dossier-events",
            json::text(json::Object{
                {"events", json::Array{json::Object{
                               {"event_id", "owed " + code},
                               {"dossier_code", code},
                               {"occurred_at", iso_text(now)},
                               {"state", 6},
                               {"procedure_code", "1.012765"},
                               {"procedure_name", "Đăng ký biến động"},
                               {"agency_id", "H21.12"},
                               {"agency_name", "Trung tâm"},
                               {"owner", json::Object{{"name", "Siu H’Bia"}, {"kind", "citizen"}}},
                               {"phone", phone}}}}}),
            {{"Authorization", "Bearer " + key_}, {"Content-Type", "application/json"}}, &answer
        );
        if (answer.find("\"stored\"") == std::string::npos)
            report_.wrong_answer("an obligation is not stored: " + answer);
        return code;
    }
    void forge_calls()
    {
        const auto bearer = [](const std::string& key) {
            return std::vector<http::Header>{
                {"Authorization", "Bearer " + key}, {"Content-Type", "application/json"}};
        };
        const std::string much(2u << 20, ' ');
        for (const auto& [headers, what] :
             std::vector<std::pair<std::vector<http::Header>, const char*>>{
                 {{}, "no key"},
                 {bearer("guessed"), "a guessed key"},
                 {{{"Authorization", "Basic eDp4"}}, "another scheme"}})
            for (const auto& body : {event("x", "H21.5", "0914630552"), much})
                if (post("/api/v1/dossier-events", body, headers) != 401)
                    report_.limit_passed(fmt::format("events are taken with {}", what));
        if (post(
                "/api/v1/national",
                "{\"session\":\"guessed\",\"service\":\"DongBoHoSoMC\",\"data\":[]}", {}
            ) != 401)
            report_.limit_passed("the national shapes are taken with a guessed session");
        if (post(
                "/webhooks/zalo", "{\"event_name\":\"follow\"}",
                {{"X-ZEvent-Signature", "mac=" + std::string(64, '0')}}
            ) != 401)
            report_.limit_passed("a forged webhook is taken");
        std::string answer;
        if (post(
                "/api/v1/dossier-events", event("one", "H21.5", "0914630552"), bearer(key_), &answer
            ) != 200 ||
            answer.find("\"stored\"") == std::string::npos)
            report_.wrong_answer("a good event is not stored: " + answer);
        post(
            "/api/v1/dossier-events", event("two", "H21.9", "0905123418"), bearer(narrow_key_),
            &answer
        );
        if (answer.find("\"refused\"") == std::string::npos)
            report_.limit_passed("an agency takes another's dossier over: " + answer);
    }
    void die_and_come_back()
    {
        const auto deaths = deaths_in(stage_.folder / "serve.err");
        for (std::int64_t i = 0; i < deaths; ++i) report_.crashed("the gateway, see serve.err");
        const auto back = [&] { return opens(door_); };
        const auto worker = child_of(program_.pid());
        kill_and_see_back(
            child_of(worker),
            [&] {
                return post(
                           "/can-bo/vao", "login=nobody&password=x&code=1",
                           {{"Origin", stage_.gateway_origin()},
                            {"Content-Type", "application/x-www-form-urlencoded"}}
                       ) != 503;
            },
            "who signs people in", report_
        );
        kill_and_see_back(worker, back, "the gateway", report_);
    }

    const testing::Stage stage_;
    Report& report_;
    const std::string config_;
    testing::Child program_;
    const Door door_, operators_;
    std::string key_, narrow_key_;
    int owed_ = 0;
    http::Client client_;
};

class Registry {
public:
    Registry(const testing::RegistryStage& stage, Report& report)
        : stage_(stage), report_(report), config_(stage.write_config("registry")),
          pages_(stage.folder(), "serve"),
          vault_(stage.folder(), "vault"), door_{"the registry", port_of(stage.origin()), "/vao"}
    {
    }

    void attack(std::chrono::seconds time, std::uint32_t seed)
    {
        stage_.run({"migrate"});
        auto accounts = stage_.people(1);
        if (!stage_.start(pages_, config_, "serve") || !stage_.start(vault_, config_, "vault"))
            throw std::runtime_error("the registry does not start");
        std::vector<Seat> seats;
        const auto sit = [&](const std::string& role, const sandbox::Account& account) {
            seats.push_back(signed_in(
                stage_.origin(), "/vao", role, account.login, account.password,
                stage_.run({"code", account.login})
            ));
        };
        const SystemClock clock{stage_.clock_shift()};
        sandbox::Visitor declarant(client_, stage_.origin(), clock),
            administrator(client_, stage_.origin(), clock);
        if (!declarant.sign_in(accounts.declarants.at(0)) ||
            !administrator.sign_in(accounts.administrator))
            throw std::runtime_error("the registry lets nobody in");
        seats.push_back({"declarant", declarant.cookie()});
        seats.push_back({"administrator", administrator.cookie()});
        sit("personnel", accounts.personnel);
        sit("inspector", accounts.inspector);
        sit("auditor", accounts.auditor);
        take_over_pages_of_registry(stage_.cluster().app_target("registry"), report_);
        ask_for_rights(
            stage_.data_folder() / "authority.sock",
            seats.front().cookie.substr(seats.front().cookie.find('=') + 1), report_
        );
        std::vector<std::string> routes;
        const auto listed = stage_.run({"routes"});
        for (std::size_t at = 0; at < listed.size();) {
            const auto end = std::min(listed.find('\n', at), listed.size());
            routes.push_back(listed.substr(at, end - at));
            at = end + 1;
        }
        try_routes(stage_.origin(), "/vao", routes, seats, report_);
        send_papers(administrator, declarant, accounts.declarants.at(0), clock);
        send_known_wrong(door_, report_);
        send_hostile_bytes(door_, time, seed, report_);
        flood_sign_in(stage_.origin(), "/vao", accounts.auditor.login, report_);
        for (const char* log : {"serve.err", "vault.err"})
            for (auto deaths = deaths_in(stage_.folder() / log); deaths > 0; --deaths)
                report_.crashed(fmt::format("the registry, see {}", log));
        const auto signs_in = [&] {
            const auto answer = client_.call(
                {.method = http::Method::post,
                 .url = stage_.origin() + "/vao",
                 .headers =
                     {{"Origin", stage_.origin()},
                      {"Content-Type", "application/x-www-form-urlencoded"}},
                 .body = "login=nobody&password=x&code=1"}
            );
            return answer && answer->status != 503 && answer->status != 500;
        };
        kill_and_see_back(child_of(vault_.pid()), signs_in, "the vault", report_);
        kill_and_see_back(
            child_of(pages_.pid()), [&] { return opens(door_); }, "the registry", report_
        );
        pages_.stop();
        vault_.stop();
    }

private:
    /// Somebody declares, and sends the paper that they signed from many windows at once.
    void send_papers(
        sandbox::Visitor& administrator, sandbox::Visitor& declarant, sandbox::Account& account,
        const Clock& clock
    )
    {
        administrator.get("/");
        administrator.post("/dot-ke-khai", {{"year", iso_text(clock.now()).substr(0, 4)}});
        const auto declared = sandbox::declare(
            declarant, account, {.words = [](const std::string&) { return "Siu H’Bia"; }}
        );
        const auto page = declarant.get(declared.path).body;
        const auto end = page.find("/ban-ky?the=");
        if (end == std::string::npos) return report_.wrong_answer("no page takes signed papers");
        const auto begin = page.rfind('"', end) + 1;
        constexpr std::string_view mark = "name=\"the\" value=\"";
        const auto token = page.find(mark, end) + mark.size();
        flood_papers(
            stage_.origin(), declarant.cookie(),
            {page.substr(begin, page.find('"', end) - begin),
             page.substr(token, page.find('"', token) - token)},
            [this] { return opens(door_); }, report_
        );
    }

    const testing::RegistryStage& stage_;
    Report& report_;
    const std::string config_;
    testing::Child pages_, vault_;
    const Door door_;
    http::Client client_;
};

} // namespace

} // namespace tnung::attack

int main(int argc, char** argv)
{
    using namespace tnung;
    CLI::App app("attacks the gateway and the registry on the loopback");
    std::string programs = "build";
    int seconds = 30;
    std::uint32_t seed = 1;
    bool keep = false;
    app.add_option("--programs", programs, "where they were built");
    app.add_option("--seconds", seconds, "of hostile bytes, half of them for each")
        ->check(CLI::Range(2, 3600));
    app.add_option("--seed", seed, "other bytes");
    app.add_flag("--keep", keep, "leave the data folders");
    CLI11_PARSE(app, argc, argv);
    std::signal(SIGPIPE, SIG_IGN);

    attack::Report report;
    const std::chrono::seconds each(seconds / 2);
    const auto stage = testing::new_stage("attack", programs);
    int status = 0;
    try {
        attack::Gateway(stage, report).attack(each, seed);
    } catch (const std::exception& error) {
        fmt::print(stderr, "bin/attack: {}\n", error.what());
        status = 1;
    }
    pg::PrivateCluster({.folder = stage.gateway_folder() / "db"}).stop();
    const testing::RegistryStage registry("attack-registry", programs);
    const int of_registry = registry.rehearse(keep, [&] {
        attack::Registry(registry, report).attack(each, seed);
        return report.is_clean() ? 0 : 1;
    });
    if (of_registry != 0 || !report.is_clean()) status = 1;
    if (keep || status != 0)
        fmt::print(stderr, "data kept in {}\n", stage.folder.string());
    else
        std::filesystem::remove_all(stage.folder);
    fmt::print("{}\n", report.json());
    return status;
}
