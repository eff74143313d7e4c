#include "gateway/intake/intake.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/intake/intake_store.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace tnung::gateway {

namespace {

constexpr int attempts_max = 5;

constexpr pg::Query find_sender_query{"sender.find", R"sql(
    SELECT id, agency_scope FROM sender WHERE key_hash = $1 AND revoked_at IS NULL
)sql"};

constexpr pg::Query insert_sender_query{"sender.insert", R"sql(
    INSERT INTO sender (name, key_hash, agency_scope, created_at) VALUES ($1, $2, $3, $4)
)sql"};

bool in_scope(const Sender& sender, std::string_view agency)
{
    return std::any_of(
        sender.agency_scope.begin(), sender.agency_scope.end(),
        [&](const std::string& prefix) {
            return agency == prefix || (agency.starts_with(prefix) && agency[prefix.size()] == '.');
        }
    );
}

/// The agency's identifier stands in the event or in the code before its first hyphen; the oldest
/// generation writes the top agency last.
bool may_speak_for(const Sender& sender, const DossierEvent& event)
{
    const auto& code = event.code.text;
    const auto of_code = code.substr(0, code.find('-'));
    const auto top = of_code.substr(of_code.rfind('.') + 1);
    return in_scope(sender, event.agency_id.empty() ? of_code : event.agency_id) ||
           in_scope(sender, top);
}

const text::PhoneNumber* notice_phone(const DossierEvent& event)
{
    for (const auto& phone : event.phones)
        if (phone.kind == text::PhoneKind::mobile) return &phone;
    return nullptr;
}

/// What level 2 may see later, sealed as one piece.
std::string detail_text(const DossierEvent& event)
{
    json::Object detail;
    if (!event.reason.empty()) detail["reason"] = event.reason;
    if (!event.handler.empty()) detail["handler"] = event.handler;
    if (!event.result_place.empty()) detail["result_place"] = event.result_place;
    if (event.amount) detail["amount_dong"] = event.amount->dong;
    if (event.act_by) detail["act_by"] = iso_text(*event.act_by);
    json::Array papers;
    for (const auto& paper : event.papers) papers.emplace_back(paper);
    if (!papers.empty()) detail["papers"] = std::move(papers);
    return json::text(detail);
}

DossierState shown_state(const DossierEvent& event)
{
    return event.state.value_or(DossierState::handling);
}

/// Without an identity number an owner is known for one dossier only.
std::string owner_identity_text(const DossierEvent& event)
{
    const bool business = event.owner_kind == OwnerKind::business;
    if (!event.owner_identity.empty()) return (business ? "tax " : "id ") + event.owner_identity;
    return "dossier " + event.code.text + " " + text::squeeze(event.owner_name);
}

} // namespace

IntakeKeys::IntakeKeys(const crypto::Keyring& keyring)
    : phone(keyring.sealer("gateway.phone")), owner(keyring.sealer("gateway.owner")),
      detail(keyring.sealer("gateway.detail")), phone_index(keyring.index("gateway.phone")),
      owner_index(keyring.index("gateway.owner"))
{
}

std::optional<Sender> Intake::authenticate(std::string_view key)
{
    auto tx = pool_.begin();
    const auto found = tx.exec(find_sender_query, Bytes{crypto::sha256(key)});
    if (found.empty()) return std::nullopt;
    auto [id, scope] = found.row<Id<Sender>, std::vector<std::string>>(0);
    tx.commit();
    return Sender{id, scope};
}

std::string
Intake::add_sender(std::string_view name, const std::vector<std::string>& agency_scope, Instant now)
{
    const auto key = crypto::random_token() + crypto::random_token();
    auto tx = pool_.begin();
    tx.exec(insert_sender_query, name, Bytes{crypto::sha256(key)}, agency_scope, now);
    tx.commit();
    return key;
}

std::vector<Stored>
Intake::take(const Sender& sender, const std::vector<DossierEvent>& events, Instant now)
{
    for (int attempt = 1;; ++attempt) {
        try {
            return take_once(sender, events, now);
        } catch (const pg::Error& error) {
            if (!error.is_worth_retrying() || attempt >= attempts_max) throw;
        }
    }
}

std::vector<Stored>
Intake::take_once(const Sender& sender, const std::vector<DossierEvent>& events, Instant now)
{
    std::vector<Stored> results(events.size(), Stored::repeated);
    std::vector<std::size_t> order; // of the accepted, oldest first, one for each event id
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (!may_speak_for(sender, events[i]))
            results[i] = Stored::out_of_scope;
        else if (seen.insert(events[i].event_id).second)
            order.push_back(i);
    }
    if (order.empty()) return results;
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) {
        return events[a].occurred_at < events[b].occurred_at;
    });

    auto tx = pool_.begin();

    std::map<std::string, intake_store::PhoneRow> phone_rows;
    std::map<std::string, intake_store::OwnerRow> owner_rows;
    std::vector<std::string> phone_keys(events.size());
    std::vector<std::string> owner_keys(events.size());
    for (const auto i : order) {
        const auto& event = events[i];
        if (const auto* phone = notice_phone(event)) {
            phone_keys[i] = keys_.phone_index.of(phone->digits);
            if (!phone_rows.contains(phone_keys[i]))
                phone_rows[phone_keys[i]] = {
                    {phone_keys[i]}, {keys_.phone.seal(phone->digits, "phone.number")}, "mobile"};
        }
        if (event.owner_name.empty() && event.owner_identity.empty()) continue;
        owner_keys[i] = keys_.owner_index.of(owner_identity_text(event));
        if (owner_rows.contains(owner_keys[i])) continue;
        intake_store::OwnerRow row{
            {owner_keys[i]},
            {keys_.owner.seal(event.owner_name, "owner.name")},
            std::nullopt,
            event.owner_kind == OwnerKind::business ? "business" : "citizen"};
        if (!event.owner_identity.empty())
            row.identity_sealed = Bytes{keys_.owner.seal(event.owner_identity, "owner.identity")};
        owner_rows[owner_keys[i]] = std::move(row);
    }
    const auto values = [](const auto& map) {
        std::vector<typename std::decay_t<decltype(map)>::mapped_type> rows;
        for (const auto& [key, row] : map) rows.push_back(row);
        return rows;
    };
    std::map<std::string, intake_store::KnownPhone> phones;
    if (!phone_rows.empty()) phones = intake_store::upsert_phones(tx, values(phone_rows));
    std::map<std::string, std::int64_t> owners;
    if (!owner_rows.empty()) owners = intake_store::upsert_owners(tx, values(owner_rows));

    // Each dossier as its newest event in the batch leaves it.
    std::map<std::string, intake_store::DossierRow> dossier_rows;
    for (const auto i : order) {
        const auto& event = events[i];
        auto& row = dossier_rows[event.code.text];
        row.code = event.code.text;
        if (event.national_code) row.national_code = event.national_code->text;
        if (!event.procedure_code.empty()) row.procedure_code = event.procedure_code;
        if (!event.procedure_name.empty()) row.procedure_name = event.procedure_name;
        if (!event.agency_id.empty()) row.agency_id = event.agency_id;
        if (!event.agency_name.empty()) row.agency_name = event.agency_name;
        if (const auto unit = units_.resolve(event.unit_code); unit.unit)
            row.unit_code = unit.unit->code;
        if (!owner_keys[i].empty()) row.owner_id = owners.at(owner_keys[i]);
        if (!phone_keys[i].empty()) row.phone_id = phones.at(phone_keys[i]).id;
        row.state = int(shown_state(event));
        row.state_raw = event.raw_state;
        row.state_at = event.occurred_at;
        if (event.received_at) row.received_at = event.received_at;
        if (event.due_at) row.due_at = event.due_at;
    }
    const auto dossier_list = values(dossier_rows);
    const auto dossiers = intake_store::lock_dossiers(tx, dossier_list);

    std::vector<intake_store::EventRow> event_rows;
    for (const auto i : order)
        event_rows.push_back(
            {events[i].event_id,
             dossiers.at(events[i].code.text).id,
             int(shown_state(events[i])),
             events[i].raw_state,
             events[i].occurred_at,
             {keys_.detail.seal(detail_text(events[i]), "dossier_event.detail")}}
        );
    const auto fresh = intake_store::insert_events(tx, sender.id.value, event_rows, now);
    intake_store::advance_dossiers(tx, dossier_list);

    // What each new event owes.
    std::map<std::int64_t, intake_store::KnownPhone> phone_of_dossier;
    for (const auto& [code, dossier] : dossiers)
        if (dossier.phone_id)
            phone_of_dossier[dossier.id] = {*dossier.phone_id, dossier.phone_stopped};

    const auto today = day_of(now);
    std::map<std::string, std::set<std::int64_t>> told_today; // by kind; this batch's too
    std::set<std::string> asked_kinds;
    std::vector<std::int64_t> dossier_ids;
    for (const auto& [code, dossier] : dossiers) dossier_ids.push_back(dossier.id);
    const auto was_told = [&](const std::string& kind, std::int64_t dossier_id) {
        if (asked_kinds.insert(kind).second)
            for (const auto id :
                 intake_store::dossiers_with_notice(tx, dossier_ids, kind, start_of(today)))
                told_today[kind].insert(id);
        return told_today[kind].contains(dossier_id);
    };

    std::vector<std::int64_t> excused_ids;
    std::vector<std::string> excuses;
    std::vector<intake_store::NoticeRow> notices;
    for (const auto i : order) {
        const auto& event = events[i];
        const auto found = fresh.find(event.event_id);
        if (found == fresh.end()) continue;
        results[i] = Stored::stored;
        const auto& dossier = dossiers.at(event.code.text);
        const auto excuse = [&](const char* reason) {
            excused_ids.push_back(found->second);
            excuses.emplace_back(reason);
        };
        const auto* rule = rules_.find(shown_state(event), today);
        if (!rule || rule->kind.empty()) {
            excuse("no_rule");
            continue;
        }
        // Told late and overtaken: a newer state of the dossier was known before this came.
        if (!dossier.is_new && event.occurred_at < dossier.state_at) {
            excuse("superseded");
            continue;
        }
        if (!rule->merged_after.empty() && was_told(rule->merged_after, dossier.id)) {
            excuse("merged");
            continue;
        }
        if (!phone_keys[i].empty()) phone_of_dossier[dossier.id] = phones.at(phone_keys[i]);
        const auto phone = phone_of_dossier.find(dossier.id);
        if (phone == phone_of_dossier.end()) {
            excuse("no_phone");
            continue;
        }
        if (phone->second.stopped) {
            excuse("not_me");
            continue;
        }
        told_today[rule->kind].insert(dossier.id);
        notices.push_back(
            {found->second, dossier.id, phone->second.id, rule->kind,
             "n" + hex_text(crypto::random_bytes(16)), rule->urgency,
             now + std::chrono::days(rule->useful_days)}
        );
    }
    intake_store::excuse_events(tx, excused_ids, excuses);
    intake_store::insert_notices(tx, notices, now);
    tx.commit();
    return results;
}

} // namespace tnung::gateway
