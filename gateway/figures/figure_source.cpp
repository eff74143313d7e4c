#include "gateway/figures/figure_source.hpp"

namespace tnung::gateway {

namespace {

std::vector<Figure> read_figures(const pg::Rows& rows)
{
    std::vector<Figure> figures;
    figures.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        figures.push_back(
            {rows.get<std::string>(i, 0),
             rows.get<std::optional<std::string>>(i, 1).value_or(std::string()),
             rows.get<std::int64_t>(i, 2)}
        );
    return figures;
}

} // namespace

FigureSource figures_by(std::string_view name, const pg::Query& begins, const pg::Query& count)
{
    return {
        .name = name,
        .begins = [&begins](pg::Transaction& tx) -> std::optional<Instant> {
            const auto rows = tx.exec(begins);
            return rows.empty() ? std::nullopt : rows.get<std::optional<Instant>>(0, 0);
        },
        .count = [&count](
                     pg::Transaction& tx, Instant from, Instant until
                 ) { return read_figures(tx.exec(count, from, until)); }};
}

} // namespace tnung::gateway
