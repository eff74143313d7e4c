// A subject that no room of the gateway knows: things found at the counter. What dossiers get, it
// gets too: the way that is open, receipts, calls, the account of what became of it.

#include "gateway/citizen/page_link.hpp"
#include "gateway/citizen/phone_store.hpp"
#include "gateway/notice/notice_store.hpp"
#include "gateway/worklist/call_store.hpp"
#include "tests/gateway_world.hpp"

namespace tnung {
namespace {

using namespace gateway;

constexpr pg::Query unnamed_query{"test.unnamed", "SELECT count(*) FROM unnamed_phone"};
constexpr pg::Query nothing_query{"test.nothing", "SELECT 1"};
constexpr pg::Query waiting_query{
    "test.waiting", "SELECT string_agg(kind, ' ' ORDER BY kind) FROM outbox_item"};

class FoundThings final : public Subject {
public:
    std::string_view name() const override { return "found"; }
    std::string_view noun() const override { return "đồ nhặt được"; }
    std::string_view page_path() const override { return "/nhat-duoc/"; }
    pg::Connection::Call reading(const std::vector<std::int64_t>&) const override
    {
        return {&nothing_query, {}};
    }
    std::vector<NoticeView>
    view(const pg::Rows&, std::span<const notice_store::Loaded> notices, Instant) const override
    {
        std::vector<NoticeView> views;
        for (const auto& notice : notices)
            views.push_back(
                {.words = std::make_unique<FoundWords>(),
                 .phone_now = notice.phone_id,
                 .ends_on_call_list = true}
            );
        return views;
    }
    std::vector<std::optional<std::string>>
    calling_units(pg::Transaction&, const std::vector<std::int64_t>& ids) const override
    {
        return std::vector<std::optional<std::string>>(ids.size(), "23575");
    }
    std::vector<CallCard>
    call_cards(pg::Transaction&, const std::vector<std::int64_t>& ids) const override
    {
        return std::vector<CallCard>(
            ids.size(), {.kind = "Chờ nhận lại", .said = "Chìa khóa của anh (chị) ở quầy 3."}
        );
    }
    Causes causes(pg::Transaction&, Instant) const override { return {.count = found}; }

    std::int64_t found = 0;

private:
    class FoundWords final : public NoticeWords {
        ChatMessage chat(const Words&, const std::string& link) const override
        {
            return {.text = "Chìa khóa của anh (chị) ở quầy 3. " + link};
        }
        std::map<std::string, std::string>
        template_values(const Words&, const std::string& link_token) const override
        {
            return {{"dossier_code", "NHAT-3"},  {"procedure", "Chìa khóa"},
                    {"agency", "Phường Pleiku"}, {"status", "Chờ nhận lại"},
                    {"date", "30/12/2026"},      {"todo", "Đến quầy 3"},
                    {"link", link_token}};
        }
        std::string sms(const Words&, const std::string& link) const override
        {
            return "Chia khoa o quay 3 " + link;
        }
        std::optional<Day> act_by() const override { return std::nullopt; }
    };
};

class SubjectTest : public GatewayWorld {
protected:
    SubjectTest() : GatewayWorld(sandbox::ZaloSandboxSettings{}) {}

    /// Somebody's thing was found and put down as number `id`.
    void find(const std::string& number, std::int64_t id)
    {
        auto tx = pool.begin();
        const auto phone_id = phone_store::put(tx, keys, number);
        phone_store::keep(tx, phone_id, found.name(), id);
        notice_store::owe(
            tx, found.name(),
            {{.subject_id = id,
              .cause_id = id,
              .phone_id = phone_id,
              .kind = "result_ready",
              .urgency = 2,
              .useful_until = clock.now() + std::chrono::days(30)}},
            clock.now()
        );
        ++found.found;
        tx.commit();
    }
    std::string waiting()
    {
        auto tx = pool.begin();
        return tx.exec(waiting_query).get<std::optional<std::string>>(0, 0).value_or("");
    }
    Reconciliation all() { return reconcile(pool, {&dossiers, &found}); }

    FoundThings found;
    NoticeOutgoing found_notices{
        found, keys, templates, calendar, {.page_origin = "https://dvc.example.vn"}};
    /// The program of after an update; `worker` is the one of before.
    DeliveryWorker newer{
        pool,
        clock,
        tokens,
        zalo,
        sms,
        governor,
        {&notices, &found_notices, &phone_messages, &replies, &profiles},
        DeliverySettings{},
        metrics};
};

TEST_F(SubjectTest, IsToldAsADossierIsAndLeftAloneByAProgramThatDoesNotKnowIt)
{
    take(plain_event(2, phone(0)));
    find(phone(50), 1);
    EXPECT_EQ(waiting(), "notice notice.found");
    EXPECT_EQ(worker.work_once(), 1u) << "the dossier's";
    EXPECT_EQ(waiting(), "notice.found");
    EXPECT_EQ(newer.work_once(), 1u);
    EXPECT_EQ(waiting(), "");
    ASSERT_EQ(platform->received().size(), 2u);
    EXPECT_EQ(platform->received().back().phone, phone(50));
    EXPECT_EQ(platform->received().back().parameters.at("dossier_code"), "NHAT-3");
    while (all().all.delivered < 2)
        if (webhook_pages.work_once() == 0) std::this_thread::yield();
    EXPECT_EQ(all().by_subject.at("found").delivered, 1);
    EXPECT_EQ(all().by_subject.at("dossier").delivered, 1);
    EXPECT_EQ(all().all.unexplained, 0);
    EXPECT_EQ(reconciled().unexplained, 1) << "nobody answers for a subject that is not registered";
}

TEST_F(SubjectTest, IsOwedOnceForEachCauseWhateverDossiersHaveTheSameNumber)
{
    take(plain_event(2, phone(0))); // dossier 1, event 1
    find(phone(50), 1);
    auto tx = pool.begin();
    EXPECT_EQ(notice_store::load(tx, "found", {1, 2}, clock.now()).size(), 1u);
    const auto one = notice_store::load(tx, "found", {2}, clock.now()).front();
    EXPECT_EQ(
        notice_store::owe(
            tx, "found",
            {{.subject_id = 1, .cause_id = 1, .phone_id = one.phone_id, .kind = "result_ready"}},
            clock.now()
        ),
        0u
    );
}

TEST_F(SubjectTest, TheAddressInItsMessageIsItsOwnAndNoOtherSubjects)
{
    take(plain_event(2, phone(0)));
    find(phone(50), 7);
    newer.work_once();
    const auto token_to = [&](const std::string& number) {
        for (const auto& one : platform->received())
            if (one.phone == number) return one.parameters.at("link");
        return std::string();
    };
    auto tx = pool.begin();
    const auto opened = [&](std::string_view subject, const std::string& token) {
        const auto found_it = page_link::find_of_subject(tx, keys, subject, token, clock.now());
        return found_it ? std::optional(found_it->subject_id) : std::nullopt;
    };
    const auto token = token_to(phone(50));
    EXPECT_EQ(opened("found", token), 7);
    EXPECT_FALSE(opened("dossier", token));
    EXPECT_FALSE(page_link::find(tx, keys, token, clock.now())) << "no dossier's page";
    EXPECT_FALSE(opened("found", token_to(phone(0))));
    EXPECT_FALSE(opened("found", token.substr(1) + "A"));
    clock.advance(page_link::life);
    EXPECT_FALSE(opened("found", token));
}

TEST_F(SubjectTest, ANumberThatItKeepsIsNamedUntilItLetsGo)
{
    const auto unnamed = [this] {
        auto tx = pool.begin();
        return tx.exec(unnamed_query).get<std::int64_t>(0, 0);
    };
    find(phone(50), 7);
    find(phone(50), 8); // the same number
    EXPECT_EQ(unnamed(), 0);
    for (const auto& [id, left] : {std::pair(7, 0), std::pair(8, 1)}) {
        auto tx = pool.begin();
        phone_store::let_go(tx, found.name(), id);
        tx.commit();
        EXPECT_EQ(unnamed(), left);
    }
}

TEST_F(SubjectTest, WhomNoMessageReachesIsOnTheCallListOfItsUnit)
{
    find(unreachable_phone(), 1);
    newer.work_once();
    newer.work_once();
    EXPECT_EQ(all().all.on_call_list, 1);
    EXPECT_EQ(all().all.unexplained, 0);
    auto tx = pool.begin();
    const auto calls = call_store::open_calls(tx, keys, {&dossiers, &found}, UnitScope("23575"));
    ASSERT_EQ(calls.size(), 1u);
    EXPECT_EQ(calls.front().number, unreachable_phone());
    EXPECT_EQ(calls.front().card.said, "Chìa khóa của anh (chị) ở quầy 3.");
    EXPECT_TRUE(call_store::open_calls(tx, keys, {&dossiers, &found}, UnitScope("23602")).empty());
}

} // namespace
} // namespace tnung
