#pragma once

#include "foundation/pg/pool.hpp"
#include "gateway/citizen/disclosure.hpp"
#include "gateway/citizen/person_keys.hpp"
#include "gateway/dossier/dossier_event.hpp"
#include "gateway/dossier/unit_directory.hpp"
#include "gateway/dossier_notice/notice_rules.hpp"
#include "gateway/intake/sender.hpp"

namespace tnung::gateway {

enum class Stored { stored, repeated, out_of_scope };
struct Taken {
    Stored stored = Stored::repeated;
    /// True where a notice is owed and the dossier has no number that can be written to: none, a
    /// landline, or a stopped one. The sender is not told which, nor whether an account follows.
    bool without_number = false;
};

/// Takes dossier events in: each is stored with its dossier and the notices it owes in one
/// transaction, or was there before. Thread-safe.
class Intake {
public:
    Intake(
        pg::Pool& pool, const PersonKeys& keys, const UnitDirectory& units,
        const NoticeRules& rules, const DisclosureSettings& disclosure = {}
    )
        : pool_(pool), keys_(keys), units_(units), rules_(rules), disclosure_(disclosure)
    {
    }

    /// Durable when it returns. Same order as `events`. Any order of events, repeats within the
    /// batch and between batches are fine.
    std::vector<Taken>
    take(const Sender& sender, const std::vector<DossierEvent>& events, Instant now);

private:
    std::vector<Taken>
    take_once(const Sender& sender, const std::vector<DossierEvent>& events, Instant now);

    pg::Pool& pool_;
    const PersonKeys& keys_;
    const UnitDirectory& units_;
    const NoticeRules& rules_;
    const DisclosureSettings disclosure_;
};

} // namespace tnung::gateway
