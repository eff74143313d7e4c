#include "foundation/document/archival_pdf.hpp"

#include "foundation/document/pdf_file.hpp"
#include "foundation/html/html.hpp"

#include <fmt/format.h>
#include <lcms2.h>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>

#include <stdexcept>

// Here, so that every program that sets a paper has it.
#if defined(__SANITIZE_THREAD__)
/// Pango and fontconfig load fonts on a thread of their own; they are not instrumented, so what
/// they do to keep order is not seen.
extern "C" const char* __tsan_default_suppressions()
{
    return "race:libfontconfig\nrace:libglib\nrace:libpango\n"
           "called_from_lib:libfontconfig.so.1\ncalled_from_lib:libglib-2.0.so.0\n";
}
#endif

#if defined(__SANITIZE_ADDRESS__)
/// What fontconfig keeps to the end of the program.
extern "C" const char* __lsan_default_suppressions()
{
    return "leak:libfontconfig";
}
#endif

namespace tnung::document {

namespace {

using Object = QPDFObjectHandle;

constexpr const char* producer = "T'Nung";

std::string escaped(const std::string& text)
{
    return html::Node(text).markup();
}

/// The same as the file's properties say, as XMP (ISO 19005-1, 6.7).
std::string metadata(const Properties& properties)
{
    return fmt::format(
        "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
        "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">"
        "<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
        "</rdf:Description>\n"
        "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
        "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:title>"
        "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator></rdf:Description>\n"
        "<rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">"
        "<xmp:CreateDate>{}</xmp:CreateDate></rdf:Description>\n"
        "<rdf:Description rdf:about=\"\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">"
        "<pdf:Producer>{}</pdf:Producer></rdf:Description>\n"
        "</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>",
        escaped(properties.title), escaped(properties.author),
        iso_text(std::chrono::floor<std::chrono::seconds>(properties.made_at)), producer
    );
}

/// The profile of sRGB as PDF/A-1 knows it: of ICC version 2.
std::string srgb_profile()
{
    auto* profile = cmsCreate_sRGBProfile();
    cmsSetProfileVersion(profile, 2.1);
    cmsUInt32Number size = 0;
    std::string bytes;
    if (cmsSaveProfileToMem(profile, nullptr, &size)) {
        bytes.resize(size);
        if (!cmsSaveProfileToMem(profile, bytes.data(), &size)) bytes.clear();
    }
    cmsCloseProfile(profile);
    if (bytes.empty()) throw std::runtime_error("the colours' profile cannot be made");
    return bytes;
}

Object output_intent(QPDF& file)
{
    auto profile = Object::newStream(&file, srgb_profile());
    profile.getDict().replaceKey("/N", Object::newInteger(3));
    auto intent = Object::newDictionary();
    intent.replaceKey("/Type", Object::newName("/OutputIntent"));
    intent.replaceKey("/S", Object::newName("/GTS_PDFA1"));
    intent.replaceKey("/OutputConditionIdentifier", Object::newString("sRGB IEC61966-2.1"));
    intent.replaceKey("/Info", Object::newString("sRGB IEC61966-2.1"));
    intent.replaceKey("/DestOutputProfile", profile);
    auto intents = Object::newArray();
    intents.appendItem(file.makeIndirectObject(intent));
    return intents;
}

/// Which glyphs an embedded font has: cairo numbers those of a subset without a gap, and tells the
/// width of each.
void name_glyphs(QPDF& file, Object descendant)
{
    auto widths = descendant.getKey("/W");
    if (!widths.isArray() || widths.getArrayNItems() != 2 || !widths.getArrayItem(1).isArray())
        throw std::runtime_error("a font's widths are not told as expected");
    const auto glyphs = std::size_t(widths.getArrayItem(1).getArrayNItems());
    std::string set((glyphs + 7) / 8, '\0');
    for (std::size_t i = 0; i < glyphs; ++i) set[i / 8] = char(set[i / 8] | (0x80 >> (i % 8)));
    descendant.getKey("/FontDescriptor").replaceKey("/CIDSet", Object::newStream(&file, set));
    descendant.replaceKey("/CIDToGIDMap", Object::newName("/Identity"));
}

std::string as_archive(std::string_view pdf, const Properties& properties)
{
    QPDF file;
    file.setSuppressWarnings(true);
    file.processMemoryFile("paper", pdf.data(), pdf.size());
    for (auto page : QPDFPageDocumentHelper(file).getAllPages())
        page.getObjectHandle().removeKey("/Group"); // of transparency; nothing drawn needs it
    for (auto object : file.getAllObjects())
        if (object.isDictionary() && object.getKey("/Subtype").isName() &&
            object.getKey("/Subtype").getName() == "/CIDFontType2")
            name_glyphs(file, object);

    auto info = Object::newDictionary();
    info.replaceKey("/Title", Object::newUnicodeString(properties.title));
    info.replaceKey("/Author", Object::newUnicodeString(properties.author));
    info.replaceKey("/CreationDate", Object::newString(pdf_time(properties.made_at)));
    info.replaceKey("/Producer", Object::newString(producer));
    file.getTrailer().replaceKey("/Info", file.makeIndirectObject(info));

    auto meta = Object::newStream(&file, metadata(properties));
    meta.getDict().replaceKey("/Type", Object::newName("/Metadata"));
    meta.getDict().replaceKey("/Subtype", Object::newName("/XML"));
    file.getRoot().replaceKey("/Metadata", meta);
    file.getRoot().replaceKey("/OutputIntents", output_intent(file));
    file.getRoot().replaceKey("/Lang", Object::newString("vi-VN"));
    return written(file);
}

} // namespace

std::string archival_pdf(std::string_view pdf, const Properties& properties)
{
    try {
        return as_archive(pdf, properties);
    } catch (const std::exception& error) {
        throw std::runtime_error(fmt::format("no PDF for an archive: {}", error.what()));
    }
}

} // namespace tnung::document
