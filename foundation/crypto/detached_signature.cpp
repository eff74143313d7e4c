#include "foundation/crypto/detached_signature.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/openssl_part.hpp"

#include <openssl/asn1.h>
#include <openssl/crypto.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

namespace tnung::crypto {

namespace {

using Store = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;

constexpr std::array forgeable = {NID_md4, NID_md5, NID_sha1, NID_ripemd160};

struct CertificatesFreed {
    void operator()(STACK_OF(X509) * all) const { sk_X509_pop_free(all, X509_free); }
};
using Certificates = std::unique_ptr<STACK_OF(X509), CertificatesFreed>;

std::optional<Instant> instant_of(const ASN1_TIME* time)
{
    std::tm parts{};
    if (!time || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
    using namespace std::chrono;
    const sys_days day = year{parts.tm_year + 1900} / month{unsigned(parts.tm_mon + 1)} /
                         std::chrono::day{unsigned(parts.tm_mday)};
    return Instant(day + hours{parts.tm_hour} + minutes{parts.tm_min} + seconds{parts.tm_sec});
}

std::optional<Instant> said_time(CMS_SignerInfo* signer)
{
    const auto at = CMS_signed_get_attr_by_NID(signer, NID_pkcs9_signingTime, -1);
    auto* attribute = at < 0 ? nullptr : CMS_signed_get_attr(signer, at);
    const auto* value = attribute ? X509_ATTRIBUTE_get0_type(attribute, 0) : nullptr;
    if (!value || (value->type != V_ASN1_UTCTIME && value->type != V_ASN1_GENERALIZEDTIME))
        return std::nullopt;
    return instant_of(value->value.asn1_string);
}

std::string serial_of(X509* certificate)
{
    const auto* number = X509_get0_serialNumber(certificate);
    const auto* bytes = reinterpret_cast<const char*>(ASN1_STRING_get0_data(number));
    return hex_text({bytes, std::size_t(ASN1_STRING_length(number))});
}

bool may_sign(X509* certificate)
{
    constexpr std::uint32_t signing = KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION;
    return (X509_get_key_usage(certificate) & signing) != 0; // all bits where nothing is said
}

bool is_vouched_for(X509* certificate, STACK_OF(X509) * others, X509_STORE* anchors, Instant at)
{
    const StoreContext context(X509_STORE_CTX_new());
    if (!context || X509_STORE_CTX_init(context.get(), anchors, certificate, others) != 1)
        return false;
    auto* how = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_time(how, seconds_of(at));
    X509_VERIFY_PARAM_set_purpose(how, X509_PURPOSE_ANY);
    return X509_verify_cert(context.get()) == 1 && may_sign(certificate);
}

bool is_forgeable(CMS_SignerInfo* signer)
{
    X509_ALGOR* digest = nullptr;
    CMS_SignerInfo_get0_algs(signer, nullptr, nullptr, &digest, nullptr);
    const ASN1_OBJECT* algorithm = nullptr;
    X509_ALGOR_get0(&algorithm, nullptr, nullptr, digest);
    const auto known = OBJ_obj2nid(algorithm);
    return std::ranges::find(forgeable, known) != forgeable.end();
}

/// Leaves no error behind for whoever asks next.
struct ErrorsCleared {
    ~ErrorsCleared() { ERR_clear_error(); }
};

} // namespace

struct Anchors::Core {
    Store store;
};

struct AnchorsAccess {
    static X509_STORE* store(const Anchors& anchors) { return anchors.core_->store.get(); }
};

Anchors::Anchors(std::string_view pem) : core_(std::make_unique<Core>())
{
    const ErrorsCleared cleared;
    core_->store.reset(X509_STORE_new());
    if (!core_->store) openssl_failed("no store of certificates");
    const auto text = memory_bio(pem);
    while (true) {
        const Certificate one(PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr));
        if (!one) break;
        if (X509_STORE_add_cert(core_->store.get(), one.get()) != 1)
            openssl_failed("a certificate cannot be trusted");
    }
    const auto why = ERR_peek_last_error();
    if (why != 0 && ERR_GET_REASON(why) != PEM_R_NO_START_LINE)
        openssl_failed("no certificate in PEM");
}

Anchors::~Anchors() = default;
Anchors::Anchors(Anchors&&) noexcept = default;

Result<Signer, SignatureFault> check_detached(
    std::string_view bytes, std::string_view signature, const Anchors& anchors, Instant at
)
{
    const ErrorsCleared cleared;
    const auto* der = reinterpret_cast<const unsigned char*>(signature.data());
    const Message message(d2i_CMS_ContentInfo(nullptr, &der, long(signature.size())));
    if (!message || OBJ_obj2nid(CMS_get0_type(message.get())) != NID_pkcs7_signed)
        return refuse(SignatureFault::malformed);
    auto* signers = CMS_get0_SignerInfos(message.get());
    if (!signers || sk_CMS_SignerInfo_num(signers) != 1) return refuse(SignatureFault::malformed);
    auto* signer = sk_CMS_SignerInfo_value(signers, 0);
    if (is_forgeable(signer)) return refuse(SignatureFault::outdated);
    // Behind a filter: of a plain memory BIO OpenSSL 3.0 makes another, and forgets it where it
    // fails.
    Bio content(BIO_new(BIO_f_null()));
    if (!content) openssl_failed("no room for a signature");
    BIO_push(content.get(), memory_bio(bytes).release());
    constexpr unsigned how = CMS_BINARY | CMS_DETACHED | CMS_NO_SIGNER_CERT_VERIFY;
    if (CMS_verify(message.get(), nullptr, nullptr, content.get(), nullptr, how) != 1) {
        X509* found = nullptr;
        CMS_SignerInfo_get0_algs(signer, nullptr, &found, nullptr, nullptr);
        return refuse(found ? SignatureFault::broken : SignatureFault::malformed);
    }
    X509* certificate = nullptr;
    CMS_SignerInfo_get0_algs(signer, nullptr, &certificate, nullptr, nullptr);
    const Certificates others(CMS_get1_certs(message.get()));
    const auto from = instant_of(X509_get0_notBefore(certificate));
    const auto until = instant_of(X509_get0_notAfter(certificate));
    if (!from || !until) return refuse(SignatureFault::malformed);
    return Signer{
        .holder = common_name(X509_get_subject_name(certificate)),
        .issuer = common_name(X509_get_issuer_name(certificate)),
        .serial = serial_of(certificate),
        .valid_from = *from,
        .valid_until = *until,
        .said_at = said_time(signer),
        .trusted = is_vouched_for(certificate, others.get(), AnchorsAccess::store(anchors), at)};
}

void open_nothing_later()
{
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
}

} // namespace tnung::crypto
