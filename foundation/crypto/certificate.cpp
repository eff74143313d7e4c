#include "foundation/crypto/certificate.hpp"

#include "foundation/crypto/openssl_part.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace tnung::crypto {

namespace {

std::string contents(const std::filesystem::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw std::runtime_error("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(stream), {}};
}

void write_file(const std::filesystem::path& file, BIO* from)
{
    char* data = nullptr;
    const auto size = BIO_get_mem_data(from, &data);
    std::ofstream stream(file, std::ios::binary);
    std::filesystem::permissions(
        file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write
    );
    if (!stream.write(data, size)) throw std::runtime_error("cannot write " + file.string());
}

} // namespace

struct SigningCertificate::Core {
    Certificate certificate;
    Key key;
};

SigningCertificate::SigningCertificate(
    const std::filesystem::path& certificate_file, const std::filesystem::path& key_file
)
    : core_(std::make_unique<Core>())
{
    using std::filesystem::perms;
    const auto rights = std::filesystem::status(key_file).permissions();
    if ((rights & (perms::group_all | perms::others_all)) != perms::none)
        throw std::runtime_error(key_file.string() + " is open to others: chmod 600");
    core_->certificate.reset(
        PEM_read_bio_X509(memory_bio(contents(certificate_file)).get(), nullptr, nullptr, nullptr)
    );
    if (!core_->certificate)
        openssl_failed(certificate_file.string() + " is no certificate in PEM");
    core_->key.reset(
        PEM_read_bio_PrivateKey(memory_bio(contents(key_file)).get(), nullptr, nullptr, nullptr)
    );
    if (!core_->key) openssl_failed(key_file.string() + " is no private key in PEM");
    if (X509_check_private_key(core_->certificate.get(), core_->key.get()) != 1)
        openssl_failed("the private key is not the certificate's");
}

SigningCertificate::~SigningCertificate() = default;
SigningCertificate::SigningCertificate(SigningCertificate&&) noexcept = default;

std::string SigningCertificate::holder() const
{
    return common_name(X509_get_subject_name(core_->certificate.get()));
}

bool SigningCertificate::is_valid_at(Instant now) const
{
    auto at = seconds_of(now);
    return X509_cmp_time(X509_get0_notBefore(core_->certificate.get()), &at) < 0 &&
           X509_cmp_time(X509_get0_notAfter(core_->certificate.get()), &at) > 0;
}

std::string SigningCertificate::sign_detached(std::string_view bytes, Instant at) const
{
    constexpr unsigned flags =
        CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP | CMS_PARTIAL | CMS_CADES | CMS_STREAM;
    const auto content = memory_bio(bytes);
    const Message message(CMS_sign(nullptr, nullptr, nullptr, nullptr, flags));
    auto* signer = message ? CMS_add1_signer(
                                 message.get(), core_->certificate.get(), core_->key.get(),
                                 EVP_sha256(), CMS_NOSMIMECAP | CMS_CADES
                             )
                           : nullptr;
    // OpenSSL would write the machine's time, which a rehearsal's clock does not follow.
    const std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)> time(
        ASN1_TIME_set(nullptr, seconds_of(at)), ASN1_TIME_free
    );
    if (!signer || !time ||
        CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, time->type, time.get(), -1) != 1)
        openssl_failed("cannot sign");
    if (CMS_final(message.get(), content.get(), nullptr, flags & ~unsigned(CMS_PARTIAL)) != 1)
        openssl_failed("cannot sign");
    unsigned char* der = nullptr;
    const int size = i2d_CMS_ContentInfo(message.get(), &der);
    if (size <= 0) openssl_failed("cannot sign");
    std::string signature(reinterpret_cast<char*>(der), std::size_t(size));
    OPENSSL_free(der);
    return signature;
}

void make_self_signed(
    const std::filesystem::path& certificate_file, const std::filesystem::path& key_file,
    const std::string& holder, Instant now
)
{
    if (std::filesystem::exists(certificate_file) && std::filesystem::exists(key_file)) return;
    constexpr std::time_t years_20 = 20L * 365 * 24 * 3600;
    const Key key(EVP_EC_gen("P-256"));
    const Certificate made(X509_new());
    if (!key || !made) openssl_failed("cannot make a certificate");
    X509_set_version(made.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
    ASN1_TIME_set(X509_getm_notBefore(made.get()), seconds_of(now) - 24 * 3600);
    ASN1_TIME_set(X509_getm_notAfter(made.get()), seconds_of(now) + years_20);
    X509_set_pubkey(made.get(), key.get());
    auto* name = X509_get_subject_name(made.get());
    X509_NAME_add_entry_by_NID(
        name, NID_commonName, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(holder.c_str()),
        -1, -1, 0
    );
    X509_set_issuer_name(made.get(), name);
    if (X509_sign(made.get(), key.get(), EVP_sha256()) == 0)
        openssl_failed("cannot make a certificate");
    const Bio certificate_text(BIO_new(BIO_s_mem())), key_text(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(certificate_text.get(), made.get());
    PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    write_file(key_file, key_text.get());
    write_file(certificate_file, certificate_text.get());
}

} // namespace tnung::crypto
