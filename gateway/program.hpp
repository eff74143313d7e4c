#pragma once

#include "foundation/audit/audit_log.hpp"
#include "gateway/intake/intake_pages.hpp"
#include "gateway/notice/subject.hpp"
#include "gateway/rights/data_request.hpp"
#include "gateway/rights/retention.hpp"
#include "gateway/settings.hpp"
#include "gateway/webhook/webhook_pages.hpp"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::gateway {

/// The parts of the gateway, built once, in order: the table of contents of the program.
class Program {
public:
    explicit Program(Settings settings);
    ~Program();

    /// What one process may do alone, so that a machine each can be given to them. Every process
    /// answers /health, /ready and /metrics.
    enum class Duty { web, delivery, webhooks, photos, fetch, retention, figures };
    static std::optional<Duty> parse_duty(std::string_view word);
    /// Does all of that until `stop`; the port it got. `authority_words`: of the command that signs
    /// people in, which is kept running beside the web; empty: somebody else starts it.
    unsigned short
    start(const std::set<Duty>& duties, const std::vector<std::string>& authority_words);
    void stop();
    /// Puts the pair of tokens that the configuration names in place of the one in use.
    void install_tokens();

    pg::Pool& pool();
    /// What people are told about.
    const Subjects& subjects() const;
    Retention& retention();
    Intake& intake();
    Senders& senders();
    /// The table of routes: method, pattern, and for the desk the roles that may.
    std::vector<std::string> route_list();
    const PersonKeys& keys() const;
    const UnitDirectory& units() const;
    audit::Log& audit_log();
    const Clock& clock() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

} // namespace tnung::gateway
