#include "gateway/intake/intake.hpp"

#include "foundation/base/crash_point.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/citizen/number_tasks.hpp"
#include "gateway/dossier_notice/dossier_subject.hpp"
#include "gateway/intake/intake_store.hpp"
#include "gateway/notice/notice_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace tnung::gateway {

namespace {

constexpr int attempts_max = 5;

const text::PhoneNumber* notice_phone(const DossierEvent& event)
{
    for (const auto& phone : event.phones)
        if (phone.kind == text::PhoneKind::mobile) return &phone;
    return nullptr;
}

/// Where no number can be told by itself: one that a clerk calls to ask for a mobile number; a
/// landline that is sure before one that may be none.
const text::PhoneNumber* number_to_ask(const DossierEvent& event)
{
    if (notice_phone(event) || event.phones.empty()) return nullptr;
    return &*std::ranges::min_element(event.phones, {}, &text::PhoneNumber::doubtful);
}

DossierState shown_state(const DossierEvent& event)
{
    return event.state.value_or(DossierState::handling);
}

/// Systems write whole seconds: of two states in one the later of the process came second (the
/// states are numbered as it goes on).
bool is_before(Instant at, DossierState state, Instant other_at, DossierState other)
{
    return at != other_at ? at < other_at : int(state) < int(other);
}

/// By number, else by name and birth date; with neither an owner is known for one dossier only.
std::string owner_identity_text(const DossierEvent& event)
{
    const bool business = event.owner_kind == OwnerKind::business;
    if (!event.owner_identity.empty()) return (business ? "tax " : "id ") + event.owner_identity;
    if (event.owner_birth_date)
        return fmt::format(
            "born {} {}", iso_text(*event.owner_birth_date), text::squeeze(event.owner_name)
        );
    return fmt::format("dossier {} {}", event.code.text, text::squeeze(event.owner_name));
}

/// Who stands behind a number: the same name without papers counts once, so that a family's ten
/// dossiers do not make an intermediary.
std::string person_text(const DossierEvent& event)
{
    if (!event.owner_identity.empty() || event.owner_birth_date) return owner_identity_text(event);
    return "name " + text::squeeze(event.owner_name);
}

template <class Map>
std::vector<typename Map::mapped_type> values(const Map& map)
{
    std::vector<typename Map::mapped_type> rows;
    rows.reserve(map.size());
    for (const auto& [key, row] : map) rows.push_back(row);
    return rows;
}

/// Oldest first, one for each event id; what is out of scope is marked in `results`.
std::vector<const DossierEvent*>
accepted(const Sender& sender, const std::vector<DossierEvent>& events, std::vector<Taken>& results)
{
    std::vector<const DossierEvent*> order;
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const auto& national = events[i].national_code;
        if (!may_speak_for(sender, events[i].code.text, events[i].agency_id) ||
            (national && !may_speak_for(sender, national->text, events[i].agency_id)))
            results[i].stored = Stored::out_of_scope;
        else if (seen.insert(events[i].event_id).second)
            order.push_back(&events[i]);
    }
    std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
        return is_before(a->occurred_at, shown_state(*a), b->occurred_at, shown_state(*b));
    });
    return order;
}

/// The rows of the people that events name: nothing where an event names none.
struct People {
    std::map<const DossierEvent*, std::int64_t> phones, numbers_to_ask, owners;
    std::map<const DossierEvent*, Bytes> owner_names; ///< sealed, as each spells it
};

People store_people(
    pg::Transaction& tx, const PersonKeys& keys, const std::vector<const DossierEvent*>& events
)
{
    std::map<std::string, intake_store::PhoneRow> phone_rows;
    std::map<std::string, intake_store::OwnerRow> owner_rows;
    std::map<const DossierEvent*, std::string> phone_keys, to_ask_keys, owner_keys;
    const auto add_phone = [&](const text::PhoneNumber& phone, const std::string& kind) {
        const auto key = keys.phone_index.of(phone.digits);
        auto& row = phone_rows[key];
        if (row.kind.empty()) row = {{key}, {keys.phone.seal(phone.digits, "phone.number")}, kind};
        if (kind == "mobile") row.kind = kind;
        return key;
    };
    People people;
    for (const auto* event : events) {
        if (const auto* phone = notice_phone(*event))
            phone_keys[event] = add_phone(*phone, "mobile");
        if (const auto* phone = number_to_ask(*event))
            to_ask_keys[event] = add_phone(*phone, "fixed");
        if (event->owner_name.empty() && event->owner_identity.empty()) continue;
        const auto key = owner_keys[event] = keys.owner_index.of(owner_identity_text(*event));
        const Bytes name{keys.owner.seal(event->owner_name, "owner.name")};
        if (!event->owner_name.empty()) people.owner_names[event] = name;
        if (owner_rows.contains(key)) continue;
        intake_store::OwnerRow row{
            {key},
            name,
            std::nullopt,
            event->owner_kind == OwnerKind::business ? "business" : "citizen"};
        if (!event->owner_identity.empty())
            row.identity_sealed = Bytes{keys.owner.seal(event->owner_identity, "owner.identity")};
        owner_rows[key] = std::move(row);
    }
    const auto phones = intake_store::upsert_phones(tx, values(phone_rows));
    const auto owners = intake_store::upsert_owners(tx, values(owner_rows));
    for (const auto& [event, key] : phone_keys) people.phones[event] = phones.at(key).id;
    for (const auto& [event, key] : to_ask_keys)
        (phones.at(key).mobile ? people.phones : people.numbers_to_ask)[event] = phones.at(key).id;
    for (const auto& [event, key] : owner_keys) people.owners[event] = owners.at(key);

    std::vector<intake_store::PhonePersonRow> persons;
    for (const auto& [event, phone_id] : people.phones)
        if (owner_keys.contains(event))
            persons.push_back({phone_id, {keys.person_index.of(person_text(*event))}});
    intake_store::add_phone_persons(tx, persons);
    return people;
}

/// When events count as having happened: as they say, but for those that tell how a dossier
/// stands. A state that stood already began no later; another began after it.
class Placed {
public:
    void place(const DossierEvent& event, const intake_store::KnownDossier& dossier)
    {
        if (event.telling != Telling::standing || dossier.is_new) return;
        const auto least = dossier.state == int(shown_state(event))
                               ? dossier.state_at
                               : dossier.state_at + std::chrono::microseconds(1);
        at_[&event] = std::max(event.occurred_at, least);
    }
    Instant of(const DossierEvent& event) const
    {
        const auto found = at_.find(&event);
        return found == at_.end() ? event.occurred_at : found->second;
    }

private:
    std::map<const DossierEvent*, Instant> at_;
};

/// Each dossier as its newest event in the batch leaves it.
std::vector<intake_store::DossierRow> dossier_rows(
    const std::vector<const DossierEvent*>& events, const People& people,
    const UnitDirectory& units, const Placed& placed
)
{
    const auto id_of = [](const auto& ids, const DossierEvent* event) {
        const auto found = ids.find(event);
        return found == ids.end() ? std::optional<std::int64_t>{} : std::optional(found->second);
    };
    std::map<std::string, intake_store::DossierRow> rows;
    for (const auto* event : events) {
        auto& row = rows[event->code.text];
        row.code = event->code.text;
        if (event->national_code) row.national_code = event->national_code->text;
        if (!event->procedure_code.empty()) row.procedure_code = event->procedure_code;
        if (!event->procedure_name.empty()) row.procedure_name = event->procedure_name;
        if (!event->agency_id.empty()) row.agency_id = event->agency_id;
        if (!event->agency_name.empty()) row.agency_name = event->agency_name;
        if (const auto unit = units.resolve(event->unit_code); unit.unit)
            row.unit_code = unit.unit->code;
        if (const auto owner = id_of(people.owners, event)) {
            if (row.owner_id != owner) row.owner_name_sealed.reset();
            row.owner_id = owner;
            const auto name = people.owner_names.find(event);
            if (name != people.owner_names.end()) row.owner_name_sealed = name->second;
        }
        if (const auto phone = id_of(people.phones, event)) row.phone_id = phone;
        row.state = int(shown_state(*event));
        row.state_raw = event->raw_state;
        row.state_at = placed.of(*event);
        if (event->received_at) row.received_at = event->received_at;
        if (event->due_at) row.due_at = event->due_at;
    }
    return values(rows);
}

/// A state and since when a dossier is in it.
struct Standing {
    int state = 0; ///< 0: the dossier was unknown
    Instant since;
};

/// Those whose state moves on, and those that tell of an earlier one.
std::pair<std::vector<intake_store::DossierRow>, std::vector<intake_store::DossierRow>>
newer_and_late(
    const std::vector<intake_store::DossierRow>& rows,
    const std::map<std::string, intake_store::KnownDossier>& dossiers
)
{
    std::vector<intake_store::DossierRow> newer, late;
    for (const auto& row : rows) {
        const auto& known = dossiers.at(row.code);
        const bool behind = is_before(
            row.state_at, DossierState(row.state), known.state_at, DossierState(known.state)
        );
        (behind ? late : newer).push_back(row);
    }
    return {std::move(newer), std::move(late)};
}

/// New events of dossiers for which this batch names another owner, each with the owner at that
/// point; none in an ordinary batch.
std::vector<intake_store::OwnedEvent> events_across_owners(
    const std::vector<const DossierEvent*>& events, const People& people,
    const std::map<std::string, std::int64_t>& fresh,
    const std::map<std::string, intake_store::KnownDossier>& dossiers
)
{
    std::map<std::int64_t, std::optional<std::int64_t>> owners; // by dossier, as the events go on
    std::set<std::int64_t> changing;
    std::vector<intake_store::OwnedEvent> owned;
    for (const auto* event : events) {
        const auto stored = fresh.find(event->event_id);
        if (stored == fresh.end()) continue;
        const auto& dossier = dossiers.at(event->code.text);
        const auto before = dossier.is_new ? std::optional<std::int64_t>{} : dossier.owner_id;
        auto& owner = owners.try_emplace(dossier.id, before).first->second;
        const auto named = people.owners.find(event);
        if (named != people.owners.end()) {
            if (owner && *owner != named->second) changing.insert(dossier.id);
            owner = named->second;
        }
        owned.push_back({dossier.id, stored->second, owner});
    }
    std::erase_if(owned, [&](const auto& one) { return !changing.contains(one.dossier_id); });
    return owned;
}

/// Decides what each new event owes, and to whom.
class Owed {
public:
    Owed(
        pg::Transaction& tx, const NoticeRules& rules,
        const std::map<std::string, intake_store::KnownDossier>& dossiers, const Placed& placed,
        std::chrono::days silence_max, Instant now
    )
        : tx_(tx), rules_(rules), dossiers_(dossiers), placed_(placed), now_(now)
    {
        for (const auto& [code, dossier] : dossiers_) {
            dossier_ids_.push_back(dossier.id);
            stands_[dossier.id] = {dossier.is_new ? 0 : dossier.state, dossier.state_at};
        }
        recipients_ = intake_store::recipients(tx_, dossier_ids_, now - silence_max);
    }

    void add(const DossierEvent& event, std::int64_t event_id)
    {
        const auto& dossier = dossiers_.at(event.code.text);
        const auto* rule = rules_.find(event.kind, shown_state(event), day_of(now_));
        if (!rule || rule->kind.empty()) return excuse(event_id, Excuse::no_rule);
        // Shown as being handled, but nobody is told that there is nothing to do: there may be.
        if (!event.state && event.kind == EventKind::state)
            return excuse(event_id, Excuse::unknown_state);
        // Told late and overtaken: a newer state of the dossier was known before this came.
        if (!dossier.is_new &&
            is_before(
                placed_.of(event), shown_state(event), dossier.state_at, DossierState(dossier.state)
            ))
            return excuse(event_id, Excuse::superseded);
        const auto stood =
            std::exchange(stands_[dossier.id], {int(shown_state(event)), placed_.of(event)});
        if (is_known(event, *rule, dossier.id, stood))
            return excuse(event_id, Excuse::told_already);
        if (!rule->merged_after.empty() &&
            was_told(rule->merged_after, dossier.id, start_of(day_of(now_))))
            return excuse(event_id, Excuse::merged);
        tell(*rule, event_id, dossier.id);
    }

    /// What could be told to nobody before a number was known.
    void add_untold()
    {
        std::vector<std::int64_t> reachable;
        for (const auto& [code, dossier] : dossiers_)
            if (!dossier.is_new && !dossier.has_number && recipients_.at(dossier.id).phone_id)
                reachable.push_back(dossier.id);
        for (const auto& untold : intake_store::take_untold(tx_, reachable)) {
            const auto* rule =
                rules_.find(EventKind::state, DossierState(untold.state), day_of(now_));
            if (!rule || rule->kind.empty())
                excuse(untold.event_id, Excuse::no_rule);
            else if (told_now_[rule->kind].contains(untold.dossier_id))
                excuse(untold.event_id, Excuse::told_already); // what brought the number told it
            else
                tell(*rule, untold.event_id, untold.dossier_id);
        }
    }

    /// Whether an event found no number to tell, whoever else was told.
    bool has_no_number(std::int64_t event_id) const { return without_number_.contains(event_id); }

    void store()
    {
        intake_store::excuse_events(tx_, excused_ids_, excuses_);
        notice_store::owe(tx_, DossierSubject::subject_name, notices_, now_);
    }

private:
    void excuse(std::int64_t event_id, Excuse reason)
    {
        excused_ids_.push_back(event_id);
        excuses_.push_back(reason);
    }
    void
    owe(const NoticeRule& rule, std::int64_t event_id, std::int64_t dossier_id,
        std::optional<std::int64_t> phone_id, std::optional<std::int64_t> follower_id)
    {
        notices_.push_back(
            {.subject_id = dossier_id,
             .cause_id = event_id,
             .phone_id = phone_id,
             .follower_id = follower_id,
             .kind = rule.kind,
             .urgency = rule.urgency,
             .useful_until = now_ + std::chrono::days(rule.useful_days),
             .unit_code = recipients_.at(dossier_id).unit_code,
             .flow = recipients_.at(dossier_id).flow}
        );
    }
    void tell(const NoticeRule& rule, std::int64_t event_id, std::int64_t dossier_id)
    {
        const auto& told = recipients_.at(dossier_id);
        if (!told.phone_id || told.phone_stopped) without_number_.insert(event_id);
        if (told.followers.empty() && !told.phone_id) return excuse(event_id, Excuse::no_phone);
        if (told.followers.empty() && told.phone_stopped) return excuse(event_id, Excuse::not_me);
        told_now_[rule.kind].insert(dossier_id);
        // An account that was let in at the counter is told beside the number, not in its place.
        bool by_account = false;
        for (const auto& [follower_id, phone_id] : told.followers) {
            owe(rule, event_id, dossier_id, phone_id, follower_id);
            by_account = by_account || phone_id.has_value();
        }
        if (!by_account && told.phone_id && !told.phone_stopped)
            owe(rule, event_id, dossier_id, told.phone_id, {});
    }
    /// By a notice of this batch, or one of before since then.
    bool was_told(const std::string& kind, std::int64_t dossier_id, Instant since)
    {
        if (told_now_[kind].contains(dossier_id)) return true;
        const auto [asked, is_new] = newest_.try_emplace(kind);
        if (is_new)
            asked->second =
                notice_store::newest(tx_, DossierSubject::subject_name, dossier_ids_, kind);
        const auto found = asked->second.find(dossier_id);
        return found != asked->second.end() && found->second >= since;
    }
    /// Whether it tells nothing but what people were told already.
    bool is_known(
        const DossierEvent& event, const NoticeRule& rule, std::int64_t dossier_id,
        const Standing& stood
    )
    {
        if (event.telling == Telling::news || stood.state != int(shown_state(event))) return false;
        const bool same_happening = event.telling == Telling::standing ||
                                    event.occurred_at == stood.since ||
                                    event.occurred_at < stood.since + rule.known;
        if (!same_happening) return false;
        // What was merged into another notice of its day was told by that.
        return was_told(rule.kind, dossier_id, stood.since - clock_skew_max) ||
               (!rule.merged_after.empty() &&
                was_told(rule.merged_after, dossier_id, start_of(day_of(stood.since))));
    }

    pg::Transaction& tx_;
    const NoticeRules& rules_;
    const std::map<std::string, intake_store::KnownDossier>& dossiers_;
    const Placed& placed_;
    const Instant now_;
    std::vector<std::int64_t> dossier_ids_;
    std::map<std::int64_t, intake_store::Recipients> recipients_;
    std::map<std::int64_t, Standing> stands_;                       // after the events seen so far
    std::map<std::string, std::set<std::int64_t>> told_now_;        // by kind, in this batch
    std::map<std::string, std::map<std::int64_t, Instant>> newest_; // by kind, of before
    std::vector<std::int64_t> excused_ids_;
    std::vector<Excuse> excuses_;
    std::set<std::int64_t> without_number_; // events
    std::vector<notice_store::Owed> notices_;
};

} // namespace

std::vector<Taken>
Intake::take(const Sender& sender, const std::vector<DossierEvent>& events, Instant now)
{
    for (int attempt = 1;; ++attempt) {
        try {
            return take_once(sender, events, now);
        } catch (const intake_store::ErasedMeanwhile&) {
            if (attempt >= attempts_max) throw;
        } catch (const pg::Error& error) {
            if (!error.is_worth_retrying() || attempt >= attempts_max) throw;
        }
    }
}

std::vector<Taken>
Intake::take_once(const Sender& sender, const std::vector<DossierEvent>& events, Instant now)
{
    std::vector<Taken> results(events.size());
    auto order = accepted(sender, events, results);
    if (order.empty()) return results;

    auto tx = pool_.begin();
    const auto people = store_people(tx, keys_, order);
    Placed placed;
    auto dossiers = intake_store::lock_dossiers(tx, dossier_rows(order, people, units_, placed));
    // What is stored says whose a dossier is; asked under the lock: nobody changes it after.
    std::erase_if(dossiers, [&](const auto& one) {
        const auto& [code, dossier] = one;
        return !dossier.is_new && !may_speak_for(sender, code, dossier.agency_id);
    });
    std::erase_if(order, [&](const auto* event) { return !dossiers.contains(event->code.text); });
    for (std::size_t i = 0; i < events.size(); ++i)
        if (!dossiers.contains(events[i].code.text)) results[i].stored = Stored::out_of_scope;
    if (order.empty()) return results;
    for (const auto* event : order) placed.place(*event, dossiers.at(event->code.text));
    std::vector<intake_store::EventRow> event_rows;
    for (const auto* event : order)
        event_rows.push_back(
            {event->event_id,
             dossiers.at(event->code.text).id,
             int(shown_state(*event)),
             event->raw_state,
             placed.of(*event),
             {keys_.detail.seal(detail_text(event->detail), "dossier_event.detail")},
             std::string(event_kind_name(event->kind))}
        );
    const auto fresh = intake_store::insert_events(tx, sender.id.value, event_rows, now);
    // A new dossier stands as it was made; what was told before changes nothing, not even back.
    auto news = order;
    std::erase_if(news, [&](const auto* event) {
        return dossiers.at(event->code.text).is_new || !fresh.contains(event->event_id);
    });
    intake_store::keep_owners(tx, events_across_owners(order, people, fresh, dossiers));
    const auto [newer, late] = newer_and_late(dossier_rows(news, people, units_, placed), dossiers);
    intake_store::advance_dossiers(tx, newer);
    intake_store::complete_dossiers(tx, late);

    Owed owed(tx, rules_, dossiers, placed, disclosure_.silence_max, now);
    for (const auto* event : order) {
        const auto found = fresh.find(event->event_id);
        if (found == fresh.end()) continue;
        owed.add(*event, found->second);
        results[std::size_t(event - events.data())] = {
            Stored::stored, owed.has_no_number(found->second)};
        if (const auto asked = people.numbers_to_ask.find(event);
            asked != people.numbers_to_ask.end())
            number_tasks::open_ask_number(tx, dossiers.at(event->code.text).id, asked->second, now);
    }
    owed.add_untold();
    owed.store();
    std::vector<std::int64_t> known_before;
    for (const auto& [code, dossier] : dossiers)
        if (!dossier.is_new) known_before.push_back(dossier.id);
    number_tasks::end_asking(tx, known_before, now);
    crash_point::pass("intake.storing");
    tx.commit();
    crash_point::pass("intake.stored");
    return results;
}

} // namespace tnung::gateway
