#include "gateway/national/national_fetch.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/log/log.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::gateway {

namespace {

constexpr pg::Query begin_query{"fetched_until.begin", R"sql(
    INSERT INTO fetched_until (source, until) VALUES ($1, $2) ON CONFLICT DO NOTHING
)sql"};

constexpr pg::Query lease_query{"fetched_until.lease", R"sql(
    UPDATE fetched_until SET leased_until = $3
     WHERE source = $1 AND leased_until <= $2 AND until <= $4
    RETURNING until
)sql"};

constexpr pg::Query reached_query{"fetched_until.reached", R"sql(
    UPDATE fetched_until SET until = $2, leased_until = '-infinity', failed_at = NULL, cause = NULL WHERE source = $1
)sql"};

constexpr pg::Query failed_query{"fetched_until.failed", R"sql(
    UPDATE fetched_until SET leased_until = $4, failed_at = $2, cause = $3 WHERE source = $1
)sql"};

/// Longer than all pages of a piece take; whoever dies in between is followed after that.
constexpr std::chrono::minutes lease{5};
constexpr std::chrono::seconds retry_least{10}, retry_most{3600};
constexpr std::chrono::seconds call_time_max{60};
constexpr std::size_t answer_bytes_max = 8u << 20;
constexpr int unauthorised = 401;

bool is_well(const json::Object& object)
{
    const auto* code = object.if_contains("error_code");
    if (!code) return false;
    if (code->is_int64()) return code->get_int64() == 0;
    return code->is_string() && (code->get_string() == "0" || code->get_string() == "00");
}

std::string in_words(const json::Object& object)
{
    const auto* code = object.if_contains("error_code");
    return fmt::format("error_code {}", code ? json::text(*code) : "missing");
}

std::chrono::seconds told_to_wait(const http::Answer& answer)
{
    const auto seconds = parse_integer(http::find_header(answer.headers, "retry-after"));
    return std::chrono::seconds(seconds.value_or(0));
}

} // namespace

struct NationalFetch::Page {
    json::Value body;
    const json::Array* items = nullptr; ///< of `body`
};

NationalFetch::NationalFetch(
    pg::Pool& pool, const Clock& clock, http::Client& client, Intake& intake, Senders& senders,
    NationalSource source, metrics::Registry& metrics, std::function<void()> stored
)
    : pool_(pool), clock_(clock), client_(client), intake_(intake), senders_(senders),
      source_(std::move(source)), stored_(std::move(stored)),
      fetched_(metrics.counter("tnung_fetched_items_total", "Items fetched and taken in")),
      unreadable_(metrics.counter(
          "tnung_fetched_unreadable_total",
          "Items fetched that could not be read; the log names them"
      )),
      out_of_scope_(metrics.counter(
          "tnung_fetched_out_of_scope_total",
          "Items fetched of agencies that their source does not speak for"
      )),
      failures_(metrics.counter("tnung_fetch_failures_total", "Fetches that failed")),
      loop_(
          {.name = "national",
           .turn = [this] { return turn(); },
           .trouble =
               [](const std::exception& error) {
                   log::error("national.fetch", {{"what", error.what()}});
               },
           .poll = std::chrono::seconds(1)}
      )
{
}

void NationalFetch::start()
{
    if (!source_.address.empty()) loop_.start();
}

void NationalFetch::stop()
{
    loop_.stop();
}

std::size_t NationalFetch::turn()
{
    const auto sender = senders_.find(source_.sender);
    if (!sender)
        throw std::runtime_error(
            fmt::format("national.sender: nobody is called '{}'", source_.sender)
        );
    std::size_t taken = 0;
    for (const auto service : source_.services) {
        const auto name = national_service_name(service);
        const auto now = clock_.now();
        std::optional<Instant> since;
        {
            auto tx = pool_.begin();
            tx.exec(begin_query, name, now - source_.first);
            const auto leased = tx.exec(lease_query, name, now, now + lease, now - source_.every);
            if (!leased.empty()) since = leased.get<Instant>(0, 0);
            tx.commit();
        }
        if (!since) continue;
        const auto to = std::min(now, *since + piece_max);
        const auto fetched = fetch(service, *sender, *since - source_.overlap, to);
        auto tx = pool_.begin();
        if (fetched) {
            taken += *fetched;
            tx.exec(reached_query, name, to);
        } else {
            failures_.add();
            const auto& failure = fetched.error();
            log::warning("national.fetch", {{"service", name}, {"cause", failure.cause}});
            tx.exec(
                failed_query, name, now, failure.cause,
                now + std::clamp(failure.retry_after, retry_least, retry_most)
            );
        }
        tx.commit();
    }
    return taken;
}

Result<std::size_t, NationalFetch::Failure>
NationalFetch::fetch(NationalService service, const Sender& sender, Instant from, Instant to)
{
    std::size_t taken = 0;
    for (int number = 1; number <= pages_max; ++number) {
        const auto got = page(service, from, to, number);
        if (!got) return refuse(got.error());
        taken += take(service, sender, *got->items);
        if (got->items->empty()) return taken; // a service may give fewer than it was asked for
    }
    return refuse(Failure{fmt::format("more than {} pages for one piece of time", pages_max)});
}

Result<NationalFetch::Page, NationalFetch::Failure>
NationalFetch::page(NationalService service, Instant from, Instant to, int number)
{
    for (const bool again : {false, true}) {
        if (session_.empty()) {
            auto session = log_in();
            if (!session) return refuse(session.error());
            session_ = std::move(*session);
        }
        const json::Object body{
            {"session", session_},
            {"madonvi", source_.unit},
            {"service", national_service_name(service)},
            {"tungay", compact_text(from)},
            {"denngay", compact_text(to)},
            {"trang", number},
            {"sodong", items_per_page}};
        const auto answer = client_.call(
            {.method = http::Method::post,
             .url = source_.address,
             .headers = {{"Content-Type", "application/json"}},
             .body = json::text(body),
             .time_max = call_time_max,
             .answer_bytes_max = answer_bytes_max}
        );
        if (!answer) return refuse(Failure{"no answer"});
        auto read = json::parse(answer->body, {.bytes_max = answer_bytes_max});
        const auto* object = read && read->is_object() ? &read->get_object() : nullptr;
        const auto* items = object ? object->if_contains("data") : nullptr;
        if (answer->status == 200 && object && is_well(*object) && items && items->is_array()) {
            Page page{.body = std::move(*read)};
            page.items = &page.body.get_object().at("data").get_array();
            return page;
        }
        // Systems tell in different ways that a session ended: log in once more, then take the
        // answer as
        // it is.
        const bool about_us = answer->status == unauthorised || (answer->status == 200 && object);
        session_.clear();
        if (again || !about_us)
            return refuse(Failure{
                object ? in_words(*object) : fmt::format("HTTP {}", answer->status),
                told_to_wait(*answer)});
    }
    std::abort();
}

Result<std::string, NationalFetch::Failure> NationalFetch::log_in()
{
    const json::Object body{{"username", source_.username}, {"password", source_.password}};
    const auto answer = client_.call(
        {.method = http::Method::post,
         .url = source_.address + "/login",
         .headers = {{"Content-Type", "application/json"}, {"dstcode", source_.destination_code}},
         .body = json::text(body),
         .time_max = call_time_max}
    );
    if (!answer) return refuse(Failure{"no answer to the login"});
    const auto read = json::parse(answer->body);
    const auto* object = read && read->is_object() ? &read->get_object() : nullptr;
    const auto* session = object ? object->if_contains("session") : nullptr;
    if (answer->status == 200 && object && is_well(*object) && session && session->is_string())
        return std::string(session->get_string());
    return refuse(Failure{
        fmt::format(
            "the login was refused: {}",
            object ? in_words(*object) : fmt::format("HTTP {}", answer->status)
        ),
        told_to_wait(*answer)});
}

std::size_t
NationalFetch::take(NationalService service, const Sender& sender, const json::Array& items)
{
    std::vector<DossierEvent> events;
    const auto now = clock_.now();
    for (std::size_t i = 0; i < items.size(); ++i) {
        auto event = read_national_item(service, items[i], fmt::format("/data/{}", i), now);
        if (event) {
            events.push_back(std::move(*event));
            continue;
        }
        unreadable_.add();
        for (const auto& error : event.error())
            log::warning(
                "national.unreadable", {{"service", national_service_name(service)},
                                        {"field", error.field},
                                        {"expected", error.expected}}
            );
    }
    if (events.empty()) return 0;
    const auto results = intake_.take(sender, events, now);
    const auto taken = std::size_t(std::ranges::count(results, Stored::stored, &Taken::stored));
    fetched_.add(taken);
    for (std::size_t i = 0; i < results.size(); ++i) {
        if (results[i].stored != Stored::out_of_scope) continue;
        out_of_scope_.add();
        log::warning("national.out_of_scope", {{"agency", events[i].agency_id}});
    }
    if (taken) stored_();
    return taken;
}

} // namespace tnung::gateway
