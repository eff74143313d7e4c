// bin/crash notices: gateways on one database die at every named point and at random, PostgreSQL
// too, while events flow, answers are lost, webhooks come twice and out of order, and tokens are
// revoked. Then both sides' books are compared.
#include "foundation/base/clock.hpp"
#include "foundation/json/json.hpp"
#include "foundation/pg/private_cluster.hpp"
#include "foundation/testing/child.hpp"
#include "tests/crash/poison.hpp"
#include "tests/crash/verdict.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <sys/wait.h>

#include <array>
#include <chrono>
#include <csignal>
#include <deque>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <thread>

namespace tnung::crash {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int gateways_count = 3;
/// A gateway that does not come past its point in this time dies where it is. One of them lives
/// longer, so that lost answers are noticed, too.
constexpr std::chrono::seconds point_wait_max{6}, long_life_max{25};
constexpr int long_life_times = 12;
constexpr int rare = 5; ///< passings of a point that comes too seldom to be waited for often
constexpr std::chrono::seconds revoke_every{9};
constexpr std::chrono::seconds spoil_every{2};
constexpr std::chrono::seconds drain_max{240};
constexpr int database_kill_every = 25; ///< of all kills
constexpr int starts_failed_max = 50;
constexpr std::chrono::seconds flows_before_full{6}, flows_after_full{4};

/// The points of crash_point::pass in the program, and how many passings there are to choose from.
struct Point {
    const char* name;
    int passing_max;
};
constexpr std::array<Point, 12> points = {{
    {"intake.storing", 20},
    {"intake.stored", 20},
    {"delivery.claimed", 20},
    {"delivery.called", 40},
    {"delivery.answered", 20},
    {"delivery.recorded", 20},
    {"webhook.stored", 30},
    {"webhook.working", 30},
    {"webhook.worked", 30},
    {"token.rotated", 1},
    {"token.kept", 1},
    {"token.saved", 1},
}};

constexpr pg::Query consent_query{
    "crash.consent", "SELECT count(*) FROM zalo_token WHERE refused_at IS NOT NULL"};
constexpr pg::Query backend_query{"crash.backend", R"sql(
    SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
     ORDER BY random() LIMIT 1
)sql"};

struct Seat {
    testing::Child child;
    std::string name, armed;
    Clock::time_point started;
    bool lives_longer = false, killed_by_us = false;
};

class Rehearsal {
public:
    Rehearsal(testing::Stage stage, int kills_wanted, std::uint32_t seed, double rate)
        : stage_(std::move(stage)), kills_wanted_(kills_wanted), rate_(rate), random_(seed)
    {
    }

    int run()
    {
        prepare(true);
        while (kills_ < kills_wanted_) {
            std::this_thread::sleep_for(std::chrono::milliseconds(50)); // the pace of looking
            for (auto& seat : seats_) look_at(seat);
            if (kills_ / database_kill_every > database_kills_) kill_database();
            if (Clock::now() - revoked_at_ > revoke_every) revoke_tokens();
            consent_where_needed();
            let_somebody_slip();
            spoil_what_waits();
        }
        return finish();
    }

    /// Nothing can be written for that long. Nobody is killed by us; PostgreSQL may well die of it.
    int run_disk_full(std::chrono::seconds full_for)
    {
        const auto library = stage_.folder / DISK_FULL_LIBRARY;
        std::filesystem::copy_file(
            stage_.programs / "tests" / "crash" / DISK_FULL_LIBRARY, library
        );
        const auto flag = stage_.folder / "full";
        ::setenv("TNUNG_DISK_FULL", flag.c_str(), 1);
        database_preload_ = library;
        prepare(false);
        go_on(flows_before_full);
        std::ofstream(flag).close();
        go_on(full_for);
        std::filesystem::remove(flag);
        go_on(flows_after_full);
        if (database_errors_ == 0) throw std::runtime_error("the full disk hurt nobody");
        return finish();
    }

private:
    /// Looks on for that long; what ended is started again, as a supervisor would.
    void go_on(std::chrono::seconds lasting)
    {
        const auto until = Clock::now() + lasting;
        while (Clock::now() < until) {
            std::this_thread::sleep_for(std::chrono::milliseconds(200)); // the pace of looking
            for (auto& seat : seats_)
                if (const auto status = seat.child.ended()) {
                    if (WIFSIGNALED(*status) || ++starts_failed_ > starts_failed_max)
                        throw std::runtime_error(fmt::format(
                            "{} died of the full disk, status {:#x}", seat.name, *status
                        ));
                    start(seat, false);
                }
            try {
                pg::Connection database(cluster().app_target("gateway"));
                database.script("CREATE TEMP TABLE probe AS SELECT repeat('x', 100000)");
            } catch (const pg::Error&) {
                ++database_errors_;
            }
            let_somebody_slip();
        }
    }

    pg::PrivateCluster cluster() const
    {
        return pg::PrivateCluster({.folder = stage_.gateway_folder() / "db"});
    }

    std::vector<std::string>
    gateway(const std::filesystem::path& config, std::initializer_list<std::string> command) const
    {
        std::vector<std::string> arguments = {stage_.gateway_program(), "--config", config};
        arguments.insert(arguments.end(), command);
        return arguments;
    }

    /// Runs a command of the gateway to its end and gives back what it printed; empty where it
    /// failed.
    std::string command(const std::string& name, std::initializer_list<std::string> words)
    {
        testing::Child child(stage_.folder, name);
        std::filesystem::remove(child.output());
        child.start(gateway(stage_.write_config(name, "", 1), words));
        if (child.wait() != 0) return {};
        std::ifstream stream(child.output());
        std::stringstream text;
        text << stream.rdbuf();
        return text.str();
    }

    /// Gateways, and the database that they start, are loaded with it.
    void preload_for_database(bool on) const
    {
        if (database_preload_.empty()) return;
        if (on)
            ::setenv("LD_PRELOAD", database_preload_.c_str(), 1);
        else
            ::unsetenv("LD_PRELOAD"); // the sandbox has a disk of its own
    }

    void prepare(bool to_die)
    {
        preload_for_database(true);
        const auto key = command("key", {"add-sender", "Hệ thống một cửa tỉnh", "H21"});
        if (key.empty()) throw std::runtime_error("the gateway does not start");
        std::ofstream(stage_.folder / "key.txt") << key;
        preload_for_database(false);
        sandbox_.start(
            {stage_.programs / "sandbox" / "tnung-sandbox",
             "--clock-shift",
             fmt::format("{}", stage_.clock_shift),
             "serve",
             "--port",
             fmt::format("{}", stage_.sandbox_port),
             "--gateway",
             stage_.gateway_origin(),
             "--key-file",
             stage_.folder / "key.txt",
             "--following",
             "60",
             "--feed",
             "--dossiers",
             "300",
             "--events",
             "1000000",
             "--rate",
             fmt::format("{}", rate_),
             "--calls-per-minute",
             "100000",
             "--quota",
             "1000000",
             "--webhook-retries-faster",
             "10"}
        );
        preload_for_database(true);
        for (int i = 0; i < gateways_count; ++i) {
            const auto name = fmt::format("gateway-{}", i + 1);
            seats_.push_back(
                {.child = testing::Child(stage_.folder, name), .name = name, .lives_longer = i == 0}
            );
            start(seats_.back(), to_die);
        }
        set_faults(to_die, false);
        begun_ = revoked_at_ = Clock::now();
    }

    void start(Seat& seat, bool to_die)
    {
        seat.armed.clear();
        int passing = 1;
        if (to_die) {
            const auto& point = points[next_point_++ % points.size()];
            seat.armed = point.name;
            passing = 1 + int(random_() % unsigned(point.passing_max));
            if (seat.lives_longer && point.passing_max > rare) passing *= long_life_times;
        }
        seat.killed_by_us = false;
        seat.started = Clock::now();
        seat.child.start(gateway(stage_.write_config(seat.name, seat.armed, passing), {"serve"}));
    }

    void look_at(Seat& seat)
    {
        if (const auto status = seat.child.ended()) {
            if (WIFSIGNALED(*status) && WTERMSIG(*status) == SIGKILL) {
                ++kills_;
                ++kills_at_[seat.killed_by_us ? "anywhere" : seat.armed];
            } else if (WIFEXITED(*status) && ++starts_failed_ <= starts_failed_max) {
                // The database was down while it started: a supervisor would start it again, too.
            } else {
                throw std::runtime_error(
                    fmt::format("{} ended by itself, status {:#x}", seat.name, *status)
                );
            }
            start(seat, kills_ < kills_wanted_);
        } else if (!seat.killed_by_us && Clock::now() - seat.started > (seat.lives_longer ? long_life_max : point_wait_max))
        {
            seat.killed_by_us = true;
            seat.child.kill(SIGKILL);
        }
    }

    void kill_database()
    {
        ++database_kills_;
        ++kills_;
        // The whole server, or one session of it, which makes it start over.
        if (database_kills_ % 2 == 0) {
            ++kills_at_["postgresql"];
            if (const int pid = cluster().postmaster_pid(); pid > 1) ::kill(pid, SIGKILL);
            return;
        }
        ++kills_at_["postgresql session"];
        try {
            pg::Connection admin(cluster().admin_target("gateway"));
            const auto found = admin.exec(backend_query);
            if (!found.empty()) ::kill(found.get<int>(0, 0), SIGKILL);
        } catch (const pg::Error&) {
            // It is down already.
        }
    }

    void set_faults(bool on, bool revoked)
    {
        const json::Object faults{
            {"timeout_after_acting", on ? 50 : 0},
            {"transient_error", on ? 20 : 0},
            {"webhook_repeat", on ? 200 : 0},
            {"tokens_revoked", revoked}};
        (void)client_.call(
            {.method = http::Method::post,
             .url = stage_.sandbox_origin() + "/sandbox/zalo/faults",
             .body = json::text(faults)}
        );
    }

    void revoke_tokens()
    {
        revoked_at_ = Clock::now();
        set_faults(true, true);
        set_faults(true, false); // so that the next time revokes again
    }

    /// Somebody presses "this is not me" on his page and takes it back: acts for the audit log.
    void let_somebody_slip()
    {
        if (Clock::now() - slipped_at_ < std::chrono::milliseconds(500)) return;
        slipped_at_ = Clock::now();
        if (links_.empty() || Clock::now() - links_asked_at_ > std::chrono::seconds(20)) {
            links_asked_at_ = Clock::now();
            links_.clear();
            const auto list = ask_sandbox(client_, stage_, "/sandbox/zalo/received");
            for (const auto& one : list.as_object().at("messages").as_array())
                if (const auto* link = one.at("template_data").as_object().if_contains("link"))
                    links_.emplace_back(link->as_string());
            if (links_.empty()) return;
        }
        const auto page = stage_.gateway_origin() + "/hs/" + links_[random_() % links_.size()];
        for (const auto* act : {"/khong-phai-toi", "/nhan-lai"})
            (void)client_.call({.method = http::Method::post, .url = page + act});
    }

    /// A row that cannot be told may stop no other.
    void spoil_what_waits()
    {
        if (Clock::now() - spoiled_at_ < spoil_every) return;
        spoiled_at_ = Clock::now();
        try {
            pg::Connection owner(cluster().owner_target("gateway"));
            poison_.spoil_one(owner);
        } catch (const pg::Error&) {
            // It is down, or dies meanwhile.
        }
    }

    /// Does what the alarm asks an administrator of the account for.
    void consent_where_needed()
    {
        if (Clock::now() - consent_looked_at_ < std::chrono::seconds(1)) return;
        consent_looked_at_ = Clock::now();
        try {
            pg::Connection database(cluster().app_target("gateway"));
            if (database.exec(consent_query).get<std::int64_t>(0, 0) == 0) return;
        } catch (const pg::Error&) {
            return;
        }
        const auto answer = client_.call(
            {.method = http::Method::post, .url = stage_.sandbox_origin() + "/sandbox/zalo/tokens"}
        );
        const auto pair = answer ? json::parse(answer->body) : refuse(json::ParseError{});
        if (!pair) throw std::runtime_error("the sandbox hands out no tokens");
        stage_.access_token = std::string(pair->as_object().at("access_token").as_string());
        stage_.refresh_token = std::string(pair->as_object().at("refresh_token").as_string());
        // Prints nothing; where the database dies under it, the alarm stays and we come again.
        (void)command("consent", {"install-tokens"});
        ++consents_;
    }

    int finish()
    {
        set_faults(false, false);
        for (auto& seat : seats_) { // those that are armed still would die while it drains
            if (seat.armed.empty()) continue;
            seat.child.kill(SIGKILL);
            seat.child.wait();
            start(seat, false);
        }
        (void)client_.call(
            {.method = http::Method::post,
             .url = stage_.sandbox_origin() + "/sandbox/one-stop/rest"}
        );
        const auto killing_seconds = std::chrono::duration<double>(Clock::now() - begun_).count();
        bool drained = drain();
        pg::Connection owner(cluster().owner_target("gateway"));
        std::map<std::string, std::int64_t> set_aside;
        std::int64_t unspoiled = 0;
        if (kills_wanted_ > 0) { // what was spoiled waits apart; mended, it is told like the rest
            poison_.mend_all(owner);
            set_aside = Poison::set_aside(owner);
            unspoiled = Poison::set_aside_unspoiled(owner);
            (void)command("again", {"outbox", "--again"});
            drained = drain() && drained && Poison::set_aside(owner).empty();
        }
        pg::Connection database(cluster().app_target("gateway"));
        const gateway::PersonKeys keys(crypto::Keyring::load(stage_.gateway_folder() / "master.key")
        );
        auto verdict = judge(database, keys, client_, stage_);
        verdict.unexplained += reconciled();
        if (!drained) verdict.find(&Verdict::unexplained, "it did not drain");
        for (; unspoiled > 0; --unspoiled)
            verdict.find(&Verdict::unexplained, "set aside, though nothing is wrong with it");
        return print(verdict, set_aside, killing_seconds);
    }

    /// Whether nothing waits any more, in good time.
    bool drain()
    {
        const auto deadline = Clock::now() + drain_max;
        bool drained = false;
        while (!drained && Clock::now() < deadline) {
            std::this_thread::sleep_for(std::chrono::milliseconds(500)); // the pace of looking
            for (auto& seat : seats_)
                if (seat.child.ended()) throw std::runtime_error(seat.name + " ended at peace");
            consent_where_needed();
            try {
                pg::Connection database(cluster().app_target("gateway"));
                drained = is_drained(database, client_, stage_);
            } catch (const pg::Error&) {
                // It died last, and is on its way back.
            }
        }
        return drained;
    }

    std::int64_t reconciled()
    {
        std::istringstream lines(command("reconcile", {"reconcile"}));
        std::string line, last;
        while (std::getline(lines, line)) last = line;
        const auto value = json::parse(last);
        if (!value) throw std::runtime_error("reconcile failed");
        return value->as_object().at("unexplained").as_int64();
    }

    int print(
        const Verdict& verdict, const std::map<std::string, std::int64_t>& set_aside,
        double killing_seconds
    )
    {
        bool every_point = true;
        std::int64_t aside = 0;
        json::Object reasons;
        for (const auto& [why, count] : set_aside) {
            reasons[why] = count;
            aside += count;
        }
        fmt::print("{:>6}  died at\n", "kills");
        for (const auto& [where, count] : kills_at_) fmt::print("{:>6}  {}\n", count, where);
        for (const auto& point : points) every_point = every_point && kills_at_[point.name] > 0;
        if (!every_point && kills_wanted_ > 0)
            fmt::print("not every point was reached: give it more kills\n");
        for (const auto& finding : verdict.findings) fmt::print("! {}\n", finding);
        const json::Object line{
            {"kills", kills_},
            {"database_kills", database_kills_},
            {"every_point", every_point},
            {"seconds", std::int64_t(killing_seconds)},
            {"starts_failed", starts_failed_},
            {"database_errors", database_errors_},
            {"consents", consents_},
            {"events", verdict.events},
            {"notices", verdict.notices},
            {"accepted", verdict.accepted},
            {"lost", verdict.lost},
            {"duplicated", verdict.duplicated},
            {"maybe_sent", verdict.maybe_sent},
            {"settled", verdict.settled},
            {"repeated_as_reminder", verdict.repeated_as_reminder},
            {"set_aside", json::Object{{"count", aside}, {"reasons", std::move(reasons)}}},
            {"unexplained", verdict.unexplained}};
        fmt::print("{}\n", json::text(line));
        const bool good = verdict.lost + verdict.duplicated + verdict.unexplained == 0;
        const bool few_kills = kills_wanted_ < int(points.size()) * 5;
        // Each way of spoiling a row was met, and none stopped the others.
        const bool met = kills_wanted_ == 0 || aside >= std::int64_t(Poison::kinds());
        if (!met) fmt::print("too little was set aside: {}\n", aside);
        return good && (every_point || few_kills) && met ? 0 : 1;
    }

    testing::Stage stage_;
    std::filesystem::path database_preload_;
    int database_errors_ = 0;
    const int kills_wanted_;
    const double rate_;
    std::mt19937 random_;
    http::Client client_;
    testing::Child sandbox_{stage_.folder, "sandbox"};
    std::deque<Seat> seats_;
    std::size_t next_point_ = 0;
    int kills_ = 0, database_kills_ = 0, starts_failed_ = 0, consents_ = 0;
    std::map<std::string, int> kills_at_;
    std::vector<std::string> links_; ///< of pages in messages
    Poison poison_;
    Clock::time_point begun_, spoiled_at_, revoked_at_, consent_looked_at_, slipped_at_,
        links_asked_at_;
};

} // namespace

} // namespace tnung::crash

int main(int argc, char** argv)
{
    using namespace tnung;
    CLI::App app("kills gateways and PostgreSQL under load, then compares both sides' books");
    std::string programs = "build";
    int kills = 300;
    std::uint32_t seed = 1;
    double rate = 20;
    bool keep = false;
    app.add_option("--programs", programs, "where they were built");
    app.add_option("--kills", kills, "how many");
    app.add_option("--seed", seed, "another order of deaths");
    app.add_option("--rate", rate, "events a second");
    app.add_flag("--keep", keep, "leave the data folder");
    int disk_full = 0;
    app.add_option("--disk-full", disk_full, "seconds: no kills, but nothing can be written");
    CLI11_PARSE(app, argc, argv);
    std::signal(SIGPIPE, SIG_IGN);

    const auto stage = testing::new_stage("crash", programs);
    int status = 1;
    try {
        status = disk_full > 0 ? crash::Rehearsal(stage, 0, seed, rate)
                                     .run_disk_full(std::chrono::seconds(disk_full))
                               : crash::Rehearsal(stage, kills, seed, rate).run();
    } catch (const std::exception& error) {
        fmt::print(stderr, "bin/crash: {}\n", error.what());
    }
    pg::PrivateCluster({.folder = stage.gateway_folder() / "db"}).stop();
    if (keep || status != 0)
        fmt::print(stderr, "data kept in {}\n", stage.folder.string());
    else
        std::filesystem::remove_all(stage.folder);
    return status;
}
