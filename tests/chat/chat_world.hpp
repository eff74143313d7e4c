// People in the chat, against a real database and the sandbox's Zalo over HTTP.
#pragma once

#include "foundation/pg/connection.hpp"
#include "foundation/photo/camera.hpp"
#include "foundation/qr/qr_code.hpp"
#include "foundation/staff/staff_fixture.hpp"
#include "foundation/testing/beside.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/case/case_store.hpp"
#include "gateway/citizen/number_stop.hpp"
#include "gateway/citizen/owner_digits.hpp"
#include "gateway/citizen/page_link.hpp"
#include "gateway/citizen/typed_code.hpp"
#include "gateway/timeline/dossier_file.hpp"
#include "gateway/worklist/call_store.hpp"
#include "gateway/zalo/day_quota.hpp"
#include "gateway/zalo/template_standing.hpp"

#include "tests/gateway_world.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include <thread>

namespace tnung {

using namespace gateway;
using ::testing::HasSubstr;
using ::testing::Not;

inline constexpr pg::Query count_query{
    "test.codes", "SELECT count(*) FROM one_time_code WHERE code_hash IS NOT NULL"};
inline constexpr pg::Query refusal_query{
    "test.refusal", "SELECT coalesce(refusal, '') FROM one_time_code ORDER BY id DESC LIMIT 1"};
inline constexpr pg::Query followers_query{"test.followers", "SELECT count(*) FROM follower"};
inline constexpr pg::Query unworked_query{
    "test.unworked", "SELECT count(*) FROM webhook WHERE worked_at IS NULL"};
inline constexpr pg::Query links_query{
    "test.links", "SELECT count(*) FROM phone_link WHERE ended_at IS NULL"};
inline constexpr pg::Query not_me_noted_query{
    "test.not_me_noted", "SELECT count(*) FROM audit_entry WHERE convert_from(body, 'UTF8') LIKE "
                         "'%\"citizen.not_me\"%'"};
inline constexpr pg::Query owners_proved_query{
    "test.owners_proved", "SELECT count(*) FROM phone_link_owner"};
inline constexpr pg::Query newest_to_account_query{
    "test.newest_to_account",
    "SELECT id FROM notice WHERE follower_id IS NOT NULL ORDER BY id DESC LIMIT 1"};
inline constexpr pg::Query phone_of_dossier_query{
    "test.phone_of_dossier", "SELECT phone_id FROM dossier WHERE code = $1"};
inline constexpr pg::Query excused_query{
    "test.excused", "SELECT count(*) FROM notice WHERE excuse = 'corrected'"};
/// A link that was proved a year ago, to a number on which so many dossiers stand.
inline constexpr pg::Query old_link_query{"test.old_link", R"sql(
    WITH number AS (
        INSERT INTO phone (number_key, number_sealed, kind) VALUES ('old', 'old', 'mobile') RETURNING id
    ), link AS (
        INSERT INTO phone_link (follower_id, phone_id, proved_by, proved_at, details_from, consent_version)
        SELECT follower.id, number.id, 'code', $1, $1, '' FROM follower, number
    )
    INSERT INTO dossier (code, procedure_code, procedure_name, agency_id, agency_name, phone_id, state, state_raw, state_at)
    SELECT 'old ' || n, '', 'Cũ', 'H21', '', number.id, 4, '', $2 FROM number, generate_series(1, $3::int) AS n
)sql"};
inline constexpr pg::Query photos_query{"test.photos", "SELECT count(*) FROM sent_photo"};
inline constexpr pg::Query photo_times_query{"test.photo_times", "SELECT count(*) FROM photo_time"};
inline constexpr pg::Query tasks_query{
    "test.tasks", "SELECT count(*) FROM task WHERE kind = $1 AND closed_at IS NULL"};
inline constexpr pg::Query dossier_id_query{
    "test.dossier_id", "SELECT id FROM dossier WHERE code = $1"};
inline constexpr pg::Query warnings_query{
    "test.warnings", "SELECT count(*) FROM phone_message WHERE kind = 'linked'"};
inline constexpr pg::Query digits_tries_query{
    "test.digits_tries", "SELECT count(*) FROM digits_try WHERE owner_id IS NOT NULL"};
inline constexpr pg::Query people_of_query{
    "test.people_of", "SELECT phone_id, owner_id FROM dossier WHERE code = $1"};
/// A clerk's word to correct a number, as the process that signs people in gives it.
inline constexpr pg::Query word_query{"test.word", R"sql(
    INSERT INTO correction_word (dossier_id, staff_id, at) VALUES ($1, $2, $3) RETURNING id
)sql"};
inline constexpr pg::Query readable_query{"test.readable", R"sql(
    SELECT count(*) FROM follower
     WHERE position($1::bytea IN zalo_user_sealed) > 0 OR position($1::bytea IN zalo_user_key) > 0
)sql"};

inline sandbox::ZaloSandboxSettings quick_platform()
{
    sandbox::ZaloSandboxSettings settings;
    settings.access_life = settings.refresh_life =
        std::chrono::days(400); // half a year passes at once
    settings.answer_max = settings.device_max = std::chrono::milliseconds(4);
    return settings;
}

class ChatTest : public GatewayWorld {
protected:
    ChatTest() : GatewayWorld(quick_platform()) {}

    static std::string phone_of(int person)
    {
        for (int i = person * 100;; ++i)
            if (const auto phone = fmt::format("8491463{:04}", i); sandbox::has_zalo_account(phone))
                return phone;
    }
    /// A dossier comes into a state; its code.
    std::string event(
        int state, const std::string& phone, const std::string& identity = "064179000418",
        const std::string& code = "", const std::string& name = "Rơ Châm H’Hoa"
    )
    {
        auto event = plain_event(state, phone);
        if (!code.empty()) event.code = {code};
        event.unit_code = "23575";
        event.owner_name = name;
        event.owner_identity = identity;
        if (state == 6) event.detail.amount = Money{31'635'000};
        take(event);
        return event.code.text;
    }
    /// Webhooks are worked and answers delivered until nothing moves, on neither side.
    void settle()
    {
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (std::chrono::steady_clock::now() < give_up) {
            const bool nothing_comes = platform->platform().webhooks.idle();
            if (webhook_pages.work_once() + photo_desk.work_once() + worker.work_once() > 0)
                continue;
            if (nothing_comes) return;
            std::this_thread::yield();
        }
        FAIL() << "the chat never came to rest";
    }
    void say(const std::string& phone, const std::string& text)
    {
        platform->say(phone, text);
        settle();
    }
    static std::string with_plain_blanks(std::string text)
    {
        const std::string no_break = "\u00a0";
        for (auto at = text.find(no_break); at != std::string::npos; at = text.find(no_break))
            text.replace(at, no_break.size(), " ");
        return text;
    }
    std::string last(const std::string& phone)
    {
        const auto inbox = platform->inbox(phone);
        for (auto one = inbox.rbegin(); one != inbox.rend(); ++one)
            if (!one->from_user) return with_plain_blanks(one->title + "\n" + one->text);
        return "";
    }
    bool was_told(const std::string& phone, const std::string& words)
    {
        for (const auto& message : platform->inbox(phone))
            if ((message.title + "\n" + message.text).find(words) != std::string::npos) return true;
        return false;
    }
    std::string code_sent_to(const std::string& phone)
    {
        std::string code;
        for (const auto& message : platform->received())
            if (message.phone == phone && message.parameters.contains("code"))
                code = message.parameters.at("code");
        return code;
    }
    /// Follows and proves the number of a dossier.
    void link(const std::string& phone, const std::string& dossier)
    {
        clock.advance(std::chrono::seconds(1)); // the same act twice in one instant is a repeat
        platform->follow(phone);
        settle();
        say(phone, "nối số");
        platform->share_number(phone, phone);
        settle();
        say(phone, dossier);
        say(phone, code_sent_to(phone));
    }
    /// Follows and links another's number: the code that was sent to it is read out to him.
    void link_by_read_out_code(
        const std::string& cheat, const std::string& victim, const std::string& dossier
    )
    {
        clock.advance(std::chrono::seconds(1));
        platform->follow(cheat);
        settle();
        say(cheat, "nối số");
        say(cheat, "0" + victim.substr(2));
        say(cheat, dossier);
        say(cheat, code_sent_to(victim));
    }
    /// Types an owner's digits where the chat asks for them.
    void
    prove_owner(const std::string& account, const std::string& dossier, const std::string& digits)
    {
        say(account, dossier);
        say(account, digits);
    }
    std::string counter_code(const std::string& dossier)
    {
        auto tx = pool.begin();
        const auto id = tx.exec(dossier_id_query, dossier).get<std::int64_t>(0, 0);
        auto code =
            typed_code::make(tx, keys, TypedCodeKind::counter, id, std::nullopt, clock.now());
        tx.commit();
        return code;
    }
    /// Made by the role that signs people in: pages make no accounts.
    Id<Staff> a_clerk()
    {
        pg::Pool accounts{database.authority_target(), 1};
        return staff_fixture::somebody(accounts, "duyen", "", "", clock.now(), "Lê Thị Mỹ Duyên")
            .id;
    }
    /// A clerk puts that number into the dossier.
    void correct(const std::string& dossier, const std::string& phone)
    {
        const auto clerk = a_clerk();
        pg::Connection authority(database.authority_target());
        auto tx = pool.begin();
        const auto id = tx.exec(dossier_id_query, dossier).get<std::int64_t>(0, 0);
        const auto word = [&]() -> std::optional<std::int64_t> {
            return authority.exec(word_query, id, clerk, clock.now()).get<std::int64_t>(0, 0);
        };
        EXPECT_EQ(
            case_store::correct_number(
                tx, keys, rules, id, "0" + phone.substr(2), "called_back", clerk, word, clock.now()
            ),
            case_store::Correcting::done
        );
        tx.commit();
    }
    std::string last_sent(const std::string& parameter)
    {
        std::string value;
        for (const auto& message : platform->received())
            if (message.parameters.contains(parameter)) value = message.parameters.at(parameter);
        return value;
    }
    std::string name_of(const std::string& phone)
    {
        auto& shared = platform->platform();
        const std::lock_guard lock(shared.mutex);
        return shared.user_by_phone(phone)->display_name;
    }
    std::int64_t count(const pg::Query& query)
    {
        auto tx = pool.begin();
        return tx.exec(query).get<std::int64_t>(0, 0);
    }
    std::int64_t tasks(const std::string& kind)
    {
        auto tx = pool.begin();
        return tx.exec(tasks_query, kind).get<std::int64_t>(0, 0);
    }
};

} // namespace tnung
