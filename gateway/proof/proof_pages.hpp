#pragma once

#include "foundation/base/clock.hpp"
#include "gateway/page/citizen_page.hpp"
#include "gateway/proof/notice_proof.hpp"

namespace tnung::gateway {

/// `GET /xac-nhan/{code}`: whoever holds a proof sees whether the province issued it, and no more
/// than the paper says on its face: the dossier's code, when, how many notices.
class ProofPages {
public:
    ProofPages(pg::Pool& pool, const Assets& assets, const NoticeProof& proof)
        : pool_(pool), assets_(assets), proof_(proof)
    {
    }
    http::Response check(const http::Request& request);

private:
    pg::Pool& pool_;
    const Assets& assets_;
    const NoticeProof& proof_;
};

} // namespace tnung::gateway
