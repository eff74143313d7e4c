#pragma once

#include "foundation/base/result.hpp"
#include "foundation/local_call/frame_socket.hpp"
#include "registry/vault/vault.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tnung::registry {

/// What passes between the program that serves pages and the vault (docs/formats/vault.md, "The
/// vault's socket"): a head in JSON, and bytes.

/// Why the vault is asked to open something; each its own act in the audit log.
enum class ReadAct {
    edit,    ///< a draft, by its declarant
    read,    ///< on the page
    print,   ///< as the official paper
    compare, ///< beside another year's
    paper,   ///< the signed paper beside it
    provide, ///< a copy for a body that asked in writing, `about`
};
std::string_view read_act_name(ReadAct act); ///< `declaration.read`
std::optional<ReadAct> parse_read_act(std::string_view name);

struct VaultRequest {
    enum class Act {
        put_draft,
        write_draft,
        settle,
        read,
        hand_over,
        attach,           ///< a signed paper to what was settled
        decide_permit,    ///< of a colleague's, `about`: whether `given`; of which in `purpose`
        lift_recusal,     ///< a colleague's, `about`
        decide_provision, ///< of a written request, `about`: whether `given`, else why not in
                          ///< `content`; of which declarations in `purpose`
        decide_erasure,   ///< of a list past its term, likewise
        name_stand_in,  ///< the account `about`; from and to which day in `content`, by which paper
                        ///< in `purpose`
        end_stand_in,   ///< of that number, `about`
        name_successor, ///< the unit in `content` takes over from the one in `domain`, by which
                        ///< paper in `purpose`
        take_over,      ///< from the unit in `domain`
    };
    Act act = Act::read;
    std::string session; ///< of the person on whose behalf; the vault looks it up itself
    Id<VaultRecord> record;
    int version = 0;
    ReadAct read_act = ReadAct::read;
    std::string purpose; ///< of a read, in the reader's words
    std::string domain;  ///< of a new draft; to whom it is handed over
    std::string content; ///< of drafts, of a signed paper
    int attachment = 0;  ///< to read; 0: a version
    std::int64_t about = 0;
    bool given = false;
    bool operator==(const VaultRequest&) const = default;
};

enum class VaultRefusal {
    not_found,
    destroyed,
    tampered,
    stale,
    settled,
    signed_out,  ///< no living session
    denied,      ///< not for this person; in the log
    recused,     ///< this person must not read that declarant's; in the log
    full,        ///< as many papers beside it as there may be
    too_often,   ///< more than a person reads in a minute; in the log
    day_used_up, ///< more than a day's measure; in the log
    unreadable,  ///< the request
    failed,      ///< the vault's own trouble, in its log
};
std::string_view vault_refusal_name(VaultRefusal refusal);
VaultRefusal vault_refusal(OpenRefusal refusal);

struct VaultReply {
    std::optional<VaultRefusal> refusal;
    Id<VaultRecord> record;
    int version = 0;
    std::string content;  ///< what was opened
    bool settled = false; ///< what was opened is no draft any more
    bool found = false;   ///< the draft to begin was there already
    bool operator==(const VaultReply&) const = default;
};

inline constexpr std::size_t vault_draft_bytes_max = 4u << 20;
/// The longest content is a scanned paper.
inline constexpr local_call::FrameLimits vault_limits{4096, 21u << 20};
inline constexpr std::size_t vault_purpose_bytes_max = 1000;

local_call::Frame to_frame(const VaultRequest& request);
local_call::Frame to_frame(const VaultReply& reply);
/// Nothing where it is not one.
std::optional<VaultRequest> parse_vault_request(local_call::Frame frame);
std::optional<VaultReply> parse_vault_reply(local_call::Frame frame);

} // namespace tnung::registry
