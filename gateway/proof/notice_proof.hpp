#pragma once

#include "foundation/crypto/certificate.hpp"
#include "foundation/pg/pool.hpp"
#include "gateway/citizen/person_keys.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tnung::gateway {

/// That a person was told: every notice of a dossier with when, how, to which number and what is
/// known of its arrival, as an administrative paper in PDF with the organisation's signature
/// (Decree 30/2020/NĐ-CP; Law 20/2023/QH15).
class NoticeProof {
public:
    struct Settings {
        std::string certificate_file, key_file; ///< both empty: no proofs can be made
        std::string page_origin;                ///< of the address in the QR code
    };
    /// `check_key` makes the addresses of issued proofs. Throws std::runtime_error where the
    /// certificate or its key cannot be used.
    NoticeProof(const PersonKeys& keys, std::string check_key, Settings settings);

    bool can_sign(Instant now) const { return certificate_ && certificate_->is_valid_at(now); }
    /// Of a dossier that is there; `office` issues it.
    std::string
    pdf(pg::Transaction& tx, std::int64_t dossier_id, const std::string& office, Instant now) const;

    /// What was issued, read from the address in its QR code; nothing where we did not make it.
    struct Issued {
        std::int64_t dossier_id;
        Instant at;
    };
    std::string address_of(const Issued& issued) const;
    std::optional<Issued> issued_as(std::string_view code) const;
    /// How many notices the dossier had by then, and how many had arrived.
    struct Count {
        std::string dossier_code;
        std::int64_t notices = 0, delivered = 0;
    };
    static std::optional<Count> count(pg::Transaction& tx, const Issued& issued);

private:
    std::string code_of(const Issued& issued) const;

    const PersonKeys& keys_;
    const std::string check_key_;
    const Settings settings_;
    std::optional<crypto::SigningCertificate> certificate_;
};

} // namespace tnung::gateway
