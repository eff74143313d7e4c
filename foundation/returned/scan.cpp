#include "foundation/returned/scan.hpp"

#include "foundation/photo/picture.hpp"
#include "foundation/returned/pdf_walk.hpp"

#include <fmt/format.h>
#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include <algorithm>

namespace tnung::returned {

namespace {

using Object = QPDFObjectHandle;

constexpr double page_width = 595.28; ///< A4, in points
constexpr std::size_t objects_max = 50'000;
/// A code is looked for in so many images, from the last page on: it stands at the end.
constexpr int images_looked_at_max = 12;
constexpr std::size_t codes_max = 4;

std::string_view bytes_of(const std::shared_ptr<Buffer>& buffer)
{
    return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

/// Gray values of an image that is not a JPEG; nothing where it is stored in a way not known here.
std::optional<photo::Canvas> canvas_of(Object image)
{
    auto head = image.getDict();
    const auto whole = [&](const char* key) {
        auto number = head.getKey(key);
        return number.isInteger() ? number.getIntValue() : 0;
    };
    const auto width = whole("/Width"), height = whole("/Height"),
               bits = whole("/BitsPerComponent");
    if (width <= 0 || height <= 0 || photo::too_large(long(width), long(height)))
        return std::nullopt;
    auto space = head.getKey("/ColorSpace");
    const std::size_t colours = space.isNameAndEquals("/DeviceRGB") ? 3 : 1;
    if (colours == 1 && !space.isNameAndEquals("/DeviceGray")) return std::nullopt;
    if (bits != 8 && !(bits == 1 && colours == 1)) return std::nullopt;
    const auto data = image.getStreamData(qpdf_dl_generalized);
    const auto bytes = bytes_of(data);
    const auto across = std::size_t(width), down = std::size_t(height);
    const auto row = bits == 1 ? (across + 7) / 8 : across * colours;
    if (bytes.size() < row * down) return std::nullopt;
    photo::Canvas canvas{int(width), int(height), {}};
    canvas.pixels.reserve(across * down);
    for (std::size_t y = 0; y < down; ++y)
        for (std::size_t x = 0; x < across; ++x) {
            const auto at = [&](std::size_t i) {
                return static_cast<unsigned char>(bytes[y * row + i]);
            };
            if (bits == 1)
                canvas.pixels.push_back((at(x / 8) >> (7 - x % 8) & 1) != 0 ? 255 : 0);
            else
                canvas.pixels.push_back(at(x * colours + colours / 2)); // of colours the green
        }
    return canvas;
}

std::vector<std::string> codes_in(Object image)
{
    auto filter = image.getDict().getKey("/Filter");
    if (filter.isArray() && filter.getArrayNItems() == 1) filter = filter.getArrayItem(0);
    if (filter.isNameAndEquals("/DCTDecode")) {
        const auto raw = image.getRawStreamData();
        return photo::read_codes(bytes_of(raw)).value_or(std::vector<std::string>());
    }
    const auto canvas = canvas_of(image);
    return canvas ? photo::read_codes(*canvas) : std::vector<std::string>();
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

Result<Scan, PaperFault> of_pdf(std::string_view bytes)
{
    QPDF pdf;
    pdf.setSuppressWarnings(true);
    try {
        pdf.processMemoryFile("scan", bytes.data(), bytes.size());
    } catch (const QPDFExc& error) {
        return refuse(
            error.getErrorCode() == qpdf_e_password ? PaperFault::locked : PaperFault::no_paper
        );
    }
    if (pdf.isEncrypted()) return refuse(PaperFault::locked);
    auto pages = QPDFPageDocumentHelper(pdf).getAllPages();
    if (pages.empty()) return refuse(PaperFault::no_paper);
    if (pages.size() > paper_pages_max) return refuse(PaperFault::too_many_pages);
    const auto walked = walk(pdf.getTrailer(), objects_max, [](const Object&) { return true; });
    if (walked.acts || !walked.within_bounds) return refuse(PaperFault::active);
    // Signed by a key it is held against what we issued; here a signature would only look like one.
    if (is_signed_by_key(pdf.getRoot())) return refuse(PaperFault::changed);
    for (auto& page : pages)
        if (page.getImages().empty()) return refuse(PaperFault::no_scan);
    Scan scan{int(pages.size()), {}, ""};
    int looked_at = 0;
    for (auto page = pages.rbegin(); page != pages.rend() && scan.codes.empty(); ++page)
        for (auto& [name, image] : page->getImages()) {
            if (++looked_at > images_looked_at_max) return scan;
            for (auto& code : codes_in(image))
                if (scan.codes.size() < codes_max) scan.codes.push_back(std::move(code));
        }
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

Result<Scan, PaperFault> of_photos(const std::vector<std::string_view>& files)
{
    if (files.size() > paper_pages_max) return refuse(PaperFault::too_many_pages);
    QPDF pdf;
    pdf.emptyPDF();
    Scan scan{int(files.size()), {}, ""};
    for (const auto& file : files) {
        const auto picture = photo::page_picture(file);
        if (!picture)
            return refuse(
                picture.error() == photo::Problem::too_large ? PaperFault::too_large
                                                             : PaperFault::no_paper
            );
        add_page(pdf, *picture);
    }
    // Of the photos as they came: they are larger.
    for (auto file = files.rbegin(); file != files.rend() && scan.codes.empty(); ++file)
        if (auto codes = photo::read_codes(*file)) scan.codes = std::move(*codes);
    QPDFWriter writer(pdf);
    writer.setOutputMemory();
    writer.setStaticID(false);
    writer.write();
    const std::shared_ptr<Buffer> made(writer.getBufferSharedPointer());
    scan.pdf = bytes_of(made);
    return scan;
}

} // namespace

Result<Scan, PaperFault> read_scan(const std::vector<std::string_view>& files)
{
    if (files.empty()) return refuse(PaperFault::no_paper);
    const auto is_pdf = [](std::string_view file) { return file.starts_with("%PDF-"); };
    try {
        if (files.size() == 1 && is_pdf(files[0])) return of_pdf(files[0]);
        if (std::ranges::any_of(files, is_pdf)) return refuse(PaperFault::mixed);
        return of_photos(files);
    } catch (const std::exception&) { // qpdf's, or more than memory holds
        return refuse(PaperFault::no_paper);
    }
}

} // namespace tnung::returned
