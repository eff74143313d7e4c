#include "gateway/citizen/disclosure.hpp"

namespace tnung::gateway {

Disclosure
disclosure_of(const DisclosureFacts& facts, Instant now, const DisclosureSettings& settings)
{
    if (!facts.linked && !facts.granted) return {};
    if (now - facts.alive_at > settings.silence_max) return {Level::code, Ground::silent};
    if (facts.granted) return {Level::owner, Ground::let_in};
    if (facts.persons_on_number > settings.persons_max)
        return {Level::number, Ground::intermediary};
    if (!facts.owner_matches) return {Level::number, Ground::other_owner};
    if (now < facts.details_from) return {Level::number, Ground::waits, facts.details_from};
    return {Level::owner, Ground::proved};
}

} // namespace tnung::gateway
