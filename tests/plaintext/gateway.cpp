// Dossiers of people with unmistakable names and numbers go all the ways of the gateway, rightly
// and wrongly; then nothing of theirs may be readable in its data folder, log, WAL, temporary files
// or dump. A leak is planted in the end, in every form, and must be found, or the search proves
// nothing.
#include "foundation/base/bytes.hpp"
#include "foundation/base/clock.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/http/client.hpp"
#include "foundation/json/json.hpp"
#include "foundation/pg/connection.hpp"
#include "foundation/pg/private_cluster.hpp"
#include "foundation/testing/child.hpp"
#include "tests/plaintext/leak_search.hpp"
#include "tests/plaintext/planting.hpp"
#include "tests/stage/stage.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <unistd.h>

#include <csignal>
#include <fstream>
#include <thread>

namespace tnung::plaintext {

namespace {

constexpr int people_marked = 12, people_plain = 988, addresses_searched = 40;
constexpr std::chrono::seconds settles_max{60}, starts_max{60};

constexpr pg::Query waiting_query{
    "plaintext.waiting", "SELECT count(*) FROM outbox_item WHERE NOT held"};
constexpr pg::Query events_query{"plaintext.events", "SELECT count(*) FROM dossier_event"};
constexpr pg::Query disconnect_query{"plaintext.disconnect", R"sql(
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'tnung_app'
)sql"};

struct Person {
    std::string name, phone, identity, papers, reason, handler, zalo_user;
};
Person marked(int i)
{
    return {
        .name = fmt::format("Nguyễn Thị Ngỗzkq{:02}ẫx", i),
        .phone = fmt::format("0905{:06}", 713'904 + i * 7919),
        .identity = fmt::format("064{:09}", 391'750'268 + i * 104'729),
        .papers = fmt::format("Giấy tờ mật wvb{:02}ệj", i),
        .reason = fmt::format("Lý do kín hqf{:02}ồd", i),
        .handler = fmt::format("Lê Vỹ gpz{:02}ữn", i),
        .zalo_user = fmt::format("77{:017}", 48'213'907'556 + i * 15'485'863LL)};
}
std::vector<std::string> secrets_of(const Person& person)
{
    // A number is one whatever stands before it: 0905…, 84905…, +84905….
    return {person.name,   person.phone.substr(1), person.identity, person.papers,
            person.reason, person.handler,         person.zalo_user};
}

class Rehearsal {
public:
    explicit Rehearsal(testing::Stage stage) : stage_(std::move(stage)) {}

    int run()
    {
        std::vector<std::string> secrets;
        for (int i = 0; i < people_marked; ++i)
            for (auto& secret : secrets_of(marked(i))) secrets.push_back(std::move(secret));
        start();
        use();
        for (auto& address : addresses_sent()) secrets.push_back(std::move(address));
        LeakSearch search(secrets);
        const auto target = cluster().admin_target("gateway");
        pg::Connection(target).script("CHECKPOINT");
        dump(target, stage_.folder);
        const auto leaks = search.in({stage_.folder});
        for (const auto& leak : leaks) tell(leak);
        const auto files = search.files_read();
        const auto mebibytes = search.bytes_read() >> 20;

        const auto planted = marked(0);
        const auto forms_missed = planted_and_missed(
            {.target = target,
             .folder = stage_.folder,
             .program_log = "gateway.err",
             .table_secret = planted.name,
             .secrets = secrets_of(planted)}
        );
        gateway_.stop();
        fmt::print(
            "{}\n", json::text(json::Object{
                        {"dossiers", people_marked + people_plain},
                        {"secrets", secrets.size()},
                        {"files", files},
                        {"mebibytes", mebibytes},
                        {"leaks", leaks.size()},
                        {"planted_missed", forms_missed}})
        );
        return leaks.empty() && forms_missed == 0 ? 0 : 1;
    }

private:
    pg::PrivateCluster cluster() const
    {
        return pg::PrivateCluster({.folder = stage_.gateway_folder() / "db"});
    }

    void start()
    {
        const auto config = stage_.write_config("gateway", "", 1);
        testing::Child child(stage_.folder, "key");
        child.start({stage_.gateway_program(), "--config", config, "add-sender", "một cửa", "H21"});
        if (child.wait() != 0) throw std::runtime_error("the gateway does not start");
        std::getline(std::ifstream(child.output()) >> std::ws, key_);
        // Compressed pages would hide what they hold from the search.
        pg::Connection admin(cluster().admin_target("gateway"));
        admin.script("ALTER SYSTEM SET wal_compression = off");
        admin.script("SELECT pg_reload_conf()");
        // The outside world keeps its books elsewhere.
        outside_ = stage_.folder.string() + "-outside";
        std::filesystem::create_directories(outside_);
        sandbox_.emplace(outside_, "sandbox");
        sandbox_->start(
            {stage_.programs / "sandbox" / "tnung-sandbox", "--clock-shift",
             fmt::format("{}", stage_.clock_shift), "serve", "--port",
             fmt::format("{}", stage_.sandbox_port), "--gateway", stage_.gateway_origin(),
             "--key-file", child.output(), "--following", "0", "--calls-per-minute", "100000"}
        );
        gateway_.start({stage_.gateway_program(), "--config", config, "serve"});
        const auto until = std::chrono::steady_clock::now() + starts_max;
        while (get("/ready") != 200) {
            if (std::chrono::steady_clock::now() > until)
                throw std::runtime_error("the gateway does not answer");
            std::this_thread::sleep_for(std::chrono::milliseconds(100)); // the pace of looking
        }
    }

    int get(const std::string& path)
    {
        const auto answer = client_.call({.url = stage_.operator_origin() + path});
        return answer ? answer->status : 0;
    }

    int post(const std::string& path, const std::string& body, std::vector<http::Header> headers)
    {
        const auto answer = client_.call(
            {.method = http::Method::post,
             .url = stage_.gateway_origin() + path,
             .headers = std::move(headers),
             .body = body}
        );
        return answer ? answer->status : 0;
    }

    std::string event(const Person& person, int number, int state) const
    {
        const auto now = SystemClock(std::chrono::seconds(stage_.clock_shift)).now();
        return json::text(json::Object{
            {"event_id", fmt::format("p{}-{}", number, state)},
            {"dossier_code", fmt::format("H21.12.34-261125-{:05}", number)},
            {"occurred_at", iso_text(now)},
            {"state", state},
            {"procedure_code", "1.012765"},
            {"procedure_name", "Đăng ký biến động"},
            {"agency_id", "H21.12"},
            {"agency_name", "Trung tâm Phục vụ hành chính công Phường Pleiku"},
            {"unit_code", "23575"},
            {"owner",
             json::Object{
                 {"name", person.name}, {"kind", "citizen"}, {"identity_number", person.identity}}},
            {"phone", person.phone},
            {"due_at", iso_text(now + std::chrono::days(15))},
            {"detail", json::Object{
                           {"papers", json::Array{json::Value(person.papers)}},
                           {"reason", person.reason},
                           {"handler", person.handler}}}});
    }

    void push(const std::string& events)
    {
        const std::vector<http::Header> headers = {
            {"Authorization", "Bearer " + key_}, {"Content-Type", "application/json"}};
        last_status_ = post("/api/v1/dossier-events", "{\"events\":[" + events + "]}", headers);
    }

    void webhook(const json::Object& event)
    {
        const auto body = json::text(event);
        const auto mac = hex_text(crypto::sha256(
            "1234567890123456789" + body + std::string(event.at("timestamp").as_string()) +
            "OaSecretKeyDemo"
        ));
        if (post("/webhooks/zalo", body, {{"X-ZEvent-Signature", "mac=" + mac}}) != 200)
            throw std::runtime_error("a webhook is not taken");
        (void)post("/webhooks/zalo", body + " ", {{"X-ZEvent-Signature", "mac=" + mac}}); // forged
    }

    json::Object chat_event(const Person& person, const char* name, int number) const
    {
        const auto now = SystemClock(std::chrono::seconds(stage_.clock_shift)).now();
        return {
            {"event_name", name},
            {"app_id", "1234567890123456789"},
            {"oa_id", "9000000000000000001"},
            {"user_id_by_app", person.zalo_user},
            {"sender", json::Object{{"id", person.zalo_user}}},
            {"follower", json::Object{{"id", person.zalo_user}}},
            {"recipient", json::Object{{"id", "9000000000000000001"}}},
            {"timestamp", fmt::format("{}", to_milliseconds(now) + number)}};
    }

    void use()
    {
        for (int i = 0; i < people_marked; ++i) {
            const auto person = marked(i);
            for (const int state : {1, 2, 5, 6}) push(event(person, i, state));
            if (last_status_ != 200) throw std::runtime_error("an event is not taken");
            // As it should not be: unknown states, wrong types, broken off, too long, without a
            // key.
            auto wrong = event(person, i, 77);
            push(wrong);
            push(wrong.substr(0, wrong.size() / 2));
            push("{\"event_id\":\"" + person.name + "\",\"phone\":[\"" + person.phone + "\"]}");
            push("{\"event_id\":\"" + std::string(500, 'x') + person.identity + "\"}");
            (void)post("/api/v1/dossier-events", wrong, {{"Authorization", person.name}});
            (void)get("/tra-cuu?ma=" + http::url_encoded(person.name));
            (void)get("/hs/" + http::url_encoded(person.identity));
            (void)post(
                "/hs/" + http::url_encoded(person.phone), "so=" + person.identity,
                {{"Content-Type", "application/x-www-form-urlencoded"}}
            );
            const auto refused = post(
                "/can-bo/vao",
                "login=" + http::url_encoded(person.name) + "&password=" + person.identity +
                    "&code=123456",
                {{"Content-Type", "application/x-www-form-urlencoded"},
                 {"Origin", stage_.gateway_origin()}}
            );
            if (refused != 401 && refused != 429) // after many tries
                throw std::runtime_error(fmt::format("sign-in answers {}", refused));
            webhook(chat_event(person, "follow", 0));
            int number = 0;
            for (const auto& text :
                 {person.phone, person.name, person.identity, "hỏi: " + person.reason}) {
                auto said = chat_event(person, "user_send_text", ++number);
                said["message"] =
                    json::Object{{"text", text}, {"msg_id", fmt::format("m{}-{}", i, number)}};
                webhook(said);
            }
            auto shared = chat_event(person, "user_submit_info", 9);
            shared["info"] = json::Object{{"phone", person.phone}, {"name", person.name}};
            webhook(shared);
            if (i == people_marked / 2) // what is under way fails, and is told in the log
                pg::Connection(cluster().admin_target("gateway")).exec(disconnect_query);
        }
        for (int i = people_marked; i < people_marked + people_plain; ++i)
            push(event(
                {.name = "Rơ Châm H’Hoa",
                 .phone = fmt::format("0914{:06}", i),
                 .identity = fmt::format("064{:09}", i)},
                i, 2
            ));
        const auto until = std::chrono::steady_clock::now() + settles_max;
        pg::Connection database(cluster().app_target("gateway"));
        while (database.exec(waiting_query).get<std::int64_t>(0, 0) > 0 &&
               std::chrono::steady_clock::now() < until)
            std::this_thread::sleep_for(std::chrono::milliseconds(200)); // the pace of looking
        if (database.exec(waiting_query).get<std::int64_t>(0, 0) > 0)
            throw std::runtime_error("what waits does not leave");
        (void)get("/metrics");
        if (const auto stored = database.exec(events_query).get<std::int64_t>(0, 0);
            stored < 4 * people_marked + people_plain)
            throw std::runtime_error(fmt::format("only {} events are stored", stored));
    }

    /// Private addresses as they stood in messages: each opens a dossier's step to whoever has it.
    std::vector<std::string> addresses_sent()
    {
        const auto answer =
            client_.call({.url = stage_.sandbox_origin() + "/sandbox/zalo/received"});
        const auto body = answer ? json::parse(answer->body, {.bytes_max = 64u << 20})
                                 : throw std::runtime_error("the sandbox does not answer");
        std::vector<std::string> addresses;
        for (const auto& message : body->at("messages").as_array()) {
            const auto& data = message.at("template_data").as_object();
            if (const auto* link = data.if_contains("link"))
                addresses.emplace_back(link->as_string());
            if (int(addresses.size()) == addresses_searched) break;
        }
        if (int(addresses.size()) < addresses_searched)
            throw std::runtime_error("too few messages with an address");
        return addresses;
    }

    testing::Stage stage_;
    std::string key_;
    std::filesystem::path outside_;
    http::Client client_;
    std::optional<testing::Child> sandbox_;
    testing::Child gateway_{stage_.folder, "gateway"};
    int last_status_ = 0;
};

} // namespace

} // namespace tnung::plaintext

int main(int argc, char** argv)
{
    using namespace tnung;
    CLI::App app("searches what the gateway leaves on disk for what it was told");
    std::string programs = "build";
    bool keep = false;
    app.add_option("--programs", programs, "where they were built");
    app.add_flag("--keep", keep, "leave the data folder");
    CLI11_PARSE(app, argc, argv);
    std::signal(SIGPIPE, SIG_IGN);
    const auto stage = testing::new_stage("plaintext", programs);
    int status = 1;
    try {
        status = plaintext::Rehearsal(stage).run();
    } catch (const std::exception& error) {
        fmt::print(stderr, "plaintext: {}\n", error.what());
    }
    pg::PrivateCluster({.folder = stage.gateway_folder() / "db"}).stop();
    if (keep || status != 0) {
        fmt::print(stderr, "data kept in {}\n", stage.folder.string());
        return status;
    }
    std::filesystem::remove_all(stage.folder);
    std::filesystem::remove_all(stage.folder.string() + "-outside");
    return status;
}
