#include "registry/people/control_bodies.hpp"

#include "foundation/base/in_force.hpp"
#include "foundation/base/tsv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace tnung::registry {

namespace {

constexpr pg::Query of_query{"control.of", R"sql(
    SELECT DISTINCT ON (declarant_id) declarant_id, body
      FROM declarant_control WHERE declarant_id = ANY($1::bigint[]) AND from_on <= $2
     ORDER BY declarant_id, from_on DESC, id DESC
)sql"};

constexpr pg::Query history_query{"control.history", R"sql(
    SELECT body, from_on, ground, set_at, staff.name
      FROM declarant_control JOIN staff ON staff.id = set_by
     WHERE declarant_id = $1 ORDER BY from_on DESC, declarant_control.id DESC
)sql"};

constexpr pg::Query set_query{"control.set", R"sql(
    INSERT INTO declarant_control (declarant_id, body, from_on, ground, set_at, set_by) VALUES ($1, $2, $3, $4, $5, $6)
)sql"};

} // namespace

ControlBodies::ControlBodies(std::string_view tsv)
{
    const Tsv table("control-bodies.tsv", tsv);
    for (std::size_t row = 0; row < table.size(); ++row) {
        const auto from = parse_iso_day(table.at(row, "from"));
        const auto keeps = table.at(row, "register");
        ControlBody body{
            .id = std::string(table.at(row, "body")),
            .name = std::string(table.at(row, "name")),
            .of_register = keeps == "yes",
            .sure = table.at(row, "sure") == "yes",
            .source = std::string(table.at(row, "source"))};
        if (!from || body.id.empty() || body.name.empty() || (keeps != "yes" && keeps != "no"))
            throw std::runtime_error(
                fmt::format("control-bodies.tsv: {} ('{}') is not readable", row + 1, body.id)
            );
        body.from = *from;
        all_.push_back(std::move(body));
    }
    for (const auto& one : all_) {
        if (!one.of_register) continue;
        if (!own_.id.empty() && own_.id != one.id)
            throw std::runtime_error("control-bodies.tsv: two bodies have the register");
        own_ = one;
    }
    if (own_.name == "-")
        throw std::runtime_error("control-bodies.tsv: the body that has the register ends");
    if (own_.id.empty()) throw std::runtime_error("control-bodies.tsv: no body has the register");
}

std::vector<const ControlBody*> ControlBodies::on(Day day) const
{
    auto found = in_force(
        all_, day, [](const ControlBody&) { return true; }, &ControlBody::id
    );
    std::erase_if(found, [](const auto* one) { return one->name == "-"; });
    std::ranges::stable_partition(found, [](const auto* one) { return one->of_register; });
    return found;
}

const ControlBody* ControlBodies::find(std::string_view id, Day day) const
{
    for (const auto* one : on(day))
        if (one->id == id) return one;
    return nullptr;
}

namespace control_store {

std::map<Id<Declarant>, std::string>
of(pg::Transaction& tx, const std::vector<Id<Declarant>>& declarants, Day day)
{
    const auto rows = tx.exec(of_query, declarants, day);
    std::map<Id<Declarant>, std::string> found;
    for (std::size_t i = 0; i < rows.size(); ++i)
        found.emplace(rows.get<Id<Declarant>>(i, 0), rows.get<std::string>(i, 1));
    return found;
}

std::vector<ControlledBy> history(pg::Transaction& tx, Id<Declarant> declarant)
{
    const auto rows = tx.exec(history_query, declarant);
    std::vector<ControlledBy> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {rows.get<std::string>(i, 0), rows.get<Day>(i, 1), rows.get<std::string>(i, 2),
             rows.get<Instant>(i, 3), rows.get<std::string>(i, 4)}
        );
    return all;
}

void set(
    pg::Transaction& tx, Id<Declarant> declarant, const ControlledBy& said, Id<Staff> by,
    Instant now
)
{
    tx.exec(set_query, declarant, said.body, said.from, said.ground, now, by);
}

} // namespace control_store

} // namespace tnung::registry
