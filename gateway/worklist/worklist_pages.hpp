#pragma once

#include "gateway/desk/desk.hpp"
#include "gateway/dossier/unit_directory.hpp"
#include "gateway/notice/subject.hpp"
#include "gateway/task/task_kind.hpp"
#include "gateway/worklist/talk_store.hpp"

namespace tnung::gateway {

/// Talks as a kind of task. `keys` must outlive it.
TaskKind talk_tasks(const PersonKeys& keys);

/// What waits for a clerk: tasks of the kinds that rooms register, talks with people, calls.
class WorklistPages {
public:
    WorklistPages(
        const DeskFrame& frame, const PersonKeys& keys, const UnitDirectory& units,
        const Subjects& subjects, TaskKinds kinds
    )
        : frame_(frame), keys_(keys), units_(units), subjects_(subjects), kinds_(std::move(kinds))
    {
    }
    DeskRoutes routes() const;
    /// How much waits behind each entry of the rail, by its path.
    std::map<std::string, std::int64_t> waiting(pg::Transaction& tx, const Desk& desk) const;

private:
    http::Response tasks(const DeskRequest& asked) const;
    http::Response calls(const DeskRequest& asked) const;
    http::Response calls_sheet(const DeskRequest& asked) const;
    http::Response record_call(const DeskRequest& asked) const;
    /// The talk, or the page to answer with: there is none, or it is another unit's.
    Result<talk_store::Talk, http::Response>
    open_talk(const DeskRequest& asked, std::int64_t task_id) const;
    http::Response talk(const DeskRequest& asked) const;
    http::Response answer_talk(const DeskRequest& asked) const;
    http::Response close_talk(const DeskRequest& asked) const;

    const DeskFrame& frame_;
    const PersonKeys& keys_;
    const UnitDirectory& units_;
    const Subjects& subjects_;
    const TaskKinds kinds_;
};

} // namespace tnung::gateway
