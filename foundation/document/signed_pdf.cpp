#include "foundation/document/signed_pdf.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/document/pdf_file.hpp"

#include <fmt/format.h>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>

#include <stdexcept>

namespace tnung::document {

namespace {

constexpr std::size_t signature_bytes_max = 12 * 1024;
/// Kept free in the file for numbers that are known only when it is written.
constexpr long long unknown = 9'999'999'999;

/// Where `what` stands, exactly once.
std::size_t place_of(const std::string& file, const std::string& what)
{
    const auto at = file.find(what);
    if (at == std::string::npos || file.find(what, at + 1) != std::string::npos)
        throw std::runtime_error("the PDF has no place for its signature");
    return at;
}

std::string with_empty_signature(
    std::string_view pdf, const crypto::SigningCertificate& certificate, const std::string& reason,
    Instant at
)
{
    QPDF file;
    file.setSuppressWarnings(true);
    file.processMemoryFile("paper", pdf.data(), pdf.size());
    auto signature = file.makeIndirectObject(QPDFObjectHandle::newDictionary());
    signature.replaceKey("/Type", QPDFObjectHandle::newName("/Sig"));
    signature.replaceKey("/Filter", QPDFObjectHandle::newName("/Adobe.PPKLite"));
    signature.replaceKey("/SubFilter", QPDFObjectHandle::newName("/ETSI.CAdES.detached"));
    auto range = QPDFObjectHandle::newArray();
    for (const auto number : {0LL, unknown, unknown, unknown})
        range.appendItem(QPDFObjectHandle::newInteger(number));
    signature.replaceKey("/ByteRange", range);
    signature.replaceKey(
        "/Contents", QPDFObjectHandle::newString(std::string(signature_bytes_max, '\0'))
    );
    signature.replaceKey("/M", QPDFObjectHandle::newString(pdf_time(at)));
    signature.replaceKey("/Name", QPDFObjectHandle::newUnicodeString(certificate.holder()));
    signature.replaceKey("/Reason", QPDFObjectHandle::newUnicodeString(reason));

    auto page = QPDFPageDocumentHelper(file).getAllPages().at(0).getObjectHandle();
    auto field = file.makeIndirectObject(QPDFObjectHandle::newDictionary());
    field.replaceKey("/FT", QPDFObjectHandle::newName("/Sig"));
    field.replaceKey("/Type", QPDFObjectHandle::newName("/Annot"));
    field.replaceKey("/Subtype", QPDFObjectHandle::newName("/Widget"));
    field.replaceKey("/T", QPDFObjectHandle::newUnicodeString("Signature1"));
    field.replaceKey("/V", signature);
    field.replaceKey("/P", page);
    field.replaceKey("/F", QPDFObjectHandle::newInteger(132)); // printed, locked
    field.replaceKey("/Rect", QPDFObjectHandle::newArray(QPDFObjectHandle::Rectangle(0, 0, 0, 0)));
    // A widget in an archive has an appearance, though it shows nothing (PDF/A-1, 6.5.3).
    auto nothing = QPDFObjectHandle::newStream(&file, "");
    nothing.getDict().replaceKey("/Type", QPDFObjectHandle::newName("/XObject"));
    nothing.getDict().replaceKey("/Subtype", QPDFObjectHandle::newName("/Form"));
    nothing.getDict().replaceKey(
        "/BBox", QPDFObjectHandle::newArray(QPDFObjectHandle::Rectangle(0, 0, 0, 0))
    );
    auto appearance = QPDFObjectHandle::newDictionary();
    appearance.replaceKey("/N", nothing);
    field.replaceKey("/AP", appearance);
    auto annotations = page.getKey("/Annots");
    if (!annotations.isArray()) annotations = QPDFObjectHandle::newArray();
    annotations.appendItem(field);
    page.replaceKey("/Annots", annotations);

    auto form = QPDFObjectHandle::newDictionary();
    auto fields = QPDFObjectHandle::newArray();
    fields.appendItem(field);
    form.replaceKey("/Fields", fields);
    form.replaceKey("/SigFlags", QPDFObjectHandle::newInteger(3)); // signed, append only
    file.getRoot().replaceKey("/AcroForm", form);

    return written(file);
}

} // namespace

std::string signed_pdf(
    std::string_view pdf, const crypto::SigningCertificate& certificate, const std::string& reason,
    Instant at
)
{
    std::string file;
    try {
        file = with_empty_signature(pdf, certificate, reason, at);
    } catch (const std::exception& error) {
        throw std::runtime_error(fmt::format("not a PDF that can be signed: {}", error.what()));
    }
    const auto empty = "<" + std::string(2 * signature_bytes_max, '0') + ">";
    const auto from = place_of(file, empty), until = from + empty.size();
    const auto range = fmt::format("[ 0 {0} {0} {0} ]", unknown);
    auto filled = fmt::format("[ 0 {} {} {} ]", from, until, file.size() - until);
    filled.resize(range.size(), ' ');
    file.replace(place_of(file, range), range.size(), filled);

    const auto signature = certificate.sign_detached(file.substr(0, from) + file.substr(until), at);
    if (signature.size() > signature_bytes_max)
        throw std::runtime_error("the signature is larger than its place");
    const auto hex = hex_text(signature);
    file.replace(from + 1, hex.size(), hex);
    return file;
}

} // namespace tnung::document
