#pragma once

#include "foundation/base/instant.hpp"

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tnung::crypto {

// What this room's own files need of OpenSSL's objects; no header that others include does.

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* object) const
    {
        Free(object);
    }
};
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Message = std::unique_ptr<CMS_ContentInfo, Freed<CMS_ContentInfo_free>>;

/// With what OpenSSL says of it.
[[noreturn]] inline void openssl_failed(const std::string& what)
{
    char reason[256] = "";
    if (const auto code = ERR_get_error()) ERR_error_string_n(code, reason, sizeof reason);
    ERR_clear_error();
    throw std::runtime_error(what + (*reason ? std::string(": ") + reason : std::string()));
}

inline Bio memory_bio(std::string_view bytes)
{
    return Bio(BIO_new_mem_buf(bytes.data(), int(bytes.size())));
}

inline std::time_t seconds_of(Instant at)
{
    return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
}

/// UTF-8; empty where there is none.
inline std::string common_name(const X509_NAME* name)
{
    const int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    if (at < 0) return "";
    unsigned char* text = nullptr;
    const int size =
        ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    if (size < 0) return "";
    std::string said(reinterpret_cast<char*>(text), std::size_t(size));
    OPENSSL_free(text);
    return said;
}

} // namespace tnung::crypto
