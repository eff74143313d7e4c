#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/base/tsv.hpp"
#include "foundation/http/client.hpp"
#include "sandbox/people/people.hpp"

#include <random>
#include <string>
#include <vector>

namespace tnung::sandbox {

/// The provincial one-stop system of a synthetic Gia Lai: dossiers are born at 135 centres and move
/// through the ten states; every move is pushed to the gateway.
class OneStop {
public:
    OneStop(std::uint32_t seed, const Clock& clock, std::string_view units_tsv);

    struct Feed {
        std::string gateway_origin, key;
        std::size_t dossiers = 2000;
        std::size_t events_min = 8000;
        double events_per_second = 40;
        int repeated_per_thousand = 20; ///< events sent twice, as real feeds do
    };
    struct Pushed {
        std::int64_t dossiers = 0, events = 0, stored = 0, repeated = 0, refused = 0,
                     retried_calls = 0;
    };
    /// Pushes at the given pace until done.
    Pushed run(const Feed& feed);

private:
    struct Dossier {
        std::string code, procedure_code, procedure_name, agency_id, agency_name, unit_code;
        Person owner;
        std::vector<int> path; ///< states to come
        std::size_t at = 0;
        Instant due_at;
    };
    Dossier make_dossier(const Person& person, std::size_t number);
    std::string event_json(Dossier& dossier);

    std::mt19937 random_;
    const Clock& clock_;
    struct UnitRow {
        std::string code, name;
    };
    std::vector<UnitRow> units_;
    std::uint32_t seed_;
    std::int64_t events_made_ = 0;
};

} // namespace tnung::sandbox
