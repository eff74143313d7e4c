#pragma once

#include "registry/filing/filing.hpp"

namespace tnung::registry {

/// How declarations are made public (công khai bản kê khai: Anti-Corruption Law, article 39; Decree
/// 130/2020/NĐ-CP, article 11). Never on a page: papers are put up, or read at a meeting.
enum class PublicationWay {
    posting, ///< niêm yết
    meeting, ///< tại cuộc họp
};
std::string_view publication_way_name(PublicationWay way); ///< as stored
std::string_view publication_way_text(PublicationWay way); ///< as read
std::optional<PublicationWay> parse_publication_way(std::string_view name);

/// Of several declarations together, with one paper of minutes (biên bản).
struct Publication {
    Id<Publication> id;
    std::string agency_code;
    PublicationWay way = PublicationWay::posting;
    std::string place;
    Day from_on, until_on;    ///< of a meeting both its day
    std::string head, union_; ///< who sign the minutes: of the agency, of its trade union
    std::int64_t declarations = 0;
    Instant made_at;
    std::optional<Instant> ended_at; ///< the minutes are signed
    bool withdrawn = false;          ///< put down by mistake
    int summoned = 0, attended = 0;  ///< to a meeting that ended
    std::string sealed_remarks;
};

/// At least two of three who were summoned are there (Decree 130/2020/NĐ-CP, article 11.5).
bool meeting_counts(int summoned, int attended);

/// Each change happens once; where it cannot any more, nothing is changed.
namespace publication_store {

/// Nothing where one of the filings is not that agency's, not handed over, or published already.
std::optional<Id<Publication>> begin(
    pg::Transaction& tx, const Publication& planned, const std::vector<Id<Filing>>& filings,
    Id<Staff> by, Instant now
);
struct Ending {
    int summoned = 0, attended = 0; ///< of a meeting
    std::string sealed_remarks;     ///< empty: none
};
/// False too of a meeting that too few came to.
bool end(
    pg::Transaction& tx, const Publication& publication, const Ending& ending, Id<Staff> by,
    Instant now
);
/// Put down by mistake: its filings can be published again. Not after its end.
bool withdraw(pg::Transaction& tx, const Publication& publication, Id<Staff> by, Instant now);

/// Newest first; those of units that it took over from among them.
std::vector<Publication> of_agency(pg::Transaction& tx, const std::string& agency_code);
std::optional<Publication> find(pg::Transaction& tx, Id<Publication> id);
std::optional<Publication> of_filing(pg::Transaction& tx, Id<Filing> filing);

} // namespace publication_store

} // namespace tnung::registry
