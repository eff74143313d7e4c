#include "foundation/returned/scan.hpp"

#include "foundation/photo/picture.hpp"
#include "foundation/returned/drawn_anew.hpp"
#include "foundation/returned/pdf_bytes.hpp"
#include "foundation/returned/pdf_walk.hpp"
#include "foundation/returned/refused.hpp"
#include "foundation/returned/scan_codes.hpp"

#include <fmt/format.h>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include <algorithm>
#include <cstdio>
#include <set>

namespace tnung::returned {

namespace {

using Object = QPDFObjectHandle;
using GoesOn = std::function<bool(const Scan&)>;

constexpr double page_width = 595.28; ///< A4, in points
/// Of all photos together: fifty of a phone, or a hundred that were sent smaller.
constexpr double points_max = 600'000'000;
constexpr std::size_t objects_max = 200'000;
constexpr std::size_t head_max = 1024; ///< printers and mail write before a PDF's first line

std::string_view bytes_of(const std::shared_ptr<Buffer>& buffer)
{
    return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

bool is_signed_by_key(Object root)
{
    auto form = root.getKey("/AcroForm");
    auto fields = form.isDictionary() ? form.getKey("/Fields") : form;
    if (!fields.isArray()) return false;
    for (auto& field : fields.getArrayAsVector())
        if (field.isDictionary() && field.getKey("/FT").isNameAndEquals("/Sig")) return true;
    return false;
}

/// Whether an object, as qpdf names it, is an image of which one sees by its bytes whether some are
/// missing, or nothing that is drawn.
bool may_end_anywhere(QPDF& pdf, const std::string& name)
{
    int id = 0, generation = 0;
    if (std::sscanf(name.c_str(), "object %d %d", &id, &generation) != 2) return false;
    auto object = pdf.getObjectByID(id, generation);
    if (!object.isStream()) return false;
    if (object.getDict().getKey("/Type").isNameAndEquals("/Metadata")) return true;
    if (!object.getDict().getKey("/Subtype").isNameAndEquals("/Image")) return false;
    auto filter = object.getDict().getKey("/Filter");
    if (filter.isArray() && filter.getArrayNItems() > 0)
        filter = filter.getArrayItem(filter.getArrayNItems() - 1);
    return filter.isNameAndEquals("/DCTDecode") || filter.isNameAndEquals("/FlateDecode");
}

bool is_of_rebuilt_table(const QPDFExc& warning)
{
    return warning.getMessageDetail().find("reconstruct") != std::string::npos;
}

/// Whether two objects of a file bear one number.
bool has_twins(std::string_view bytes)
{
    std::set<std::string> numbers;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    for (auto at = bytes.find(" obj"); at != std::string_view::npos;
         at = bytes.find(" obj", at + 1)) {
        auto from = at;
        while (from > 0 && is_digit(bytes[from - 1])) --from; // the generation
        if (from == at || from == 0 || !is_blank(bytes[from - 1])) continue;
        auto begin = from - 1;
        while (begin > 0 && is_digit(bytes[begin - 1])) --begin;
        if (begin == from - 1) continue;
        if (!numbers.insert(std::string(bytes.substr(begin, from - 1 - begin))).second) return true;
    }
    return false;
}

/// What is drawn from is what qpdf understood, and what is kept is drawn anew: whatever another
/// reader would find in a broken file, nobody does later. But where qpdf had to mend it, a part of
/// what its sender saw may be missing: then each page that is anywhere in the file is to be one of
/// its pages, and streams whose end had to be looked for are pictures that show it themselves.
void look_at_mending(QPDF& pdf, std::string_view bytes, std::size_t pages)
{
    const auto warnings = pdf.getWarnings();
    if (warnings.empty()) return;
    for (const auto& warning : warnings) {
        const auto& words = warning.getMessageDetail();
        if (words.find("stream") != std::string::npos && words.find("xref") == std::string::npos &&
            words.find("carriage return only") == std::string::npos &&
            !may_end_anywhere(pdf, warning.getObject()))
            refuse_it(PaperFault::no_paper);
    }
    if (std::ranges::any_of(warnings, is_of_rebuilt_table) && has_twins(bytes))
        refuse_it(PaperFault::no_paper); // which of them is meant differs by reader
    const auto all = pdf.getAllObjects();
    const auto found = std::ranges::count_if(all, [](Object one) {
        return one.isDictionary() && one.getKey("/Type").isNameAndEquals("/Page");
    });
    if (std::size_t(found) != pages) refuse_it(PaperFault::no_paper);
}

std::string written(QPDF& pdf)
{
    QPDFWriter writer(pdf);
    writer.setOutputMemory();
    writer.setDeterministicID(true);
    writer.setDecodeLevel(qpdf_dl_none);
    writer.write();
    const std::shared_ptr<Buffer> made(writer.getBufferSharedPointer());
    if (made->getSize() > paper_bytes_max) refuse_it(PaperFault::too_large);
    return std::string(bytes_of(made));
}

/// What acts is named, though nothing of it would be kept: whoever sent it is to know.
void look_at_acts(QPDF& pdf)
{
    const auto walked = walk(pdf.getTrailer(), objects_max, [](Object one) {
        return !one.isDictionary() || !one.getKey("/Type").isNameAndEquals("/StructTreeRoot");
    });
    if (walked.acts || !walked.within_bounds) refuse_it(PaperFault::active);
}

Scan of_pdf(std::string_view bytes, const GoesOn& goes_on)
{
    QPDF pdf;
    pdf.setSuppressWarnings(true);
    try {
        pdf.processMemoryFile("scan", bytes.data(), bytes.size());
    } catch (const QPDFExc& error) {
        const bool locked = error.getErrorCode() == qpdf_e_password ||
                            bytes.find("/Encrypt") != std::string_view::npos;
        refuse_it(locked ? PaperFault::locked : PaperFault::no_paper);
    }
    if (pdf.isEncrypted()) refuse_it(PaperFault::locked);
    const auto pages = QPDFPageDocumentHelper(pdf).getAllPages().size();
    if (pages == 0) refuse_it(PaperFault::no_paper);
    if (pages > paper_pages_max) refuse_it(PaperFault::too_many_pages);
    look_at_acts(pdf);
    look_at_mending(pdf, bytes, pages); // of all objects: they were just gone through
    auto count = pdf.getRoot().getKey("/Pages").getKey("/Count");
    if (!count.isInteger() || count.getIntValue() != int(pages)) refuse_it(PaperFault::no_paper);
    // Signed by a key it is held against what we issued; here a signature would only look like one.
    if (is_signed_by_key(pdf.getRoot())) refuse_it(PaperFault::changed);
    QPDF file;
    file.emptyPDF();
    const auto images = drawn_anew(pdf, file);
    Scan scan{int(pages), {}, written(file)};
    if (goes_on(scan)) scan.codes = codes_on(images);
    return scan;
}

void add_page(QPDF& pdf, const photo::PagePicture& picture)
{
    auto image = Object::newStream(&pdf, picture.jpeg);
    auto head = image.getDict();
    head.replaceKey("/Type", Object::newName("/XObject"));
    head.replaceKey("/Subtype", Object::newName("/Image"));
    head.replaceKey("/Width", Object::newInteger(picture.width));
    head.replaceKey("/Height", Object::newInteger(picture.height));
    head.replaceKey("/ColorSpace", Object::newName("/DeviceRGB"));
    head.replaceKey("/BitsPerComponent", Object::newInteger(8));
    head.replaceKey("/Filter", Object::newName("/DCTDecode"));
    const double height = page_width * picture.height / picture.width;
    auto page = Object::newDictionary();
    page.replaceKey("/Type", Object::newName("/Page"));
    page.replaceKey("/MediaBox", Object::newFromRectangle({0, 0, page_width, height}));
    if (picture.turn != 0) page.replaceKey("/Rotate", Object::newInteger(picture.turn));
    auto images = Object::newDictionary(), resources = Object::newDictionary();
    images.replaceKey("/Page", image);
    resources.replaceKey("/XObject", images);
    page.replaceKey("/Resources", resources);
    page.replaceKey(
        "/Contents", Object::newStream(
                         &pdf, fmt::format("{:.2f} 0 0 {:.2f} 0 0 cm /Page Do", page_width, height)
                     )
    );
    QPDFPageDocumentHelper(pdf).addPage(QPDFPageObjectHelper(pdf.makeIndirectObject(page)), false);
}

Scan of_photos(const std::vector<std::string_view>& files, const GoesOn& goes_on)
{
    if (files.size() > paper_pages_max) refuse_it(PaperFault::too_many_pages);
    QPDF pdf;
    pdf.emptyPDF();
    Scan scan{int(files.size()), {}, ""};
    int number = 0;
    double points = 0;
    for (const auto& file : files) {
        ++number;
        points += photo::points_of(file);
        if (points > points_max) throw Refused{{PaperFault::too_large, number}};
        const auto picture = photo::page_picture(file);
        if (!picture)
            throw Refused{
                {picture.error() == photo::Problem::too_large ? PaperFault::too_large
                                                              : PaperFault::no_paper,
                 number}};
        add_page(pdf, *picture);
    }
    scan.pdf = written(pdf);
    if (!goes_on(scan)) return scan;
    // Of the photos as they came: they are larger.
    for (auto file = files.rbegin(); file != files.rend() && scan.codes.empty(); ++file)
        if (auto codes = photo::read_codes(*file)) scan.codes = std::move(*codes);
    return scan;
}

} // namespace

Result<Scan, PaperRefusal> read_scan(
    const std::vector<std::string_view>& files, const std::function<bool(const Scan&)>& goes_on
)
{
    if (files.empty()) return refuse(PaperRefusal{PaperFault::no_paper});
    const auto is_pdf = [](std::string_view file) {
        return !file.starts_with("\xff\xd8") &&
               file.substr(0, head_max).find("%PDF-") != std::string_view::npos;
    };
    try {
        if (files.size() == 1 && is_pdf(files[0])) return of_pdf(files[0], goes_on);
        if (std::ranges::any_of(files, is_pdf)) return refuse(PaperRefusal{PaperFault::mixed});
        return of_photos(files, goes_on);
    } catch (const Refused& refused) {
        return refuse(refused.refusal);
    } catch (const std::exception&) { // qpdf's, or more than memory holds
        return refuse(PaperRefusal{PaperFault::no_paper});
    }
}

} // namespace tnung::returned
