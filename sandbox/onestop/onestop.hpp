#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/base/tsv.hpp"
#include "foundation/http/client.hpp"
#include "sandbox/onestop/national_axis.hpp"
#include "sandbox/people/people.hpp"

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace tnung::sandbox {

struct Procedure {
    const char* code;
    const char* name;
    bool pays; ///< ends with a financial obligation
};
const std::vector<Procedure>& procedures();
/// Ways through the ten states that people really go.
const std::vector<std::vector<int>>& ways();

/// A dossier as the system that handles it knows it.
struct OneStopDossier {
    std::string code, procedure_code, procedure_name, agency_id, agency_name, unit_code, unit_name;
    Person owner;
    int state = 0; ///< 0: not yet filed
    Instant filed_at, due_at;
    std::vector<int> path; ///< states to come
    std::size_t at = 0;
};

/// The provincial one-stop system of a synthetic Gia Lai: dossiers are born at 135 centres and move
/// through the ten states; every move is pushed to the gateway, again and again until it is taken.
class OneStop {
public:
    struct Feed {
        std::string gateway_origin, key;
        std::size_t dossiers = 2000;
        std::size_t events_min = 8000;
        double events_per_second = 40;
        int repeated_per_thousand = 20; ///< events sent twice, as real feeds do
    };
    OneStop(std::uint32_t seed, const Clock& clock, std::string_view units_tsv, Feed feed);

    struct Pushed {
        std::int64_t dossiers = 0, events = 0, stored = 0, repeated = 0, refused = 0,
                     retried_calls = 0;
    };
    /// Pushes a province's day at the given pace until done or `stop`.
    Pushed run(const std::atomic<bool>& stop);

    // Called by the pages, one act at a time:
    /// Files a dossier for somebody and pushes "được tiếp nhận". Returns the dossier's code.
    std::string file(const Person& person, const Procedure& procedure, std::size_t unit);
    /// Moves one on to a state and pushes that; false where there is no such dossier.
    bool move(const std::string& code, int state);
    std::optional<OneStopDossier> find(const std::string& code);
    /// Newest first.
    std::vector<OneStopDossier> of_phone(const std::string& digits);
    std::vector<OneStopDossier> newest(std::size_t count_max);
    /// The feed ends after the event it is at.
    void rest() { resting_ = true; }
    /// Different events that the gateway said it had.
    std::int64_t acknowledged();
    /// Whoever asks there for dossiers and steps is told, too; the axis outlives this.
    void tell_also(NationalAxis& axis) { axis_ = &axis; }
    const std::vector<std::pair<std::string, std::string>>& units() const { return units_; }

private:
    OneStopDossier make_dossier(const Person& person, const Procedure& procedure, std::size_t unit);
    std::string event_json(const OneStopDossier& dossier);
    void push(const std::string& text, bool twice, Pushed& pushed);
    void keep(const OneStopDossier& dossier);

    const Clock& clock_;
    const std::uint32_t seed_;
    const Feed feed_;
    std::vector<std::pair<std::string, std::string>> units_; ///< code and name
    http::Client client_;
    NationalAxis* axis_ = nullptr;
    std::atomic<bool> resting_{false};

    std::mutex mutex_; ///< guards what follows
    std::mt19937 random_;
    std::int64_t events_made_ = 0;
    std::int64_t numbers_given_ = 0;
    std::int64_t acknowledged_ = 0;
    std::map<std::string, OneStopDossier> dossiers_; ///< by code
    std::vector<std::string> order_;
};

} // namespace tnung::sandbox
