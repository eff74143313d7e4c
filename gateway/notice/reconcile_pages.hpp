#pragma once

#include "gateway/desk/desk.hpp"
#include "gateway/notice/reconciliation.hpp"

namespace tnung::gateway {

/// The account of what came in and what became of it.
class ReconcilePages {
public:
    ReconcilePages(const DeskFrame& frame, pg::Pool& pool, const Subjects& subjects)
        : frame_(frame), pool_(pool), subjects_(subjects)
    {
    }
    DeskRoutes routes() const;

private:
    http::Response reconcile(const DeskRequest& asked) const;
    http::Response reconcile_sheet(const DeskRequest& asked) const;

    const DeskFrame& frame_;
    pg::Pool& pool_; ///< all counts are of one moment, which the page's transaction is not
    const Subjects& subjects_;
};

} // namespace tnung::gateway
