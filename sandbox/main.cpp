#include "foundation/audit/note_line.hpp"
#include "foundation/base/durable_file.hpp"
#include "foundation/base/embedded.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/json/json.hpp"
#include "foundation/text/phone_number.hpp"
#include "sandbox/office/office_day.hpp"
#include "sandbox/onestop/national_axis.hpp"
#include "sandbox/phone/habits.hpp"
#include "sandbox/phone/phone_pages.hpp"
#include "sandbox/sms/sms_gateway.hpp"
#include "sandbox/witness/witness.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <set>
#include <thread>

namespace tnung::embedded {
std::span<const EmbeddedFile> sandbox_data();
}

namespace {

using namespace tnung;

std::string_view data_file(std::string_view name)
{
    for (const auto& file : embedded::sandbox_data())
        if (file.name == name) return file.bytes;
    throw std::logic_error("a data file is missing from the program");
}

std::string first_line_of(const std::string& file)
{
    std::ifstream stream(file);
    std::string line;
    if (!std::getline(stream, line) || line.empty())
        throw std::runtime_error("the key file has no key in its first line: " + file);
    return line;
}

/// Plays the days before the run: everybody who follows the account files a dossier, is told of it,
/// follows and proves the number. Waits between people, since each takes about six of the account's
/// calls.
void let_people_follow(
    sandbox::OneStop& onestop, sandbox::Habits& habits, const std::vector<sandbox::Person>& people,
    const std::atomic<bool>& stop
)
{
    constexpr std::chrono::milliseconds between{140};
    constexpr int rounds_without_progress_max = 30;
    std::set<std::string> numbers;
    for (const auto& person : people) {
        const auto number = text::parse_phone(person.phone);
        if (stop || !number || number->kind != text::PhoneKind::mobile || person.business) continue;
        if (!habits.follows(number->digits) || !numbers.insert(number->digits).second) continue;
        onestop.file(person, sandbox::procedures()[2], numbers.size());
        std::this_thread::sleep_for(between);
    }
    int rounds = 0;
    for (auto linked = habits.linked(); linked < numbers.size() && !stop;) {
        std::this_thread::sleep_for(between);
        rounds = habits.linked() == linked ? rounds + 1 : 0;
        linked = habits.linked();
        if (rounds > rounds_without_progress_max) break;
    }
    fmt::print(
        "{}\n", json::text(json::Object{{"follow", habits.linked()}, {"of", numbers.size()}})
    );
}

void push_a_day(
    sandbox::OneStop& onestop, sandbox::Habits& habits, const std::vector<sandbox::Person>& people,
    const Clock& clock, const std::atomic<bool>& stop
)
{
    try {
        let_people_follow(onestop, habits, people, stop);
        fmt::print("day begins {}\n", iso_text(clock.now()));
        std::fflush(stdout);
        const auto pushed = onestop.run(stop);
        fmt::print(
            "{}\n", json::text(json::Object{
                        {"dossiers", pushed.dossiers},
                        {"events", pushed.events},
                        {"stored", pushed.stored},
                        {"repeated", pushed.repeated},
                        {"refused", pushed.refused},
                        {"retried_calls", pushed.retried_calls}})
        );
    } catch (const std::exception& error) {
        fmt::print("the feed stopped: {}\n", error.what());
    }
    std::fflush(stdout);
}

std::string text_of(const std::string& file)
{
    auto text = whole_file(file);
    if (!text) throw std::runtime_error(file + ": cannot be read");
    return std::move(*text);
}

void spend_an_office_day(
    sandbox::OfficeDay day, const std::string& declarants_file, const std::string& offices_file,
    const Clock& clock
)
{
    day.declarants = sandbox::read_accounts(text_of(declarants_file));
    const auto offices = sandbox::read_accounts(text_of(offices_file));
    for (const auto& [login, seat] :
         {std::pair("administrator", &day.administrator), std::pair("personnel", &day.personnel),
          std::pair("inspector", &day.inspector), std::pair("auditor", &day.auditor)})
    {
        const auto found = std::ranges::find(offices, login, &sandbox::Account::login);
        if (found == offices.end())
            throw std::runtime_error(fmt::format("{}: nobody is {}", offices_file, login));
        *seat = *found;
    }
    const auto counts = sandbox::live_a_day(day, clock);
    fmt::print(
        "{}\n", json::text(json::Object{
                    {"declarations", counts.declarations},
                    {"reads", counts.reads},
                    {"denied", counts.denied},
                    {"admitted", counts.admitted}})
    );
}

void watch_a_log(
    const std::string& name, const std::string& log_key, unsigned short port, const Clock& clock,
    const sigset_t& signals
)
{
    sandbox::WitnessOfLogs witness(name, crypto::sha256(name), clock);
    if (log_key.empty()) {
        fmt::print("{}\n", witness.key());
        return;
    }
    const auto log = audit::parse_verifier_key(log_key, audit::KeyKind::checkpoint);
    if (!log) throw std::runtime_error("--log: not the key of a log");
    witness.know(log->name, log->public_key);
    http::Server server({.port = port}, {{"sandbox", 2, 100}}, witness.routes());
    fmt::print("listening on 127.0.0.1:{}\n", server.port());
    std::fflush(stdout);
    int signal = 0;
    sigwait(&signals, &signal);
    server.stop();
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app("tnung-sandbox: the outside world, for trying, teaching and testing");
    app.require_subcommand(1);
    std::int64_t shift = 0;
    app.add_option("--clock-shift", shift, "seconds to add to the clock");

    auto* serve = app.add_subcommand("serve", "Zalo with its phones, and the one-stop system");
    sandbox::ZaloSandboxSettings settings;
    sandbox::OneStop::Feed feed;
    unsigned short port = 8091;
    std::uint32_t seed = 1;
    bool feeds = false;
    int following_percent = 0;
    std::string key_file;
    serve->add_option("--port", port, "loopback port, 0 for any");
    serve->add_option("--gateway", feed.gateway_origin, "origin of the gateway")->required();
    serve->add_option("--key-file", key_file, "file with the one-stop system's key at the gateway")
        ->required();
    serve->add_option("--quota", settings.quota_daily, "messages a day");
    serve->add_option("--calls-per-minute", settings.calls_per_minute, "rate limit of the app");
    serve->add_option(
        "--webhook-retries-faster", settings.webhook_retries_faster, "times, in an accelerated day"
    );
    serve->add_option(
        "--callback", settings.callback, "where an administrator's consent is told to (OAuth)"
    );
    serve->add_option("--following", following_percent, "of 100 people, follow already");
    serve->add_flag("--feed", feeds, "push a province's day by itself, then print what was pushed");
    serve->add_option("--dossiers", feed.dossiers, "how many at least");
    serve->add_option("--events", feed.events_min, "how many events at least");
    serve->add_option("--rate", feed.events_per_second, "events a second");
    serve->add_option("--seed", seed, "another province from another seed");

    auto* office = app.add_subcommand(
        "office-day", "people of offices declare, receive and read at the registry's pages"
    );
    sandbox::OfficeDay day;
    std::string declarants_file, offices_file;
    office->add_option("--registry", day.registry, "origin of the registry")->required();
    office->add_option("--declarants", declarants_file, "accounts, as CSV")->required();
    office
        ->add_option(
            "--offices", offices_file,
            "accounts whose logins are administrator, personnel, inspector and auditor, as CSV"
        )
        ->required();
    office->add_option("--proofs", day.proofs, "folder for the proofs of receipts")->required();
    office->add_option("--everything", day.everything, "how many declare in every field");

    auto* witness = app.add_subcommand(
        "witness", "somebody else's witness of a log: prints its key, signs what it sees grow"
    );
    std::string witness_name = "witness.example/w1", log_key;
    witness->add_option("--port", port, "loopback port, 0 for any");
    witness->add_option("--name", witness_name, "as it signs; its key is made from it");
    witness->add_option("--log", log_key, "key of the log that it knows (audit-key)");
    CLI11_PARSE(app, argc, argv);

    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    std::signal(SIGPIPE, SIG_IGN);

    try {
        pthread_sigmask(SIG_BLOCK, &signals, nullptr);
        const SystemClock clock{std::chrono::seconds(shift)};
        if (*office) {
            spend_an_office_day(std::move(day), declarants_file, offices_file, clock);
            return 0;
        }
        if (*witness) {
            watch_a_log(witness_name, log_key, port, clock, signals);
            return 0;
        }
        settings.webhook_url = feed.gateway_origin + "/webhooks/zalo";
        settings.button_origin = feed.gateway_origin;
        feed.key = first_line_of(key_file);
        sandbox::ZaloSandbox platform(settings, clock, data_file("zalo-templates.tsv"));
        sandbox::NationalAxis axis(clock, {});
        sandbox::OneStop onestop(seed, clock, data_file("gia-lai-units.tsv"), feed);
        onestop.tell_also(axis);
        const auto people = sandbox::People(seed).make(feed.dossiers);
        sandbox::PhonePages phones(platform, onestop, people, feed.gateway_origin);
        sandbox::Habits habits(platform, following_percent);
        sandbox::SmsGateway sms({.receipt_url = feed.gateway_origin + "/webhooks/sms"}, clock);
        auto routes = platform.routes();
        for (auto& route : axis.routes()) routes.push_back(std::move(route));
        for (auto& route : sms.routes()) routes.push_back(std::move(route));
        for (auto& route : phones.routes()) routes.push_back(std::move(route));
        auto lanes = platform.lanes();
        for (auto& lane : sms.lanes()) lanes.push_back(std::move(lane));
        http::Server server({.port = port}, std::move(lanes), std::move(routes));
        platform.set_photo_origin(server.origin());
        fmt::print("listening on 127.0.0.1:{}\n", server.port());
        std::fflush(stdout);
        std::atomic<bool> stop{false};
        std::thread pushing;
        if (feeds) pushing = std::thread([&] { push_a_day(onestop, habits, people, clock, stop); });
        int signal = 0;
        sigwait(&signals, &signal);
        stop = true;
        server.stop();
        if (pushing.joinable()) pushing.join();
        return 0;
    } catch (const std::exception& error) {
        fmt::print(stderr, "tnung-sandbox: {}\n", error.what());
        return 1;
    }
}
