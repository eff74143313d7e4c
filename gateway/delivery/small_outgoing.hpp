#pragma once

#include "gateway/citizen/person_keys.hpp"
#include "gateway/delivery/outgoing.hpp"
#include "gateway/zalo/zalo_templates.hpp"

namespace tnung::gateway {

/// Codes and warnings to a number: useful for minutes, night or not; never sent a second time where
/// their fate is unknown, since the person asks again.
class PhoneMessageOutgoing final : public Outgoing {
public:
    PhoneMessageOutgoing(const PersonKeys& keys, const ZaloTemplates& templates)
        : keys_(keys), templates_(templates)
    {
    }
    std::string_view kind() const override;
    std::vector<Planned>
    plan(pg::Transaction& tx, const std::vector<outbox::Item>& items, Instant now) override;
    Planned::Verdict
    judge(const Planned& planned, const SendResult& sent, Instant now) const override;
    void
    record(pg::Transaction& tx, const std::vector<const Planned*>& settled, Instant now) override;

private:
    const PersonKeys& keys_;
    const ZaloTemplates& templates_;
};

/// What the account answers in the chat.
class ReplyOutgoing final : public Outgoing {
public:
    explicit ReplyOutgoing(const PersonKeys& keys) : keys_(keys) {}
    std::string_view kind() const override;
    std::vector<Planned>
    plan(pg::Transaction& tx, const std::vector<outbox::Item>& items, Instant now) override;
    Planned::Verdict
    judge(const Planned& planned, const SendResult& sent, Instant now) const override;
    void
    record(pg::Transaction& tx, const std::vector<const Planned*>& settled, Instant now) override;

private:
    const PersonKeys& keys_;
};

/// Asks Zalo how a follower calls himself and whether he is of age.
class ProfileOutgoing final : public Outgoing {
public:
    explicit ProfileOutgoing(const PersonKeys& keys) : keys_(keys) {}
    std::string_view kind() const override;
    std::vector<Planned>
    plan(pg::Transaction& tx, const std::vector<outbox::Item>& items, Instant now) override;
    Planned::Verdict
    judge(const Planned& planned, const SendResult& sent, Instant now) const override;
    void
    record(pg::Transaction& tx, const std::vector<const Planned*>& settled, Instant now) override;

private:
    const PersonKeys& keys_;
};

} // namespace tnung::gateway
