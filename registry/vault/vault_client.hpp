#pragma once

#include "foundation/local_call/local_client.hpp"
#include "registry/vault/second_word.hpp"
#include "registry/vault/vault_message.hpp"

#include <filesystem>

namespace tnung::registry {

using VaultAway = local_call::Away;

/// The vault, as the program that serves pages sees it. Thread-safe.
class VaultClient {
public:
    /// `listeners`: users whose process may be the vault, beside this one's.
    explicit VaultClient(std::filesystem::path socket, std::set<uid_t> listeners = {});

    struct Draft {
        Id<VaultRecord> record;
        int version = 0;
        bool found = false; ///< begun before for that declaration, and left as it was
    };
    Result<Draft, VaultRefusal> put_draft(
        const std::string& session, const std::string& domain, Id<Filing> filing,
        std::string content
    );
    /// The number of the new version.
    Result<int, VaultRefusal>
    write_draft(const std::string& session, const Draft& draft, std::string content);
    std::optional<VaultRefusal> settle(const std::string& session, const Draft& draft);
    struct Opened {
        int version = 0;
        std::string content;
        bool settled = false;
    };
    /// `version` 0: the newest.
    Result<Opened, VaultRefusal> read(
        const std::string& session, Id<VaultRecord> record, int version, ReadAct act,
        const std::string& purpose
    );
    /// A signed paper beside what was settled; its number.
    Result<int, VaultRefusal>
    attach(const std::string& session, Id<VaultRecord> record, std::string content);
    Result<Opened, VaultRefusal> read_attachment(
        const std::string& session, Id<VaultRecord> record, int attachment,
        const std::string& purpose
    );
    /// A copy for a body that asked in writing, by that request.
    Result<Opened, VaultRefusal> provide(
        const std::string& session, Id<VaultRecord> record, int version, std::int64_t request,
        const std::string& purpose
    );
    /// What another person alone may say (second_word.hpp), of the row of that number:
    /// `decide_permit` to `decide_erasure`, `end_stand_in`. `not_found` where it is not theirs to
    /// say, or was said already.
    std::optional<VaultRefusal> decide(
        const std::string& session, VaultRequest::Act act, std::int64_t about, bool given,
        std::string refused_why = "", std::string seen = ""
    );
    /// `not_found` where it is not theirs to say.
    std::optional<VaultRefusal>
    name_stand_in(const std::string& session, const second_word::StandInWord& word);
    /// `denied` where it is not theirs to say, or was taken over already.
    std::optional<VaultRefusal>
    name_successor(const std::string& session, const second_word::SuccessorWord& word);
    /// What that unit left is one's own unit's from now on; again: nothing happens.
    std::optional<VaultRefusal> take_over(const std::string& session, const std::string& unit_code);
    std::optional<VaultRefusal>
    hand_over(const std::string& session, Id<VaultRecord> record, const std::string& domain);

    /// Throws VaultAway.
    VaultReply ask(const VaultRequest& request);

private:
    local_call::LocalClient client_;
};

} // namespace tnung::registry
