#pragma once

#include "foundation/base/id.hpp"
#include "foundation/pg/pool.hpp"
#include "gateway/citizen/disclosure.hpp"
#include "gateway/citizen/person_keys.hpp"
#include "gateway/words/language.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tnung::gateway {

/// A Zalo user as this account knows him: follows it, or only wrote to it.
struct Follower {
    Id<Follower> id;
    Language language = Language::vi;
    bool minor = false; ///< under age by Zalo's word: no personal data
    bool follows = false;
    bool is_new = false;
    std::optional<Instant> interacted_at;
    std::string display_name; ///< as he calls himself; empty until Zalo told
};

/// One dossier that a follower may be told of.
struct FollowerDossier {
    std::int64_t dossier_id;
    std::string code, procedure_name, agency_name;
    std::optional<std::string> unit_code;
    int state;
    Instant state_at;
    std::optional<Instant> due_at;
    Disclosure disclosure;
};

namespace follower_store {

/// The follower with that user id of the account, made where it is a new one; locked.
Follower
upsert(pg::Transaction& tx, const PersonKeys& keys, const std::string& zalo_user_id, Instant now);
/// Nothing where there is no such row.
std::optional<Follower> find(pg::Transaction& tx, const PersonKeys& keys, Id<Follower> id);

void mark_followed(pg::Transaction& tx, Id<Follower> id, Instant at);
/// His links stay: they are his when he comes back; meanwhile his number is told instead.
void mark_unfollowed(pg::Transaction& tx, Id<Follower> id, Instant at);
/// Opens Zalo's window for consultation messages (zalo-openapi 4.7). Never moves back.
void mark_interaction(pg::Transaction& tx, Id<Follower> id, Instant at);
void set_language(pg::Transaction& tx, Id<Follower> id, Language language);
/// Nothing where there is no such row.
std::optional<Language> language_of(pg::Transaction& tx, Id<Follower> id);
/// What Zalo tells of a user.
struct Profile {
    std::string display_name;
    bool minor = false;
    bool follows = false;
};
/// Stores what Zalo tells of a user. A minor's name is not kept, and a minor's links end. After a
/// withdrawal the name stays empty; an erased user is not changed. Where Zalo says that the user
/// follows and no event told of it, following counts from when the user was first seen.
void set_profile(
    pg::Transaction& tx, const PersonKeys& keys, Id<Follower> id, const Profile& profile,
    Instant now
);
/// He withdrew his consent at Zalo: links and grants end, name and profile go.
void withdraw(pg::Transaction& tx, Id<Follower> id, Instant now);
/// Ends links last proved before `since`, and grants of accounts not used since then: the number
/// may belong to somebody else by now (security.md, recycled numbers). Returns whether anything
/// ended.
bool end_silent(pg::Transaction& tx, Id<Follower> id, Instant since, Instant now);

/// What he is told of, newest first. `count_max` + 1 rows where there are more.
std::vector<FollowerDossier> dossiers_of(
    pg::Transaction& tx, Id<Follower> id, int count_max, Instant now,
    const DisclosureSettings& settings
);
/// What one follower may know of one dossier.
Disclosure disclosure(
    pg::Transaction& tx, Id<Follower> id, std::int64_t dossier_id, Instant now,
    const DisclosureSettings& settings
);

} // namespace follower_store

} // namespace tnung::gateway
