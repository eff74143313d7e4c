#include "bench/scale.hpp"

#include "bench/drain.hpp"

#include <fmt/format.h>

#include <fstream>
#include <set>
#include <sstream>

namespace tnung::bench {

namespace {

constexpr std::int64_t chunk_dossiers = 50'000;
constexpr std::int64_t explained_events = 1'000;

constexpr pg::Query pages_query{"scale.pages", R"sql(
    SELECT coalesce(sum(blks_hit + blks_read), 0)::bigint FROM pg_stat_database WHERE datname = 'gateway'
)sql"};
constexpr pg::Query size_query{"scale.size", "SELECT pg_database_size('gateway') / 1048576"};

/// What a thousand days leave behind, told and done, oldest first as it was written: the dossiers
/// numbered `from` to below `until` of `all`. Sealed values are noise of their length.
std::string history(std::int64_t from, std::int64_t until, std::int64_t all)
{
    return fmt::format(
        R"sql(
SET session_replication_role = replica;
CREATE TEMP TABLE new_dossier ON COMMIT PRESERVE ROWS AS
    SELECT n, nextval(pg_get_serial_sequence('phone', 'id')) AS phone, nextval(pg_get_serial_sequence('owner', 'id')) AS owner,
           nextval(pg_get_serial_sequence('dossier', 'id')) AS dossier,
           now() - interval '1 day' - ({2}::bigint - n) * 1000 / {2} * interval '1 day' AS at
      FROM generate_series({0}::bigint, {1}::bigint - 1) n;
CREATE TEMP TABLE new_event AS
    SELECT n, k, phone, dossier, at, nextval(pg_get_serial_sequence('dossier_event', 'id')) AS event,
           nextval(pg_get_serial_sequence('notice', 'id')) AS notice
      FROM new_dossier, generate_series(1, 3) k ORDER BY n, k;
INSERT INTO phone (id, number_key, number_sealed, kind) OVERRIDING SYSTEM VALUE
    SELECT phone, sha256(('p' || n)::bytea), sha256(('s' || n)::bytea) || sha256('t'::bytea), 'mobile' FROM new_dossier;
INSERT INTO owner (id, owner_key, kind, name_sealed, identity_sealed) OVERRIDING SYSTEM VALUE
    SELECT owner, sha256(('o' || n)::bytea), 'citizen', sha256(('n' || n)::bytea) || sha256('t'::bytea),
           sha256(('i' || n)::bytea) || sha256('t'::bytea) FROM new_dossier;
INSERT INTO phone_person (phone_id, person_key) SELECT phone, sha256(('o' || n)::bytea) FROM new_dossier;
INSERT INTO dossier (id, code, procedure_code, procedure_name, agency_id, agency_name, unit_code, owner_id, phone_id, state, state_raw,
                     state_at, received_at, due_at) OVERRIDING SYSTEM VALUE
    SELECT dossier, format('H21.%s.%s-230101-%s', 50 + n % 35, 50 + n / 35 % 4, lpad(n::text, 9, '0')), '1.012765',
           'Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất', 'H21.50',
           'Trung tâm Phục vụ hành chính công Xã Kông Bơ La', (23500 + n % 135)::text, owner, phone, 10, '10', at, at, at
      FROM new_dossier;
INSERT INTO dossier_event (id, sender_id, event_key, dossier_id, state, state_raw, occurred_at, recorded_at, detail_sealed)
    OVERRIDING SYSTEM VALUE
    SELECT event, 1, format('h%s-%s', n, k), dossier, k, k::text, at, at, sha256(('d' || event)::bytea) || sha256('t'::bytea)
      FROM new_event;
INSERT INTO notice (id, cause_id, subject_id, phone_id, kind, urgency, status, useful_until, created_at, tracking_id, message_id,
                    attempts, handed_over_at, delivered_at, channel, dong) OVERRIDING SYSTEM VALUE
    SELECT notice, event, dossier, phone, 'accepted', 3, 'delivered', at + interval '10 days', at, 'n' || md5(notice::text),
           'h' || notice, 1, at, at, 'template_by_phone', 300
      FROM new_event;
INSERT INTO notice_attempt (notice_id, at, channel, outcome, error_code, message_id)
    SELECT notice, at, 'template_by_phone', 'accepted', 0, 'h' || notice FROM new_event;
DROP TABLE new_dossier, new_event;
SET session_replication_role = origin;
)sql",
        from, until, all
    );
}

struct Level {
    double taken_per_s = 0, told_per_s = 0, pages_per_event = 0, pages_per_notice = 0;
};

class Scale {
public:
    explicit Scale(const ScaleOptions& options) : options_(options), setting_(options.programs) {}

    int run()
    {
        setting_.start_endpoint(std::chrono::milliseconds(0));
        setting_.write_gateway_config({});
        load_.emplace(
            setting_, client_,
            setting_.gateway_command({"add-sender", "Hệ thống một cửa tỉnh", "H21"})
        );
        const auto empty = measure("empty");
        grow_to(options_.dossiers / 10);
        const auto tenth = measure("a tenth");
        grow_to(options_.dossiers);
        const auto full = measure("full");
        explain();
        const auto told_ratio = full.told_per_s / empty.told_per_s,
                   taken_ratio = full.taken_per_s / empty.taken_per_s,
                   notice_pages_ratio = full.pages_per_notice / tenth.pages_per_notice,
                   event_pages_ratio = full.pages_per_event / tenth.pages_per_event;
        fmt::print(
            "{}\n", json::text(json::Object{
                        {"dossiers", options_.dossiers},
                        {"notices", options_.dossiers * 3},
                        {"database_mib", admin().exec(size_query).get<std::int64_t>(0, 0)},
                        {"told_per_s_empty", std::int64_t(empty.told_per_s)},
                        {"told_per_s_full", std::int64_t(full.told_per_s)},
                        {"told_ratio", rounded(told_ratio)},
                        {"taken_in_per_s_empty", std::int64_t(empty.taken_per_s)},
                        {"taken_in_per_s_full", std::int64_t(full.taken_per_s)},
                        {"taken_in_ratio", rounded(taken_ratio)},
                        {"pages_per_notice_tenth", rounded(tenth.pages_per_notice)},
                        {"pages_per_notice_full", rounded(full.pages_per_notice)},
                        {"pages_per_event_tenth", rounded(tenth.pages_per_event)},
                        {"pages_per_event_full", rounded(full.pages_per_event)}})
        );
        // One more level of an index between a tenth and all is what may be.
        constexpr double ratio_min = 0.85, pages_ratio_max = 1.15;
        return told_ratio >= ratio_min && taken_ratio >= ratio_min &&
                       notice_pages_ratio <= pages_ratio_max && event_pages_ratio <= pages_ratio_max
                   ? 0
                   : 1;
    }

private:
    pg::Connection admin() const
    {
        return pg::Connection(setting_.cluster().admin_target("gateway"));
    }

    void grow_to(std::int64_t dossiers)
    {
        auto connection = admin();
        for (; grown_ < dossiers; grown_ = std::min(dossiers, grown_ + chunk_dossiers)) {
            connection.script(
                history(grown_, std::min(dossiers, grown_ + chunk_dossiers), options_.dossiers)
            );
            fmt::print(stderr, "\r{} dossiers ", std::min(dossiers, grown_ + chunk_dossiers));
        }
        fmt::print(stderr, "\n");
        connection.script("VACUUM ANALYZE");
        connection.script("CHECKPOINT");
    }

    std::int64_t pages() { return admin().exec(pages_query).get<std::int64_t>(0, 0); }

    Level measure(std::string_view name)
    {
        std::vector<double> taken, told, event_pages, notice_pages;
        for (int round = 0; round < options_.rounds; ++round) {
            auto before = pages();
            {
                auto gateway = setting_.start_gateway({"--only", "web"});
                taken.push_back(load_->fill(options_.fresh));
                gateway.stop();
            }
            auto after = pages(); // a session tells what it read at its end
            event_pages.push_back(double(after - before) / double(options_.fresh));
            before = after;
            told.push_back(drain_ours(setting_, client_, options_.fresh).per_second);
            after = pages();
            notice_pages.push_back(double(after - before) / double(options_.fresh));
        }
        const Level level{median(taken), median(told), median(event_pages), median(notice_pages)};
        fmt::print(
            "{:>8}: taken in {:.0f} a second, {:.1f} pages each; told {:.0f} a second, "
            "{:.1f} pages each\n",
            name, level.taken_per_s, level.pages_per_event, level.told_per_s, level.pages_per_notice
        );
        return level;
    }

    /// The plans that the program's own statements really get now, each once.
    void explain()
    {
        auto connection = admin();
        connection.script("ALTER ROLE tnung_app SET session_preload_libraries = 'auto_explain'");
        for (const auto* setting :
             {"log_min_duration = 0", "log_analyze = on", "log_buffers = on", "log_timing = off"})
            connection.script(fmt::format("ALTER ROLE tnung_app SET auto_explain.{}", setting));
        {
            auto gateway = setting_.start_gateway({});
            load_->fill(explained_events);
            wait_for_empty_outbox(setting_);
            gateway.stop();
        }
        connection.script("ALTER ROLE tnung_app RESET ALL");
        std::ifstream log(setting_.cluster().folder() / "postgresql.log");
        std::set<std::string> known;
        bool wanted = false;
        for (std::string line; std::getline(log, line);) {
            const bool begins = !line.empty() && line.front() != '\t';
            if (begins) wanted = line.find("plan:") != std::string::npos;
            if (const auto at = line.find("Query Text:"); wanted && at != std::string::npos) {
                std::string next;
                std::getline(log, next);
                wanted = known.insert(line.substr(at) + next).second;
                if (wanted) fmt::print("\n{}\n{}\n", line.substr(at), next);
            } else if (wanted && !begins) {
                fmt::print("{}\n", line);
            }
        }
        fmt::print("\n");
    }

    const ScaleOptions options_;
    Setting setting_;
    http::Client client_{{.authority_file = setting_.authority_file()}};
    std::optional<Load> load_;
    std::int64_t grown_ = 0;
};

} // namespace

int run_scale(const ScaleOptions& options)
{
    return Scale(options).run();
}

} // namespace tnung::bench
