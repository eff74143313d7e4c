// bin/crash log: inspectors read declarations without pause while the pages, the vault and
// PostgreSQL die at every named point and at random. Then the log is held against what the
// inspectors saw: it verifies, it goes on from every head that a witness kept, and every
// declaration that was shown has its entry, known by the purpose that was stated for it alone.
#include "foundation/base/bytes.hpp"
#include "foundation/base/clock.hpp"
#include "foundation/base/durable_file.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/json/json.hpp"
#include "foundation/pg/connection.hpp"
#include "foundation/testing/judge.hpp"
#include "tests/stage/registry_stage.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <thread>

namespace tnung::crash {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int people = 4, readers = 3;
constexpr std::chrono::milliseconds life_max{1500};
constexpr std::chrono::seconds drains_max{60};
constexpr int database_kill_every = 20; ///< of all kills
constexpr std::size_t heads_max = 1000;
constexpr int starts_failed_max = 100;

struct Point {
    const char* program;
    const char* name;
    int passing_max;
};
constexpr std::array<Point, 3> points = {{
    {"vault", "vault.noting", 20},
    {"vault", "vault.noted", 20},
    {"vault", "audit.sequencing", 20},
}};

constexpr pg::Query waiting_query{
    "crash.waiting", "SELECT count(*) FROM audit_entry WHERE leaf_index IS NULL"};
/// What the entries of readings commit to, by the number of the declaration.
constexpr pg::Query commitments_query{"crash.commitments", R"sql(
    SELECT filing.id, convert_from(body, 'UTF8')::jsonb -> 'note' ->> 'commitment'
      FROM audit_entry
      JOIN filing ON 'record:' || filing.record_id = convert_from(body, 'UTF8')::jsonb ->> 'subject'
     WHERE convert_from(body, 'UTF8')::jsonb ->> 'act' = 'declaration.read'
)sql"};
constexpr pg::Query salts_query{"crash.salts", R"sql(
    SELECT filing.id, salt FROM vault_read JOIN filing USING (record_id)
)sql"};

class LogRehearsal {
public:
    LogRehearsal(const testing::RegistryStage& stage, int kills_wanted, std::uint32_t seed)
        : stage_(stage), kills_wanted_(kills_wanted), random_(seed)
    {
    }

    int run()
    {
        const auto config = stage_.write_config("registry");
        if (!stage_.start(pages_.child, config, "serve") ||
            !stage_.start(vault_.child, config, "vault"))
            throw std::runtime_error("the registry does not start");
        auto day = stage_.people(people);
        sandbox::live_a_day(day, clock_);
        sandbox::Visitor visitor(client_, stage_.origin(), clock_);
        if (!visitor.sign_in(day.inspector))
            throw std::runtime_error("the inspector cannot sign in");
        std::vector<std::thread> threads;
        for (int i = 0; i < readers; ++i)
            threads.emplace_back([this, visitor, i]() mutable { read_on(visitor, i); });
        pages_.dies_at = vault_.dies_at = Clock::now();
        while (kills_ < kills_wanted_) {
            std::this_thread::sleep_for(std::chrono::milliseconds(30)); // the pace of looking
            look_at(pages_);
            look_at(vault_);
            keep_head();
            if (kills_ / database_kill_every > database_kills_) kill_database();
        }
        stop_ = true;
        for (auto& thread : threads) thread.join();
        return finish();
    }

private:
    struct Seat {
        testing::Child child;
        std::string what; ///< the program's word
        std::string armed;
        Clock::time_point dies_at;
    };

    /// Of those purposes for which a declaration was shown, how many no entry commits to.
    std::int64_t unlogged(pg::Connection& database)
    {
        std::map<std::int64_t, std::set<std::string>> commitments;
        const auto entries = database.exec(commitments_query);
        for (std::size_t i = 0; i < entries.size(); ++i)
            commitments[entries.get<std::int64_t>(i, 0)].emplace(entries.text(i, 1));
        std::map<std::int64_t, std::vector<std::string>> salts;
        const auto reads = database.exec(salts_query);
        for (std::size_t i = 0; i < reads.size(); ++i)
            salts[reads.get<std::int64_t>(i, 0)].push_back(reads.get<Bytes>(i, 1).data);
        std::int64_t without = 0;
        for (const auto& [filing, purposes] : shown_)
            for (const auto& purpose : purposes)
                without += std::ranges::none_of(salts[filing], [&](const std::string& salt) {
                    return commitments[filing].contains(base64_text(crypto::sha256(salt + purpose))
                    );
                });
        return without;
    }

    void read_on(sandbox::Visitor& visitor, int reader)
    {
        for (int i = reader; !stop_; ++i) {
            const auto filing = i % people + 1;
            const auto more = fmt::format("Diễn tập, người đọc {}, lần {}", reader, i);
            const auto page = visitor.post(
                fmt::format("/thanh-tra/{}/doc", filing), {{"viec", "taken_over"}, {"ghi-ro", more}}
            );
            if (page.status != 200 || page.body.find("<article") == std::string::npos) continue;
            const std::lock_guard lock(mutex_);
            shown_[filing].push_back("Kiểm tra bản kê khai được bàn giao; " + more);
        }
    }

    /// What ended starts again, some at a point where it dies; what lived long enough is killed.
    void look_at(Seat& seat)
    {
        if (seat.child.runs() && Clock::now() > seat.dies_at) seat.child.kill(SIGKILL);
        const auto status = seat.child.ended();
        if (seat.child.runs()) return;
        if (status && WIFSIGNALED(*status) && WTERMSIG(*status) != SIGKILL)
            throw std::runtime_error(
                fmt::format("{} died by itself of signal {}", seat.what, WTERMSIG(*status))
            );
        ++kills_;
        ++kills_at_[Clock::now() > seat.dies_at ? seat.what + " at random" : seat.armed];
        std::string at;
        int passing = 1;
        if (const auto& point = points[random_() % points.size()]; point.program == seat.what) {
            at = point.name;
            passing = int(random_() % unsigned(point.passing_max)) + 1;
        }
        seat.armed = at.empty() ? seat.what + " by itself" : at;
        // A database that starts over is waited for by whoever starts them.
        while (!stage_.start(seat.child, stage_.write_config(seat.what, at, passing), seat.what))
            if (++starts_failed_ > starts_failed_max)
                throw std::runtime_error("it does not start again: " + seat.what);
        seat.dies_at = Clock::now() + std::chrono::milliseconds(random_() % life_max.count());
    }

    void kill_database()
    {
        ++database_kills_;
        ++kills_;
        ++kills_at_["postgresql"];
        if (const int pid = stage_.cluster().postmaster_pid(); pid > 1) ::kill(pid, SIGKILL);
    }

    /// As a witness keeps it: elsewhere, whatever happens here.
    void keep_head()
    {
        // Beside it stands for a moment the one that takes its place.
        for (const auto& file : std::filesystem::directory_iterator(stage_.data_folder()))
            if (const auto name = file.path().filename().string();
                name.starts_with("audit-head-") && file.path().extension().empty())
                if (auto head = whole_file(file.path()); head && heads_.size() < heads_max)
                    heads_.insert(std::move(*head));
    }

    int finish()
    {
        for (auto* seat : {&pages_, &vault_}) {
            seat->child.stop();
            if (!stage_.start(seat->child, stage_.write_config(seat->what), seat->what))
                throw std::runtime_error("it does not start in the end");
        }
        pg::Connection database(stage_.cluster().admin_target("registry"));
        const auto until = Clock::now() + drains_max;
        while (database.exec(waiting_query).get<std::int64_t>(0, 0) > 0) {
            if (Clock::now() > until) throw std::runtime_error("entries wait for their place");
            std::this_thread::sleep_for(std::chrono::milliseconds(100)); // the pace of looking
        }
        std::size_t shown = 0;
        for (const auto& [filing, purposes] : shown_) shown += purposes.size();
        const auto without_entry = unlogged(database);
        const auto folder = stage_.folder() / "log";
        stage_.run({"audit-save", folder});
        auto key = stage_.run({"audit-key"});
        key.resize(key.find('\n'));
        auto command = fmt::format("{} '{}' log {}", AUDIT_FSCK, key, folder.string());
        int number = 0;
        for (const auto& head : heads_) {
            const auto file = stage_.folder() / fmt::format("head-{}", ++number);
            replace_durably(file, head);
            command += fmt::format(" --head {}", file.string());
        }
        const auto said = testing::said_by(command);
        const auto whole = said.find("\"faults\":0") != std::string::npos;
        if (!whole) fmt::print("{}\n", said);
        json::Object at;
        for (const auto& [point, times] : kills_at_) at[point] = times;
        fmt::print(
            "{}\n", json::text(json::Object{
                        {"kills", kills_},
                        {"at", at},
                        {"shown", shown},
                        {"logged", database.exec(commitments_query).size()},
                        {"unlogged", without_entry},
                        {"heads_kept", heads_.size()},
                        {"verifies", whole}})
        );
        if (shown == 0) throw std::runtime_error("nobody read anything");
        return whole && without_entry == 0 ? 0 : 1;
    }

    const testing::RegistryStage& stage_;
    const int kills_wanted_;
    std::mt19937 random_;
    const SystemClock clock_{stage_.clock_shift()};
    http::Client client_;
    Seat pages_{{stage_.folder(), "registry"}, "serve", "", Clock::time_point::max()};
    Seat vault_{{stage_.folder(), "vault"}, "vault", "", Clock::time_point::max()};
    int kills_ = 0, database_kills_ = 0, starts_failed_ = 0;
    std::map<std::string, int> kills_at_;
    std::set<std::string> heads_;
    std::atomic<bool> stop_{false};
    std::mutex mutex_;                                       ///< guards what follows
    std::map<std::int64_t, std::vector<std::string>> shown_; ///< for which purposes, by declaration
};

} // namespace

} // namespace tnung::crash

int main(int argc, char** argv)
{
    using namespace tnung;
    CLI::App app("kills the registry and its vault while declarations are read");
    std::string programs = "build";
    int kills = 300;
    std::uint32_t seed = 1;
    bool keep = false;
    app.add_option("--programs", programs, "where they were built");
    app.add_option("--kills", kills, "how many");
    app.add_option("--seed", seed, "another order of deaths");
    app.add_flag("--keep", keep, "leave the data folder");
    CLI11_PARSE(app, argc, argv);
    std::signal(SIGPIPE, SIG_IGN);
    const testing::RegistryStage stage("crash-log", programs);
    return stage.rehearse(keep, [&] { return crash::LogRehearsal(stage, kills, seed).run(); });
}
