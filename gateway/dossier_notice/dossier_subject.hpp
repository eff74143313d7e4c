#pragma once

#include "gateway/citizen/disclosure.hpp"
#include "gateway/citizen/person_keys.hpp"
#include "gateway/dossier_notice/notice_rules.hpp"
#include "gateway/notice/subject.hpp"

namespace tnung::gateway {

/// Dossiers as a subject of notices: its causes are their events.
class DossierSubject final : public Subject {
public:
    static constexpr std::string_view subject_name = "dossier";

    /// All must outlive it.
    DossierSubject(
        const PersonKeys& keys, const NoticeRules& rules, const DisclosureSettings& disclosure
    )
        : keys_(keys), rules_(rules), disclosure_(disclosure)
    {
    }

    std::string_view name() const override { return subject_name; }
    std::string_view noun() const override { return "hồ sơ"; }
    std::string_view page_path() const override { return "/hs/"; }
    /// Of a dossier's page at the desk.
    static std::string desk_path(std::int64_t dossier_id);
    pg::Connection::Call reading(const std::vector<std::int64_t>& notice_ids) const override;
    std::vector<NoticeView> view(
        const pg::Rows& read, std::span<const notice_store::Loaded> notices, Instant now
    ) const override;
    std::vector<std::optional<std::string>>
    calling_units(pg::Transaction& tx, const std::vector<std::int64_t>& subject_ids) const override;
    std::vector<CallCard>
    call_cards(pg::Transaction& tx, const std::vector<std::int64_t>& notice_ids) const override;
    Causes causes(pg::Transaction& tx, Instant since) const override;

private:
    bool is_overtaken(const notice_store::Loaded& notice, Instant now) const;

    const PersonKeys& keys_;
    const NoticeRules& rules_;
    const DisclosureSettings disclosure_;
};

} // namespace tnung::gateway
