#include "registry/vault/vault_service.hpp"

#include "foundation/audit/audit_log.hpp"
#include "foundation/log/log.hpp"
#include "registry/vault/reader_rights.hpp"
#include "registry/vault/second_word.hpp"
#include "registry/vault/stand_in.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tnung::registry {

namespace {

constexpr std::size_t iso_day_length = 10; ///< `2026-12-01`

VaultReply refused(VaultRefusal refusal)
{
    VaultReply reply;
    reply.refusal = refusal;
    return reply;
}

std::string actor(const Staff& staff)
{
    return fmt::format("staff:{}", staff.id.value);
}

std::optional<second_word::StandInWord> parse_stand_in(const VaultRequest& request)
{
    const std::string_view days = request.content;
    if (days.size() != 2 * iso_day_length + 1 || days[iso_day_length] != ' ' ||
        request.purpose.empty())
        return std::nullopt;
    const auto from = parse_iso_day(days.substr(0, iso_day_length)),
               until = parse_iso_day(days.substr(iso_day_length + 1));
    if (!from || !until) return std::nullopt;
    return second_word::StandInWord{Id<Staff>{request.about}, *from, *until, request.purpose};
}

} // namespace

VaultService::VaultService(
    Vault& vault, pg::Pool& pool, const Clock& clock, ReadingWatch& watch, Settings settings
)
    : vault_(vault), pool_(pool), clock_(clock), watch_(watch),
      past_before_(std::move(settings.past_before)),
      server_(
          {.name = "vault",
           .socket = std::move(settings.socket),
           .peers = std::move(settings.peers),
           .limits = vault_limits},
          [this](local_call::Frame frame) { return answer_frame(std::move(frame)); }
      )
{
}

VaultReply VaultService::answer(const VaultRequest& request)
{
    const auto now = clock_.now();
    const auto signed_in = staff_store::living_session(pool_, request.session, now);
    if (!signed_in)
        return turn_away(VaultRefusal::signed_out, AlarmKind::signed_out, request, nullptr);
    using Act = VaultRequest::Act;
    // Another person's word is of whoever holds the office, never of who stands in: they were named
    // by the one who asks.
    if (request.act == Act::decide_permit || request.act == Act::lift_recusal ||
        request.act == Act::decide_provision || request.act == Act::decide_erasure ||
        request.act == Act::name_stand_in || request.act == Act::end_stand_in ||
        request.act == Act::name_successor)
        return say(request, *signed_in);
    if (request.act == Act::take_over) return take_over(request, *signed_in);
    const std::optional staff = stand_in_store::acting(pool_, *signed_in, day_of(now));
    if ((request.act == Act::put_draft || request.act == Act::write_draft) &&
        request.content.size() > vault_draft_bytes_max)
        return refused(VaultRefusal::unreadable);
    if (request.act == Act::put_draft) {
        if (!may_begin(*staff, request.domain))
            return turn_away(VaultRefusal::denied, AlarmKind::denied, request, &*staff);
        if (request.about <= 0) return refused(VaultRefusal::unreadable);
        const auto domain = vault_.domain(request.domain, now);
        const Vault::DraftOf whose{staff->id, Id<Filing>{request.about}};
        const auto begun = vault_.put_draft(domain, whose, request.content, now);
        return {
            .record = begun.record, .version = begun.version, .content = "", .found = begun.found};
    }
    const auto record = vault_.standing(request.record, staff->id);
    if (!record) return refused(VaultRefusal::not_found);
    if (request.act == Act::read) return read(request, *staff, *record);
    if (request.act == Act::hand_over) return hand_over(request, *staff, *record);
    if (request.act == Act::attach) return attach(request, *staff, *record);
    if (record->owner != staff->id)
        return turn_away(VaultRefusal::denied, AlarmKind::denied, request, &*staff);
    if (request.act == Act::settle) {
        if (const auto refusal = vault_.settle(request.record, request.version))
            return refused(vault_refusal(*refusal));
        return {std::nullopt, request.record, request.version, ""};
    }
    const auto version = vault_.write_draft(request.record, request.version, request.content, now);
    if (!version) return not_done(version.error(), request, *staff);
    return {std::nullopt, request.record, *version, ""};
}

VaultReply
VaultService::read(const VaultRequest& request, const Staff& staff, const Vault::Standing& record)
{
    if (!may_open(staff, record))
        return turn_away(VaultRefusal::denied, AlarmKind::denied, request, &staff);
    const bool own = record.owner == staff.id;
    if (!own && record.recused)
        return turn_away(VaultRefusal::recused, AlarmKind::recused, request, &staff);
    const bool is_paper = request.read_act == ReadAct::paper;
    if (is_paper != (request.attachment > 0)) return refused(VaultRefusal::unreadable);
    if (!own && (request.purpose.empty() || request.read_act == ReadAct::edit))
        return refused(VaultRefusal::unreadable);
    const auto version = request.version ? request.version : record.newest;
    // A copy leaves the register by another person's word alone.
    if (request.read_act == ReadAct::provide &&
        (own || !second_word::is_provided(
                    pool_, Id<ProvisionRequest>{request.about}, request.record, version
                )))
        return turn_away(VaultRefusal::denied, AlarmKind::denied, request, &staff);
    const auto now = clock_.now();
    using Measure = ReadingWatch::Measure;
    const auto measure = !own ? watch_.may_read(staff, request.record, now)
                         : watch_.may_read_own(staff, now) ? Measure::fits
                                                           : Measure::minute_used_up;
    if (measure == Measure::day_used_up)
        return turn_away(VaultRefusal::day_used_up, AlarmKind::day_used_up, request, &staff);
    if (measure == Measure::minute_used_up)
        return turn_away(VaultRefusal::too_often, AlarmKind::too_often, request, &staff);
    const ReadReason reason{
        actor(staff), std::string(read_act_name(request.read_act)), request.purpose};
    // What is not opened, for whatever reason, is no reading.
    struct Counted {
        ReadingWatch& watch;
        const Staff* reader;
        ~Counted()
        {
            if (reader) watch.was_not_opened(*reader);
        }
    } counted{watch_, own ? nullptr : &staff};
    auto content = request.attachment
                       ? vault_.read_attachment(request.record, request.attachment, reason, now)
                       : vault_.read(request.record, version, reason, now);
    if (content) counted.reader = nullptr;
    if (!content && content.error() == OpenRefusal::tampered)
        watch_.raise(AlarmKind::tampered, staff.id, request.record, now);
    if (!content) return refused(vault_refusal(content.error()));
    return {std::nullopt, request.record, version, std::move(*content), !record.draft};
}

VaultReply VaultService::hand_over(
    const VaultRequest& request, const Staff& staff, const Vault::Standing& record
)
{
    if (record.recused)
        return turn_away(VaultRefusal::recused, AlarmKind::recused, request, &staff);
    if (record.draft || !may_hand_over(staff, record.domain, request.domain))
        return turn_away(VaultRefusal::denied, AlarmKind::denied, request, &staff);
    if (record.domain == request.domain) return {std::nullopt, request.record, 0, ""};
    const auto domain = vault_.domain(request.domain, clock_.now());
    if (const auto refusal = vault_.hand_over(request.record, domain))
        return not_done(*refusal, request, staff);
    return {std::nullopt, request.record, 0, ""};
}

VaultReply
VaultService::attach(const VaultRequest& request, const Staff& staff, const Vault::Standing& record)
{
    const bool own = record.owner == staff.id;
    if (!own && record.recused)
        return turn_away(VaultRefusal::recused, AlarmKind::recused, request, &staff);
    if (record.draft || !may_attach(staff, record))
        return turn_away(VaultRefusal::denied, AlarmKind::denied, request, &staff);
    if (request.content.empty()) return refused(VaultRefusal::unreadable);
    const auto number = vault_.attach(request.record, request.content, actor(staff), clock_.now());
    if (!number) return not_done(number.error(), request, staff);
    return {std::nullopt, request.record, *number, ""};
}

VaultReply VaultService::not_done(OpenRefusal why, const VaultRequest& request, const Staff& staff)
{
    if (why == OpenRefusal::tampered)
        return turn_away(VaultRefusal::tampered, AlarmKind::tampered, request, &staff);
    return refused(vault_refusal(why));
}

struct VaultService::Word {
    std::optional<VaultRefusal> refusal; ///< nothing: it is said
    std::string act, subject;            ///< in the log
    json::Object more;
};

VaultService::Word VaultService::word_of(
    pg::Transaction& tx, const VaultRequest& request, const Staff& staff, Instant now
) const
{
    const auto unless = [](bool said, VaultRefusal refusal) {
        return said ? std::nullopt : std::optional(refusal);
    };
    const auto about = [&](const char* what) { return fmt::format("{}:{}", what, request.about); };
    using Act = VaultRequest::Act;
    if (request.act == Act::name_stand_in) {
        const auto word = parse_stand_in(request);
        if (!word) return {VaultRefusal::unreadable};
        return {
            unless(
                second_word::name_stand_in(tx, *word, staff, now).has_value(), VaultRefusal::denied
            ),
            "unit.stand_in",
            about("staff"),
            {{"days", request.content}}};
    }
    if (request.act == Act::end_stand_in)
        return {
            unless(
                second_word::end_stand_in(tx, Id<StandIn>{request.about}, staff, now),
                VaultRefusal::denied
            ),
            "unit.stand_in_ended",
            about("stand_in"),
            {}};
    if (request.act == Act::name_successor) {
        if (request.purpose.empty()) return {VaultRefusal::unreadable};
        return {
            unless(
                second_word::name_successor(
                    tx, {request.domain, request.content, request.purpose}, staff, now
                ),
                VaultRefusal::denied
            ),
            "unit.successor",
            fmt::format("unit:{}", request.domain),
            {{"to", request.content}}};
    }
    if (request.act == Act::lift_recusal)
        return {
            unless(
                second_word::lift_recusal(tx, Id<Recusal>{request.about}, staff, now),
                VaultRefusal::not_found
            ),
            "reading.recusal_lifted",
            about("recusal"),
            {}};
    // Of what was decided stands in the log too.
    json::Object given{{"given", request.given}, {"seen", request.purpose}};
    if (request.act == Act::decide_permit)
        return {
            unless(
                second_word::decide_permit(
                    tx, {Id<ReadingPermit>{request.about}, request.given, request.purpose}, staff,
                    now
                ),
                VaultRefusal::not_found
            ),
            "reading.permit_decided", about("permit"), std::move(given)};
    if (request.act == Act::decide_erasure)
        return {
            unless(
                second_word::decide_erasure(
                    tx,
                    {Id<ErasureList>{request.about}, request.given, request.purpose,
                     request.content},
                    past_before_(day_of(now)), staff, now
                ),
                VaultRefusal::not_found
            ),
            "erasure.decided", about("erasure"), std::move(given)};
    return {
        unless(
            second_word::decide_provision(
                tx,
                {Id<ProvisionRequest>{request.about}, request.given, request.purpose,
                 request.content},
                staff, now
            ),
            VaultRefusal::not_found
        ),
        "provision.decided", about("provision"), std::move(given)};
}

VaultReply VaultService::say(const VaultRequest& request, const Staff& staff)
{
    const auto now = clock_.now();
    std::optional<VaultRefusal> refusal;
    {
        auto tx = pool_.begin();
        auto word = word_of(tx, request, staff, now);
        refusal = word.refusal;
        if (!refusal) {
            audit::append(
                tx,
                {.act = word.act,
                 .actor = actor(staff),
                 .subject = word.subject,
                 .note = std::move(word.more)},
                now
            );
            tx.commit();
        }
    }
    if (!refusal) return {std::nullopt, request.record, 0, ""};
    if (*refusal == VaultRefusal::denied)
        return turn_away(VaultRefusal::denied, AlarmKind::denied, request, &staff);
    return refused(*refusal);
}

VaultReply VaultService::take_over(const VaultRequest& request, const Staff& staff)
{
    const auto now = clock_.now();
    auto taken = second_word::TakenOver::no;
    {
        auto tx = pool_.begin();
        taken = second_word::take_over(tx, request.domain, staff, now);
        if (taken == second_word::TakenOver::now)
            audit::append(
                tx,
                {.act = "unit.taken_over",
                 .actor = actor(staff),
                 .subject = fmt::format("unit:{}", request.domain),
                 .note = {{"into", *staff.unit_code}}},
                now
            );
        tx.commit();
    }
    if (taken == second_word::TakenOver::no)
        return turn_away(VaultRefusal::denied, AlarmKind::denied, request, &staff);
    vault_.merge_domain(
        unit_domain(request.domain), unit_domain(*staff.unit_code), now, [](const auto&) {}
    );
    return {std::nullopt, request.record, 0, ""};
}

VaultReply VaultService::turn_away(
    VaultRefusal why, AlarmKind kind, const VaultRequest& request, const Staff* staff
)
{
    const auto now = clock_.now();
    const bool of_unit = request.act == VaultRequest::Act::name_successor ||
                         request.act == VaultRequest::Act::take_over;
    auto tx = pool_.begin();
    audit::append(
        tx,
        {fmt::format("vault.{}", vault_refusal_name(why)),
         staff ? actor(*staff) : "nobody",
         of_unit ? fmt::format("unit:{}", request.domain)
                 : fmt::format("record:{}", request.record.value),
         {}},
        now
    );
    tx.commit();
    watch_.raise(kind, staff ? std::optional(staff->id) : std::nullopt, request.record, now);
    return refused(why);
}

local_call::Frame VaultService::answer_frame(local_call::Frame frame)
{
    try {
        if (const auto request = parse_vault_request(std::move(frame)))
            return to_frame(answer(*request));
        return to_frame(refused(VaultRefusal::unreadable));
    } catch (const std::exception& error) {
        log::error("vault.failed", {{"what", error.what()}});
        return to_frame(refused(VaultRefusal::failed));
    }
}

} // namespace tnung::registry
