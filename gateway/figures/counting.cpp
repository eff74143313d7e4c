#include "gateway/figures/counting.hpp"

#include "foundation/log/log.hpp"

namespace tnung::gateway {

namespace {

constexpr pg::Query lock_query{"figures.lock", R"sql(
    SELECT pg_try_advisory_xact_lock(hashtext('figures'), hashtext($1))
)sql"};

} // namespace

Counting::Counting(pg::Pool& pool, const Clock& clock, std::vector<FigureSource> sources)
    : pool_(pool), clock_(clock), sources_(std::move(sources)),
      loop_(
          {.name = "figures",
           .turn = [this] { return turn(); },
           .trouble =
               [](const std::exception& error) {
                   log::error("figures", {{"what", error.what()}});
               },
           .poll = std::chrono::seconds(5)}
      )
{
}

std::size_t Counting::turn()
{
    std::size_t counted = 0;
    for (const auto& source : sources_) {
        try {
            counted += count_a_day(source);
        } catch (const std::exception& error) {
            log::error("figures", {{"source", source.name}, {"what", error.what()}});
        }
    }
    return counted;
}

bool Counting::count_a_day(const FigureSource& source)
{
    auto tx = pool_.begin();
    if (!tx.exec(lock_query, source.name).get<bool>(0, 0)) return false;
    const auto begins = source.begins(tx);
    if (!begins) return false;
    const auto now = clock_.now(); // before the count: what is written meanwhile is counted again
    const auto day =
        daily_figures::day_to_count(tx, source.name, day_of(*begins), day_of(now), now);
    if (!day) return false;
    const auto figures = source.count(tx, start_of(*day), start_of(*day + std::chrono::days(1)));
    daily_figures::store(tx, source.name, *day, figures, now);
    tx.commit();
    return true;
}

} // namespace tnung::gateway
