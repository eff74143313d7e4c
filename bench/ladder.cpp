// Thirty days of a province on Zalo's ladder, from 500 messages a day to 50,000, played through the
// gateway's own parts with the sandbox's Zalo behind HTTP; only the clock is faked. What became of
// each day's notices, how late, at what cost.
#include "foundation/log/log.hpp"
#include "gateway/task/task_store.hpp"
#include "sandbox/onestop/onestop.hpp"
#include "tests/gateway_world.hpp"

#include <CLI/CLI.hpp>

#include <array>
#include <random>

namespace tnung::bench {

namespace {

using namespace gateway;

struct Options {
    int days = 30, dossiers_per_day = 4000, follow_per_day = 40;
    std::uint32_t seed = 1;
};

struct Step {
    int from_day;
    std::int64_t quota;
};
constexpr std::array<Step, 6> ladder = {
    {{1, 500}, {5, 2'000}, {9, 5'000}, {13, 10'000}, {17, 20'000}, {21, 50'000}}};
constexpr int days_to_end = 14; ///< without events: what waits comes to its end
constexpr int hours_from = 6, hours_until = 22, office_from = 7, office_until = 17;
constexpr std::size_t batch_events = 100;
constexpr int people = 12'000;
constexpr int by_followers_percent = 40; ///< of the dossiers, once there are enough of them
constexpr int interacts_percent = 20;    ///< of the followers, a day: they write or tap something

/// A message that was taken and failed on its way ends with a call: it is called, not sent, and
/// what it cost was the SMS's price.
constexpr pg::Query days_query{"ladder.days", R"sql(
    SELECT (created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date::text, count(*),
           count(*) FILTER (WHERE status IN ('handed_over', 'delivered') AND channel <> 'sms'),
           count(*) FILTER (WHERE status = 'to_call'), count(*) FILTER (WHERE status = 'excused'),
           coalesce(sum(dong), 0),
           count(*) FILTER (WHERE handed_over_at IS NOT NULL AND channel NOT IN ('sms', 'call_list')),
           count(*) FILTER (WHERE status IN ('handed_over', 'delivered') AND channel = 'sms'),
           coalesce(sum(dong) FILTER (WHERE channel IN ('sms', 'call_list')), 0)
      FROM notice GROUP BY 1 ORDER BY 1
)sql"};
constexpr pg::Query obligations_query{"ladder.obligations", R"sql(
    SELECT event.event_key, (notice.created_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date::text,
           (coalesce(notice.handed_over_at, task.opened_at) AT TIME ZONE 'Asia/Ho_Chi_Minh')::date::text
      FROM notice JOIN dossier_event event ON event.id = notice.cause_id LEFT JOIN task ON task.notice_id = notice.id
     WHERE notice.urgency = 1 AND (notice.status <> 'excused' OR notice.excuse = 'not_useful')
)sql"};
/// Days on which something less urgent took one of the day's messages.
constexpr pg::Query spare_days_query{"ladder.spare_days", R"sql(
    SELECT DISTINCT (handed_over_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date::text FROM notice
     WHERE urgency > 1 AND channel LIKE 'template%' AND handed_over_at IS NOT NULL
)sql"};
constexpr pg::Query ways_query{"ladder.ways", R"sql(
    SELECT coalesce(channel, '-'), count(*), coalesce(sum(dong), 0) FROM notice WHERE handed_over_at IS NOT NULL GROUP BY 1 ORDER BY 1
)sql"};

class Ladder : public GatewayWorld {
public:
    explicit Ladder(const Options& options)
        : GatewayWorld(platform_settings(), std::chrono::milliseconds(10'000), true),
          options_(options), random_(options.seed)
    {
    }

    int run()
    {
        const auto first = day_of(clock.now());
        for (int i = 0; i < people; ++i) numbers_.push_back(fmt::format("84905{:06}", i * 7 + 11));
        for (int n = 1; n <= options_.days + days_to_end; ++n) {
            const auto today = first + std::chrono::days(n - 1);
            for (const auto& step : ladder)
                if (step.from_day == n) {
                    clock.set(start_of(today) + std::chrono::minutes(5));
                    platform->set_daily_quota(step.quota);
                }
            for (int hour = hours_from; hour <= hours_until; ++hour) {
                clock.set(start_of(today) + std::chrono::hours(hour));
                if (n <= options_.days && calendar.is_working(today)) {
                    if (hour >= office_from && hour < office_until) events_of(today);
                    if (hour == office_from) people_come();
                }
                settle();
            }
            fmt::print(stderr, "\rday {} ", n);
        }
        fmt::print(stderr, "\n");
        return report(first);
    }

private:
    void TestBody() override {}

    static sandbox::ZaloSandboxSettings platform_settings()
    {
        sandbox::ZaloSandboxSettings settings;
        settings.quota_daily = ladder.front().quota;
        settings.calls_per_minute = 100'000'000; // an hour passes at once here
        settings.answer_max = settings.device_max = std::chrono::milliseconds(1);
        return settings;
    }

    struct Open {
        DossierCode code;
        std::string number, identity, name;
        const std::vector<int>* path;
        std::size_t at = 0;
        int unit = 0;
    };

    /// An hour's share of the day's new dossiers, and those whose next step is due.
    void events_of(Day today)
    {
        std::vector<DossierEvent> batch;
        const auto add = [&](Open dossier) {
            batch.push_back(event_of(dossier));
            if (batch.size() == batch_events) take_batch(batch);
            if (++dossier.at == dossier.path->size()) return;
            const auto next = calendar.add(today, 1 + int(random_() % 4));
            due_[next].push_back(std::move(dossier));
        };
        const int hours = office_until - office_from;
        for (int i = 0; i < options_.dossiers_per_day / hours; ++i) add(new_dossier());
        auto& waiting = due_[today];
        const auto hours_left = std::size_t(
            office_until - int((clock.now() - start_of(today)) / std::chrono::hours(1))
        );
        for (auto count = waiting.size() / hours_left; count > 0; --count) {
            auto dossier = std::move(waiting.back());
            waiting.pop_back();
            add(std::move(dossier));
        }
        if (!batch.empty()) take_batch(batch);
    }

    Open new_dossier()
    {
        const bool follows = !followers_.empty() && random_() % 100 < by_followers_percent;
        const auto person =
            follows ? followers_[random_() % followers_.size()] : int(random_() % people);
        return {
            .code = {fmt::format("H21.12.34-261125-{:07}", ++made_)},
            .number = numbers_[std::size_t(person)],
            .identity = fmt::format("064{:09}", person),
            .name = fmt::format("Nguyễn Văn {}", person),
            .path = &sandbox::ways()[random_() % sandbox::ways().size()],
            .unit = int(random_() % 135)};
    }

    DossierEvent event_of(const Open& dossier)
    {
        const int state = (*dossier.path)[dossier.at];
        auto event = plain_event(state, dossier.number);
        event.code = dossier.code;
        event.owner_name = dossier.name;
        event.owner_identity = dossier.identity;
        event.unit_code = fmt::format("{}", 23500 + dossier.unit);
        if (state == 5 || state == 6) {
            event.detail.act_by = day_of(clock.now()) + std::chrono::days(5 + random_() % 26);
            act_by_[event.event_id] = *event.detail.act_by;
        }
        if (state == 6) event.detail.amount = Money{31'635'000};
        return event;
    }

    void take_batch(std::vector<DossierEvent>& batch)
    {
        intake.take(*senders.of_key(key), batch, clock.now());
        batch.clear();
    }

    /// Some follow the account and prove their number; some who follow write to it.
    void people_come()
    {
        for (int i = 0; i < options_.follow_per_day; ++i) {
            const int person = int(random_() % people);
            const auto& number = numbers_[std::size_t(person)];
            if (!sandbox::has_zalo_account(number) || std::ranges::count(followers_, person) > 0)
                continue;
            auto dossier = new_dossier();
            dossier.number = number;
            dossier.identity = fmt::format("064{:09}", person);
            dossier.name = fmt::format("Nguyễn Văn {}", person);
            std::vector<DossierEvent> one{event_of(dossier)};
            take_batch(one);
            clock.advance(std::chrono::seconds(1));
            platform->follow(number);
            settle();
            platform->say(number, "nối số");
            settle();
            platform->share_number(number, number);
            settle();
            platform->say(number, dossier.code.text);
            settle();
            if (const auto code = code_sent_to(number); !code.empty()) {
                platform->say(number, code);
                settle();
                followers_.push_back(person);
            }
        }
        for (const int person : followers_)
            if (random_() % 100 < interacts_percent)
                platform->say(numbers_[std::size_t(person)], "hồ sơ");
    }

    std::string code_sent_to(const std::string& number)
    {
        auto& shared = platform->platform();
        const std::lock_guard lock(shared.mutex);
        for (auto one = shared.received.rbegin(); one != shared.received.rend(); ++one)
            if (const auto code = one->parameters.find("code");
                one->phone == number && code != one->parameters.end())
                return code->second;
        return {};
    }

    void settle()
    {
        while (true) {
            const bool nothing_comes = platform->platform().webhooks.idle();
            std::size_t done = 0;
            while (const auto now = webhook_pages.work_once()) done += now;
            while (const auto now = worker.work_once()) done += now;
            if (done == 0 && nothing_comes && sms_gateway.idle()) return;
            std::this_thread::yield();
        }
    }

    int report(Day first)
    {
        auto tx = pool.begin();
        std::map<std::string, std::int64_t> late, avoidable, missed;
        std::set<std::string> spare;
        const auto spare_rows = tx.exec(spare_days_query);
        for (std::size_t i = 0; i < spare_rows.size(); ++i)
            spare.insert(std::string(spare_rows.text(i, 0)));
        const auto obligations = tx.exec(obligations_query);
        for (std::size_t i = 0; i < obligations.size(); ++i) {
            const std::string owed(obligations.text(i, 1));
            const auto told = obligations.get<std::optional<std::string>>(i, 2);
            const auto owed_day = *parse_iso_day(owed);
            const auto told_day = told ? *parse_iso_day(*told) : day_of(clock.now());
            const auto act_by = act_by_.find(std::string(obligations.text(i, 0)));
            if (act_by != act_by_.end() && told_day > act_by->second) ++missed[owed];
            if (told_day <= owed_day + std::chrono::days(1)) continue;
            ++late[owed];
            for (auto day = owed_day + std::chrono::days(1); day < told_day;
                 day += std::chrono::days(1))
                if (spare.contains(iso_text(day))) {
                    ++avoidable[owed];
                    break;
                }
        }
        const auto days = tx.exec(days_query);
        std::int64_t unbalanced = 0, dong_all = 0, dong_sms = 0, dong_by_phone = 0, late_all = 0,
                     avoidable_all = 0, missed_all = 0, owed_all = 0;
        const auto price = RouteSettings{}.template_by_phone_dong;
        fmt::print("{:>4} {:>10}  {:>8}\n", "day", "date", "quota");
        for (std::size_t i = 0; i < days.size(); ++i) {
            const auto figure = [&](int column) { return days.get<std::int64_t>(i, column); };
            const std::string date(days.text(i, 0));
            const auto number = (*parse_iso_day(date) - first).count() + 1;
            std::int64_t quota = 0;
            for (const auto& step : ladder)
                if (step.from_day <= number) quota = step.quota;
            unbalanced += std::abs(figure(1) - figure(2) - figure(3) - figure(4) - figure(7));
            owed_all += figure(1);
            dong_all += figure(5) - figure(8);
            dong_sms += figure(8);
            dong_by_phone += figure(6) * price;
            late_all += late[date];
            avoidable_all += avoidable[date];
            missed_all += missed[date];
            fmt::print(
                "{}\n", json::text(json::Object{
                            {"day", number},
                            {"date", date},
                            {"quota", quota},
                            {"owed", figure(1)},
                            {"sent_zalo", figure(2)},
                            {"sms", figure(7)},
                            {"called", figure(3)},
                            {"excused", figure(4)},
                            {"late", late[date]},
                            {"late_avoidable", avoidable[date]},
                            {"missed_deadlines", missed[date]},
                            {"dong_per_1000", figure(1) > 0 ? figure(5) * 1000 / figure(1) : 0}})
            );
        }
        const auto ways = tx.exec(ways_query);
        for (std::size_t i = 0; i < ways.size(); ++i)
            fmt::print(
                "{:>18}: {:>8} sent, {:>12} dong\n", ways.text(i, 0), ways.text(i, 1),
                ways.text(i, 2)
            );
        const double saved =
            1 - double(dong_all) / double(std::max<std::int64_t>(1, dong_by_phone));
        const auto unexplained = reconcile(tx, subjects, Instant{}).all.unexplained;
        fmt::print(
            "{}\n", json::text(json::Object{
                        {"days", options_.days},
                        {"owed", owed_all},
                        {"unbalanced", unbalanced},
                        {"late", late_all},
                        {"late_avoidable", avoidable_all},
                        {"missed_deadlines", missed_all},
                        {"followers", followers_.size()},
                        {"dong_zalo", dong_all},
                        {"dong_zalo_by_phone_for_all", dong_by_phone},
                        {"dong_sms", dong_sms},
                        {"saved_percent", std::int64_t(saved * 100)},
                        {"unexplained", unexplained}})
        );
        constexpr double saved_min = 0.15;
        const bool good = unbalanced == 0 && avoidable_all == 0 && missed_all == 0 &&
                          unexplained == 0 && saved >= saved_min;
        return good ? 0 : 1;
    }

    const Options options_;
    std::mt19937 random_;
    std::vector<std::string> numbers_;
    std::vector<int> followers_; ///< people
    std::map<Day, std::vector<Open>> due_;
    std::map<std::string, Day> act_by_; ///< by event
    std::int64_t made_ = 0;
};

} // namespace

} // namespace tnung::bench

int main(int argc, char** argv)
{
    using namespace tnung;
    CLI::App app("thirty days on Zalo's ladder");
    bench::Options options;
    app.add_option("--days", options.days, "with events");
    app.add_option("--dossiers-per-day", options.dossiers_per_day, "filed");
    app.add_option(
        "--follow-per-day", options.follow_per_day, "people who follow and prove a number"
    );
    app.add_option("--seed", options.seed, "another province");
    CLI11_PARSE(app, argc, argv);
    return bench::Ladder(options).run();
}
