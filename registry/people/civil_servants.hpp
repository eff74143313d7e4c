#pragma once

#include "foundation/http/client.hpp"
#include "registry/people/people_list.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace tnung::registry {

/// The database of cadres and civil servants (CSDLQG về cán bộ, công chức, viên chức: Law
/// 80/2025/QH15, articles 40 to 42), asked page by page (docs/formats/civil-servants.md).
struct CivilServantDatabase {
    std::string url;   ///< of the service; empty: there is none
    std::string token; ///< borne with each call
    int page_records = 500;
    int tries_max = 5;                    ///< of one page
    std::chrono::milliseconds pause{500}; ///< before it is asked again; doubled each time
};

/// All of its records as a table for `take_list`, one a person: of several the one that was changed
/// last. What could not be read stands in `remarks` with its place among all records. Throws
/// std::runtime_error saying what is wrong where a page cannot be had.
struct CivilServantTable {
    Table table;
    std::int64_t records = 0, doubles = 0;
    std::vector<ListReport::Remark> remarks;
};
CivilServantTable ask_civil_servants(
    http::Client& client, const CivilServantDatabase& database,
    const std::function<void(std::int64_t records)>& progress
);

} // namespace tnung::registry
