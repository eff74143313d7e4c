// bin/bench vault: a declaration read with its durable note at 50 readers, through the socket of
// the vault's process, by sessions, within the day's measure; sealing and opening beside libsodium
// alone on the same bytes; a domain of a million records rotated while they are read.

#include "bench/setting.hpp"
#include "foundation/base/clock.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/pg/migrate.hpp"
#include "foundation/testing/data_file.hpp"
#include "foundation/testing/province_calendar.hpp"
#include "registry/migrations/migrations.hpp"
#include "registry/vault/reader_rights.hpp"
#include "registry/vault/vault_client.hpp"
#include "registry/vault/vault_service.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <thread>

namespace {

using namespace tnung;
using namespace tnung::registry;
using Steady = std::chrono::steady_clock;

constexpr int readers = 50;
constexpr std::size_t declaration_bytes = 3'500; // bin/bench rules: what one holds
constexpr int no_measure = 1'000'000'000;        ///< it is asked, and nobody reaches it
constexpr double p99_ms_goal = 60, ratio_goal = 0.5, rotation_s_goal = 120;

double seconds_since(Steady::time_point start)
{
    return std::chrono::duration<double>(Steady::now() - start).count();
}

Instant now()
{
    return SystemClock().now();
}

/// Both ways in turn, ten rounds; the medians.
std::pair<double, double> sealed_per_s()
{
    constexpr int rounds = 10, times = 20'000;
    const auto content = crypto::random_bytes(declaration_bytes);
    const std::string place = "vault_version:123456:1";
    const auto key = crypto::random_bytes(32);
    const crypto::Sealer sealer(key, 1);
    std::vector<double> ours, alone;
    std::size_t sum = 0;
    for (int round = 0; round < rounds; ++round) {
        auto start = Steady::now();
        for (int i = 0; i < times; ++i)
            sum += sealer.open(sealer.seal(content, place), place)->size();
        ours.push_back(times / seconds_since(start));
        start = Steady::now();
        std::vector<unsigned char> sealed(
            content.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES
        );
        std::vector<unsigned char> opened(content.size());
        for (int i = 0; i < times; ++i) {
            unsigned char nonce[crypto_aead_xchacha20poly1305_ietf_NPUBBYTES];
            randombytes_buf(nonce, sizeof nonce);
            const auto* bytes = reinterpret_cast<const unsigned char*>(content.data());
            const auto* bound = reinterpret_cast<const unsigned char*>(place.data());
            const auto* raw_key = reinterpret_cast<const unsigned char*>(key.data());
            unsigned long long length = 0;
            crypto_aead_xchacha20poly1305_ietf_encrypt(
                sealed.data(), &length, bytes, content.size(), bound, place.size(), nullptr, nonce,
                raw_key
            );
            if (crypto_aead_xchacha20poly1305_ietf_decrypt(
                    opened.data(), &length, nullptr, sealed.data(), sealed.size(), bound,
                    place.size(), nonce, raw_key
                ) != 0)
                throw std::runtime_error("libsodium does not open what it sealed");
            sum += length;
        }
        alone.push_back(times / seconds_since(start));
    }
    if (sum != std::size_t(2 * rounds * times) * declaration_bytes)
        throw std::runtime_error("not everything was opened");
    std::ranges::sort(ours);
    std::ranges::sort(alone);
    return {ours[rounds / 2], alone[rounds / 2]};
}

struct Reads {
    std::vector<double> ms;
    double seconds = 0;
    double p99() { return at(0.99); }
    double at(double share)
    {
        std::ranges::sort(ms);
        return ms.empty() ? 0 : ms[std::size_t(double(ms.size() - 1) * share)];
    }
};

/// Sessions of inspectors.
std::vector<std::string> signed_in(const std::string& target, int count)
{
    pg::Pool pool(target, 2);
    const StaffKeys keys(crypto::Sealer(crypto::random_bytes(32), 1));
    std::vector<std::string> sessions;
    for (int i = 0; i < count; ++i) {
        const auto login = fmt::format("yen{}", i);
        auto tx = pool.begin();
        const auto made =
            *staff_store::make(tx, keys.sealer, login, login, role::inspector, std::nullopt, now());
        const auto code = *staff_store::code_of(tx, keys, login, now());
        tx.commit();
        sessions.push_back(
            staff_store::sign_in(pool, keys, {login, made.password, code, login, ""}, now())->token
        );
    }
    return sessions;
}

/// So many readers at the vault's socket, one after the other's answer, until told to stop.
class Readers {
public:
    Readers(
        VaultClient& vault, const std::vector<std::string>& sessions,
        std::vector<Id<VaultRecord>> records, int count, std::chrono::milliseconds pause
    )
        : vault_(vault), records_(std::move(records)), times_(std::size_t(count))
    {
        for (int i = 0; i < count; ++i)
            threads_.emplace_back([this, i, pause,
                                   session =
                                       sessions.at(std::size_t(i))](const std::stop_token& stop) {
                std::mt19937 random(static_cast<unsigned>(i));
                while (!stop.stop_requested()) {
                    const auto record = records_[random() % records_.size()];
                    const auto start = Steady::now();
                    const auto opened = vault_.read(session, record, 1, ReadAct::read, "đối chiếu");
                    times_[std::size_t(i)].push_back(seconds_since(start) * 1000);
                    if (!opened || opened->content.size() != declaration_bytes) ++wrong_;
                    std::this_thread::sleep_for(pause);
                }
            });
    }
    Reads stop()
    {
        Reads reads;
        threads_.clear(); // asks each to stop, and waits
        reads.seconds = seconds_since(start_);
        for (const auto& some : times_) reads.ms.insert(reads.ms.end(), some.begin(), some.end());
        if (wrong_ > 0) throw std::runtime_error("a read gave something else than was sealed");
        return reads;
    }

private:
    VaultClient& vault_;
    const std::vector<Id<VaultRecord>> records_;
    const Steady::time_point start_ = Steady::now();
    std::vector<std::vector<double>> times_; ///< by reader
    std::atomic<int> wrong_ = 0;
    std::vector<std::jthread> threads_;
};

/// Fast, and so without waiting for the disk: what is measured comes after.
void fill(
    const std::string& target, const MasterKeys& master, Id<VaultDomain> domain, std::int64_t count,
    std::size_t bytes
)
{
    constexpr int threads = 4;
    pg::Pool pool(target + " options='-c synchronous_commit=off'", threads);
    Vault vault(pool, master);
    std::vector<std::jthread> some;
    for (int i = 0; i < threads; ++i)
        some.emplace_back([&, i] {
            const auto content = crypto::random_bytes(bytes);
            for (std::int64_t at = i; at < count; at += threads) vault.put(domain, content, now());
        });
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app("how fast the vault is");
    std::string programs = "build";
    std::int64_t records = 1'000'000;
    app.add_option("--programs", programs, "where they were built");
    app.add_option("--records", records, "of the domain that is rotated");
    CLI11_PARSE(app, argc, argv);
    try {
        bench::clear_away_when_stopped();
        const auto [ours, alone] = sealed_per_s();
        bench::Setting setting(programs);
        auto cluster = setting.cluster();
        cluster.ensure_running();
        cluster.ensure_database("registry");
        pg::migrate(cluster.owner_target("registry"), migrations());
        const auto target = cluster.vault_target("registry");
        const MasterKeys master({{1, crypto::random_bytes(32)}});
        pg::Pool pool(target, vault_connections_max);
        Vault vault(pool, master);
        const auto domain = vault.domain(std::string(inspectorate_domain), now());
        const auto sessions = signed_in(cluster.authority_target("registry"), readers);
        const SystemClock clock;
        const auto calendar = testing::province_calendar();
        ReadingWatch watch(
            pool, calendar, {.per_minute_max = no_measure, .per_day_max = no_measure}
        );
        const auto socket = setting.folder() / "vault.sock";
        VaultService service(vault, pool, clock, watch, {.socket = socket, .peers = {}});
        service.start();
        VaultClient client(socket);

        constexpr std::int64_t read_records = 20'000;
        fill(target, master, domain, read_records, declaration_bytes);
        std::vector<Id<VaultRecord>> some;
        for (std::int64_t id = 1; id <= read_records; ++id) some.push_back({id});
        Readers crowd(client, sessions, some, readers, std::chrono::milliseconds(0));
        std::this_thread::sleep_for(std::chrono::seconds(20));
        auto reads = crowd.stop();
        fmt::print(
            "{} readers: {:.0f} a second, p50 {:.1f} ms, p99 {:.1f} ms\n", readers,
            double(reads.ms.size()) / reads.seconds, reads.at(0.5), reads.p99()
        );

        fill(target, master, domain, records - read_records, 64);
        // As those that declarants began, in each index that a record has. None is of those who go
        // on reading: one's own has another measure.
        pg::Connection owner(cluster.owner_target("registry"));
        owner.script(
            "UPDATE vault_record SET filing_id = id, owner_id = (SELECT max(id) FROM staff)"
        );
        owner.script("VACUUM (FULL, ANALYZE) vault_record");
        fmt::print("{} records\n", records);
        // A slow office at the same time: five people who read without looking up.
        Readers meanwhile(client, sessions, some, 5, std::chrono::milliseconds(20));
        const auto start = Steady::now();
        const auto rotation = vault.rotate_domain(domain, now(), [](const auto&) {});
        const auto rotation_s = seconds_since(start);
        auto beside = meanwhile.stop();
        service.stop();
        fmt::print(
            "{} records rotated in {:.1f} s; {} reads meanwhile, p99 {:.1f} ms\n", rotation.records,
            rotation_s, beside.ms.size(), beside.p99()
        );
        const auto ratio = ours / alone;
        const auto p99 = reads.p99(), p99_beside = beside.p99();
        fmt::print(
            "{}\n", json::text(json::Object{
                        {"readers", readers},
                        {"reads_per_s", std::int64_t(double(reads.ms.size()) / reads.seconds)},
                        {"p50_ms", reads.at(0.5)},
                        {"p99_ms", p99},
                        {"seal_open_per_s", std::int64_t(ours)},
                        {"libsodium_per_s", std::int64_t(alone)},
                        {"ratio_libsodium", ratio},
                        {"rotated", rotation.records},
                        {"rotation_s", rotation_s},
                        {"reads_beside_rotation", beside.ms.size()},
                        {"p99_ms_beside_rotation", p99_beside}})
        );
        const bool well = p99 < p99_ms_goal && ratio >= ratio_goal && rotation.tampered == 0 &&
                          rotation.records == records && rotation_s < rotation_s_goal &&
                          !beside.ms.empty();
        return well ? 0 : 1;
    } catch (const std::exception& error) {
        fmt::print(stderr, "bin/bench vault: {}\n", error.what());
        return 1;
    }
}
