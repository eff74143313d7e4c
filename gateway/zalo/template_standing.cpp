#include "gateway/zalo/template_standing.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

namespace tnung::gateway::template_standing {

namespace {

constexpr std::size_t id_max = 40;
constexpr std::size_t word_max = 40;
constexpr std::size_t reason_max = 500;

constexpr pg::Query status_query{"zalo_template.status", R"sql(
    INSERT INTO zalo_template (template_id, status, reason, status_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (template_id) DO UPDATE
       SET status = excluded.status, reason = excluded.reason, status_at = excluded.status_at
     WHERE zalo_template.status_at IS NULL OR zalo_template.status_at <= excluded.status_at
)sql"};

constexpr pg::Query quality_query{"zalo_template.quality", R"sql(
    INSERT INTO zalo_template (template_id, quality, quality_at) VALUES ($1, $2, $3)
    ON CONFLICT (template_id) DO UPDATE SET quality = excluded.quality, quality_at = excluded.quality_at
     WHERE zalo_template.quality_at IS NULL OR zalo_template.quality_at <= excluded.quality_at
)sql"};

constexpr pg::Query all_query{"zalo_template.all", R"sql(
    SELECT template_id, coalesce(status, ''), coalesce(reason, ''), coalesce(quality, '') FROM zalo_template
)sql"};

std::string text_in(const json::Object& object, std::string_view name, std::size_t length_max)
{
    const auto* value = object.if_contains(name);
    if (!value) return {};
    if (value->is_int64()) return fmt::format("{}", value->get_int64());
    return value->is_string() ? text::shortened(std::string(value->get_string()), length_max) : "";
}

} // namespace

bool record(pg::Transaction& tx, std::string_view event_name, const json::Object& body, Instant at)
{
    const bool is_status = event_name == "change_template_status";
    if (!is_status && event_name != "change_template_quality") return false;
    const auto id = text_in(body, "template_id", id_max);
    if (id.empty() || !is_digits(id)) return true;
    if (!is_status) {
        tx.exec(quality_query, id, text_in(body, "quality", word_max), at);
        return true;
    }
    const auto* status = body.if_contains("status");
    if (!status || !status->is_object()) return true;
    const auto now = text_in(status->get_object(), "new_status", word_max);
    if (!now.empty()) tx.exec(status_query, id, now, text_in(body, "reason", reason_max), at);
    return true;
}

std::map<std::string, Standing> all(pg::Transaction& tx)
{
    const auto rows = tx.exec(all_query);
    std::map<std::string, Standing> standings;
    for (std::size_t i = 0; i < rows.size(); ++i)
        standings[rows.get<std::string>(i, 0)] = {
            .status = rows.get<std::string>(i, 1),
            .reason = rows.get<std::string>(i, 2),
            .quality = rows.get<std::string>(i, 3)};
    return standings;
}

bool is_out_of_use(const Standing& standing)
{
    return !standing.status.empty() && standing.status != "ENABLE";
}

std::set<std::string> out_of_use(const std::map<std::string, Standing>& standings)
{
    std::set<std::string> ids;
    for (const auto& [id, standing] : standings)
        if (is_out_of_use(standing)) ids.insert(id);
    return ids;
}

std::set<std::string> out_of_use(pg::Transaction& tx)
{
    return out_of_use(all(tx));
}

} // namespace tnung::gateway::template_standing
