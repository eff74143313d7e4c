#include "gateway/notice/notice_worker.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/json/json.hpp"
#include "foundation/log/log.hpp"
#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

#include <latch>

namespace tnung::gateway {

namespace {

constexpr std::chrono::minutes person_pause{
    5}; ///< between looks whether somebody mended the account
constexpr std::chrono::hours quota_resumes{24};
constexpr std::size_t code_length_max = 30;
constexpr std::size_t agency_length_max = 200;
constexpr std::size_t procedure_length_max = 200;

std::string date_or_dash(std::optional<Day> day)
{
    return day ? date_text(*day) : "ghi trên giấy hẹn";
}

/// 2, 4, 8 … seconds, at most ten minutes.
std::chrono::seconds back_off(int attempts)
{
    constexpr int doubling_max = 9;
    return std::chrono::seconds(std::min(600, 1 << std::min(attempts + 1, doubling_max)));
}

std::string_view outcome_word(ZaloOutcome outcome)
{
    switch (outcome) {
    case ZaloOutcome::accepted: return "accepted";
    case ZaloOutcome::renew_token: return "token";
    case ZaloOutcome::transient: return "transient";
    case ZaloOutcome::night: return "held";
    case ZaloOutcome::quota: return "held";
    case ZaloOutcome::unreachable: return "unreachable";
    case ZaloOutcome::template_refused: return "template_refused";
    case ZaloOutcome::needs_person: return "needs_person";
    case ZaloOutcome::unknown: return "unknown";
    }
    std::abort();
}

int local_hour(Instant now)
{
    const auto local = to_local(now);
    return int(
        std::chrono::floor<std::chrono::hours>(local - std::chrono::floor<std::chrono::days>(local))
            .count()
    );
}

bool is_night(const DeliverySettings& settings, Instant now)
{
    if (settings.night_from == settings.night_until) return false;
    const int hour = local_hour(now);
    if (settings.night_from > settings.night_until)
        return hour >= settings.night_from || hour < settings.night_until;
    return hour >= settings.night_from && hour < settings.night_until;
}

Instant morning_after(const DeliverySettings& settings, Instant now)
{
    const auto day = day_of(now);
    const auto morning = start_of(day) + std::chrono::hours(settings.night_until);
    return morning > now
               ? morning
               : start_of(day + std::chrono::days(1)) + std::chrono::hours(settings.night_until);
}

} // namespace

TemplateMessage template_message(
    const notice_store::Claimed& notice, const NoticeWords& words, const std::string& phone,
    std::optional<Day> act_by
)
{
    const auto agency =
        notice.agency_name.empty() ? "Cơ quan giải quyết hồ sơ" : notice.agency_name;
    const auto procedure =
        notice.procedure_name.empty() ? "Thủ tục ghi trên giấy tiếp nhận" : notice.procedure_name;
    std::optional<Day> date = act_by;
    if (!date && notice.due_at) date = day_of(*notice.due_at);
    return {
        .phone = phone,
        .template_id = words.template_id,
        .parameters =
            {{"dossier_code", text::shortened(notice.dossier_code, code_length_max)},
             {"procedure", text::shortened(procedure, procedure_length_max)},
             {"agency", text::shortened(agency, agency_length_max)},
             {"status",
              notice.repeats ? "Nhắc lại: " + text::shortened(words.status, 20) : words.status},
             {"date", date_or_dash(date)},
             {"todo", words.todo}},
        .tracking_id = notice.tracking_id};
}

NoticeWorker::NoticeWorker(
    pg::Pool& pool, const Clock& clock, ZaloTokens& tokens, ZaloClient& zalo,
    const NoticeWordsTable& words, const crypto::Keyring& keyring,
    const ZaloSettings& zalo_settings, DeliverySettings settings, metrics::Registry& metrics
)
    : pool_(pool), clock_(clock), tokens_(tokens), zalo_(zalo), words_(words),
      phone_sealer_(keyring.sealer("gateway.phone")),
      detail_sealer_(keyring.sealer("gateway.detail")),
      calls_per_minute_(zalo_settings.calls_per_minute), settings_(settings), metrics_(metrics),
      loop_(
          {.turn = [this] { return work_once(); },
           // The database is away or a row makes no sense: the lane waits, nothing is lost.
           .trouble =
               [](const std::exception& error) {
                   log::error("notice.worker", {{"what", error.what()}});
               }}
      )
{
}

void NoticeWorker::pace(std::size_t calls)
{
    using clock = std::chrono::steady_clock;
    const auto now = clock::now();
    next_call_ = std::max(next_call_, now - std::chrono::seconds(1)); // a second's worth may burst
    loop_.wait_until(next_call_);
    next_call_ += std::chrono::duration_cast<clock::duration>(
        std::chrono::duration<double>(60.0 * double(calls) / calls_per_minute_)
    );
}

std::optional<notice_store::Outcome>
NoticeWorker::outcome_before_send(const notice_store::Claimed& notice, Instant now) const
{
    notice_store::Outcome outcome{.notice_id = notice.id, .status = "excused"};
    if (notice.phone_stopped) {
        outcome.excuse = "not_me";
        return outcome;
    }
    if (notice.status == "waiting" && notice.interrupted) {
        // A process died between the call and its record: the message may be with Zalo already.
        outcome.status = "maybe_sent";
        outcome.not_before = now + settings_.settle;
        outcome.channel = "zbs_phone";
        outcome.result = "interrupted";
        return outcome;
    }
    if (notice.status == "maybe_sent") { // settled by nothing in the stated time
        outcome.excuse = "unknown_fate";
        return outcome;
    }
    if (notice.status != "waiting") { // delivered meanwhile: only its place in the outbox remains
        outcome.status = notice.status;
        return outcome;
    }
    if (now > notice.useful_until) {
        outcome.excuse = "not_useful";
        return outcome;
    }
    if (is_night(settings_, now)) {
        outcome.status = "waiting";
        outcome.not_before = morning_after(settings_, now);
        outcome.hold = "night";
        outcome.channel = "zbs_phone";
        outcome.result = "held";
        return outcome;
    }
    return std::nullopt;
}

notice_store::Outcome NoticeWorker::outcome_of_send(
    const notice_store::Claimed& notice, const SendResult& sent, Instant now
) const
{
    notice_store::Outcome outcome{
        .notice_id = notice.id,
        .status = "waiting",
        .called = true,
        .channel = "zbs_phone",
        .result = std::string(outcome_word(sent.outcome)),
        .error_code = sent.error};
    switch (sent.outcome) {
    case ZaloOutcome::accepted:
        outcome.status = "handed_over";
        outcome.message_id = sent.message_id;
        break;
    case ZaloOutcome::unknown:
        outcome.status = "maybe_sent";
        outcome.not_before = now + settings_.settle;
        break;
    case ZaloOutcome::unreachable:
        outcome.status = "excused";
        outcome.excuse = "unreachable";
        break;
    case ZaloOutcome::template_refused:
    case ZaloOutcome::needs_person:
        outcome.not_before = now + person_pause;
        outcome.hold = "needs_person";
        break;
    case ZaloOutcome::night:
        outcome.not_before = morning_after(settings_, now);
        outcome.hold = "night";
        break;
    case ZaloOutcome::quota:
        outcome.not_before =
            std::min(now + quota_resumes, start_of(day_of(now) + std::chrono::days(1)));
        outcome.hold = "quota";
        break;
    case ZaloOutcome::renew_token:
    case ZaloOutcome::transient: outcome.not_before = now + back_off(notice.attempts); break;
    }
    return outcome;
}

std::size_t NoticeWorker::work_once()
{
    const auto now = clock_.now();
    const auto claimed =
        notice_store::claim(pool_, now, now + settings_.lease, settings_.batch_max);
    if (claimed.empty()) return 0;

    std::vector<notice_store::Outcome> outcomes;
    std::vector<const notice_store::Claimed*> to_send;
    for (const auto& notice : claimed) {
        const auto outcome = outcome_before_send(notice, now);
        if (!outcome) {
            to_send.push_back(&notice);
        } else if (outcome->excuse == "unknown_fate" && notice.urgency == 1 && !notice.repeats && now < notice.useful_until)
        {
            // What the law owes is repeated once, worded as a reminder (security.md).
            notice_store::remind_instead(
                pool_, notice, "n" + hex_text(crypto::random_bytes(16)), now
            );
        } else {
            outcomes.push_back(*outcome);
        }
    }

    if (!to_send.empty()) {
        const auto token = tokens_.current(now);
        if (!token) {
            for (const auto* notice : to_send)
                outcomes.push_back(
                    {.notice_id = notice->id,
                     .status = "waiting",
                     .not_before = now + back_off(notice->attempts),
                     .hold = "token"}
                );
            notice_store::record(pool_, outcomes, clock_.now());
            return claimed.size();
        }
        std::vector<SendResult> sent(to_send.size());
        std::latch finished(std::ptrdiff_t(to_send.size()));
        for (std::size_t i = 0; i < to_send.size(); ++i) {
            const auto& notice = *to_send[i];
            const auto phone = phone_sealer_.open(notice.number_sealed.data, "phone.number");
            const auto detail =
                detail_sealer_.open(notice.detail_sealed.data, "dossier_event.detail");
            if (!phone || !detail) throw std::runtime_error("a notice was sealed with another key");
            const auto detail_json = json::parse(*detail);
            json::Reader reader(*detail_json);
            pace(1);
            zalo_.send_template(
                *token,
                template_message(
                    notice, words_.of(notice.kind), *phone, reader.optional_day("act_by")
                ),
                [&sent, &finished, i](SendResult result) {
                    sent[i] = std::move(result);
                    finished.count_down();
                }
            );
        }
        finished.wait();
        const auto after = clock_.now();
        bool stale = false;
        for (std::size_t i = 0; i < to_send.size(); ++i) {
            stale = stale || sent[i].outcome == ZaloOutcome::renew_token;
            auto outcome = outcome_of_send(*to_send[i], sent[i], after);
            metrics_
                .counter(
                    "tnung_notice_calls_total", "Calls that carry a notice, by outcome",
                    fmt::format("outcome=\"{}\"", outcome.result)
                )
                .add();
            outcomes.push_back(std::move(outcome));
        }
        notice_store::record(pool_, outcomes, after);
        if (stale) (void)tokens_.renew(*token, after);
        return claimed.size();
    }
    notice_store::record(pool_, outcomes, clock_.now());
    return claimed.size();
}

} // namespace tnung::gateway
