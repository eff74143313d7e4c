#pragma once

#include "foundation/base/id.hpp"
#include "foundation/pg/pool.hpp"
#include "gateway/citizen/follower.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::gateway {

/// What a person may ask about his own data (Law 91/2025/QH15).
enum class DataRequestKind {
    copy,  ///< see it, take it away
    erase, ///< his Zalo account here, with all that hangs on it
    stop,  ///< no more messages to a dossier's number: at the counter
};
std::string_view data_request_name(DataRequestKind kind);
std::optional<DataRequestKind> parse_data_request(std::string_view name);

/// Terms by day (data/data-rights.tsv).
class DataRights {
public:
    explicit DataRights(std::string_view tsv);
    struct Term {
        std::chrono::days within{0};
        std::chrono::hours take_back{0};
        std::string source;
    };
    /// Throws std::out_of_range where the data has none for that day.
    const Term& of(DataRequestKind kind, Day day) const;

private:
    struct Row {
        Day from;
        DataRequestKind kind;
        Term term;
    };
    std::vector<Row> rows_;
};

struct DataRequest {
    std::int64_t id = 0;
    DataRequestKind kind = DataRequestKind::copy;
    std::optional<std::int64_t> follower_id, dossier_id;
    Instant asked_at{}, due_at{}, not_before{};
    std::optional<Instant> done_at, taken_back_at;
    std::string taken_by; ///< who took it at the counter; of `find` alone

    /// `DL-2026-000017`: what stands on the receipt.
    std::string number() const;
    bool open() const { return !done_at && !taken_back_at; }
};

namespace data_request {

/// A follower's own; a second one of a kind that is open still is the first.
DataRequest
ask(pg::Transaction& tx, const DataRights& rights, DataRequestKind kind, Id<Follower> follower,
    Instant now);
/// At the counter, about one dossier; done in the same act.
DataRequest ask_at_counter(
    pg::Transaction& tx, const DataRights& rights, DataRequestKind kind, std::int64_t dossier_id,
    std::int64_t staff_id, Instant now
);
/// False where there was none left to take back.
bool take_back(pg::Transaction& tx, Id<Follower> follower, DataRequestKind kind, Instant now);
/// False where it was taken back or done meanwhile.
bool mark_done(pg::Transaction& tx, std::int64_t id, Instant now);
/// The one of that kind that is neither done nor taken back.
std::optional<DataRequest> open(pg::Transaction& tx, DataRequestKind kind, Id<Follower> follower);
/// One of that dossier.
std::optional<DataRequest> find(pg::Transaction& tx, std::int64_t id, std::int64_t dossier_id);
/// Newest first.
std::vector<DataRequest> of_follower(pg::Transaction& tx, Id<Follower> follower);
std::vector<DataRequest> of_dossier(pg::Transaction& tx, std::int64_t dossier_id);
/// Erasures whose time to be taken back is over; whoever does one makes sure with `mark_done`.
std::vector<DataRequest> to_do(pg::Transaction& tx, Instant now, int count_max);
struct Standing {
    std::int64_t open = 0, late = 0;
};
Standing standing(pg::Transaction& tx, Instant now);

} // namespace data_request

} // namespace tnung::gateway
