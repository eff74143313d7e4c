#include "bench/pages.hpp"

#include "bench/drain.hpp"
#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/http/server.hpp"
#include "foundation/pg/pool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace tnung::bench {

namespace {

constexpr std::int64_t dossiers = 20'000;
constexpr std::string_view token = "AAAAAAAAAAAAAAAAAAAAAA";
constexpr std::chrono::milliseconds webhook_every{10};
constexpr int sheets = 8;
constexpr std::size_t sheet_bytes_min = 200'000; ///< it holds the rows that it should

// The statements of the pages, as gateway/lookup, citizen and timeline run them.
constexpr pg::Query state_query{"pages.state", R"sql(
    SELECT code, state, id FROM dossier WHERE code = $1
        OR national_code = $1 AND (SELECT count(*) FROM (SELECT 1 FROM dossier WHERE national_code = $1 LIMIT 2) few) = 1
     ORDER BY code = $1 DESC LIMIT 1
)sql"};
constexpr pg::Query link_query{"pages.link", R"sql(
    SELECT link.dossier_id, link.phone_id, link.follower_id, link.tries, link.to_account,
           link.dossier_id IS NOT NULL
           AND CASE WHEN link.to_account
                    THEN NOT EXISTS (SELECT 1 FROM follower_dossier told
                                      WHERE told.dossier_id = link.dossier_id AND told.follower_id = link.follower_id)
                    ELSE NOT EXISTS (SELECT 1 FROM told_number told
                                      WHERE told.dossier_id = link.dossier_id AND told.phone_id = link.phone_id) END,
           link.warns_of
      FROM (SELECT dossier_id, phone_id, follower_id, tries, follower_id IS NOT NULL AS to_account, warns_of FROM page_link
             WHERE token_hash = $1 AND expires_at > $2 AND $3::bigint IS NULL
            UNION ALL
            SELECT notice.subject_id, notice.phone_id, notice.follower_id, coalesce(tried.tries, 0),
                   notice.follower_id IS NOT NULL
                   AND coalesce(notice.channel, 'chat') IN ('chat', 'template_by_user'), NULL::bigint
              FROM notice LEFT JOIN page_link tried ON tried.token_hash = $1
             WHERE notice.id = $3 AND coalesce(notice.handed_over_at, notice.created_at) > $4) link
)sql"};
constexpr pg::Query dossier_query{"pages.dossier", R"sql(
    SELECT dossier.code, dossier.state, dossier.state_at, dossier.procedure_name, dossier.agency_name,
           coalesce(dossier.unit_code, ''), dossier.received_at, dossier.due_at, coalesce(dossier.owner_name_sealed, owner.name_sealed),
           coalesce(owner.kind = 'business', false), owner.identity_sealed IS NOT NULL
      FROM dossier LEFT JOIN owner ON owner.id = dossier.owner_id
     WHERE dossier.id = $1
)sql"};
constexpr pg::Query events_query{"pages.events", R"sql(
    SELECT kind, state, occurred_at, detail_sealed, excuse IS NOT DISTINCT FROM 'told_already',
           owner_id IS NOT NULL AND owner_id IS DISTINCT FROM (SELECT dossier.owner_id FROM dossier WHERE dossier.id = $1)
      FROM (SELECT kind, state, occurred_at, detail_sealed, excuse, owner_id, id FROM dossier_event
             WHERE dossier_id = $1 ORDER BY occurred_at DESC, id DESC LIMIT $2) newest
     ORDER BY occurred_at, id
)sql"};
constexpr pg::Query any_dossier_query{
    "pages.any_dossier", "SELECT id, code, phone_id FROM dossier ORDER BY id LIMIT 1"};
constexpr pg::Query make_link_query{"pages.make_link", R"sql(
    INSERT INTO page_link (token_hash, dossier_id, phone_id, made_at, expires_at)
    VALUES ($1, $2, $3, now(), now() + interval '1 day')
)sql"};

/// Everybody is to be called: the largest sheet that the desk takes away.
constexpr pg::Query call_everybody_query{"pages.call_everybody", R"sql(
    INSERT INTO task (kind, unit_code, dossier_id, notice_id, phone_id, opened_at, due_at)
    SELECT 'call', dossier.unit_code, dossier.id, notice.id, notice.phone_id, now(), notice.useful_until
      FROM notice JOIN dossier ON dossier.id = notice.subject_id
)sql"};

class Pages {
public:
    explicit Pages(const PagesOptions& options) : options_(options), setting_(options.programs) {}

    int run()
    {
        setting_.start_endpoint(std::chrono::milliseconds(0));
        setting_.write_gateway_config({});
        Load load(
            setting_, client_,
            setting_.gateway_command({"add-sender", "Hệ thống một cửa tỉnh", "H21"})
        );
        auto gateway = setting_.start_gateway({"--only", "web,webhooks"});
        load.fill(dossiers);
        pg::Pool pool(setting_.cluster().app_target("gateway"), 4);
        {
            auto tx = pool.begin();
            const auto rows = tx.exec(any_dossier_query);
            dossier_id_ = rows.get<std::int64_t>(0, 0);
            code_ = rows.get<std::string>(0, 1);
            tx.exec(
                make_link_query, Bytes{crypto::sha256(token)}, dossier_id_,
                rows.get<std::int64_t>(0, 2)
            );
            tx.exec(call_everybody_query);
            tx.commit();
        }
        const std::vector<std::string> paths = {
            "/", "/tra-cuu?ma=" + code_, fmt::format("/hs/{}", token)};
        std::vector<http::Answer> answers;
        for (const auto& path : paths) answers.push_back(page(path));
        http::Server plain(
            {.certificate_file = setting_.authority_file(),
             .private_key_file = setting_.folder() / "key.pem"},
            {{"citizens", 4, 256}}, plain_routes(pool, answers)
        );

        json::Object line;
        bool good = true;
        constexpr std::array names = {"front", "look_up", "dossier"};
        for (std::size_t i = 0; i < paths.size(); ++i) {
            std::vector<double> ours, bare;
            for (int round = 0; round < options_.rounds; ++round) {
                ours.push_back(hammer(setting_.gateway_origin() + paths[i]));
                bare.push_back(hammer(plain.origin() + fmt::format("/{}", i)));
            }
            const double ratio = median(ours) / median(bare);
            constexpr double ratio_min = 0.7;
            good = good && ratio >= ratio_min;
            fmt::print(
                "{:>8}: ours {:.0f}, the bare handler {:.0f} a second; {} bytes\n", names[i],
                median(ours), median(bare), answers[i].body.size()
            );
            line[fmt::format("{}_per_s", names[i])] = std::int64_t(median(ours));
            line[fmt::format("{}_bare_per_s", names[i])] = std::int64_t(median(bare));
            line[fmt::format("{}_ratio", names[i])] = rounded(ratio);
        }
        const auto hammered = webhooks_while([&] {
            for (int round = 0; round < options_.rounds; ++round)
                hammer(setting_.gateway_origin() + paths.back());
        });
        line["webhook_p99_ms_beside_pages"] = hammered;
        std::size_t sheet_bytes = 0;
        const auto cookie = signed_in();
        const auto exported = webhooks_while([&] {
            for (int sheet = 0; sheet < sheets; ++sheet) sheet_bytes = export_sheet(cookie);
        });
        line["webhook_p99_ms_beside_exports"] = exported;
        line["exported_bytes"] = sheet_bytes;
        const auto p99 = std::max(hammered, exported);
        fmt::print("{}\n", json::text(line));
        gateway.stop();
        constexpr double webhook_ms_max = 200;
        return good && p99 < webhook_ms_max ? 0 : 1;
    }

private:
    http::Answer page(const std::string& path)
    {
        const auto answer = client_.call({.url = setting_.gateway_origin() + path});
        if (!answer || answer->status != 200) throw std::runtime_error(path + " does not answer");
        return *answer;
    }

    std::vector<http::Route> plain_routes(pg::Pool& pool, const std::vector<http::Answer>& answers)
    {
        const auto written = [](const http::Answer& answer) {
            http::Response response{.body = answer.body};
            for (const auto& [name, value] : answer.headers)
                if (name != "Content-Length" && name != "Connection") response.with(name, value);
            return response;
        };
        using http::Method;
        return {
            {Method::get, "/0", "citizens",
             [&answers, written](const auto&) { return written(answers[0]); }},
            {Method::get, "/1", "citizens",
             [this, &pool, &answers, written](const auto&) {
                 auto tx = pool.begin();
                 tx.exec(state_query, code_);
                 return written(answers[1]);
             }},
            {Method::get, "/2", "citizens", [this, &pool, &answers, written](const auto&) {
                 auto tx = pool.begin();
                 tx.exec(
                     link_query, Bytes{crypto::sha256(token)}, now(), std::optional<std::int64_t>(),
                     now()
                 );
                 tx.exec(dossier_query, dossier_id_);
                 tx.exec(events_query, dossier_id_, 200);
                 tx.commit();
                 return written(answers[2]);
             }}};
    }

    static Instant now()
    {
        return Instant(std::chrono::duration_cast<Instant::duration>(
            std::chrono::system_clock::now().time_since_epoch()
        ));
    }

    /// Requests a second, `connections` at once; each from another network, as look-ups are
    /// limited.
    double hammer(const std::string& url)
    {
        std::int64_t open = 0, failed = 0;
        const auto begun = std::chrono::steady_clock::now();
        for (std::int64_t i = 0; i < options_.requests; ++i) {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return open < options_.connections; });
            ++open;
            lock.unlock();
            client_.start(
                {.url = url,
                 .headers =
                     {{"X-Forwarded-For", fmt::format("10.{}.{}.1", i / 200 % 200, i % 200)}}},
                [&](Result<http::Answer, http::CallFailure> answer) {
                    const std::lock_guard done(mutex_);
                    --open;
                    if (!answer || answer->status != 200) ++failed;
                    changed_.notify_all();
                }
            );
        }
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return open == 0; });
        if (failed > 0) throw std::runtime_error(fmt::format("{} times no page: {}", failed, url));
        return double(options_.requests) /
               std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    }

    /// The 99th of a hundred answers to webhooks while that goes on, milliseconds.
    template <class Work>
    double webhooks_while(Work work)
    {
        std::vector<double> milliseconds;
        bool over = false;
        std::thread zalo([&] { webhooks_until(over, milliseconds); });
        const auto end = [&] {
            {
                const std::lock_guard lock(mutex_);
                over = true;
            }
            zalo.join();
        };
        try {
            work();
        } catch (...) {
            end();
            throw;
        }
        end();
        std::sort(milliseconds.begin(), milliseconds.end());
        fmt::print("{} webhooks answered meanwhile\n", milliseconds.size());
        return double(std::int64_t(milliseconds.at(milliseconds.size() * 99 / 100) * 10)) / 10;
    }

    /// Somebody of the province's office signs in; the cookie.
    std::string signed_in()
    {
        const auto made = json::parse(
            setting_.gateway_command({"add-staff", "bench", "Lê Thị Mỹ Duyên", "clerk", "23575"})
        );
        const auto code = setting_.gateway_command({"code", "bench"});
        const auto answer = client_.call(
            {.method = http::Method::post,
             .url = setting_.gateway_origin() + "/can-bo/vao",
             .headers =
                 {{"Content-Type", "application/x-www-form-urlencoded"},
                  {"Origin", setting_.gateway_origin()}},
             .body = fmt::format(
                 "login=bench&password={}&code={}",
                 http::url_encoded(std::string(made->as_object().at("password").as_string())), code
             )}
        );
        if (!answer || answer->status != 303) throw std::runtime_error("nobody can sign in");
        for (const auto& [name, value] : answer->headers)
            if (name == "Set-Cookie") return value.substr(0, value.find(';'));
        throw std::runtime_error("no cookie for who signed in");
    }

    std::size_t export_sheet(const std::string& cookie)
    {
        const auto answer = client_.call(
            {.url = setting_.gateway_origin() + "/can-bo/goi/tai-ve",
             .headers = {{"Cookie", cookie}},
             .time_max = std::chrono::seconds(60),
             .answer_bytes_max = 64u << 20}
        );
        if (!answer || answer->status != 200 || answer->body.size() < sheet_bytes_min)
            throw std::runtime_error(fmt::format(
                "no sheet: {} of {} bytes", answer ? answer->status : 0,
                answer ? answer->body.size() : 0
            ));
        return answer->body.size();
    }

    void webhooks_until(const bool& over, std::vector<double>& milliseconds)
    {
        http::Client zalo({.authority_file = setting_.authority_file()});
        while (true) {
            {
                const std::lock_guard lock(mutex_);
                if (over) return;
            }
            const auto at = fmt::format(
                "{}", std::chrono::duration_cast<std::chrono::milliseconds>(
                          std::chrono::system_clock::now().time_since_epoch()
                      )
                          .count()
            );
            const auto body = fmt::format(
                R"({{"event_name":"user_seen_message","app_id":"1234567890123456789","oa_id":"9000000000000000001","sender":{{"id":"9000000000000000001"}},"recipient":{{"id":"7700000000000000001"}},"timestamp":"{}","message":{{"msg_ids":["x{}"]}}}})",
                at, milliseconds.size()
            );
            const auto mac =
                hex_text(crypto::sha256("1234567890123456789" + body + at + "OaSecretKeyDemo"));
            const auto begun = std::chrono::steady_clock::now();
            const auto answer = zalo.call(
                {.method = http::Method::post,
                 .url = setting_.gateway_origin() + "/webhooks/zalo",
                 .headers =
                     {{"Content-Type", "application/json"}, {"X-ZEvent-Signature", "mac=" + mac}},
                 .body = body}
            );
            if (!answer || answer->status != 200)
                throw std::runtime_error("a webhook is not taken");
            milliseconds.push_back(
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun)
                    .count()
            );
            std::this_thread::sleep_for(webhook_every); // the pace asked for
        }
    }

    const PagesOptions options_;
    Setting setting_;
    http::Client client_{
        {.connections_per_host_max = std::size_t(options_.connections),
         .authority_file = setting_.authority_file()}};
    std::int64_t dossier_id_ = 0;
    std::string code_;
    std::mutex mutex_; ///< guards what callers share
    std::condition_variable changed_;
};

} // namespace

int run_pages(const PagesOptions& options)
{
    return Pages(options).run();
}

} // namespace tnung::bench
