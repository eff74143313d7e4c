#include "tests/ladder/ladder_world.hpp"

#include "foundation/staff/staff_fixture.hpp"
#include "foundation/text/money_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/case/case_store.hpp"
#include "gateway/citizen/typed_code.hpp"
#include "gateway/intake/sender.hpp"
#include "gateway/rights/erasure.hpp"

#include <fmt/format.h>

#include <atomic>
#include <stdexcept>
#include <thread>

namespace tnung::ladder {

using namespace gateway;

namespace {

constexpr pg::Query dossier_id_query{"ladder.dossier", "SELECT id FROM dossier WHERE code = $1"};
constexpr pg::Query replies_query{"ladder.replies", R"sql(
    SELECT id, message_sealed FROM reply WHERE id > $1 ORDER BY id
)sql"};
constexpr pg::Query sent_query{"ladder.sent", R"sql(
    SELECT parameters_sealed FROM phone_message JOIN phone ON phone.id = phone_message.phone_id
     WHERE phone.number_key = $1 ORDER BY phone_message.id DESC LIMIT 10
)sql"};
constexpr pg::Query waiting_query{"ladder.waiting", R"sql(
    SELECT id FROM notice WHERE subject_id = $1 AND status = 'waiting' ORDER BY id
)sql"};
/// A clerk's word to correct a number, as the process that signs people in gives it.
constexpr pg::Query word_query{"ladder.word", R"sql(
    INSERT INTO correction_word (dossier_id, staff_id, at) VALUES ($1, $2, $3) RETURNING id
)sql"};

constexpr pg::Query empty_outbox_query{"ladder.empty_outbox", "DELETE FROM outbox_item"};

bool has(const std::string& text, const std::string& part)
{
    return !part.empty() && text.find(part) != std::string::npos;
}

constexpr int details_shown_least = 2; ///< a page shows those of the state that a dossier is in

int count_of(const std::string& text, const Person& person)
{
    int count = 0;
    for (const auto& detail : person.details()) count += has(text, detail);
    return count;
}

std::string with_plain_blanks(std::string text)
{
    const std::string no_break = "\u00a0";
    for (auto at = text.find(no_break); at != std::string::npos; at = text.find(no_break))
        text.replace(at, no_break.size(), " ");
    return text;
}

AccountChatSettings chat_settings()
{
    AccountChatSettings settings{
        .link = {.account = "oa"}, .page_origin = "https://dvc.example.vn"};
    // Bounds on money and on the day are tried elsewhere; here thousands of paths share a day.
    settings.link.codes.sent_per_day_max = 1'000'000;
    settings.link.codes.dong_per_code = 0;
    return settings;
}

} // namespace

std::string measured(const std::string& raw, const Dossier& dossier)
{
    const auto text = with_plain_blanks(raw);
    std::string seen = "-";
    if (has(text, dossier.code) || has(text, code_tail(dossier.code))) seen = "0";
    if (has(text, dossier.procedure)) seen = "1";
    bool wrong = false;
    const auto& owner = dossier.owner;
    const auto details = count_of(text, owner);
    if (details > 0 || (!owner.is_namesake && has(text, owner.name))) seen = "2";
    wrong = wrong || (details > 0 && details < details_shown_least);
    wrong = wrong || has(text, owner.identity);
    if (dossier.former) {
        if (count_of(text, *dossier.former) > 0 || has(text, dossier.former->name)) seen += "f";
        wrong = wrong || has(text, dossier.former->identity);
    }
    return wrong ? seen + "!" : seen;
}

const Instant World::start = *parse_iso("2026-11-25T09:00:00+07:00");

World::World() : chat_(keys_, units_, calendar_, rights_, retention_, sentences_, chat_settings())
{
    auto tx = pool_.begin();
    const auto key = Senders::add(tx, "một cửa", {"H21"}, clock.now()).value();
    tx.commit();
    sender_ = Senders(pool_, {}).of_key(key);
    clerk_ =
        staff_fixture::somebody(authority_, "duyen", "", "", clock.now(), "Lê Thị Mỹ Duyên").id;
}

std::string World::new_number()
{
    return fmt::format("8491{:07}", ++made_);
}

std::string World::new_account()
{
    return fmt::format("7000{:08}", ++made_);
}

Person World::new_person()
{
    const auto n = ++made_;
    return {
        .name = fmt::format("Rơ Châm Kín{:06}", n),
        .identity = fmt::format("064{:05}{:04}", n, 1200 + n % 8000),
        .reason = fmt::format("Lẽ kín {:06}", n),
        .paper = fmt::format("Giấy kín {:06}", n),
        .handler = fmt::format("Cán bộ kín {:06}", n),
        .place = fmt::format("Chỗ kín {:06}", n),
        .amount_text = text::money(Money{20'000'000 + n * 100LL}),
        .amount = Money{20'000'000 + n * 100LL}};
}

DossierEvent World::event_of(const Dossier& dossier, DossierState state)
{
    DossierEvent event;
    event.event_id = fmt::format("e{}", ++made_);
    event.code = {dossier.code};
    event.occurred_at = clock.now();
    event.state = state;
    event.raw_state = fmt::format("{}", int(state));
    event.agency_id = "H21.12";
    event.agency_name = "Trung tâm Phục vụ hành chính công Phường Pleiku";
    event.unit_code = "23575";
    event.procedure_name = dossier.procedure;
    event.phones = text::parse_phones(dossier.number);
    event.due_at = clock.now() + std::chrono::days(10);
    const auto& owner = dossier.owner;
    event.owner_name = owner.name;
    event.owner_identity = owner.identity;
    event.owner_birth_date = owner.born;
    if (owner.is_business) event.owner_kind = OwnerKind::business;
    event.detail = {
        .reason = owner.reason,
        .handler = owner.handler,
        .papers = {owner.paper},
        .amount = owner.amount,
        .result_place = owner.place};
    return event;
}

Dossier World::made_up(const std::string& number, const Person& owner)
{
    const auto n = ++made_;
    return {
        .code = fmt::format("H21.12.34-261124-{:06}", n),
        .number = number,
        .procedure = fmt::format("Thủ tục thử {:06}", n),
        .owner = owner,
        .former = std::nullopt};
}

Dossier World::new_dossier(const std::string& number, const Person& owner)
{
    auto dossier = made_up(number, owner);
    tell(dossier);
    auto tx = pool_.begin();
    dossier.id = tx.exec(dossier_id_query, dossier.code).get<std::int64_t>(0, 0);
    return dossier;
}

void World::tell(Dossier& dossier, DossierState state)
{
    clock.advance(std::chrono::seconds(1));
    intake_.take(*sender_, {event_of(dossier, state)}, clock.now());
}

void World::crowd(const std::string& number, int people)
{
    std::vector<DossierEvent> events;
    for (int i = 0; i < people; ++i)
        events.push_back(event_of(made_up(number, new_person()), DossierState::accepted));
    intake_.take(*sender_, events, clock.now());
}

void World::change_owner(Dossier& dossier, const Person& next)
{
    dossier.former = dossier.owner;
    dossier.owner = next;
    tell(dossier);
}

void World::correct(const Dossier& dossier, const std::string& number)
{
    auto tx = pool_.begin();
    const auto word = [&]() -> std::optional<std::int64_t> {
        auto said = authority_.begin();
        const auto id =
            said.exec(word_query, dossier.id, *clerk_, clock.now()).get<std::int64_t>(0, 0);
        said.commit();
        return id;
    };
    const auto done = case_store::correct_number(
        tx, keys_, rules_, dossier.id, "0" + number.substr(2), "called_back", *clerk_, word,
        clock.now()
    );
    if (done != case_store::Correcting::done) throw std::runtime_error("not corrected");
    tx.commit();
}

void World::name_staff(const Dossier& dossier, const std::string& number)
{
    auto tx = pool_.begin();
    if (!case_store::name_staff(tx, keys_, dossier.id, "Siu H’Bia", number, *clerk_, clock.now()))
        throw std::runtime_error("nobody named");
    tx.commit();
}

std::string World::counter_code(const Dossier& dossier)
{
    auto tx = pool_.begin();
    auto code =
        typed_code::make(tx, keys_, TypedCodeKind::counter, dossier.id, clerk_->value, clock.now());
    tx.commit();
    return code;
}

Id<Follower> World::follower(pg::Transaction& tx, const std::string& account)
{
    return follower_store::upsert(tx, keys_, account, clock.now()).id;
}

void World::make_minor(const std::string& account)
{
    auto tx = pool_.begin();
    follower_store::set_profile(
        tx, keys_, follower(tx, account), {.minor = true, .follows = true}, clock.now()
    );
    tx.commit();
}

void World::erase(const std::string& account)
{
    auto tx = pool_.begin();
    erasure::erase_follower(tx, keys_, follower(tx, account), clock.now());
    tx.commit();
}

void World::empty_the_outbox()
{
    auto tx = pool_.begin();
    tx.exec(empty_outbox_query);
    tx.commit();
}

std::string World::handle(std::string_view event, const json::Object& body)
{
    clock.advance(std::chrono::seconds(1));
    auto tx = pool_.begin();
    chat_.chat().handle(tx, event, body, clock.now(), clock.now());
    std::string answers;
    const auto rows = tx.exec(replies_query, reply_read_); // one speaks at a time in a world
    for (std::size_t i = 0; i < rows.size(); ++i) {
        reply_read_ = rows.get<std::int64_t>(i, 0);
        answers += opened(keys_.message, rows.get<Bytes>(i, 1), "reply.message") + "\n";
    }
    tx.commit();
    return answers;
}

std::string World::says(const std::string& account, const std::string& text)
{
    return handle(
        "user_send_text",
        {{"sender", json::Object{{"id", account}}}, {"message", json::Object{{"text", text}}}}
    );
}

void World::follows(const std::string& account)
{
    handle("follow", {{"follower", json::Object{{"id", account}}}});
}

void World::leaves(const std::string& account)
{
    handle("unfollow", {{"follower", json::Object{{"id", account}}}});
}

void World::withdraws(const std::string& account)
{
    handle("user_withdraw", {{"user_id", account}});
}

std::string
World::links(const std::string& account, const std::string& number, const std::string& reference)
{
    const auto before = code_sent(number);
    const auto answer = asks_for_code(account, number, reference);
    const auto code = code_sent(number);
    return code == before ? answer : says(account, code);
}

std::string World::asks_for_code(
    const std::string& account, const std::string& number, const std::string& reference
)
{
    says(account, "thôi");
    handle(
        "user_submit_info",
        {{"sender", json::Object{{"id", account}}}, {"info", json::Object{{"phone", number}}}}
    );
    return says(account, reference);
}

std::string World::sent(const std::string& number, const std::string& parameter)
{
    auto tx = pool_.begin();
    const auto rows = tx.exec(sent_query, Bytes{keys_.phone_index.of(number)});
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto parameters =
            json::parse(opened(keys_.message, rows.get<Bytes>(i, 0), "phone_message.parameters"));
        if (const auto* found = parameters->get_object().if_contains(parameter))
            return std::string(found->get_string());
    }
    return "";
}

World::Sent
World::notices(const Dossier& dossier, const std::string& number, const std::string& account)
{
    Sent sent;
    auto tx = pool_.begin();
    const auto rows = tx.exec(waiting_query, dossier.id);
    std::vector<outbox::Item> items;
    for (std::size_t i = 0; i < rows.size(); ++i)
        items.push_back({.kind = "notice", .subject_id = rows.get<std::int64_t>(i, 0)});
    auto planned = notices_.plan(tx, items, clock.now());
    std::vector<const Planned*> settled;
    for (auto& one : planned) {
        if (one.call) {
            std::string said = json::text(one.call->message);
            for (const auto& [name, value] : one.call->parameters) {
                said += "\n" + value;
                if (name == "link" && one.call->recipient == number) sent.number_token = value;
            }
            if (one.call->recipient == number) sent.to_number += said;
            if (one.call->recipient == account) sent.to_account += said;
            one.verdict = notices_.judge(
                one, {.outcome = ZaloOutcome::accepted, .message_id = fmt::format("m{}", ++made_)},
                clock.now()
            );
        }
        settled.push_back(&one);
    }
    notices_.record(tx, settled, clock.now());
    tx.commit();
    return sent;
}

std::string World::look_up(const Dossier& dossier)
{
    const auto n = ++made_;
    return lookup_
        .get(
            {.query = "ma=" + dossier.code,
             .peer = fmt::format("10.{}.{}.9", n / 250 % 250, n % 250)}
        )
        .body;
}

std::string World::proof_page(const Dossier& dossier)
{
    const auto address = proof_.address_of({dossier.id, clock.now()});
    return proofs_.check({.path_values = {{"code", address.substr(address.rfind('/') + 1)}}}).body;
}

http::Response World::open(const std::string& token, const std::string& cookie)
{
    return pages_.open_link({.headers = {{"Cookie", cookie}}, .path_values = {{"token", token}}});
}

std::string World::enter(const std::string& token, const std::string& digits)
{
    const auto response = pages_.give_digits(
        {.method = http::Method::post, .body = "so=" + digits, .path_values = {{"token", token}}}
    );
    for (const auto& header : response.headers)
        if (header.name == "Set-Cookie" && header.value.starts_with("__Host-hs="))
            return header.value.substr(0, header.value.find(';'));
    return "";
}

std::string World::typed_at(const std::string& token, const std::string& digits, const Dossier& of)
{
    const auto cookie = enter(token, digits);
    return cookie.empty() ? open(token).body : dossier_page(of, cookie);
}

std::string World::dossier_page(const Dossier& dossier, const std::string& cookie)
{
    return pages_
        .dossier(
            {.headers = {{"Cookie", cookie}},
             .path_values = {{"id", fmt::format("{}", dossier.id)}}}
        )
        .body;
}

std::string World::list_page(const std::string& cookie)
{
    return pages_.my_dossiers({.headers = {{"Cookie", cookie}}}).body;
}

std::string World::data_page(const std::string& cookie)
{
    return pages_.my_data({.headers = {{"Cookie", cookie}}}).body;
}

std::string World::data_file(const std::string& cookie)
{
    const auto response = pages_.take_my_data({.headers = {{"Cookie", cookie}}});
    if (response.status != 200) return "";
    auto file = json::parse(response.body)->get_object();
    file.erase("messages");
    return json::text(file);
}

int World::not_mine(const std::string& token, const std::string& body)
{
    return pages_
        .stop_number({.method = http::Method::post, .body = body, .path_values = {{"token", token}}}
        )
        .status;
}

void World::undo_not_mine(const std::string& token)
{
    pages_.undo_stop({.method = http::Method::post, .path_values = {{"token", token}}});
}

void side_by_side(std::size_t count, const std::function<void(World&, std::size_t)>& play)
{
    std::atomic<std::size_t> next{0};
    std::vector<std::thread> players;
    for (int i = 0; i < 2; ++i)
        players.emplace_back([&] {
            World world;
            for (auto at = next++; at < count; at = next++) play(world, at);
        });
    for (auto& player : players) player.join();
}

std::string World::token_in(const std::string& text)
{
    const std::string mark = "https://dvc.example.vn/hs/";
    const auto at = text.rfind(mark);
    if (at == std::string::npos) return "";
    const auto from = at + mark.size();
    return text.substr(from, text.find_first_of("\"\\ ", from) - from);
}

} // namespace tnung::ladder
