#pragma once

#include "foundation/pg/pool.hpp"
#include "gateway/citizen/person_keys.hpp"
#include "gateway/dossier/dossier_event.hpp"
#include "gateway/dossier/unit_directory.hpp"
#include "gateway/notice/notice_rules.hpp"

namespace tnung::gateway {

struct Sender {
    Id<Sender> id;
    std::vector<std::string> agency_scope;
};

/// Whether a sender speaks for a dossier: by its agency, or by the code before its first hyphen
/// (the oldest generation writes the top agency last).
bool may_speak_for(
    const Sender& sender, const std::string& dossier_code, const std::string& agency_id
);

enum class Stored { stored, repeated, out_of_scope };

/// Takes dossier events in: each is stored with its dossier and the notices it owes in one
/// transaction, or was there before. Thread-safe.
class Intake {
public:
    Intake(
        pg::Pool& pool, const PersonKeys& keys, const UnitDirectory& units, const NoticeRules& rules
    )
        : pool_(pool), keys_(keys), units_(units), rules_(rules)
    {
    }

    /// The sender whose key this is; nothing for a stranger or a revoked key.
    std::optional<Sender> authenticate(std::string_view key);
    /// Of a header `Authorization: Bearer <key>` (RFC 6750).
    std::optional<Sender> authenticate_header(std::string_view authorization);
    /// By the name it was made with.
    std::optional<Sender> find_sender(std::string_view name);
    /// Makes a sender and returns its key, which is nowhere stored; nothing where the name is
    /// taken.
    std::optional<std::string> add_sender(
        pg::Transaction& tx, std::string_view name, const std::vector<std::string>& agency_scope,
        Instant now
    );

    /// Durable when it returns. Same order as `events`. Any order of events, repeats within the
    /// batch and between batches are fine.
    std::vector<Stored>
    take(const Sender& sender, const std::vector<DossierEvent>& events, Instant now);

private:
    std::vector<Stored>
    take_once(const Sender& sender, const std::vector<DossierEvent>& events, Instant now);

    pg::Pool& pool_;
    const PersonKeys& keys_;
    const UnitDirectory& units_;
    const NoticeRules& rules_;
};

} // namespace tnung::gateway
