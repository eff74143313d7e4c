#include "foundation/authority/authority_service.hpp"

#include "foundation/audit/audit_log.hpp"
#include "foundation/grant/grant_store.hpp"
#include "foundation/log/log.hpp"

#include <fmt/format.h>

#include <algorithm>

#include <sys/resource.h>
#include <unistd.h>

namespace tnung::authority {

namespace {

constexpr int hashing_nice = 10; ///< a flood of sign-ins waits for pages, not pages for it
constexpr std::chrono::minutes prune_every{10};

std::string actor(const Staff& staff)
{
    return fmt::format("staff:{}", staff.id.value);
}

/// What an administrator did to somebody's account, in the transaction of the act.
void note_act(
    pg::Transaction& tx, const Staff& by, std::string act, Id<Staff> about, json::Object more,
    Instant now
)
{
    audit::append(
        tx,
        {.act = std::move(act),
         .actor = actor(by),
         .subject = fmt::format("staff:{}", about.value),
         .note = std::move(more)},
        now
    );
}

Answer refused(Refusal why)
{
    Answer answer;
    answer.refusal = why;
    return answer;
}

Answer refused(GrantRefusal why)
{
    auto answer = refused(Refusal::grant);
    answer.grant_refusal = why;
    return answer;
}

Refusal refusal_of(SignInRefusal why)
{
    switch (why) {
    case SignInRefusal::wrong: return Refusal::wrong;
    case SignInRefusal::too_often:
    case SignInRefusal::busy: return Refusal::too_often;
    }
    std::abort();
}

} // namespace

AuthorityService::AuthorityService(
    pg::Pool& pool, const Clock& clock, const StaffKeys& keys, Settings settings
)
    : pool_(pool), clock_(clock), keys_(keys), settings_(std::move(settings)),
      server_(
          {.name = "authority",
           .socket = settings_.socket,
           .peers = settings_.peers,
           .limits = limits},
          [this](const local_call::Frame& frame) { return answer_frame(frame); }
      ),
      prune_(
          {.name = "sign-in-prune",
           .turn =
               [this] {
                   auto tx = pool_.begin();
                   staff_store::prune(tx, clock_.now() - settings_.kept, clock_.now());
                   tx.commit();
                   return std::size_t(0);
               },
           .trouble =
               [](const std::exception& error) {
                   log::error("authority.prune", {{"what", error.what()}});
               },
           .poll = prune_every}
      )
{
}

void AuthorityService::start()
{
    server_.start();
    prune_.start();
}

void AuthorityService::stop()
{
    server_.stop();
    prune_.stop();
}

local_call::Frame AuthorityService::answer_frame(const local_call::Frame& frame)
{
    thread_local const int lowered = ::setpriority(PRIO_PROCESS, id_t(::gettid()), hashing_nice);
    (void)lowered; // not allowed: it is as urgent as the rest
    try {
        const auto request = parse_request(frame);
        return to_frame(request ? answer(*request) : refused(Refusal::unreadable));
    } catch (const std::exception& error) {
        log::error("authority.failed", {{"what", error.what()}});
        return to_frame(refused(Refusal::failed));
    }
}

Answer AuthorityService::answer(const Request& request)
{
    return std::visit([this](const auto& one) { return on(one); }, request);
}

Answer AuthorityService::on(const SignInRequest& request)
{
    const auto now = clock_.now();
    const auto noted = [&](pg::Transaction& tx, const Staff& staff) {
        audit::append(
            tx,
            {.act = settings_.sign_in_act,
             .actor = actor(staff),
             .subject = actor(staff),
             .note = {}},
            now
        );
    };
    auto in = staff_store::sign_in(pool_, keys_, request.tried, now, noted);
    if (!in) return refused(refusal_of(in.error()));
    Answer answer;
    answer.staff = std::move(in->staff);
    answer.token = std::move(in->token);
    answer.device = std::move(in->device);
    return answer;
}

Answer AuthorityService::on(const ConfirmRequest& request)
{
    const auto refusal = staff_store::confirm(
        pool_, keys_, request.session, request.password, request.code, clock_.now()
    );
    return refusal ? refused(refusal_of(*refusal)) : Answer{};
}

Answer AuthorityService::on(const SignOutRequest& request)
{
    auto tx = pool_.begin();
    staff_store::sign_out(tx, request.session, clock_.now());
    tx.commit();
    return {};
}

Answer AuthorityService::turned_away(const Staff& staff, const std::string& act)
{
    auto tx = pool_.begin();
    audit::append(
        tx,
        {.act = "authority.denied",
         .actor = actor(staff),
         .subject = actor(staff),
         .note = {{"act", act}}},
        clock_.now()
    );
    tx.commit();
    return refused(Refusal::denied);
}

Result<Staff, Refusal>
AuthorityService::administrator(const std::string& session, const std::string& act)
{
    auto staff = staff_store::living_session(pool_, session, clock_.now());
    if (!staff) return refuse(Refusal::signed_out);
    auto tx = pool_.begin();
    const bool may = administers(tx, *staff);
    tx.commit();
    if (!may) {
        turned_away(*staff, act);
        return refuse(Refusal::denied);
    }
    return std::move(*staff);
}

bool AuthorityService::administers(pg::Transaction& tx, const Staff& staff) const
{
    const auto& wanted = settings_.administrator_role;
    if (wanted.empty()) return false;
    if (!settings_.grants) return staff.role == wanted;
    return std::ranges::any_of(
        grant_store::counting(tx, staff.id, day_of(clock_.now())),
        [&](const StaffGrant& grant) { return grant.role == wanted; }
    );
}

Answer AuthorityService::on(const MakeStaffRequest& request)
{
    const auto by = administrator(request.session, "make_staff");
    if (!by) return refused(by.error());
    if (request.login.empty() || request.login.size() > staff_store::login_bytes_max ||
        request.name.empty() ||
        (!settings_.grants && !settings_.may_have(request.role, request.unit_code)))
        return refused(Refusal::unreadable);
    auto tx = pool_.begin();
    const auto now = clock_.now();
    auto made = settings_.grants
                    ? staff_store::make(
                          tx, keys_.sealer, request.login, request.name, "", std::nullopt, now
                      )
                    : staff_store::make(
                          tx, keys_.sealer, request.login, request.name, request.role,
                          request.unit_code, now
                      );
    if (!made) return refused(Refusal::taken);
    if (settings_.grants) {
        const auto given = grant_store::give(
            tx, *settings_.grants,
            {.staff = made->id,
             .role = request.role,
             .organisation = request.unit_code,
             .from = day_of(now)},
            by->id, now
        );
        if (!given) return refused(given.error());
    }
    note_act(
        tx, *by, "admin.add_staff", made->id,
        {{"role", request.role}, {"unit", request.unit_code.value_or("")}}, now
    );
    tx.commit();
    Answer answer;
    answer.number = made->id.value;
    answer.password = std::move(made->password);
    answer.totp = std::move(made->totp_uri);
    return answer;
}

Answer AuthorityService::on(const DisableRequest& request)
{
    const auto by = administrator(request.session, "disable");
    if (!by) return refused(by.error());
    if (by->id == request.staff) return turned_away(*by, "disable"); // nobody locks themselves out
    auto tx = pool_.begin();
    const auto now = clock_.now();
    // Of two who lock each other at once one is locked, and does not do the same after it.
    if (!staff_store::hold_enabled(tx, by->id)) return refused(Refusal::signed_out);
    if (!staff_store::set_disabled(tx, request.staff, request.disabled, now))
        return refused(Refusal::not_found);
    note_act(
        tx, *by, request.disabled ? "admin.disable_staff" : "admin.enable_staff", request.staff, {},
        now
    );
    tx.commit();
    return {};
}

Answer AuthorityService::on(const GiveGrantRequest& request)
{
    const auto by = administrator(request.session, "give_grant");
    if (!by) return refused(by.error());
    if (!settings_.grants) return refused(Refusal::unreadable);
    auto tx = pool_.begin();
    const auto now = clock_.now();
    if (!staff_store::hold_enabled(tx, by->id)) return refused(Refusal::signed_out);
    const auto given = grant_store::give(
        tx, *settings_.grants,
        {.staff = request.staff,
         .role = request.role,
         .organisation = request.organisation,
         .from = request.from,
         .until = request.until},
        by->id, now
    );
    if (!given) return refused(given.error());
    note_act(
        tx, *by, "admin.give_grant", request.staff,
        {{"grant", given->value},
         {"role", request.role},
         {"unit", request.organisation.value_or("")}},
        now
    );
    tx.commit();
    Answer answer;
    answer.number = given->value;
    return answer;
}

Answer AuthorityService::on(const ChangeGrantRequest& request)
{
    const bool confirms = request.change == ChangeGrantRequest::Change::confirm;
    const auto by = administrator(request.session, confirms ? "confirm_grant" : "end_grant");
    if (!by) return refused(by.error());
    auto tx = pool_.begin();
    const auto now = clock_.now();
    if (!staff_store::hold_enabled(tx, by->id)) return refused(Refusal::signed_out);
    const auto changed = confirms ? grant_store::confirm(tx, request.grant, by->id, now)
                                  : grant_store::end(tx, request.grant, by->id, now);
    if (!changed) return refused(changed.error());
    note_act(
        tx, *by, confirms ? "admin.confirm_grant" : "admin.end_grant", changed->staff,
        {{"grant", request.grant.value},
         {"role", changed->role},
         {"unit", changed->organisation.value_or("")}},
        now
    );
    tx.commit();
    Answer answer;
    answer.number = request.grant.value;
    return answer;
}

Answer AuthorityService::on(const WordRequest& request)
{
    const auto now = clock_.now();
    const auto staff = staff_store::living_session(pool_, request.session, now);
    if (!staff) return refused(Refusal::signed_out);
    const auto word = settings_.words.find(request.word);
    if (word == settings_.words.end()) return refused(Refusal::unreadable);
    auto tx = pool_.begin();
    const auto number = word->second(tx, *staff, request.about, now);
    if (!number) return turned_away(*staff, request.word);
    tx.commit();
    Answer answer;
    answer.number = *number;
    return answer;
}

} // namespace tnung::authority
