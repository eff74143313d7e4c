#include "registry/vault/vault_client.hpp"

#include <fmt/format.h>

namespace tnung::registry {

namespace {

/// Longer than the vault takes for anything it may be asked here.
constexpr std::chrono::seconds patience{20};

Result<VaultClient::Opened, VaultRefusal> opened(VaultReply reply)
{
    if (reply.refusal) return refuse(*reply.refusal);
    return VaultClient::Opened{reply.version, std::move(reply.content), reply.settled};
}

} // namespace

VaultClient::VaultClient(std::filesystem::path socket, std::set<uid_t> listeners)
    : client_(std::move(socket), "the vault", vault_limits, patience, std::move(listeners))
{
}

Result<VaultClient::Draft, VaultRefusal> VaultClient::put_draft(
    const std::string& session, const std::string& domain, Id<Filing> filing, std::string content
)
{
    const auto reply = ask(
        {.act = VaultRequest::Act::put_draft,
         .session = session,
         .domain = domain,
         .content = std::move(content),
         .about = filing.value}
    );
    if (reply.refusal) return refuse(*reply.refusal);
    return Draft{reply.record, reply.version, reply.found};
}

Result<int, VaultRefusal>
VaultClient::write_draft(const std::string& session, const Draft& draft, std::string content)
{
    const auto reply = ask(
        {.act = VaultRequest::Act::write_draft,
         .session = session,
         .record = draft.record,
         .version = draft.version,
         .content = std::move(content)}
    );
    if (reply.refusal) return refuse(*reply.refusal);
    return reply.version;
}

std::optional<VaultRefusal> VaultClient::settle(const std::string& session, const Draft& draft)
{
    return ask({.act = VaultRequest::Act::settle,
                .session = session,
                .record = draft.record,
                .version = draft.version})
        .refusal;
}

Result<VaultClient::Opened, VaultRefusal> VaultClient::read(
    const std::string& session, Id<VaultRecord> record, int version, ReadAct act,
    const std::string& purpose
)
{
    return opened(ask(
        {.act = VaultRequest::Act::read,
         .session = session,
         .record = record,
         .version = version,
         .read_act = act,
         .purpose = purpose}
    ));
}

Result<int, VaultRefusal>
VaultClient::attach(const std::string& session, Id<VaultRecord> record, std::string content)
{
    const auto reply = ask(
        {.act = VaultRequest::Act::attach,
         .session = session,
         .record = record,
         .content = std::move(content)}
    );
    if (reply.refusal) return refuse(*reply.refusal);
    return reply.version;
}

Result<VaultClient::Opened, VaultRefusal> VaultClient::read_attachment(
    const std::string& session, Id<VaultRecord> record, int attachment, const std::string& purpose
)
{
    return opened(ask(
        {.act = VaultRequest::Act::read,
         .session = session,
         .record = record,
         .read_act = ReadAct::paper,
         .purpose = purpose,
         .attachment = attachment}
    ));
}

std::optional<VaultRefusal> VaultClient::decide(
    const std::string& session, VaultRequest::Act act, std::int64_t about, bool given,
    std::string refused_why, std::string seen
)
{
    return ask({.act = act,
                .session = session,
                .purpose = std::move(seen),
                .content = std::move(refused_why),
                .about = about,
                .given = given})
        .refusal;
}

Result<VaultClient::Opened, VaultRefusal> VaultClient::provide(
    const std::string& session, Id<VaultRecord> record, int version, std::int64_t request,
    const std::string& purpose
)
{
    return opened(ask(
        {.act = VaultRequest::Act::read,
         .session = session,
         .record = record,
         .version = version,
         .read_act = ReadAct::provide,
         .purpose = purpose,
         .about = request}
    ));
}

std::optional<VaultRefusal>
VaultClient::name_stand_in(const std::string& session, const second_word::StandInWord& word)
{
    return ask({.act = VaultRequest::Act::name_stand_in,
                .session = session,
                .purpose = word.document,
                .content = fmt::format("{} {}", iso_text(word.from), iso_text(word.until)),
                .about = word.who.value})
        .refusal;
}

std::optional<VaultRefusal>
VaultClient::name_successor(const std::string& session, const second_word::SuccessorWord& word)
{
    return ask({.act = VaultRequest::Act::name_successor,
                .session = session,
                .purpose = word.document,
                .domain = word.from_code,
                .content = word.to_code})
        .refusal;
}

std::optional<VaultRefusal>
VaultClient::take_over(const std::string& session, const std::string& unit_code)
{
    return ask({.act = VaultRequest::Act::take_over, .session = session, .domain = unit_code})
        .refusal;
}

std::optional<VaultRefusal> VaultClient::hand_over(
    const std::string& session, Id<VaultRecord> record, const std::string& domain
)
{
    return ask({.act = VaultRequest::Act::hand_over,
                .session = session,
                .record = record,
                .domain = domain})
        .refusal;
}

VaultReply VaultClient::ask(const VaultRequest& request)
{
    auto reply = parse_vault_reply(client_.ask(to_frame(request)));
    if (!reply) throw VaultAway("the vault answers what nobody reads");
    return std::move(*reply);
}

} // namespace tnung::registry
