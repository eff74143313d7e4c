#include "gateway/proof/proof_pages.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

http::Response ProofPages::check(const http::Request& request)
{
    const auto reader = reader_of(request);
    const auto& words = reader.words;
    const auto code = request.path_value("code");
    const auto path = fmt::format("/xac-nhan/{}", code);
    const auto issued = proof_.issued_as(code);
    auto tx = pool_.begin();
    const auto count = issued ? NoticeProof::count(tx, *issued) : std::nullopt;
    if (!count)
        return plain_response(
            404, assets_, reader,
            {.path = "/",
             .heading = words.proof_unknown_h1(),
             .sentences = {words.proof_unknown()},
             .way = words.lookup_title(),
             .way_path = "/"}
        );
    return plain_response(
        200, assets_, reader,
        {.path = path,
         .heading = words.proof_h1(),
         .sentences =
             {words.proof_of(
                  count->dossier_code,
                  fmt::format("{} {}", full_clock_text(issued->at), date_text(day_of(issued->at)))
              ),
              words.proof_count(
                  fmt::format("{}", count->notices), fmt::format("{}", count->delivered)
              ),
              words.proof_compare()},
         .way = words.lookup_title(),
         .way_path = "/"}
    );
}

} // namespace tnung::gateway
