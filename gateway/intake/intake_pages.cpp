#include "gateway/intake/intake_pages.hpp"

#include "foundation/base/bytes.hpp"
#include "gateway/intake/problem.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

namespace {

json::Object refusal_of(const std::vector<json::FieldError>& errors)
{
    json::Array fields;
    for (const auto& error : errors)
        fields.push_back(json::Object{{"field", error.field}, {"expected", error.expected}});
    return {{"status", "refused"}, {"errors", std::move(fields)}};
}

std::string_view word_for(Stored stored)
{
    switch (stored) {
    case Stored::stored: return "stored";
    case Stored::repeated: return "repeated";
    case Stored::out_of_scope: return "refused";
    }
    std::abort();
}

} // namespace

IntakePages::IntakePages(
    Intake& intake, Senders& senders, const Clock& clock, metrics::Registry& metrics,
    std::function<void()> stored
)
    : intake_(intake), senders_(senders), clock_(clock), stored_(std::move(stored)),
      events_stored_(metrics.counter(
          "tnung_dossier_events_total", "Dossier events by result", "result=\"stored\""
      )),
      events_repeated_(metrics.counter(
          "tnung_dossier_events_total", "Dossier events by result", "result=\"repeated\""
      )),
      events_refused_(metrics.counter(
          "tnung_dossier_events_total", "Dossier events by result", "result=\"refused\""
      )),
      states_unknown_(
          metrics.counter("tnung_dossier_states_unknown_total", "Events with a state nobody knows")
      ),
      calls_unauthorised_(
          metrics.counter("tnung_intake_unauthorised_total", "Calls with a wrong key")
      ),
      calls_too_many_(
          metrics.counter("tnung_intake_too_many_total", "Calls that were told to come back later")
      )
{
}

std::optional<http::Response> IntakePages::head_refusal(const http::Request& request)
{
    constexpr std::int64_t small_bytes = 64 << 10; // soon there, and held by no place
    const auto declared = parse_integer(request.header("content-length"));
    // A client that sends `Expect: 100-continue` waits for our answer, so refuse it before its
    // body.
    const bool asks_first = !request.header("expect").empty();
    if (!asks_first && declared && *declared <= small_bytes) return std::nullopt;
    const auto refusal = senders_.head_refusal(request);
    if (!refusal) return std::nullopt;
    calls_unauthorised_.add();
    return not_admitted(*refusal);
}

http::Response IntakePages::post_events(const http::Request& request)
{
    const auto now = clock_.now();
    const auto sender = senders_.admit(request, now);
    if (!sender) {
        calls_unauthorised_.add();
        return not_admitted(sender.error());
    }
    const auto body = json::parse(request.body, {.bytes_max = body_bytes_max});
    if (!body) return problem(400, "Not JSON", body.error().reason);
    const auto* events = body->is_object() ? body->get_object().if_contains("events") : nullptr;
    if (!events || !events->is_array())
        return problem(400, "No events", "Expected an object with a list 'events'");
    const auto& items = events->get_array();
    if (items.size() > events_max)
        return problem(
            413, "Too many events", fmt::format("Expected at most {} events a call", events_max)
        );

    if (const auto wait = senders_.wait_for_room(*sender, items.size(), now)) {
        calls_too_many_.add();
        return problem(
                   429, "Too many events",
                   fmt::format("Send the same again after {} seconds", wait->count())
        )
            .with("Retry-After", fmt::format("{}", wait->count()));
    }
    std::vector<DossierEvent> good;
    std::vector<std::size_t> good_at;
    json::Array results(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        auto event = read_dossier_event(items[i], fmt::format("/events/{}", i), now);
        if (event) {
            if (!event->state) states_unknown_.add();
            results[i] = json::Object{{"event_id", event->event_id}};
            good.push_back(std::move(*event));
            good_at.push_back(i);
        } else {
            events_refused_.add();
            results[i] = refusal_of(event.error());
        }
    }
    const auto stored = intake_.take(*sender, good, now);
    for (std::size_t i = 0; i < stored.size(); ++i) {
        auto& result = results[good_at[i]].get_object();
        result["status"] = word_for(stored[i].stored);
        // The sender can do something about it, though the event was taken.
        if (stored[i].without_number)
            result["remarks"] = json::Array{json::Object{
                {"field", fmt::format("/events/{}/phone", good_at[i])},
                {"expected", "a mobile number that can be written to; by number nobody is told"}}};
        switch (stored[i].stored) {
        case Stored::stored: events_stored_.add(); break;
        case Stored::repeated: events_repeated_.add(); break;
        case Stored::out_of_scope:
            events_refused_.add();
            result["errors"] = json::Array{json::Object{
                {"field", fmt::format("/events/{}/agency_id", good_at[i])},
                {"expected", "an agency this key may speak for"}}};
            break;
        }
    }
    if (!good.empty()) stored_();
    return http::json_response(200, json::text(json::Object{{"results", std::move(results)}}));
}

} // namespace tnung::gateway
