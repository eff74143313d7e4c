#pragma once

#include "foundation/service/web_settings.hpp"
#include "gateway/citizen/disclosure.hpp"
#include "gateway/citizen/one_time_code.hpp"
#include "gateway/delivery/governor.hpp"
#include "gateway/intake/sender.hpp"
#include "gateway/national/national_fetch.hpp"
#include "gateway/notice/route.hpp"
#include "gateway/photo/photo_desk.hpp"
#include "gateway/sms/sms_client.hpp"
#include "gateway/zalo/zalo_settings.hpp"

#include <filesystem>
#include <set>
#include <string>

#include <sys/types.h>

namespace tnung::gateway {

enum class Environment { production, sandbox };

/// Everything the program is told, read once and checked at start.
struct Settings {
    Environment environment = Environment::production;
    std::filesystem::path data_folder;
    /// The province's table of holidays (as data/holidays.tsv); empty: the one that comes with us.
    std::filesystem::path holidays_file;
    /// libpq targets: of the role that works, which owns nothing, of the one that owns the tables
    /// and of the one that signs people in. All empty: a private cluster in the data folder has
    /// them. A process is told only what it needs: pages and workers the first, `migrate` the
    /// second, `authority` the third.
    std::string database, database_owner, database_authority;
    bool database_admin = false; ///< rehearsals only: tests may be the private cluster's superuser
    /// Of the process that signs people in: where it listens, its key file, users who may ask it
    /// beside its own. `authority_apart`: it is started by somebody else than `serve`.
    std::filesystem::path authority_socket, authority_key;
    std::set<uid_t> authority_peers;
    std::set<uid_t> authority_user; ///< as whom it may run, for pages, beside their own
    bool authority_apart = false;
    WebSettings web;
    std::string audit_origin; ///< the audit log's name in its checkpoints
    std::string account_page; ///< the Zalo account's own address, where people follow it
    std::chrono::seconds clock_shift{0};
    ZaloSettings zalo;
    SmsSettings sms;
    int sms_urgency_max = 1;
    std::string zalo_first_access_token,
        zalo_first_refresh_token; ///< installed where there are none
    DeliverySettings delivery;
    Governor::Settings governor;
    RouteSettings route;
    DisclosureSettings disclosure;
    OneTimeCodeSettings codes;
    PhotoSettings photos;
    SenderSettings senders;
    std::string national_destination_code; ///< what callers name us by; empty: not looked at
    NationalSource national_source;
    std::string proof_certificate_file, proof_key_file; ///< what proofs of notice are signed with
    std::string
        crash_at; ///< rehearsals only: where this process dies (foundation/base/crash_point)
    int crash_at_passing = 1;
};

/// Throws std::runtime_error naming the key that is wrong. What a production may not have besides
/// is for gateway/production.hpp.
Settings read_settings(config::Config& config);

} // namespace tnung::gateway
