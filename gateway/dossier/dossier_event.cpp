#include "gateway/dossier/dossier_event.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <utility>

namespace tnung::gateway {

namespace {

constexpr std::size_t event_id_max = 100;
constexpr std::size_t code_max = 64;
constexpr std::size_t name_max = 200;
constexpr std::size_t procedure_name_max = 500;
constexpr std::size_t remark_max = 2000;
constexpr std::size_t papers_max = 50;
constexpr std::int64_t amount_max = 1'000'000'000'000;
constexpr Instant occurred_min{std::chrono::sys_days{std::chrono::year{2000} / 1 / 1}};

std::optional<DossierCode> read_code(json::Reader& reader, std::string_view name, Day today)
{
    const auto typed = reader.optional_text(name, code_max);
    if (!typed) return std::nullopt;
    const auto code = parse_dossier_code(*typed, today);
    if (code) return *code;
    switch (code.error()) {
    case CodeRefusal::not_a_code:
        reader.wrong(name, "a dossier code such as H21.12.34-251027-0007");
        break;
    case CodeRefusal::no_real_date:
        reader.wrong(name, "a dossier code whose date (yymmdd) is real and not ahead");
        break;
    }
    return std::nullopt;
}

void read_owner(json::Reader& reader, DossierEvent& event)
{
    const auto* value = reader.optional_object("owner");
    if (!value) return;
    json::Reader owner(*value, reader.path_of("owner"));
    event.owner_name = owner.optional_text("name", name_max).value_or("");
    const auto kind = owner.optional_text("kind", 20).value_or("citizen");
    if (kind == "business")
        event.owner_kind = OwnerKind::business;
    else if (kind != "citizen")
        owner.wrong("kind", "citizen or business");
    const auto identity = owner.optional_text("identity_number", 20);
    if (identity) {
        std::string digits;
        for (const char c : *identity)
            if (c != ' ' && c != '.' && c != '-') digits.push_back(c);
        const bool citizen = digits.size() == 12 || digits.size() == 9;
        const bool tax_code = digits.size() == 10 || digits.size() == 13 || digits.size() == 12;
        if (!is_digits(digits) || !(event.owner_kind == OwnerKind::citizen ? citizen : tax_code))
            owner.wrong(
                "identity_number", event.owner_kind == OwnerKind::citizen
                                       ? "12 digits (or the old 9)"
                                       : "a tax code of 10 or 13 digits"
            );
        else
            event.owner_identity = digits;
    }
    event.owner_birth_date = owner.optional_day("birth_date");
    reader.take_errors(owner);
}

void read_detail(json::Reader& reader, DossierEvent& event)
{
    const auto* value = reader.optional_object("detail");
    if (!value) return;
    json::Reader detail(*value, reader.path_of("detail"));
    event.detail.reason = detail.optional_text("reason", remark_max).value_or("");
    event.detail.handler = detail.optional_text("handler", name_max).value_or("");
    event.detail.result_place = detail.optional_text("result_place", remark_max).value_or("");
    event.detail.act_by = detail.optional_day("act_by");
    if (const auto amount = detail.optional_integer("amount_dong", 0, amount_max))
        event.detail.amount = Money{*amount};
    event.detail.papers = detail.optional_texts("papers", papers_max, remark_max);
    reader.take_errors(detail);
}

constexpr std::array<std::pair<std::string_view, EventKind>, 3> event_kinds = {{
    {"state", EventKind::state},
    {"delayed", EventKind::delayed},
    {"payment_recorded", EventKind::payment_recorded},
}};

} // namespace

std::string_view event_kind_name(EventKind kind)
{
    return event_kinds[std::size_t(kind)].first;
}

std::optional<EventKind> parse_event_kind(std::string_view name)
{
    for (const auto& [known, kind] : event_kinds)
        if (known == name) return kind;
    return std::nullopt;
}

Result<DossierEvent, std::vector<json::FieldError>>
read_dossier_event(const json::Value& item, const std::string& path, Instant now)
{
    json::Reader reader(item, path);
    DossierEvent event;
    event.event_id = reader.text("event_id", event_id_max);
    const auto today = day_of(now);
    const auto errors_before = reader.errors().size();
    const auto code = read_code(reader, "dossier_code", today);
    if (code)
        event.code = *code;
    else if (reader.errors().size() == errors_before)
        reader.wrong("dossier_code", "a dossier code such as H21.12.34-251027-0007");
    event.national_code = read_code(reader, "national_code", today);
    event.occurred_at = reader.instant("occurred_at");
    if (event.occurred_at != Instant{} && event.occurred_at < occurred_min)
        reader.wrong("occurred_at", "a time of 2000 or later");
    if (event.occurred_at > now + clock_skew_max)
        reader.wrong("occurred_at", "a time that is not ahead of now");

    // A number or a label; whatever it is, it is kept, and a stranger does not break the feed.
    if (const auto* object = item.if_object()) {
        const auto* state = object->if_contains("state");
        const auto number = state ? json::whole_number(*state) : std::nullopt;
        if (number && std::abs(*number) <= json::exact_max)
            event.raw_state = fmt::format("{}", *number);
        else
            event.raw_state = reader.text("state", name_max);
    }
    event.state = parse_state(event.raw_state);
    if (const auto kind = reader.optional_text("kind", name_max)) {
        if (const auto known = parse_event_kind(*kind))
            event.kind = *known;
        else
            reader.wrong("kind", "state, delayed or payment_recorded");
    }

    event.procedure_code = reader.optional_text("procedure_code", code_max).value_or("");
    event.procedure_name = reader.optional_text("procedure_name", procedure_name_max).value_or("");
    event.agency_id = reader.optional_text("agency_id", code_max).value_or("");
    event.agency_name = reader.optional_text("agency_name", name_max).value_or("");
    event.unit_code = reader.optional_text("unit_code", 10).value_or("");
    read_owner(reader, event);
    if (const auto phone = reader.optional_text("phone", name_max)) {
        // A number nobody can be reached at is no error of the event: a person is told another way.
        event.phones = text::parse_phones(*phone);
    }
    event.received_at = reader.optional_instant("received_at");
    event.due_at = reader.optional_due("due_at");
    read_detail(reader, event);
    if (!reader.ok()) return refuse(reader.errors());
    return event;
}

} // namespace tnung::gateway
