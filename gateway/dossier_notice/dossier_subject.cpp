#include "gateway/dossier_notice/dossier_subject.hpp"

#include "gateway/dossier/dossier_detail.hpp"
#include "gateway/dossier_notice/notice_text.hpp"
#include "gateway/notice/notice_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>

namespace tnung::gateway {

namespace {

/// What a reader may know is asked of followers alone: whoever does not follow costs nothing here.
constexpr pg::Query view_query{"dossier_notice.view", R"sql(
    SELECT notice.id, dossier.code, dossier.procedure_name, dossier.agency_name, dossier.due_at,
           event.occurred_at, event.detail_sealed,
           event.owner_id IS NOT NULL AND event.owner_id IS DISTINCT FROM dossier.owner_id,
           coalesce(dossier.refused_phone_id = notice.phone_id, false),
           told_phone(dossier),
           told.granted, told.details_from, told.owner_matches, told.alive_at,
           CASE WHEN told.granted IS NULL THEN 0
                ELSE (SELECT count(*) FROM (SELECT 1 FROM phone_person WHERE phone_person.phone_id = notice.phone_id LIMIT $2) few) END,
           coalesce(dossier.unit_code, dossier.agency_id)
      FROM notice
      JOIN dossier ON dossier.id = notice.subject_id
      JOIN dossier_event event ON event.id = notice.cause_id
      LEFT JOIN LATERAL (
          SELECT granted, details_from, owner_matches, alive_at FROM follower_dossier
           WHERE notice.follower_id IS NOT NULL
             AND follower_dossier.follower_id = notice.follower_id AND follower_dossier.dossier_id = notice.subject_id
           ORDER BY granted DESC LIMIT 1) told ON true
     WHERE notice.id = ANY ($1::bigint[]) AND notice.subject = 'dossier'
)sql"};

constexpr pg::Query units_query{
    "dossier_notice.units", "SELECT id, unit_code FROM dossier WHERE id = ANY ($1::bigint[])"};

/// Details of the owner of today alone.
constexpr pg::Query call_cards_query{"dossier_notice.call_cards", R"sql(
    SELECT notice.id, notice.kind, dossier.id, dossier.code, dossier.procedure_name, dossier.agency_name,
           dossier.due_at, notice.created_at, coalesce(dossier.owner_name_sealed, owner.name_sealed),
           CASE WHEN event.owner_id IS NULL OR event.owner_id = dossier.owner_id THEN event.detail_sealed END
      FROM notice
      JOIN dossier ON dossier.id = notice.subject_id
      JOIN dossier_event event ON event.id = notice.cause_id
      LEFT JOIN owner ON owner.id = dossier.owner_id
     WHERE notice.id = ANY ($1::bigint[]) AND notice.subject = 'dossier'
)sql"};

constexpr pg::Query causes_query{"dossier_notice.causes", R"sql(
    SELECT count(*), count(*) FILTER (WHERE excuse IS NOT NULL),
           count(*) FILTER (WHERE (excuse IS NULL) = (NOT EXISTS (
               SELECT 1 FROM notice WHERE notice.cause_id = dossier_event.id AND notice.subject = 'dossier')))
      FROM dossier_event WHERE recorded_at >= $1
)sql"};

constexpr pg::Query excuses_query{"dossier_notice.excuses", R"sql(
    SELECT excuse, count(*) FROM dossier_event
     WHERE excuse IS NOT NULL AND recorded_at >= $1 GROUP BY excuse
)sql"};

/// What one notice of a dossier says, to the reader that it goes to. Its details are opened when
/// they are asked for: most of what is looked at does not leave at once.
class DossierWords final : public NoticeWords {
public:
    struct Known {
        std::optional<NoticeKind> kind; ///< nothing: one that nobody knows
        NoticeFacts facts;              ///< without the details
        Bytes detail_sealed;
        bool of_former_owner = false; ///< told while the dossier was another's
        Disclosure disclosure;
        Instant details_from{};
    };
    DossierWords(const PersonKeys& keys, Known known) : keys_(keys), known_(std::move(known)) {}

    ChatMessage chat(const Words& words, const std::string& link) const override
    {
        return chat_notice(kind(), facts(), words, known_.disclosure, known_.details_from, link);
    }
    std::map<std::string, std::string>
    template_values(const Words& words, const std::string& link_token) const override
    {
        return gateway::template_values(kind(), facts(), words, link_token);
    }
    std::string sms(const Words& words, const std::string& link) const override
    {
        return sms_notice(kind(), facts(), words, link);
    }
    std::optional<Day> act_by() const override { return detail().act_by; }

private:
    NoticeKind kind() const
    {
        if (!known_.kind) throw std::runtime_error("a notice of a kind that nobody knows");
        return *known_.kind;
    }
    const DossierDetail& detail() const
    {
        if (detail_) return *detail_;
        const auto all =
            parse_detail_text(opened(keys_.detail, known_.detail_sealed, "dossier_event.detail"));
        if (!known_.of_former_owner) return detail_.emplace(all);
        DossierDetail left; // the others stay with the former owner
        left.act_by = all.act_by;
        return detail_.emplace(left);
    }
    NoticeFacts facts() const
    {
        auto facts = known_.facts;
        const auto& opened = detail();
        facts.act_by = opened.act_by;
        facts.amount = opened.amount;
        facts.reason = opened.reason;
        facts.place = opened.result_place;
        facts.handler = opened.handler;
        facts.papers = opened.papers;
        return facts;
    }

    const PersonKeys& keys_;
    const Known known_;
    mutable std::optional<DossierDetail> detail_; ///< once it was asked for
};

DisclosureFacts disclosure_facts(const pg::Rows& rows, std::size_t i)
{
    if (rows.is_null(i, 10)) return {};
    const bool granted = rows.get<bool>(i, 10);
    return {
        .linked = !granted,
        .details_from = rows.get<Instant>(i, 11),
        .owner_matches = rows.get<bool>(i, 12),
        .granted = granted,
        .alive_at = rows.get<Instant>(i, 13),
        .persons_on_number = rows.get<int>(i, 14)};
}

NoticeFacts facts_of(const pg::Rows& rows, std::size_t i, bool repeats)
{
    const auto due_at = rows.get<std::optional<Instant>>(i, 4);
    return {
        .code = rows.get<std::string>(i, 1),
        .procedure = rows.get<std::string>(i, 2),
        .agency = rows.get<std::string>(i, 3),
        .due = due_at ? std::optional(day_of(*due_at)) : std::nullopt,
        .happened = day_of(rows.get<Instant>(i, 5)),
        .repeats = repeats};
}

} // namespace

bool DossierSubject::is_overtaken(const notice_store::Loaded& notice, Instant now) const
{
    if (notice.later_kinds.empty()) return false;
    const auto* rule = rules_.of_kind(notice.kind, day_of(now));
    return rule && now >= notice.created_at + rule->overtaken_after &&
           std::ranges::find_first_of(rule->overtaken_by, notice.later_kinds) !=
               rule->overtaken_by.end();
}

pg::Connection::Call DossierSubject::reading(const std::vector<std::int64_t>& notice_ids) const
{
    return {&view_query, {pg::to_param(notice_ids), pg::to_param(disclosure_.persons_max + 1)}};
}

std::vector<NoticeView> DossierSubject::view(
    const pg::Rows& rows, std::span<const notice_store::Loaded> notices, Instant now
) const
{
    const auto row_of = pg::rows_by_id(rows);
    std::vector<NoticeView> views;
    views.reserve(notices.size());
    for (const auto& notice : notices) {
        const auto i = row_of.at(notice.id);
        const auto known = disclosure_facts(rows, i);
        const auto disclosure = disclosure_of(known, now, disclosure_);
        views.push_back(
            {.words = std::make_unique<DossierWords>(
                 keys_,
                 DossierWords::Known{
                     .kind = parse_notice_kind(notice.kind),
                     .facts = facts_of(rows, i, notice.repeats),
                     .detail_sealed = rows.get<Bytes>(i, 6),
                     .of_former_owner = rows.get<bool>(i, 7),
                     .disclosure = disclosure,
                     .details_from = known.details_from}
             ),
             // Unlinked, cut off or silent since the event: the number is told instead.
             .account_may_know = disclosure.level != Level::code,
             .phone_refused = rows.get<bool>(i, 8),
             .phone_now = rows.get<std::optional<std::int64_t>>(i, 9),
             .flow = rows.get<std::string>(i, 15),
             .overtaken = is_overtaken(notice, now),
             .ends_on_call_list = rules_.calls(notice.kind, day_of(now))}
        );
    }
    return views;
}

std::vector<std::optional<std::string>> DossierSubject::calling_units(
    pg::Transaction& tx, const std::vector<std::int64_t>& subject_ids
) const
{
    const auto rows = tx.exec(units_query, subject_ids);
    const auto row_of = pg::rows_by_id(rows);
    std::vector<std::optional<std::string>> units;
    for (const auto id : subject_ids) {
        const auto found = row_of.find(id);
        units.push_back(
            found == row_of.end() ? std::nullopt
                                  : rows.get<std::optional<std::string>>(found->second, 1)
        );
    }
    return units;
}

std::string DossierSubject::desk_path(std::int64_t dossier_id)
{
    return fmt::format("/can-bo/ho-so/{}", dossier_id);
}

std::vector<CallCard>
DossierSubject::call_cards(pg::Transaction& tx, const std::vector<std::int64_t>& notice_ids) const
{
    const Words words(Language::vi);
    const auto rows = tx.exec(call_cards_query, notice_ids);
    const auto row_of = pg::rows_by_id(rows);
    std::vector<CallCard> cards;
    for (const auto id : notice_ids) {
        auto& card = cards.emplace_back();
        const auto found = row_of.find(id);
        if (found == row_of.end()) continue;
        const auto i = found->second;
        if (!rows.is_null(i, 8))
            card.who = opened(keys_.owner, rows.get<Bytes>(i, 8), "owner.name");
        const auto kind = parse_notice_kind(rows.text(i, 1));
        card.kind = kind ? notice_status(*kind, words) : rows.get<std::string>(i, 1);
        card.about = rows.get<std::string>(i, 4);
        card.code = rows.get<std::string>(i, 3);
        card.desk_path = desk_path(rows.get<std::int64_t>(i, 2));
        if (!kind) continue;
        NoticeFacts facts{
            .code = card.code,
            .procedure = card.about,
            .agency = rows.get<std::string>(i, 5),
            .due = {},
            .act_by = {},
            .happened = day_of(rows.get<Instant>(i, 7))};
        if (const auto due = rows.get<std::optional<Instant>>(i, 6)) facts.due = day_of(*due);
        if (!rows.is_null(i, 9))
            facts.act_by = parse_detail_text(
                               opened(keys_.detail, rows.get<Bytes>(i, 9), "dossier_event.detail")
            )
                               .act_by;
        card.said = chat_notice(
                        *kind, facts, words, {Level::number, Ground::other_owner},
                        rows.get<Instant>(i, 7), ""
        )
                        .text;
        card.caution = "Số tiền, giấy tờ, lý do: chỉ nói khi người nghe đọc đúng 4 số cuối căn "
                       "cước của chủ hồ sơ.";
    }
    return cards;
}

Causes DossierSubject::causes(pg::Transaction& tx, Instant since) const
{
    const auto rows = tx.exec(causes_query, since);
    Causes causes{
        rows.get<std::int64_t>(0, 0),
        rows.get<std::int64_t>(0, 1),
        rows.get<std::int64_t>(0, 2),
        {}};
    const auto excuses = tx.exec(excuses_query, since);
    for (std::size_t i = 0; i < excuses.size(); ++i)
        if (const auto excuse = parse_excuse(excuses.text(i, 0)))
            causes.by_excuse.emplace_back(*excuse, excuses.get<std::int64_t>(i, 1));
    return causes;
}

} // namespace tnung::gateway
