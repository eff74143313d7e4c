#pragma once

#include "gateway/desk/desk.hpp"
#include "gateway/dossier/unit_directory.hpp"
#include "gateway/worklist/worklist_store.hpp"

namespace tnung::gateway {

/// What waits for a clerk: numbers to ask about, talks with people, calls.
class WorklistPages {
public:
    WorklistPages(const DeskFrame& frame, const PersonKeys& keys, const UnitDirectory& units)
        : frame_(frame), keys_(keys), units_(units)
    {
    }
    DeskRoutes routes() const;
    /// How much waits behind each entry of the rail, by its path.
    static std::map<std::string, std::int64_t> waiting(pg::Transaction& tx, const Desk& desk);

private:
    http::Response tasks(const DeskRequest& asked) const;
    http::Response calls(const DeskRequest& asked) const;
    http::Response calls_sheet(const DeskRequest& asked) const;
    http::Response record_call(const DeskRequest& asked) const;
    /// The page to show instead: of another unit.
    Result<worklist_store::Talk, http::Response>
    open_talk(const DeskRequest& asked, std::int64_t task_id) const;
    http::Response talk(const DeskRequest& asked) const;
    http::Response answer_talk(const DeskRequest& asked) const;
    http::Response close_talk(const DeskRequest& asked) const;

    const DeskFrame& frame_;
    const PersonKeys& keys_;
    const UnitDirectory& units_;
};

} // namespace tnung::gateway
