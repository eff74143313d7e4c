#include "gateway/dossier/dossier_detail.hpp"

#include "foundation/json/json.hpp"

#include <stdexcept>

namespace tnung::gateway {

namespace {

constexpr std::size_t text_max = 2000;
constexpr std::size_t papers_max = 50;
constexpr std::int64_t amount_max = 1'000'000'000'000;

} // namespace

std::string detail_text(const DossierDetail& detail)
{
    json::Object object;
    if (!detail.reason.empty()) object["reason"] = detail.reason;
    if (!detail.handler.empty()) object["handler"] = detail.handler;
    if (!detail.result_place.empty()) object["result_place"] = detail.result_place;
    if (detail.amount) object["amount_dong"] = detail.amount->dong;
    if (detail.act_by) object["act_by"] = iso_text(*detail.act_by);
    json::Array papers;
    for (const auto& paper : detail.papers) papers.emplace_back(paper);
    if (!papers.empty()) object["papers"] = std::move(papers);
    return json::text(object);
}

DossierDetail parse_detail_text(std::string_view text)
{
    const auto value = json::parse(text);
    if (!value) throw std::runtime_error("a stored detail is no JSON");
    json::Reader reader(*value);
    DossierDetail detail;
    detail.reason = reader.optional_text("reason", text_max).value_or("");
    detail.handler = reader.optional_text("handler", text_max).value_or("");
    detail.result_place = reader.optional_text("result_place", text_max).value_or("");
    detail.act_by = reader.optional_day("act_by");
    if (const auto amount = reader.optional_integer("amount_dong", 0, amount_max))
        detail.amount = Money{*amount};
    if (const auto* papers = reader.optional_array("papers", papers_max))
        for (const auto& paper : *papers)
            if (paper.is_string()) detail.papers.emplace_back(paper.get_string());
    return detail;
}

} // namespace tnung::gateway
