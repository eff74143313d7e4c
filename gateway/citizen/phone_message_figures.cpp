#include "gateway/citizen/phone_message_figures.hpp"

namespace tnung::gateway {

namespace {

constexpr pg::Query begins_query{
    "phone_message_figures.begins", "SELECT created_at FROM phone_message ORDER BY id LIMIT 1"};

constexpr pg::Query count_query{"phone_message_figures.count", R"sql(
    SELECT 'sent.' || kind, NULL, count(*) FROM phone_message
     WHERE created_at >= $1 AND created_at < $2 AND status <> 'dropped'
     GROUP BY kind
)sql"};

} // namespace

FigureSource phone_message_figures()
{
    return figures_by("phone_message", begins_query, count_query);
}

} // namespace tnung::gateway
