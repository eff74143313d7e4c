#pragma once

#include "foundation/audit/audit_log.hpp"
#include "foundation/audit/cosignature.hpp"
#include "foundation/http/client.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tnung {

/// Witnesses of a program's audit log (C2SP tlog-witness): programs of others that are shown each
/// newest checkpoint with the proof that the log goes on from the one before, and sign what they
/// saw. Who holds the log's key can then neither cut it off nor show somebody another one without
/// a witness knowing.
struct WitnessAt {
    audit::Witness witness;
    std::string url; ///< its submission prefix
};
/// Reads `KEY URL KEY URL …`, separated by blanks or commas. Throws std::runtime_error naming the
/// part that is wrong.
std::vector<WitnessAt> parse_witnesses(std::string_view words);

/// What a witness did last.
struct WitnessState {
    std::string name;
    std::uint64_t size = 0;             ///< of the log, when it signed last
    std::optional<Instant> cosigned_at; ///< by its own clock; nothing: never
    std::string checkpoint;             ///< the one that it signed, with its signature
    std::optional<Instant> tried_at;    ///< when it was asked last
    std::string trouble;                ///< of the last time, for people; empty: none
    bool denies = false;                ///< it knows another log, or a longer one, of this name
};

class Witnesses {
public:
    /// All must outlive it.
    Witnesses(
        pg::Pool& pool, http::Client& client, audit::Log& log, const std::vector<WitnessAt>& all
    )
        : pool_(pool), client_(client), log_(log), all_(all)
    {
    }

    /// Asks each that has not signed the newest checkpoint; how many signed.
    std::size_t ask(Instant now);
    /// Of each, in their order.
    static std::vector<WitnessState> states(pg::Transaction& tx, const std::vector<WitnessAt>& all);

private:
    /// What it answered, to be kept; nothing where it has seen all there is.
    std::optional<WitnessState> ask(const WitnessAt& one, WitnessState state, Instant now);

    pg::Pool& pool_;
    http::Client& client_;
    audit::Log& log_;
    const std::vector<WitnessAt>& all_;
};

} // namespace tnung
