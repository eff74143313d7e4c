#pragma once

#include "registry/filing/filing.hpp"
#include "registry/people/people_rows.hpp"

/// Columns that other files of the room join to their own.
#define TNUNG_FILING_COLUMNS                                                                       \
    TNUNG_DECLARANT_COLUMNS                                                                        \
    ", filing.id, filing.state, filing.due_on, filing.form, "                                      \
    "filing.record_id, filing.record_version, filing.submitted_at, "                               \
    "campaign.id, campaign.kind, campaign.year, campaign.due_on, filing.agency_code, "             \
    "filing.event_on, filing.declare_by, filing.occasion, filing.struck_from, "                    \
    "filing.handover_id, filing.passed_to "
#define TNUNG_FILING_FROM                                                                          \
    "  FROM filing JOIN campaign ON campaign.id = filing.campaign_id"                              \
    "  JOIN declarant ON declarant.id = filing.declarant_id"                                       \
    "  JOIN agency ON agency.code = filing.agency_code "
#define TNUNG_FILING_SELECT "SELECT " TNUNG_FILING_COLUMNS TNUNG_FILING_FROM

namespace tnung::registry {

inline constexpr int filing_columns = declarant_columns + 18;
Filing filing_at(const pg::Rows& rows, std::size_t row);
std::vector<Filing> filings_of(const pg::Rows& rows);
/// That somebody put it onto the list.
void put_listed_step(pg::Transaction& tx, Id<Filing> filing, Id<Staff> by, Instant now);

} // namespace tnung::registry
