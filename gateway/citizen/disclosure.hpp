#pragma once

#include "foundation/base/instant.hpp"

namespace tnung::gateway {

/// The disclosure ladder (docs/decisions/0004-disclosure-ladder.md). Level 3, changes of data, is
/// for VNeID and the counter alone.
enum class Level {
    code = 0,   ///< whoever knows the dossier's code: the code and how far it is
    number = 1, ///< the number written in the dossier: procedure, step, date, what to do
    owner = 2,  ///< proved number and matching owner: everything of that dossier
};

/// Why a follower is told no more than his level.
enum class Ground {
    stranger,     ///< neither linked nor let in
    proved,       ///< level 2
    let_in,       ///< level 2, this dossier alone: shown at the counter
    waits,        ///< the link is younger than its waiting time
    other_owner,  ///< the dossier belongs to somebody he did not prove to be
    intermediary, ///< the number stands on dossiers of too many people
    silent, ///< ended after six months without a proof: the number may be somebody else's by now
};

struct Disclosure {
    Level level = Level::code;
    Ground ground = Ground::stranger;
    Instant details_from{}; ///< of ground `waits`
};

/// What is known of one follower and one dossier, as the view `follower_dossier` has it.
struct DisclosureFacts {
    bool linked = false;
    Instant details_from{};
    bool owner_matches = false;
    bool granted = false;
    Instant alive_at{};
    int persons_on_number = 0;
};

struct DisclosureSettings {
    int persons_max = 5; ///< on one number, before it counts as an intermediary's
    std::chrono::hours details_wait{24};
    std::chrono::days silence_max{183};
    std::chrono::days voice_after{30}; ///< until a link that proved no owner speaks for its number
};

Disclosure
disclosure_of(const DisclosureFacts& facts, Instant now, const DisclosureSettings& settings);

} // namespace tnung::gateway
