// People in the chat, against a real database and the sandbox's Zalo over HTTP: who learns what,
// how a number is proved, what a cheat, a flood or a slip can do.
#include "foundation/pg/connection.hpp"
#include "foundation/photo/camera.hpp"
#include "foundation/qr/qr_code.hpp"
#include "foundation/testing/beside.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/case/case_store.hpp"
#include "gateway/citizen/number_stop.hpp"
#include "gateway/citizen/owner_digits.hpp"
#include "gateway/citizen/page_link.hpp"
#include "gateway/citizen/typed_code.hpp"
#include "gateway/desk/role.hpp"
#include "gateway/timeline/dossier_file.hpp"
#include "gateway/worklist/worklist_store.hpp"
#include "gateway/zalo/day_quota.hpp"
#include "gateway/zalo/template_standing.hpp"

#include "tests/gateway_world.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include <thread>

namespace tnung {
namespace {

using namespace gateway;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr pg::Query count_query{
    "test.codes", "SELECT count(*) FROM one_time_code WHERE code_hash IS NOT NULL"};
constexpr pg::Query refusal_query{
    "test.refusal", "SELECT coalesce(refusal, '') FROM one_time_code ORDER BY id DESC LIMIT 1"};
constexpr pg::Query followers_query{"test.followers", "SELECT count(*) FROM follower"};
constexpr pg::Query unworked_query{
    "test.unworked", "SELECT count(*) FROM webhook WHERE worked_at IS NULL"};
constexpr pg::Query links_query{
    "test.links", "SELECT count(*) FROM phone_link WHERE ended_at IS NULL"};
constexpr pg::Query not_me_noted_query{
    "test.not_me_noted", "SELECT count(*) FROM audit_entry WHERE convert_from(body, 'UTF8') LIKE "
                         "'%\"citizen.not_me\"%'"};
constexpr pg::Query owners_proved_query{
    "test.owners_proved", "SELECT count(*) FROM phone_link_owner"};
constexpr pg::Query newest_to_account_query{
    "test.newest_to_account",
    "SELECT id FROM notice WHERE follower_id IS NOT NULL ORDER BY id DESC LIMIT 1"};
constexpr pg::Query phone_of_dossier_query{
    "test.phone_of_dossier", "SELECT phone_id FROM dossier WHERE code = $1"};
constexpr pg::Query excused_query{
    "test.excused", "SELECT count(*) FROM notice WHERE excuse = 'corrected'"};
/// A link that was proved a year ago, to a number on which so many dossiers stand.
constexpr pg::Query old_link_query{"test.old_link", R"sql(
    WITH number AS (
        INSERT INTO phone (number_key, number_sealed, kind) VALUES ('old', 'old', 'mobile') RETURNING id
    ), link AS (
        INSERT INTO phone_link (follower_id, phone_id, proved_by, proved_at, details_from, consent_version)
        SELECT follower.id, number.id, 'code', $1, $1, '' FROM follower, number
    )
    INSERT INTO dossier (code, procedure_code, procedure_name, agency_id, agency_name, phone_id, state, state_raw, state_at)
    SELECT 'old ' || n, '', 'Cũ', 'H21', '', number.id, 4, '', $2 FROM number, generate_series(1, $3::int) AS n
)sql"};
constexpr pg::Query photos_query{"test.photos", "SELECT count(*) FROM sent_photo"};
constexpr pg::Query photo_times_query{"test.photo_times", "SELECT count(*) FROM photo_time"};
constexpr pg::Query tasks_query{
    "test.tasks", "SELECT count(*) FROM task WHERE kind = $1 AND closed_at IS NULL"};
constexpr pg::Query dossier_id_query{"test.dossier_id", "SELECT id FROM dossier WHERE code = $1"};
constexpr pg::Query warnings_query{
    "test.warnings", "SELECT count(*) FROM phone_message WHERE kind = 'linked'"};
constexpr pg::Query digits_tries_query{
    "test.digits_tries", "SELECT count(*) FROM digits_try WHERE owner_id IS NOT NULL"};
constexpr pg::Query people_of_query{
    "test.people_of", "SELECT phone_id, owner_id FROM dossier WHERE code = $1"};
/// A clerk's word to correct a number, as the process that signs people in gives it.
constexpr pg::Query word_query{"test.word", R"sql(
    INSERT INTO correction_word (dossier_id, staff_id, at) VALUES ($1, $2, $3) RETURNING id
)sql"};
constexpr pg::Query readable_query{"test.readable", R"sql(
    SELECT count(*) FROM follower
     WHERE position($1::bytea IN zalo_user_sealed) > 0 OR position($1::bytea IN zalo_user_key) > 0
)sql"};

sandbox::ZaloSandboxSettings quick()
{
    sandbox::ZaloSandboxSettings settings;
    settings.access_life = settings.refresh_life =
        std::chrono::days(400); // half a year passes at once
    settings.answer_max = settings.device_max = std::chrono::milliseconds(4);
    return settings;
}

class ChatTest : public GatewayWorld {
protected:
    ChatTest() : GatewayWorld(quick()) {}

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
        auto tx = accounts.begin();
        const auto made = staff_store::make(
            tx, keys.staff, "duyen", "Lê Thị Mỹ Duyên", role_name(Role::clerk), "23575", clock.now()
        );
        tx.commit();
        return made->id;
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

TEST_F(ChatTest, AProvedNumberIsToldInTheChatAndOfLaterDossiersToo)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    link(me, "0418");
    EXPECT_TRUE(was_told(me, "Số này vừa được nối")); // the number is told of the link
    event(6, me, "064179000418", dossier);
    settle();
    EXPECT_THAT(last(me), HasSubstr("có khoản cần nộp, đến lượt ông (bà)"));
    EXPECT_THAT(last(me), HasSubstr("Chi tiết mở từ 09:00 ngày 26/11/2026"));
    EXPECT_THAT(last(me), Not(HasSubstr("31.635.000")));
    clock.advance(std::chrono::hours(25));
    const auto later = event(6, me); // another dossier, no new sign-up; details are open now
    settle();
    EXPECT_THAT(last(me), HasSubstr("…0003"));
    EXPECT_THAT(last(me), HasSubstr("31.635.000"));
    EXPECT_EQ(platform->received().back().parameters.contains("code"), false);
    EXPECT_EQ(reconciled().unexplained, 0);
}

TEST_F(ChatTest, ARelativesDossierOnTheSameNumberStaysAtLevelOne)
{
    const auto me = phone_of(0);
    event(2, me);
    link(me, "0418");
    clock.advance(std::chrono::hours(25));
    event(6, me, "064200000999", "", "Rơ Châm Y Blơi");
    settle();
    EXPECT_THAT(last(me), HasSubstr("có khoản cần nộp"));
    EXPECT_THAT(last(me), Not(HasSubstr("31.635.000")));
}

TEST_F(ChatTest, ANumberOfManyPeopleIsAnIntermediarysWhoeverProvesIt)
{
    const auto shop = phone_of(0);
    const auto first = event(2, shop);
    for (int i = 0; i < 6; ++i)
        event(2, shop, fmt::format("06420000100{}", i), "", fmt::format("Khách số {}", i));
    settle();
    link(shop, first);
    clock.advance(std::chrono::hours(25));
    event(6, shop);
    settle();
    EXPECT_THAT(last(shop), HasSubstr("đứng tên nhiều người"));
    EXPECT_THAT(last(shop), Not(HasSubstr("31.635.000")));
}

TEST_F(ChatTest, TheAnswerIsTheSameWhetherNumberAndDossierFitOrNot)
{
    const auto me = phone_of(0);
    const auto stranger = phone_of(1);
    const auto dossier = event(2, me);
    settle();
    platform->follow(stranger);
    settle();
    say(stranger, "nối số");
    say(stranger, "0" + phone_of(2).substr(2)); // a number that stands in no dossier
    say(stranger, dossier);
    const auto answer = last(stranger);
    EXPECT_EQ(count(count_query), 0);
    say(stranger, "nối số");
    say(stranger, "0" + me.substr(2)); // her number, and her dossier's code: a code goes to her
    say(stranger, dossier);
    EXPECT_EQ(last(stranger), answer);
    EXPECT_EQ(count(count_query), 1);
    EXPECT_FALSE(code_sent_to(me).empty());
    EXPECT_THAT(last(me), HasSubstr("Không đọc mã cho ai"));
    // He does not know it: five tries, then it is dead even for the right one.
    for (int i = 0; i < 5; ++i) say(stranger, code_sent_to(me) == "000000" ? "000001" : "000000");
    say(stranger, code_sent_to(me));
    EXPECT_THAT(last(stranger), HasSubstr("chưa đúng hoặc đã hết hạn"));
    EXPECT_EQ(count(links_query), 0);
}

TEST_F(ChatTest, AFloodOfCodeRequestsSendsFewAndDelaysNobody)
{
    const auto me = phone_of(0);
    const auto cheat = phone_of(1);
    const auto dossier = event(2, me);
    settle();
    platform->follow(cheat);
    settle();
    for (int i = 0; i < 12; ++i) {
        say(cheat, "nối số");
        say(cheat, "0" + me.substr(2));
        say(cheat, dossier);
    }
    EXPECT_LE(count(count_query), 3);
    auto tx = pool.begin();
    EXPECT_EQ(tx.exec(refusal_query).text(0, 0), "too_many_asked");
}

/// Cheats who know numbers and open dossiers that fit: as bad as it can be.
TEST_F(ChatTest, TenThousandHostileCodeRequestsKeepToTheirShareAndDelayNobody)
{
    constexpr int numbers = 100, cheats = 100, asks_each = 100, quota = 500;
    std::vector<std::pair<std::string, std::string>> known; // number and dossier
    for (int i = 0; i < numbers; ++i) {
        const auto number = phone(10 * i);
        const auto event = plain_event(2, number);
        take(event);
        known.emplace_back(number, event.code.text);
    }
    while (worker.work_once() > 0) {
    }
    std::map<std::string, int> sent;
    int asked = 0;
    const auto limits = OneTimeCodeSettings{.dong_per_day_max = 1'000'000}.within(quota);
    EXPECT_EQ(limits.sent_per_day_max, quota / 10);
    for (int cheat = 0; cheat < cheats; ++cheat) {
        auto tx = pool.begin();
        const auto follower =
            follower_store::upsert(tx, keys, fmt::format("cheat-{}", cheat), clock.now());
        for (int i = 0; i < asks_each; ++i, ++asked) {
            const auto& [number, code] = known[std::size_t(5 * cheat + i) % known.size()];
            const auto refusal = one_time_code::ask(
                tx, keys, follower, number, DossierCode{code}, clock.now(), limits
            );
            ++sent[refusal ? "refused" : "sent"];
        }
        tx.commit();
    }
    EXPECT_EQ(asked, 10'000);
    EXPECT_EQ(sent["sent"], quota / 10);
    // An obligation that comes now leaves with the very next batch.
    const auto before = platform->received().size();
    const auto owed = plain_event(6, phone(10 * numbers));
    take(owed);
    worker.work_once();
    const auto received = platform->received();
    EXPECT_EQ(received.size(), before + std::size_t(sent["sent"]) + 1);
    EXPECT_TRUE(std::ranges::any_of(received, [&](const auto& message) {
        const auto found = message.parameters.find("dossier_code");
        return found != message.parameters.end() && found->second == owed.code.text;
    }));
}

TEST_F(ChatTest, TheOwnersDigitsServeInPlaceOfTheCode)
{
    const auto me = phone_of(0);
    event(2, me);
    settle();
    platform->follow(me);
    settle();
    say(me, "noi so");
    platform->share_number(me, "0" + me.substr(2));
    settle();
    say(me, "0417");
    EXPECT_TRUE(code_sent_to(me).empty());
    say(me, "noi so");
    platform->share_number(me, "+" + me);
    settle();
    say(me, "0418");
    say(me, code_sent_to(me));
    EXPECT_EQ(count(links_query), 1);
}

TEST_F(ChatTest, NotMeStopsEverythingAndTheHolderCanBeToldOfHisOwnLater)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    link(me, "0418");
    clock.advance(std::chrono::days(31)); // the number let the link stand
    say(me, "không phải tôi");
    EXPECT_THAT(last(me), HasSubstr("ngừng ngay mọi tin"));
    say(me, "#DUNGKHONGPHAITOI");
    EXPECT_THAT(last(me), HasSubstr("Đã ngừng mọi tin"));
    EXPECT_EQ(tasks("wrong_number"), 1);
    EXPECT_EQ(count(links_query), 0);
    EXPECT_EQ(count(not_me_noted_query), 1);
    event(6, me, "064179000418", dossier);
    settle();
    EXPECT_THAT(last(me), HasSubstr("Đã ngừng mọi tin"));
    // The number's holder files something of his own and proves the number with it.
    const auto own = event(2, me, "064188000777", "", "Siu H’Bia");
    settle();
    EXPECT_THAT(last(me), HasSubstr("Đã ngừng mọi tin")); // still stopped
    link(me, own);
    event(9, me, "064188000777", own, "Siu H’Bia");
    settle();
    EXPECT_THAT(last(me), HasSubstr("đã có kết quả"));
    event(9, me, "064179000418", dossier); // the dossier that was refused stays silent
    settle();
    EXPECT_THAT(last(me), HasSubstr("…0003"));
    EXPECT_EQ(reconciled().unexplained, 0);
}

TEST_F(ChatTest, ACounterCodeOpensOneDossierOnceAndTellsTheNumber)
{
    const auto owner = phone_of(0);
    const auto child = phone_of(1);
    const auto dossier = event(6, owner);
    event(6, owner, "064179000418", "H21.12.34-261124-0900");
    settle();
    const auto code = counter_code(dossier);
    platform->follow(child);
    settle();
    say(child, code);
    EXPECT_THAT(last(child), HasSubstr("Đã xác nhận tại quầy"));
    EXPECT_TRUE(was_told(owner, "Số này vừa được nối"));
    say(child, dossier);
    EXPECT_THAT(last(child), HasSubstr("31.635.000"));
    say(child, "H21.12.34-261124-0900");
    EXPECT_THAT(last(child), Not(HasSubstr("31.635.000"))); // never lifts other dossiers
    say(phone_of(2), code);
    EXPECT_THAT(last(phone_of(2)), HasSubstr("chưa đúng hoặc đã hết hạn"));
}

TEST_F(ChatTest, ABusinesssDossierOpensToStaffNamedAtTheCounterOnly)
{
    const auto me = phone_of(0);
    const auto of_business = [&](int state) {
        auto event = plain_event(state, me);
        event.code = {"H21.12.34-261124-0800"};
        event.owner_kind = OwnerKind::business;
        event.owner_name = "Công ty TNHH Cà phê Chư Prông";
        event.owner_identity = "5900123456";
        event.detail.amount = Money{31'635'000};
        take(event);
        settle();
    };
    of_business(2);
    link(me, "H21.12.34-261124-0800");
    clock.advance(std::chrono::hours(25));
    of_business(6);
    EXPECT_THAT(last(me), HasSubstr("có khoản cần nộp"));
    EXPECT_THAT(last(me), Not(HasSubstr("31.635.000")));
    {
        const auto clerk = a_clerk();
        auto tx = pool.begin();
        const auto id = tx.exec(dossier_id_query, "H21.12.34-261124-0800").get<std::int64_t>(0, 0);
        EXPECT_TRUE(case_store::name_staff(tx, keys, id, "Siu H’Bia", me, clerk, clock.now()));
        tx.commit();
    }
    say(me, "H21.12.34-261124-0800");
    EXPECT_THAT(last(me), HasSubstr("31.635.000"));
}

TEST_F(ChatTest, UnfollowingHandsTheNoticesToTheNumberAndComingBackTakesThemAgain)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    link(me, dossier);
    platform->unfollow(me);
    settle();
    const auto by_phone = platform->received().size();
    event(6, me, "064179000418", dossier);
    settle();
    EXPECT_EQ(platform->received().size(), by_phone + 1);
    clock.advance(std::chrono::seconds(1));
    platform->follow(me);
    settle();
    event(9, me, "064179000418", dossier);
    settle();
    EXPECT_EQ(platform->received().size(), by_phone + 1);
    EXPECT_THAT(last(me), HasSubstr("đã có kết quả, mời ông (bà) đến nhận"));
}

TEST_F(ChatTest, BeyondTheWindowATemplateByUserGoesOut)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    link(me, dossier);
    const auto by_phone = platform->received().size();
    clock.advance(std::chrono::hours(24 * 8));
    event(9, me, "064179000418", dossier);
    settle();
    EXPECT_EQ(platform->received().size(), by_phone);
    EXPECT_THAT(last(me), HasSubstr("Hồ sơ đã có kết quả")); // the template's title
    EXPECT_EQ(reconciled().unexplained, 0);
}

TEST_F(ChatTest, SpeaksTheFollowersLanguage)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    link(me, dossier);
    say(me, "English");
    EXPECT_THAT(last(me), HasSubstr("From now on we write in English"));
    event(9, me, "064179000418", dossier);
    settle();
    EXPECT_THAT(last(me), HasSubstr("has its result; please come for it"));
}

TEST_F(ChatTest, AQuestionGoesToTheRightOfficeAndUnknownTextGetsAUsefulAnswer)
{
    const auto me = phone_of(0);
    link(me, event(2, me));
    say(me, "trời hôm nay đẹp quá");
    EXPECT_THAT(last(me), HasSubstr("gõ mã hồ sơ"));
    say(me, "Gặp cán bộ");
    EXPECT_THAT(last(me), HasSubstr("Phường Pleiku"));
    say(me, "Con tôi nộp tiền thay được không, số 0914 630 552?");
    EXPECT_THAT(last(me), HasSubstr("chậm nhất thứ Năm 26/11/2026"));
    EXPECT_EQ(tasks("talk"), 1);
    say(me, "cho tôi hỏi thêm về giấy tờ");
    EXPECT_EQ(tasks("talk"), 1);
}

TEST_F(ChatTest, AMinorLinksNothing)
{
    const auto child = phone_of(3);
    {
        auto& shared = platform->platform();
        const std::lock_guard lock(shared.mutex);
        shared.user_by_phone(child)->minor = true;
    }
    const auto dossier = event(2, child);
    settle();
    platform->follow(child);
    settle();
    say(child, "nối số");
    EXPECT_THAT(last(child), HasSubstr("dưới 18 tuổi"));
    say(child, dossier);
    platform->share_number(child, child);
    settle();
    EXPECT_THAT(last(child), HasSubstr("dưới 18 tuổi"));
    EXPECT_EQ(count(links_query), 0);
}

TEST_F(ChatTest, AMinorWhoWasQuickerThanHisProfileIsUnlinkedAndHisNameIsNotKept)
{
    const auto child = phone_of(3);
    link(child, event(2, child));
    EXPECT_EQ(count(links_query), 1);
    auto tx = pool.begin();
    const auto user = platform->platform().user_of_phone.at(child);
    const auto known = follower_store::upsert(tx, keys, user, clock.now());
    EXPECT_NE(known.display_name, "");
    follower_store::set_profile(
        tx, keys, known.id, {.display_name = known.display_name, .minor = true}, clock.now()
    );
    const auto minor = follower_store::find(tx, keys, known.id);
    EXPECT_TRUE(minor->minor);
    EXPECT_EQ(minor->display_name, "");
    tx.commit();
    EXPECT_EQ(count(links_query), 0);
}

TEST_F(ChatTest, ACounterCodeLetsNoMinorInAndStaysGood)
{
    const auto owner = phone_of(0), child = phone_of(3), grown = phone_of(1);
    {
        auto& shared = platform->platform();
        const std::lock_guard lock(shared.mutex);
        shared.user_by_phone(child)->minor = true;
    }
    const auto dossier = event(6, owner);
    const auto code = counter_code(dossier);
    platform->follow(child);
    platform->follow(grown);
    settle();
    say(child, code);
    EXPECT_THAT(last(child), HasSubstr("dưới 18 tuổi"));
    say(grown, code);
    EXPECT_THAT(last(grown), HasSubstr("Đã xác nhận tại quầy"));
}

TEST_F(ChatTest, CodesAreGoodForTenMinutes)
{
    const auto me = phone_of(0), child = phone_of(1);
    const auto dossier = event(2, me);
    platform->follow(child);
    settle();
    const auto code = counter_code(dossier);
    clock.advance(std::chrono::minutes(10) + std::chrono::seconds(1));
    say(child, code);
    EXPECT_THAT(last(child), HasSubstr("chưa đúng hoặc đã hết hạn"));
    platform->follow(me);
    settle();
    say(me, "nối số");
    platform->share_number(me, me);
    settle();
    say(me, dossier);
    EXPECT_THAT(last_sent("account"), HasSubstr(text::fitting_name(name_of(me), 30)));
    clock.advance(std::chrono::minutes(10) + std::chrono::seconds(1));
    say(me, code_sent_to(me));
    EXPECT_THAT(last(me), HasSubstr("chưa đúng hoặc đã hết hạn"));
    EXPECT_EQ(count(links_query), 0);
}

TEST_F(ChatTest, AShareOfTheDayAndAnAmountOfMoneyBoundCodesAndTheAnswerStaysTheSame)
{
    const auto me = phone_of(0), other = phone_of(1);
    const auto dossier = event(2, me), others = event(2, other, "064179000419");
    settle();
    const auto small_day = [&](int used) { // one in ten of it is one code
        auto tx = pool.begin();
        day_quota::save(tx, zalo_settings.oa_id, {10, used}, clock.now());
        tx.commit();
    };
    small_day(2);
    const auto ask = [&](const std::string& who, const std::string& which) {
        platform->follow(who);
        settle();
        say(who, "nối số");
        platform->share_number(who, who);
        settle();
        say(who, which);
        return last(who);
    };
    const auto sent = ask(me, dossier);
    EXPECT_EQ(count(count_query), 1);
    small_day(3); // Zalo's answer told of the sandbox's own
    const auto refused = ask(other, others);
    EXPECT_EQ(count(count_query), 1);
    EXPECT_EQ(refused, sent);
    auto tx = pool.begin();
    EXPECT_EQ(tx.exec(refusal_query).text(0, 0), "day_spent");
    // Money: two codes' worth of it, whatever the day's messages are.
    const OneTimeCodeSettings money{.dong_per_code = 300, .dong_per_day_max = 600};
    const auto asked = [&](int n, const std::string& number, const std::string& code) {
        const auto one = follower_store::upsert(tx, keys, fmt::format("{}", n), clock.now());
        return one_time_code::ask(tx, keys, one, number, DossierCode{code}, clock.now(), money);
    };
    EXPECT_FALSE(asked(1, other, others)); // the second of the day
    EXPECT_EQ(asked(2, me, dossier), AskRefusal::day_spent);
    clock.advance(std::chrono::hours(24));
    EXPECT_FALSE(asked(2, me, dossier));
}

TEST_F(ChatTest, ADossierThatEndedLongAgoBringsNoCode)
{
    const auto me = phone_of(0);
    const auto dossier = event(10, me);
    const auto asked = [&] {
        auto tx = pool.begin();
        const auto one = follower_store::upsert(tx, keys, "1", clock.now());
        return one_time_code::ask(tx, keys, one, me, DossierCode{dossier}, clock.now(), {});
    };
    EXPECT_FALSE(asked());
    clock.advance(std::chrono::days(31));
    EXPECT_EQ(asked(), AskRefusal::no_such_dossier);
}

TEST_F(ChatTest, ADossierThatEndedLongAgoBringsNoCodeByDigitsEither)
{
    const auto me = phone_of(0);
    event(10, me);
    const auto asked = [&] {
        auto tx = pool.begin();
        const auto one = follower_store::upsert(tx, keys, "1", clock.now());
        return one_time_code::ask(tx, keys, one, me, LastDigits{"0418"}, clock.now(), {});
    };
    EXPECT_FALSE(asked());
    clock.advance(std::chrono::days(31));
    EXPECT_EQ(asked(), AskRefusal::no_such_dossier);
}

TEST_F(ChatTest, ACodeServesOnce)
{
    const auto me = phone_of(0);
    link(me, event(2, me));
    EXPECT_EQ(count(links_query), 1);
    say(me, "#BONOI " + me);
    EXPECT_EQ(count(links_query), 0);
    say(me, code_sent_to(me));
    EXPECT_THAT(last(me), HasSubstr("chưa đúng hoặc đã hết hạn"));
    EXPECT_EQ(count(links_query), 0);
}

TEST_F(ChatTest, WhoKnowsTheCodeAloneIsToldHowFarItIsAndNothingMore)
{
    const auto stranger = phone_of(1);
    const auto dossier = event(6, phone_of(0));
    platform->follow(stranger);
    settle();
    say(stranger, dossier);
    EXPECT_THAT(last(stranger), HasSubstr("Ai biết mã cũng xem được chừng này"));
    for (const auto* more : {"Đăng ký biến động", "Pleiku", "31.635.000", "H’Hoa"})
        EXPECT_THAT(last(stranger), Not(HasSubstr(more)));
}

TEST_F(ChatTest, AfterSixMonthsOfSilenceTheNumberIsToldAndTheLinkIsToBeProvedAgain)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    link(me, dossier);
    clock.advance(std::chrono::days(182));
    event(4, me, "064179000418", dossier);
    settle();
    const auto by_phone = platform->received().size();
    clock.advance(std::chrono::days(2));
    event(6, me, "064179000418", dossier);
    settle();
    EXPECT_EQ(platform->received().size(), by_phone + 1); // by the number, whosever it is now
    say(me, "hồ sơ của tôi");
    EXPECT_TRUE(was_told(me, "hơn sáu tháng"));
    EXPECT_EQ(count(links_query), 0);
    EXPECT_THAT(last(me), HasSubstr("chưa nối số điện thoại nào"));
    say(me, dossier);
    EXPECT_THAT(last(me), Not(HasSubstr("31.635.000")));
    EXPECT_EQ(reconciled().unexplained, 0);
}

TEST_F(ChatTest, TheSameNameAndBirthDateAreTheSameOwnerTheNameAloneIsNot)
{
    const auto me = phone_of(0);
    const auto filed = [&](int state, std::optional<Day> born) {
        auto event = plain_event(state, me);
        event.owner_birth_date = born;
        event.detail.amount = Money{31'635'000};
        take(event);
        settle();
        return event.code.text;
    };
    const auto born = parse_iso_day("1979-03-12");
    const auto first = filed(2, born);
    link(me, first);
    clock.advance(std::chrono::hours(25));
    say(me, filed(6, born));
    // No digits are on file: the counter proves her.
    EXPECT_THAT(last(me), Not(HasSubstr("31.635.000")));
    {
        auto tx = pool.begin();
        const auto user = platform->platform().user_of_phone.at(me);
        const auto people = tx.exec(people_of_query, first);
        phone_link::link(
            tx, follower_store::upsert(tx, keys, user, clock.now()).id,
            people.get<std::int64_t>(0, 0), people.get<std::int64_t>(0, 1), ProvedBy::counter,
            clock.now(), {}
        );
        tx.commit();
    }
    say(me, filed(6, born));
    EXPECT_THAT(last(me), HasSubstr("31.635.000"));
    say(me, filed(6, parse_iso_day("1979-03-13")));
    EXPECT_THAT(last(me), Not(HasSubstr("31.635.000")));
    say(me, filed(6, std::nullopt));
    EXPECT_THAT(last(me), Not(HasSubstr("31.635.000")));
}

TEST_F(ChatTest, NewAddressesInTheChatBringACheatNoNewDigits)
{
    const auto me = phone_of(0);
    const auto dossier = event(6, me);
    link(me, dossier); // within the day that details wait: his are not open yet
    for (int i = 0; i < 4; ++i) {
        clock.advance(std::chrono::minutes(1));
        say(me, dossier);
    }
    auto tx = pool.begin();
    const auto id = tx.exec(dossier_id_query, dossier).get<std::int64_t>(0, 0);
    const auto user = platform->platform().user_of_phone.at(me);
    const auto follower = follower_store::upsert(tx, keys, user, clock.now());
    int wrong = 0;
    for (int i = 0; i < 20; ++i) {
        const auto address = page_link::make(tx, id, std::nullopt, follower.id.value, clock.now());
        wrong += page_link::try_digits(tx, keys, address, "1111", clock.now()) ==
                 page_link::DigitsResult::wrong;
    }
    EXPECT_EQ(wrong, owner_digits::tries_of_reader_max);
}

TEST_F(ChatTest, TheDossiersCodeOpensNoDetailsTheOwnersDigitsDo)
{
    const auto holder = phone_of(0); // of the number that was written, whosever the dossier is
    const auto dossier = event(2, holder);
    link(holder, dossier);
    EXPECT_TRUE(was_told(holder, "Muốn xem tại đây"));
    clock.advance(std::chrono::hours(25));
    event(6, holder, "064179000418", dossier);
    settle();
    EXPECT_THAT(last(holder), HasSubstr("Chi tiết mở cho chủ hồ sơ"));
    EXPECT_THAT(last(holder), Not(HasSubstr("31.635.000")));
    say(holder, dossier);
    EXPECT_THAT(last(holder), Not(HasSubstr("31.635.000")));
    link(holder, dossier);
    say(holder, "0417");
    EXPECT_THAT(last(holder), HasSubstr("chưa khớp"));
    say(holder, "0418");
    EXPECT_TRUE(was_told(holder, "Đúng chủ hồ sơ"));
    EXPECT_EQ(count(warnings_query), 3); // of each link, and of the owner who was added
    say(holder, dossier);
    EXPECT_THAT(last(holder), HasSubstr("Chi tiết mở từ"));
    EXPECT_THAT(last(holder), Not(HasSubstr("31.635.000")));
    clock.advance(std::chrono::hours(25));
    say(holder, dossier);
    EXPECT_THAT(last(holder), HasSubstr("31.635.000"));
}

TEST_F(ChatTest, AnotherOwnersDetailsWaitADayOfTheirOwn)
{
    const auto me = phone_of(0);
    event(2, me);
    const auto relatives = event(6, me, "064200000999", "", "Rơ Châm Y Blơi");
    link(me, "0418");
    clock.advance(std::chrono::hours(25));
    link(me, "0999");
    say(me, relatives);
    EXPECT_THAT(last(me), HasSubstr("Chi tiết mở từ"));
    EXPECT_THAT(last(me), Not(HasSubstr("31.635.000")));
    clock.advance(std::chrono::hours(25));
    say(me, relatives);
    EXPECT_THAT(last(me), HasSubstr("31.635.000"));
}

TEST_F(ChatTest, AnOwnersDigitsAreCountedAtEveryDoor)
{
    const auto me = phone_of(0);
    const auto dossier = event(6, me);
    settle();
    auto tx = pool.begin();
    const auto guess = [&](int who, const std::string& four) {
        const auto one = follower_store::upsert(tx, keys, fmt::format("{}", who), clock.now());
        return one_time_code::ask(tx, keys, one, me, LastDigits{four}, clock.now(), {});
    };
    constexpr int guesses = 80, each = 5;
    for (int i = 0; i < guesses; ++i)
        EXPECT_TRUE(guess(i / each, fmt::format("{:04}", i)).has_value());
    EXPECT_EQ(tx.exec(digits_tries_query).get<int>(0, 0), owner_digits::tries_of_strangers_max);
    EXPECT_EQ(guess(guesses, "0418"), AskRefusal::digits_tried_often);
    // Strangers used up their part: what was sent to the number still opens, up to the bound.
    const auto id = tx.exec(dossier_id_query, dossier).get<std::int64_t>(0, 0);
    const auto number = tx.exec(people_of_query, dossier).get<std::int64_t>(0, 0);
    const auto of_number = page_link::make(tx, id, number, std::nullopt, clock.now());
    EXPECT_EQ(
        page_link::try_digits(tx, keys, of_number, "0418", clock.now()),
        page_link::DigitsResult::right
    );
    int wrong = 0;
    for (int i = 0; i < guesses; ++i) {
        const auto reader =
            follower_store::upsert(tx, keys, fmt::format("reader-{}", i / each), clock.now());
        const auto address = page_link::make(tx, id, std::nullopt, reader.id.value, clock.now());
        wrong += page_link::try_digits(tx, keys, address, "1111", clock.now()) ==
                 page_link::DigitsResult::wrong;
    }
    EXPECT_EQ(wrong, owner_digits::tries_of_owner_max - owner_digits::tries_of_strangers_max);
}

TEST_F(ChatTest, StrangersWhoGuessCloseTheWayByNumberForADayAndGuessFewInAYear)
{
    const auto me = phone_of(0);
    event(6, me);
    settle();
    auto tx = pool.begin();
    int stranger = 0;
    const auto guess = [&](const std::string& four) {
        const auto one =
            follower_store::upsert(tx, keys, fmt::format("{}", ++stranger), clock.now());
        return one_time_code::ask(tx, keys, one, me, LastDigits{four}, clock.now(), {});
    };
    const auto guess_all_day = [&] {
        while (guess("1111") == AskRefusal::no_such_dossier) {
        }
        EXPECT_EQ(guess("0418"), AskRefusal::digits_tried_often);
        clock.advance(std::chrono::hours(24) + std::chrono::seconds(1));
    };
    for (int day = 0; day < 4; ++day) guess_all_day();
    EXPECT_EQ(
        tx.exec(digits_tries_query).get<int>(0, 0), owner_digits::tries_of_strangers_month_max + 1
    );
    EXPECT_EQ(
        guess("0418"), std::nullopt
    ); // the next day the way is open to her, whatever they did
    for (int day = 4; day < 365; ++day) guess_all_day();
    EXPECT_LT(tx.exec(digits_tries_query).get<int>(0, 0), 420); // of 10,000
}

TEST_F(ChatTest, StrangersWhoAskOftenDoNotKeepTheOwnerFromLinking)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    settle();
    for (int stranger = 0; stranger < OneTimeCodeSettings{}.asks_per_number_hour; ++stranger) {
        auto tx = pool.begin();
        const auto one = follower_store::upsert(tx, keys, fmt::format("{}", stranger), clock.now());
        EXPECT_FALSE(one_time_code::ask(tx, keys, one, me, DossierCode{dossier}, clock.now(), {}));
        tx.commit();
    }
    settle();
    link(me, dossier); // the number's hour is used up: no code is hers
    EXPECT_EQ(count(links_query), 0);
    say(me, "0418");
    say(me, code_sent_to(me));
    EXPECT_EQ(count(links_query), 1);
}

TEST_F(ChatTest, ARefusedDossierComesBackByAClerkAlone)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    link(me, "0418");
    say(me, "không phải tôi");
    say(me, "#DUNGKHONGPHAITOI");
    const auto sent = count(count_query);
    link(me, dossier);
    link(me, "0418");
    EXPECT_EQ(count(count_query), sent);
    EXPECT_EQ(count(links_query), 0);
    correct(dossier, me);
    link(me, dossier);
    EXPECT_EQ(count(links_query), 1);
}

TEST_F(ChatTest, NotMeByAnAccountThatProvedNoOwnerEndsItselfAndTheNumberIsToldAsBefore)
{
    const auto me = phone_of(0), cheat = phone_of(1);
    const auto dossier = event(2, me);
    link_by_read_out_code(cheat, me, dossier);
    EXPECT_EQ(count(links_query), 1);
    say(cheat, "không phải tôi");
    EXPECT_THAT(last(cheat), HasSubstr("vẫn gửi đến số đó"));
    say(cheat, "#DUNGKHONGPHAITOI");
    EXPECT_THAT(last(cheat), HasSubstr("Đã bỏ nối tài khoản này"));
    EXPECT_EQ(count(links_query), 0);
    EXPECT_EQ(tasks("wrong_number"), 1);
    EXPECT_EQ(count(not_me_noted_query), 0);
    event(6, me, "064179000418", dossier);
    settle();
    EXPECT_THAT(last(me), HasSubstr("có khoản cần nộp"));
    // The number was told of the account and let it stand for a month: it speaks for the number.
    clock.advance(std::chrono::hours(2));
    link_by_read_out_code(cheat, me, dossier);
    clock.advance(std::chrono::days(31));
    say(cheat, "không phải tôi");
    EXPECT_THAT(last(cheat), HasSubstr("ngừng ngay mọi tin"));
    say(cheat, "#DUNGKHONGPHAITOI");
    EXPECT_EQ(count(not_me_noted_query), 1);
}

TEST_F(ChatTest, DossiersOfASilentLinkDoNotHideThoseOfALivingOne)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    link(me, dossier);
    {
        auto tx = pool.begin();
        tx.exec(
            old_link_query, clock.now() - std::chrono::days(365),
            clock.now() + std::chrono::hours(1), 200
        );
        tx.commit();
    }
    say(me, "hồ sơ của tôi");
    EXPECT_THAT(last(me), HasSubstr(dossier));
}

/// He files a dossier of his own on the victim's number, and has the code read out to him.
TEST_F(ChatTest, WhoeverProvedOneOwnerOfSeveralDoesNotSpeakForTheNumber)
{
    const auto me = phone_of(0), cheat = phone_of(1);
    const auto hers = event(2, me);
    const auto his = event(2, me, "064179000777", "", "Nguyễn Văn Gian");
    link_by_read_out_code(cheat, me, his);
    prove_owner(cheat, his, "0777");
    ASSERT_EQ(count(owners_proved_query), 1);
    say(cheat, "không phải tôi");
    say(cheat, "#DUNGKHONGPHAITOI");
    EXPECT_THAT(last(cheat), HasSubstr("Đã bỏ nối tài khoản này"));
    EXPECT_EQ(count(not_me_noted_query), 0);
    event(6, me, "064179000418", hers);
    settle();
    EXPECT_THAT(last(me), HasSubstr("có khoản cần nộp")) << "told as before";
}

TEST_F(ChatTest, WhatWaitsForANumberThatTheSenderReplacedIsNotSentToIt)
{
    const auto me = phone_of(0), other = phone_of(1);
    const auto dossier = event(2, me);
    link(me, dossier);
    settle();
    event(6, me, "064179000418", dossier);
    clock.advance(std::chrono::seconds(1));
    event(2, other, "064179000418", dossier);
    settle();
    EXPECT_FALSE(was_told(me, "có khoản cần nộp"));
    EXPECT_TRUE(was_told(other, "có khoản cần nộp")) << "what is owed goes along";
    EXPECT_EQ(count(excused_query), 0);
    EXPECT_EQ(reconciled().unexplained, 0);
}

/// The number has no other dossier when the cheat says it: each later one is another's.
TEST_F(ChatTest, WhoeverProvedTheOnlyOwnerDoesNotSpeakForDossiersToCome)
{
    const auto me = phone_of(0), cheat = phone_of(1);
    const auto his = event(2, me, "064179000777", "", "Nguyễn Văn Gian");
    settle();
    link_by_read_out_code(cheat, me, his);
    prove_owner(cheat, his, "0777");
    ASSERT_EQ(count(owners_proved_query), 1);
    say(cheat, "không phải tôi");
    say(cheat, "#DUNGKHONGPHAITOI");
    EXPECT_EQ(count(not_me_noted_query), 0);
    clock.advance(std::chrono::days(40));
    event(6, me);
    settle();
    EXPECT_THAT(last(me), HasSubstr("có khoản cần nộp")) << "the victim's first dossier";
    const auto told = platform->received().size();
    event(9, me, "064179000777", his, "Nguyễn Văn Gian");
    settle();
    EXPECT_EQ(platform->received().size(), told) << "his own he refused";
}

/// The address in a message to an account is the account's, not the number's.
TEST_F(ChatTest, NotMeAtAnAccountsAddressIsTheAccountsWord)
{
    const auto me = phone_of(0), cheat = phone_of(1);
    const auto dossier = event(2, me);
    link_by_read_out_code(cheat, me, dossier);
    ASSERT_EQ(count(links_query), 1);
    clock.advance(std::chrono::minutes(1));
    event(5, me, "064179000418", dossier);
    settle();
    {
        auto tx = pool.begin();
        const auto notice = tx.exec(newest_to_account_query).get<std::int64_t>(0, 0);
        const auto link =
            page_link::find(tx, keys, page_link::of_notice(keys, notice), clock.now());
        ASSERT_TRUE(link && link->to_account && link->phone_id);
        EXPECT_FALSE(number_stop::said_by_account(
            tx, *link->phone_id, {*link->follower_id}, "link", clock.now(), {}
        ));
        tx.commit();
    }
    EXPECT_EQ(count(links_query), 0);
    clock.advance(std::chrono::minutes(1));
    event(6, me, "064179000418", dossier);
    settle();
    EXPECT_THAT(last(me), HasSubstr("có khoản cần nộp"));
}

TEST_F(ChatTest, TheCallListAsksWhatSendingAsks)
{
    const auto silent = unreachable_phone(), other = phone_of(0);
    const auto dossier = event(6, silent);
    settle();
    const auto calls = [&] {
        auto tx = pool.begin();
        auto tasks = worklist_store::open_tasks(tx, keys, std::nullopt, "call", 10);
        EXPECT_EQ(std::size_t(worklist_store::count_tasks(tx, std::nullopt).call), tasks.size());
        return tasks;
    };
    ASSERT_EQ(calls().size(), 1u);
    EXPECT_TRUE(calls()[0].detail.amount);
    clock.advance(std::chrono::minutes(1));
    event(4, other, "064188000777", dossier, "Siu H’Bia");
    settle();
    ASSERT_EQ(calls().size(), 1u);
    EXPECT_EQ(calls()[0].number, other) << "the number of today";
    EXPECT_FALSE(calls()[0].detail.amount) << "told of the former owner";
    {
        auto tx = pool.begin();
        number_stop::stop(
            tx, tx.exec(phone_of_dossier_query, dossier).get<std::int64_t>(0, 0), "link",
            clock.now()
        );
        tx.commit();
    }
    EXPECT_TRUE(calls().empty());
}

TEST_F(ChatTest, WhatAClerkOpenedEndsWhenTheDossierIsAnothersAndComesBackWithIt)
{
    const auto owner = phone_of(0), child = phone_of(1), late = phone_of(2);
    const auto dossier = event(6, owner);
    platform->follow(child);
    platform->follow(late);
    settle();
    say(child, counter_code(dossier));
    say(child, dossier);
    EXPECT_THAT(last(child), HasSubstr("31.635.000"));
    const auto code = counter_code(dossier); // made while it was the former owner's
    clock.advance(std::chrono::minutes(1));
    event(6, owner, "064188000777", dossier, "Siu H’Bia");
    settle();
    say(child, dossier);
    EXPECT_THAT(last(child), Not(HasSubstr("31.635.000")));
    say(late, code);
    EXPECT_THAT(last(late), HasSubstr("chưa đúng hoặc đã hết hạn"));
    say(late, counter_code(dossier));
    say(late, dossier);
    EXPECT_THAT(last(late), HasSubstr("31.635.000"));
    clock.advance(std::chrono::minutes(1));
    event(6, owner, "064179000418", dossier); // put right again
    settle();
    say(child, dossier);
    EXPECT_THAT(last(child), HasSubstr("31.635.000"));
    say(late, dossier);
    EXPECT_THAT(last(late), Not(HasSubstr("31.635.000")));
    say(late, counter_code(dossier)); // let in once more, after another owner
    say(late, dossier);
    EXPECT_THAT(last(late), HasSubstr("31.635.000"));
}

TEST_F(ChatTest, WhatWaitsForAnAccountDoesNotGoToANumberThatAClerkTookAway)
{
    const auto me = phone_of(0), right = phone_of(1);
    const auto dossier = event(2, me);
    link(me, "0418");
    event(6, me, "064179000418", dossier);
    const auto before = platform->received().size();
    correct(dossier, right);
    settle();
    const auto received = platform->received();
    int told_right = 0;
    for (std::size_t i = before; i < received.size(); ++i) {
        const auto& one = received[i];
        if (!one.parameters.contains("status")) continue; // tells the old number that it is let go
        EXPECT_EQ(one.phone, right);
        ++told_right;
    }
    EXPECT_EQ(told_right, 1);
    EXPECT_EQ(reconciled().unexplained, 0);
}

TEST_F(ChatTest, ACodeThatWasAskedForBeforeNotMeLinksNothing)
{
    const auto me = phone_of(0), cheat = phone_of(1);
    const auto dossier = event(2, me);
    settle();
    platform->follow(cheat);
    settle();
    say(cheat, "nối số");
    say(cheat, "0" + me.substr(2));
    say(cheat, dossier);
    clock.advance(std::chrono::seconds(1));
    {
        auto tx = pool.begin();
        const auto number = tx.exec(people_of_query, dossier).get<std::int64_t>(0, 0);
        number_stop::stop(tx, number, "link", clock.now());
        tx.commit();
    }
    say(cheat, code_sent_to(me)); // it was read out to him
    EXPECT_THAT(last(cheat), HasSubstr("chưa đúng hoặc đã hết hạn"));
    EXPECT_EQ(count(links_query), 0);
}

/// The last of an hour is asked for twice at once, from two accounts.
TEST_F(ChatTest, CodesThatAreAskedForSideBySideAreCountedOneByOne)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    const auto ask = [&](pg::Transaction& tx, const std::string& user) {
        const auto one = follower_store::upsert(tx, keys, user, clock.now());
        return one_time_code::ask(tx, keys, one, me, DossierCode{dossier}, clock.now(), {});
    };
    const auto each_hour = OneTimeCodeSettings{}.asks_per_number_hour;
    for (int i = 1; i < each_hour; ++i) {
        auto tx = pool.begin();
        EXPECT_FALSE(ask(tx, fmt::format("10000000000000000{:02}", i)));
        tx.commit();
    }
    auto last_one = pool.begin();
    EXPECT_FALSE(ask(last_one, "2000000000000000001"));
    const auto one_more = testing::beside(database, last_one, [&] {
        auto tx = pool.begin();
        const auto refusal = ask(tx, "2000000000000000002");
        tx.commit();
        return refusal;
    });
    EXPECT_EQ(one_more, AskRefusal::number_asked_often);
    EXPECT_EQ(count(count_query), each_hour);
}

/// An event that cannot be worked is set aside while its row is free: nobody waits for it.
TEST_F(ChatTest, AnEventThatFailsIsSetAsideAndThoseBehindItAreWorked)
{
    const auto me = phone_of(0), other = phone_of(1);
    const auto dossier = event(2, me);
    settle();
    link(me, dossier);
    pg::Connection admin(database.admin_target());
    admin.script("CREATE TABLE kept AS SELECT id, detail_sealed FROM dossier_event;"
                 "UPDATE dossier_event SET detail_sealed = 'x'");
    clock.advance(std::chrono::seconds(1));
    platform->say(me, dossier);
    while (!platform->platform().webhooks.idle()) std::this_thread::yield();
    auto working = std::async(std::launch::async, [&] { return webhook_pages.work_once(); });
    const bool through = working.wait_for(std::chrono::seconds(20)) == std::future_status::ready;
    if (!through) database.disconnect_everyone(); // so that the test ends
    ASSERT_TRUE(through) << "it waits for its own row";
    EXPECT_EQ(count(unworked_query), 1);
    platform->follow(other);
    settle();
    EXPECT_EQ(count(followers_query), 2) << "who comes after it is met";
    EXPECT_EQ(count(unworked_query), 1);
    admin.script("UPDATE dossier_event SET detail_sealed = kept.detail_sealed FROM kept WHERE "
                 "kept.id = dossier_event.id");
    clock.advance(std::chrono::hours(1));
    settle();
    EXPECT_EQ(count(unworked_query), 0) << "it is looked at again";
    EXPECT_THAT(last(me), HasSubstr("đã được tiếp nhận")) << "its answer came";
}

TEST_F(ChatTest, AnAccountThatWasLetInIsToldBesideTheNumberNotInItsPlace)
{
    const auto owner = phone_of(0), child = phone_of(1);
    const auto dossier = event(2, owner);
    platform->follow(child);
    settle();
    say(child, counter_code(dossier));
    clock.advance(std::chrono::minutes(1));
    event(6, owner, "064179000418", dossier);
    settle();
    EXPECT_TRUE(was_told(child, "có khoản cần nộp"));
    EXPECT_TRUE(was_told(owner, "có khoản cần nộp"));
    EXPECT_EQ(reconciled().unexplained, 0);
}

TEST_F(ChatTest, WhatACounterCodeOpenedEndsWithNotMeAndTheWarningKnowsTheAccount)
{
    const auto owner = phone_of(0), cheat = phone_of(1);
    const auto dossier = event(6, owner);
    settle();
    const auto code = counter_code(dossier);
    platform->follow(cheat);
    settle();
    say(cheat, code);
    say(cheat, dossier);
    EXPECT_THAT(last(cheat), HasSubstr("31.635.000"));
    {
        auto tx = pool.begin();
        const auto warning = page_link::find(tx, keys, last_sent("link"), clock.now());
        ASSERT_TRUE(warning);
        EXPECT_TRUE(warning->warns_of);
        number_stop::stop(tx, *warning->phone_id, "link", clock.now());
        tx.commit();
    }
    clock.advance(std::chrono::seconds(1));
    say(cheat, dossier);
    EXPECT_THAT(last(cheat), Not(HasSubstr("31.635.000")));
}

TEST_F(ChatTest, WritingDoesNotProveWhoseTheNumberIsByNow)
{
    const auto me = phone_of(0);
    event(2, me);
    link(me, "0418");
    for (int month = 0; month < 6; ++month) {
        clock.advance(std::chrono::days(30));
        say(me, "hồ sơ của tôi");
    }
    EXPECT_EQ(count(links_query), 1);
    clock.advance(std::chrono::days(4)); // somebody else has the number, and files something
    const auto by_phone = platform->received().size();
    event(2, me, "064188000777", "", "Siu H’Bia");
    settle();
    EXPECT_EQ(platform->received().size(), by_phone + 1);
    say(me, "hồ sơ của tôi");
    EXPECT_TRUE(was_told(me, "hơn sáu tháng"));
    EXPECT_EQ(count(links_query), 0);
}

TEST_F(ChatTest, DetailsFromBeforeAChangeOfOwnerStayClosedToTheNextOwner)
{
    const auto me = phone_of(0);
    const auto dossier = event(6, me);
    clock.advance(std::chrono::minutes(1));
    auto named = plain_event(6, me); // names another owner and tells of no new state
    named.code = {dossier};
    named.kind = EventKind::payment_recorded;
    named.owner_name = "Siu H’Bia";
    named.owner_identity = "064188000777";
    take(named);
    settle();
    const auto amount_of_step = [&](std::size_t step) {
        auto tx = pool.begin();
        const auto id = tx.exec(dossier_id_query, dossier).get<std::int64_t>(0, 0);
        return load_dossier_file(tx, keys, units, id, Level::owner)->steps.at(step).detail.amount;
    };
    EXPECT_FALSE(amount_of_step(0));
    link(me, "0777");
    clock.advance(std::chrono::hours(25));
    say(me, dossier);
    EXPECT_THAT(last(me), Not(HasSubstr("31.635.000")));
    event(6, me, "064188000777", dossier, "Siu H’Bia"); // his own
    settle();
    EXPECT_TRUE(amount_of_step(2));
    say(me, dossier);
    EXPECT_THAT(last(me), HasSubstr("31.635.000"));
    clock.advance(std::chrono::minutes(1));
    event(4, me, "064179000418", dossier); // put right again
    EXPECT_TRUE(amount_of_step(0));
    EXPECT_FALSE(amount_of_step(2));
}

TEST_F(ChatTest, RepeatedAndReorderedWebhooksChangeNothingTwice)
{
    platform->set_faults({.webhook_repeat = 1000});
    const auto me = phone_of(0);
    link(me, event(2, me));
    EXPECT_EQ(count(links_query), 1);
    std::size_t greetings = 0;
    for (const auto& message : platform->inbox(me))
        greetings += message.text.find("Nối số điện thoại một lần") != std::string::npos;
    EXPECT_EQ(greetings, 1u);
}

TEST_F(ChatTest, AUserIdStandsReadableNowhere)
{
    const auto me = phone_of(0);
    link(me, event(2, me));
    auto tx = pool.begin();
    const auto user_id = platform->platform().user_of_phone.at(me);
    EXPECT_EQ(tx.exec(readable_query, Bytes{user_id}).get<std::int64_t>(0, 0), 0);
}

std::string photo_of(const std::string& text)
{
    const auto code = qr::encode(text, qr::Correction::medium);
    return photo::as_jpeg(photo::photographed(code.dark, code.size, {}), 75);
}

TEST_F(ChatTest, APhotoOfTheSlipIsAsGoodAsItsCode)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    platform->follow(me);
    settle();
    say(me, dossier);
    const auto typed = last(me);
    EXPECT_THAT(typed, HasSubstr(dossier));
    say(me, "xin chào");
    platform->send_photo(me, photo_of("https://dvc.example.vn/tra-cuu?ma=" + dossier));
    settle();
    EXPECT_EQ(last(me), typed);
    EXPECT_EQ(count(photos_query), 0); // nothing of it is kept
}

TEST_F(ChatTest, APhotoOfTheSlipProvesANumberTogetherWithTheCode)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    platform->follow(me);
    settle();
    say(me, "nối số");
    platform->share_number(me, me);
    settle();
    platform->send_photo(me, photo_of(dossier));
    settle();
    say(me, code_sent_to(me));
    EXPECT_EQ(count(links_query), 1);
}

TEST_F(ChatTest, WhatAPhotoSaysIsNoCommand)
{
    const auto me = phone_of(0);
    link(me, event(2, me));
    for (const auto* text : {"#BONOI 0914630000", "bỏ nối", "#GAPCANBO", "https://example.com/a"}) {
        clock.advance(std::chrono::seconds(1));
        platform->send_photo(me, photo_of(text));
        settle();
        EXPECT_THAT(last(me), HasSubstr("chưa đọc được mã QR")) << text;
    }
    EXPECT_EQ(count(links_query), 1);
    EXPECT_EQ(tasks("talk"), 0);
}

TEST_F(ChatTest, PhotosThatCannotBeReadGetAnAnswerAndHarmNothing)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    platform->follow(me);
    settle();
    for (const auto& bytes :
         {std::string("no picture"), std::string("\xff\xd8\xff\xe0", 4),
          photo_of(dossier).substr(0, 900), std::string(11u << 20, 'x')})
    {
        clock.advance(std::chrono::seconds(1));
        const auto before = platform->inbox(me).size();
        platform->send_photo(me, bytes);
        settle();
        EXPECT_EQ(platform->inbox(me).size(), before + 2); // his photo and our answer
        EXPECT_THAT(last(me), HasSubstr("chưa đọc được mã QR"));
    }
    platform->send_photo(me, photo_of(dossier));
    settle();
    EXPECT_THAT(last(me), HasSubstr(dossier));
}

TEST_F(ChatTest, AFloodOfPhotosIsPassedOver)
{
    const auto me = phone_of(0);
    platform->follow(me);
    settle();
    for (int i = 0; i < sent_photo::waiting_max + 2; ++i) platform->send_photo(me, "x");
    while (!platform->platform().webhooks.idle()) std::this_thread::yield();
    while (webhook_pages.work_once() > 0) {
    }
    EXPECT_EQ(count(photos_query), sent_photo::waiting_max);
}

TEST_F(ChatTest, WhosePhotosTookTimeWaitsForTheOthers)
{
    const auto pushy = phone_of(0), patient = phone_of(1);
    const auto dossier = event(2, patient);
    for (const auto& number : {pushy, patient}) platform->follow(number);
    settle();
    const auto send = [&](const std::string& number, const std::string& photo) {
        platform->send_photo(number, photo);
        while (!platform->platform().webhooks.idle()) std::this_thread::yield();
        while (webhook_pages.work_once() > 0) {
        }
    };
    send(pushy, photo_of("not a code of ours"));
    EXPECT_EQ(photo_desk.work_once(), 1u);
    for (int i = 0; i < sent_photo::waiting_max; ++i) send(pushy, photo_of("nor this"));
    send(patient, photo_of(dossier)); // the last to come
    EXPECT_EQ(photo_desk.work_once(), 1u);
    settle();
    EXPECT_THAT(last(patient), HasSubstr(dossier));
    EXPECT_EQ(count(photo_times_query), 2);
    clock.advance(sent_photo::useful + std::chrono::seconds(1)); // what was spent is forgotten
    send(patient, photo_of(dossier));
    send(pushy, photo_of(dossier));
    settle();
    EXPECT_EQ(count(photo_times_query), 2);
}

TEST_F(ChatTest, APhotoWhoseReaderDiedIsReadByAnotherAndALateOneIsDropped)
{
    const auto me = phone_of(0);
    const auto dossier = event(2, me);
    platform->follow(me);
    settle();
    const auto send = [&] {
        platform->send_photo(me, photo_of(dossier));
        while (!platform->platform().webhooks.idle()) std::this_thread::yield();
        while (webhook_pages.work_once() > 0) {
        }
        auto tx = pool.begin(); // a reader takes it and is never heard of again
        EXPECT_TRUE(sent_photo::claim(tx, keys, clock.now(), clock.now() + std::chrono::seconds(60))
        );
        tx.commit();
        EXPECT_EQ(photo_desk.work_once(), 0u);
    };
    send();
    clock.advance(std::chrono::seconds(61));
    settle();
    EXPECT_THAT(last(me), HasSubstr(dossier));
    send();
    const auto before = platform->inbox(me).size();
    clock.advance(sent_photo::useful);
    settle();
    EXPECT_EQ(platform->inbox(me).size(), before);
    EXPECT_EQ(count(photos_query), 0);
}

TEST_F(ChatTest, WhatZaloSaysOfATemplateIsKept)
{
    const auto standing_of = [&](const std::string& id) {
        auto tx = pool.begin();
        return template_standing::all(tx)[id];
    };
    const auto id = templates.of("payment_asked", "vi", day_of(clock.now())).id;
    EXPECT_FALSE(template_standing::is_out_of_use(standing_of(id)));
    platform->set_faults({.template_disabled = true});
    settle();
    EXPECT_EQ(standing_of(id).status, "DISABLE");
    EXPECT_EQ(standing_of(id).reason, "Nội dung bị khiếu nại");
    EXPECT_TRUE(template_standing::is_out_of_use(standing_of(id)));
    const auto out_of_use = [&] {
        auto tx = pool.begin();
        return template_standing::out_of_use(tx);
    };
    EXPECT_TRUE(out_of_use().contains(id));
    clock.advance(std::chrono::seconds(1));
    platform->set_faults({});
    settle();
    EXPECT_FALSE(template_standing::is_out_of_use(standing_of(id)));
    EXPECT_FALSE(out_of_use().contains(id));
}

TEST_F(ChatTest, OldAndMisshapenWordsOfATemplateChangeNothing)
{
    const auto tell = [&](std::string_view event, std::string_view body, int seconds) {
        auto tx = pool.begin();
        EXPECT_TRUE(template_standing::record(
            tx, event, json::parse(body)->get_object(), clock.now() + std::chrono::seconds(seconds)
        ));
        const auto all = template_standing::all(tx);
        tx.commit();
        return all;
    };
    constexpr auto status = "change_template_status";
    constexpr auto off = R"({"template_id":7,"status":{"new_status":"DISABLE"},"reason":"a"})";
    constexpr auto on = R"({"template_id":"7","status":{"new_status":"ENABLE"}})";
    tell(status, off, 10);
    EXPECT_EQ(tell(status, on, 5)["7"].status, "DISABLE"); // overtaken on its way
    EXPECT_EQ(
        tell("change_template_quality", R"({"template_id":7,"quality":"LOW"})", 1)["7"].quality,
        "LOW"
    );
    EXPECT_EQ(tell(status, on, 11)["7"].status, "ENABLE");
    for (const auto* body :
         {"{}", R"({"template_id":"<b>","status":{"new_status":"ENABLE"}})",
          R"({"template_id":"7"})", R"({"template_id":"7","status":"DISABLE"})",
          R"({"template_id":"7","status":{"new_status":[]}})"})
        EXPECT_EQ(tell(status, body, 20).size(), 1u) << body;
    EXPECT_EQ(tell(status, "{}", 20)["7"].status, "ENABLE");
    auto tx = pool.begin();
    EXPECT_FALSE(template_standing::record(tx, "follow", {}, clock.now()));
}

TEST(MayFetch, OnlyFromWhereZaloKeepsPhotos)
{
    const PhotoSettings settings;
    for (const auto* address :
         {"https://f20-zpc.zdn.vn/jpg/1.jpg", "https://zdn.vn/a", "HTTPS://Photo.ZADN.vn:443/a?b"})
        EXPECT_TRUE(may_fetch(address, settings)) << address;
    for (const auto* address :
         {"http://f20-zpc.zdn.vn/1.jpg", "https://evilzdn.vn/1", "https://zdn.vn.example.com/1",
          "https://example.com/zdn.vn", "https://zdn.vn@example.com/1", "https://user@zdn.vn/1",
          "https://127.0.0.1/1", "file:///etc/passwd", "zdn.vn/1", "",
          "https://example.com#@zdn.vn/", "https://example.com\\.zdn.vn/1"})
        EXPECT_FALSE(may_fetch(address, settings)) << address;
}

} // namespace
} // namespace tnung
