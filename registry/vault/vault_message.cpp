#include "registry/vault/vault_message.hpp"

#include "foundation/json/json.hpp"

#include <array>
#include <limits>

namespace tnung::registry {

namespace {

constexpr std::array<std::string_view, 6> read_acts = {"declaration.edit",  "declaration.read",
                                                       "declaration.print", "declaration.compare",
                                                       "declaration.paper", "declaration.provide"};
constexpr std::array<std::string_view, 14> acts = {
    "put_draft",        "write_draft",    "settle",        "read",
    "hand_over",        "attach",         "decide_permit", "lift_recusal",
    "decide_provision", "decide_erasure", "name_stand_in", "end_stand_in",
    "name_successor",   "take_over"};
constexpr std::array<std::string_view, 13> refusals = {
    "not_found", "destroyed", "tampered",  "stale",       "settled",    "signed_out", "denied",
    "recused",   "full",      "too_often", "day_used_up", "unreadable", "failed"};

template <class Word, std::size_t count>
std::optional<Word>
parse_word(const std::array<std::string_view, count>& words, std::string_view name)
{
    for (std::size_t i = 0; i < count; ++i)
        if (words[i] == name) return Word(i);
    return std::nullopt;
}

/// Bytes as they are: what a person typed was cleaned where it came in.
std::string text_of(const json::Object& head, std::string_view name)
{
    const auto* value = head.if_contains(name);
    const auto* text = value ? value->if_string() : nullptr;
    return text ? std::string(*text) : std::string();
}

std::int64_t number_of(const json::Object& head, std::string_view name)
{
    const auto* value = head.if_contains(name);
    const auto* number = value ? value->if_int64() : nullptr;
    return number ? *number : 0;
}

bool is_true(const json::Object& head, std::string_view name)
{
    const auto* value = head.if_contains(name);
    return value && value->is_bool() && value->get_bool();
}

std::optional<int> version_of(const json::Object& head, std::string_view name = "version")
{
    const auto version = number_of(head, name);
    if (version < 0 || version > std::numeric_limits<int>::max() - 1) return std::nullopt;
    return int(version);
}

std::optional<json::Object> parse_head(const local_call::Frame& frame)
{
    if (frame.content.size() > vault_limits.content_bytes_max) return std::nullopt;
    auto value =
        json::parse(frame.head, {.bytes_max = vault_limits.head_bytes_max, .depth_max = 2});
    if (!value || !value->is_object()) return std::nullopt;
    return std::move(value->as_object());
}

} // namespace

std::string_view read_act_name(ReadAct act)
{
    return read_acts[std::size_t(act)];
}

std::optional<ReadAct> parse_read_act(std::string_view name)
{
    return parse_word<ReadAct>(read_acts, name);
}

std::string_view vault_refusal_name(VaultRefusal refusal)
{
    return refusals[std::size_t(refusal)];
}

VaultRefusal vault_refusal(OpenRefusal refusal)
{
    switch (refusal) {
    case OpenRefusal::not_found: return VaultRefusal::not_found;
    case OpenRefusal::destroyed: return VaultRefusal::destroyed;
    case OpenRefusal::tampered: return VaultRefusal::tampered;
    case OpenRefusal::stale: return VaultRefusal::stale;
    case OpenRefusal::settled: return VaultRefusal::settled;
    case OpenRefusal::full: return VaultRefusal::full;
    }
    return VaultRefusal::failed;
}

local_call::Frame to_frame(const VaultRequest& request)
{
    json::Object head{
        {"act", acts[std::size_t(request.act)]},
        {"session", request.session},
        {"record", request.record.value},
        {"version", request.version},
        {"read_act", read_act_name(request.read_act)},
        {"purpose", request.purpose},
        {"domain", request.domain},
        {"attachment", request.attachment},
        {"about", request.about},
        {"given", request.given}};
    return {json::text(head), request.content};
}

local_call::Frame to_frame(const VaultReply& reply)
{
    json::Object head{{"record", reply.record.value}, {"version", reply.version}};
    if (reply.settled) head["settled"] = true;
    if (reply.found) head["found"] = true;
    if (reply.refusal) head["refused"] = vault_refusal_name(*reply.refusal);
    return {json::text(head), reply.content};
}

std::optional<VaultRequest> parse_vault_request(local_call::Frame frame)
{
    const auto head = parse_head(frame);
    if (!head) return std::nullopt;
    const auto act = parse_word<VaultRequest::Act>(acts, text_of(*head, "act"));
    const auto read_act = parse_read_act(text_of(*head, "read_act"));
    const auto version = version_of(*head);
    const auto attachment = version_of(*head, "attachment");
    auto purpose = text_of(*head, "purpose");
    if (!act || !read_act || !version || !attachment || purpose.size() > vault_purpose_bytes_max)
        return std::nullopt;
    return VaultRequest{
        .act = *act,
        .session = text_of(*head, "session"),
        .record = Id<VaultRecord>{number_of(*head, "record")},
        .version = *version,
        .read_act = *read_act,
        .purpose = std::move(purpose),
        .domain = text_of(*head, "domain"),
        .content = std::move(frame.content),
        .attachment = *attachment,
        .about = number_of(*head, "about"),
        .given = is_true(*head, "given")};
}

std::optional<VaultReply> parse_vault_reply(local_call::Frame frame)
{
    const auto head = parse_head(frame);
    if (!head) return std::nullopt;
    const auto version = version_of(*head);
    const auto word = text_of(*head, "refused");
    const auto refusal = parse_word<VaultRefusal>(refusals, word);
    if (!version || (!word.empty() && !refusal)) return std::nullopt;
    return VaultReply{
        refusal,
        Id<VaultRecord>{number_of(*head, "record")},
        *version,
        std::move(frame.content),
        is_true(*head, "settled"),
        is_true(*head, "found")};
}

} // namespace tnung::registry
