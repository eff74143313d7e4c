// A scanned PDF as scanners, phones and cheats make them, and what is kept of it. The files are
// written here by hand (ISO 32000-1); what is kept is judged by Poppler and qpdf.
#include "foundation/base/durable_file.hpp"
#include "foundation/photo/camera.hpp"
#include "foundation/qr/qr_code.hpp"
#include "foundation/returned/paper_reading.hpp"
#include "foundation/returned/scan.hpp"
#include "foundation/testing/judge.hpp"
#include "foundation/testing/scratch_folder.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>

namespace tnung::returned {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::said_by;

constexpr auto address = "https://ke-khai.example.vn/ban-in/ABCDEFGHIJKLMNOP";
const Instant at = *parse_iso("2026-11-24T09:30:00+07:00");
constexpr auto whole_page = "q 595 0 0 842 0 0 cm /Scan Do Q ";

std::string stream(const std::string& keys, const std::string& bytes)
{
    return fmt::format("<< {} /Length {} >>\nstream\n{}\nendstream", keys, bytes.size(), bytes);
}

/// zlib's format (RFC 1950), without packing anything: what it unpacks to stands in it.
std::string deflated(const std::string& bytes)
{
    std::string made("\x78\x01", 2);
    unsigned a = 1, b = 0;
    for (std::size_t from = 0; from < bytes.size(); from += 65535) {
        const auto part = bytes.substr(from, 65535);
        const unsigned size = unsigned(part.size());
        made += from + 65535 >= bytes.size() ? '\1' : '\0';
        for (const unsigned byte : {size, size >> 8, ~size, ~size >> 8}) made += char(byte & 0xff);
        made += part;
        for (const unsigned char c : part) {
            a = (a + c) % 65521;
            b = (b + a) % 65521;
        }
    }
    for (const unsigned byte : {b >> 8, b, a >> 8, a}) made += char(byte & 0xff);
    return made;
}

const std::string& photo_of_code()
{
    static const auto jpeg = [] {
        const auto code = qr::encode(address, qr::Correction::medium);
        return photo::as_jpeg(
            photo::photographed(
                code.dark, code.size, {.width = 600, .height = 850, .module_pixels = 8}
            ),
            85
        );
    }();
    return jpeg;
}

constexpr auto jpeg_keys =
    "/Type /XObject /Subtype /Image /Width 600 /Height 850 /ColorSpace /DeviceGray "
    "/BitsPerComponent 8 /Filter /DCTDecode";

/// Eight by eight points, black and white, as a filled square with a hole.
const std::string ring("\xff\x81\xbd\xa5\xa5\xbd\x81\xff", 8);
constexpr auto small = "/Subtype /Image /Width 8 /Height 8 ";

/// Bars of 16 points in 64 by 64: ITU-T T.6, the first row by its runs, the others as the one
/// above.
std::string fax()
{
    std::string bits;
    for (int i = 0; i < 2; ++i)
        bits += "001"
                "101010"
                "0000010111";
    for (int i = 1; i < 64; ++i) bits += "1111";
    bits += "000000000001000000000001";
    bits.resize((bits.size() + 7) / 8 * 8, '0');
    std::string bytes;
    for (std::size_t i = 0; i < bits.size(); i += 8)
        bytes += char(std::stoi(bits.substr(i, 8), nullptr, 2));
    return bytes;
}

std::string number(unsigned value)
{
    return {char(value >> 24), char(value >> 16), char(value >> 8), char(value)};
}

/// One segment of ITU-T T.88, 7.2: of a page, or of all (0).
std::string segment(unsigned which, char kind, char page, const std::string& data)
{
    return number(which) + kind + std::string(1, '\0') + page + number(unsigned(data.size())) +
           data;
}

/// The same bars: a page, and a region of it that is stored as a fax.
std::string jbig2()
{
    const auto sides = number(64) + number(64);
    return segment(1, 48, 1, sides + number(0) + number(0) + std::string(3, '\0')) +
           segment(2, 38, 1, sides + number(0) + number(0) + std::string(1, '\0') + '\1' + fax());
}

/// One page with a scan, which the content draws under its name /Scan, and what else it is made of.
struct Sheet {
    std::string content = whole_page;
    std::map<int, std::string> more = {}; ///< objects, from 10 on
    std::string images = "";              ///< their names beside /Scan
    std::string resources = "";
    std::string page = "", catalog = "", pages = "";
    std::string box = "/MediaBox [ 0 0 595 842 ]";
    std::string scan_keys = jpeg_keys;
};

std::map<int, std::string> objects_of(const Sheet& sheet)
{
    std::map<int, std::string> objects = sheet.more;
    objects[1] = fmt::format("<< /Type /Catalog /Pages 2 0 R {} >>", sheet.catalog);
    objects[2] = fmt::format("<< /Type /Pages /Kids [ 3 0 R ] /Count 1 {} >>", sheet.pages);
    objects[3] = fmt::format(
        "<< /Type /Page /Parent 2 0 R {} {} /Contents 4 0 R /Resources << /XObject << /Scan 5 0 R "
        "{} >> {} >> >>",
        sheet.box, sheet.page, sheet.images, sheet.resources
    );
    objects[4] = stream("", sheet.content);
    objects[5] = stream(sheet.scan_keys, photo_of_code());
    objects[6] = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
    return objects;
}

std::string file_of(const std::map<int, std::string>& objects, const std::string& before = "")
{
    std::string file = "%PDF-1.6\n" + before, table;
    for (const auto& [id, text] : objects) {
        table += fmt::format("{} 1\n{:010} 00000 n \n", id, file.size());
        file += fmt::format("{} 0 obj\n{}\nendobj\n", id, text);
    }
    return file + fmt::format(
                      "xref\n0 1\n0000000000 65535 f \n{}trailer << /Size {} /Root 1 0 R "
                      ">>\nstartxref\n{}\n%%EOF\n",
                      table, objects.rbegin()->first + 1, file.size()
                  );
}

std::string pdf(const Sheet& sheet)
{
    return file_of(objects_of(sheet));
}

/// What a file says of itself: without the bytes of its streams.
std::string without_streams(std::string file)
{
    constexpr std::string_view begin = "\nstream\n", end = "endstream";
    for (auto from = file.find(begin); from != std::string::npos; from = file.find(begin, from + 1))
        file.erase(from + begin.size(), file.find(end, from) - from - begin.size());
    return file;
}

constexpr auto with_font = "/Font << /F 6 0 R >>";

class DrawnAnew : public ::testing::Test {
protected:
    std::string saved(const std::string& bytes, const std::string& name)
    {
        const auto path = (scratch / name).string();
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }

    /// Gray points of its first page, as Poppler shows it.
    std::string rendered(const std::string& bytes)
    {
        const auto from = saved(bytes, "rendered.pdf"), to = (scratch / "rendered").string();
        said_by(fmt::format("pdftoppm -r 50 -cropbox -gray -singlefile {} {}", from, to));
        return whole_file(to + ".pgm").value_or("");
    }

    /// What is kept of it, read in the process of its own; pictures only, and they look as they
    /// did.
    std::string kept(const std::string& name, const std::string& bytes)
    {
        const auto read = read_paper(PAPER_READER, {{bytes}, 0, "", at});
        EXPECT_TRUE(read) << name << ": " << paper_fault_name(read.error().why);
        if (!read) return "";
        const auto path = saved(read->pdf, "kept.pdf");
        EXPECT_THAT(said_by("qpdf --check " + path), HasSubstr("No syntax")) << name;
        const auto plain =
            without_streams(said_by("qpdf --qdf --object-streams=disable " + path + " -"));
        for (const auto* key :
             {"/Font", "/Annots", "/AcroForm", "/OC", "/JS", "/Names", "/OpenAction", "/Metadata",
              "/Info", "/Outlines", "/StructTreeRoot", "/URI", "/AA", "/Group", "/Form"})
            EXPECT_THAT(plain, Not(HasSubstr(key))) << name;
        EXPECT_EQ(said_by(fmt::format("pdftotext {} - | tr -d '\\f\\n'", path)), "") << name;
        EXPECT_LT(read->pdf.size(), bytes.size() + 1500) << name << ": as large as it was";
        return read->pdf;
    }

    void looks_the_same(const std::string& name, const std::string& bytes)
    {
        const auto drawn = kept(name, bytes);
        const auto before = rendered(bytes), after = rendered(drawn);
        ASSERT_EQ(before.size(), after.size()) << name << ": another size";
        ASSERT_GT(before.size(), 1000u) << name;
        double apart = 0, most = 0;
        for (std::size_t i = 0; i < before.size(); ++i) {
            const double by = std::abs(
                double(static_cast<unsigned char>(before[i])) -
                double(static_cast<unsigned char>(after[i]))
            );
            apart += by;
            most = std::max(most, by);
        }
        EXPECT_LT(apart / double(before.size()), .1) << name << ", at most " << most;
    }

    const testing::ScratchFolder scratch;
};

std::string refused(const std::string& bytes)
{
    const auto read = read_paper(PAPER_READER, {{bytes}, 0, "", at});
    return read ? "taken" : std::string(paper_fault_name(read.error().why));
}

TEST_F(DrawnAnew, WhatScannersMakeLooksAsItDid)
{
    const auto globals = stream("", segment(0, 62, 0, number(0x20000000) + "x"));
    const std::string bars = "/Subtype /Image /Width 64 /Height 64 /BitsPerComponent 1 ";
    const std::string red = "/ColorSpace << /Red [ /Separation /Do /DeviceRGB << /FunctionType 2 "
                            "/Domain [ 0 1 ] /C0 [ 1 1 1 ] /C1 [ 1 0 0 ] /N 1 >> ] >>";
    const std::map<std::string, Sheet> sheets = {
        {"one image", {}},
        {"turned", {.page = "/Rotate 90"}},
        {"turned backwards", {.page = "/Rotate -90"}},
        {"cut to a box", {.page = "/CropBox [ 100 200 400 700 ]"}},
        {"boxes and resources of the pages' tree",
         {.pages = "/MediaBox [ 0 0 595 842 ] /CropBox [ 0 421 595 842 ] /Rotate 180", .box = ""}},
        {"a box that begins elsewhere",
         {.content = "q 595 0 0 842 -100 -200 cm /Scan Do Q",
          .box = "/MediaBox [ -100 -200 495 642 ]"}},
        {"units of their own", {.page = "/UserUnit 2", .box = "/MediaBox [ 0 0 298 421 ]"}},
        {"turned by its matrix", {.content = "q 0 842 -595 0 595 0 cm /Scan Do Q"}},
        {"askew", {.content = "q .98 .17 -.17 .98 80 -20 cm 500 0 0 700 0 50 cm /Scan Do Q"}},
        {"matrices on matrices, and a state that is not there",
         {.content = "q .24 0 0 .24 0 0 cm q 2000 0 0 3000 100 100 cm /Scan Do Q q 400 0 0 400 "
                     "2000 100 cm /Scan Do Q Q Q"}},
        {"in a page within the page",
         {.content = "q 1 0 0 1 20 30 cm /Within Do Q",
          .more =
              {{10,
                stream(
                    "/Type /XObject /Subtype /Form /Matrix [ 5 0 0 5 0 0 ] /BBox [ 0 0 80 120 ] "
                    "/Resources << /XObject << /S 5 0 R >> >>",
                    "q 100 0 0 150 10 10 cm /S Do Q"
                )}},
          .images = "/Within 10 0 R"}},
        {"cut by a rectangle", {.content = "q 50 60 300 400 re W n 595 0 0 842 0 0 cm /Scan Do Q"}},
        {"cut by what is no rectangle",
         {.content = "q 300 800 m 100 100 500 100 550 700 c h W* n 595 0 0 842 0 0 cm /Scan Do Q"}},
        {"a fax below a fax with symbols",
         {.content = "q 595 0 0 421 0 421 cm /Fax Do Q q 595 0 0 421 0 0 cm /Two Do Q",
          .more =
              {{10, stream(
                        bars + "/ColorSpace /DeviceGray /Filter [ /CCITTFaxDecode ] /DecodeParms [ "
                               "<< /K -1 /Columns 64 /Rows 64 >> ]",
                        fax()
                    )},
               {11, globals},
               {12, stream(
                        bars + "/ColorSpace /DeviceGray /Filter /JBIG2Decode /DecodeParms << "
                               "/JBIG2Globals 11 0 R >>",
                        jbig2()
                    )}},
          .images = "/Fax 10 0 R /Two 12 0 R"}},
        {"stencils in colours",
         {.content =
              std::string(whole_page) +
              ".2 .4 .9 rg q 200 0 0 200 50 50 cm /Ring Do Q 1 0 0 0 k q 200 0 0 200 300 50 "
              "cm /Ring Do Q /Red cs .5 scn q 200 0 0 200 50 500 cm /Ring Do Q q 1 g 100 0 0 "
              "100 400 600 cm /Ring Do Q",
          .more = {{10, stream(std::string(small) + "/ImageMask true /Decode [ 1 0 ]", ring)}},
          .images = "/Ring 10 0 R",
          .resources = red}},
        {"a palette",
         {.content = "q 595 0 0 842 0 0 cm /Few Do Q",
          .more =
              {{10, stream(
                        std::string(small) + "/BitsPerComponent 1 /Filter /FlateDecode /ColorSpace "
                                             "[ /Indexed /DeviceRGB 1 11 0 R ]",
                        deflated(ring)
                    )},
               {11, stream("/Filter /ASCIIHexDecode", "F0E0D0 104080>")}},
          .images = "/Few 10 0 R"}},
        {"a palette in the image, of colours that are measured",
         {.content = "q 595 0 0 842 0 0 cm /Few Do Q",
          .more =
              {{10, stream(
                        std::string(small) +
                            "/BitsPerComponent 1 /Filter [ /ASCIIHexDecode /RunLengthDecode ] "
                            "/ColorSpace [ /Indexed [ /CalRGB << /WhitePoint [ .95 1 1.09 ] /Gamma "
                            "[ 2.2 2.2 2.2 ] >> ] 1 <F0E0D0104080> ]",
                        "07 FF81BDA5A5BD81FF 80>"
                    )}},
          .images = "/Few 10 0 R"}},
        {"an image in the content",
         {.content = "q 595 0 0 842 0 0 cm BI /W 8 /H 8 /BPC 1 /CS /G /F /AHx ID "
                     "FF81BDA5A5BD81FF> EI Q q .9 0 .1 rg 90 0 0 90 20 20 cm BI /W 8 /H 8 /IM true "
                     "ID " +
                     ring + " EI Q"}},
        {"a foreground through a mask on a background",
         {.content = std::string(whole_page) + "q 300 0 0 300 100 100 cm /Front Do Q q 200 0 0 200 "
                                               "300 500 cm /Soft Do Q",
          .more =
              {{10,
                stream(
                    std::string(small) + "/BitsPerComponent 1 /ColorSpace /DeviceGray /Mask 11 0 R",
                    std::string(8, '\0')
                )},
               {11, stream(std::string(small) + "/ImageMask true", ring)},
               {12, stream(
                        std::string(small) +
                            "/BitsPerComponent 1 /ColorSpace /DeviceGray /SMask 13 0 R",
                        std::string(8, '\0')
                    )},
               {13,
                stream(std::string(small) + "/BitsPerComponent 1 /ColorSpace /DeviceGray", ring)}},
          .images = "/Front 10 0 R /Soft 12 0 R"}},
        {"half seen, and multiplied",
         {.content = std::string(whole_page) + "q /Half gs 300 0 0 300 100 100 cm /Scan Do Q q "
                                               "/Times gs 300 0 0 300 200 400 cm /Scan Do Q",
          .resources = "/ExtGState << /Half << /ca .4 >> /Times << /BM /Multiply >> >>"}},
        {"a gray that the page means otherwise",
         {.resources =
              "/ColorSpace << /DefaultGray [ /CalGray << /WhitePoint [ .95 1 1.09 ] /Gamma "
              "3 >> ] >>"}},
        {"in a layer that is shown",
         {.content = "/OC /Layer BDC q 595 0 0 842 0 0 cm /Scan Do Q EMC",
          .more = {{10, "<< /Type /OCG /Name (x) >>"}},
          .resources = "/Properties << /Layer 10 0 R >>",
          .catalog = "/OCProperties << /OCGs [ 10 0 R ] /D << /Order [ 10 0 R ] >> >>"}},
    };
    for (const auto& [name, sheet] : sheets) looks_the_same(name, pdf(sheet));
}

/// A dictionary for the fonts of OCR: characters of Type 3 that paint nothing.
constexpr auto unseen_font = "<< /Type /Font /Subtype /Type3 /FontMatrix [ .001 0 0 .001 0 0 ] "
                             "/FontBBox [ 0 0 1000 1000 ] /FirstChar 65 /LastChar 65 /Widths [ 500 "
                             "] /Encoding << /Differences [ 65 /a ] >> /CharProcs << /a 11 0 R >> "
                             "/Resources << >> >>";
constexpr auto seen_glyph = "500 0 0 0 500 700 d1 0 0 500 700 re f";

TEST_F(DrawnAnew, OnlyWhatNobodySeesIsLost)
{
    const std::string words = "BT /F 12 Tf 3 Tr 100 500 Td (Ban ke khai) Tj ET ";
    const std::string below = "BT /F 12 Tf 100 500 Td (Ban ke khai tai san) Tj 0 -300 Td (Ngay ky) "
                              "Tj ET ";
    // As phones write it: the scan above, their own line below it, with an address.
    const Sheet of_an_app{
        .content = "q 540 0 0 740 27 90 cm /Scan Do Q .5 w 27 60 m 568 60 l S BT /F 9 Tf 400 30 Td "
                   "(Scanned with CamScanner) Tj ET",
        .resources = with_font,
        .page = "/Annots [ << /Type /Annot /Subtype /Link /Rect [ 400 28 540 40 ] /A << /S /URI "
                "/URI (https://cc.co/16YRyq) >> >> ]"};
    auto turned = of_an_app;
    turned.page += " /Rotate 90 /MediaBox [ 0 0 842 595 ]";
    turned.box = "";
    turned.page.replace(turned.page.find("400 28 540 40"), 13, "790 99 802 240");
    turned.content = "q 0 540 -740 0 760 27 cm /Scan Do Q BT /F 9 Tf 0 1 -1 0 800 100 Tm (Scanned "
                     "with CamScanner) Tj ET";
    const std::map<std::string, Sheet> sheets = {
        {"text that OCR found", {.content = whole_page + words, .resources = with_font}},
        {"text that OCR found, in a page within the page",
         {.content = std::string(whole_page) + "/Text Do",
          .more =
              {{10, stream(
                        fmt::format(
                            "/Subtype /Form /BBox [ 0 0 595 842 ] /Resources << {} >>", with_font
                        ),
                        words
                    )}},
          .images = "/Text 10 0 R"}},
        {"text that OCR found, in a font without marks",
         {.content = std::string(whole_page) + "BT /U 12 Tf 100 500 Td (AAAA) Tj ET",
          .more = {{10, unseen_font}, {11, stream("", "500 0 d0")}},
          .resources = "/Font << /U 10 0 R >>"}},
        {"a blank behind the picture",
         {.content = std::string(whole_page) + "BT /F 12 Tf 100 400 Td ( ) Tj ET",
          .resources = with_font}},
        {"text below the image", {.content = below + whole_page, .resources = with_font}},
        {"text below images side by side",
         {.content = below + "q 595 0 0 337 0 0 cm /Scan Do Q q 595 0 0 169 0 337 cm /Scan Do Q q "
                             "595 0 0 336 0 506 cm /Scan Do Q",
          .resources = with_font}},
        {"a white page below",
         {.content = std::string("1 g 0 0 595 842 re f 1 1 1 rg 0 0 595 842 re f q 500 0 0 700 40 "
                                 "60 cm /Scan Do Q")}},
        {"an app's own line", of_an_app},
        {"an app's own line on a page that lies", turned},
        {"a field that nobody filled in",
         {.page =
              "/Annots [ << /Type /Annot /Subtype /Widget /FT /Tx /T (x) /Rect [ 9 9 99 99 ] >> "
              "<< /Type /Annot /Subtype /Popup /Rect [ 9 9 99 99 ] >> << /Type /Annot /Subtype "
              "/Text /F 2 /Contents (x) /Rect [ 9 9 99 99 ] >> ]"}},
        {"words about the file",
         {.more =
              {{10, stream("/Type /Metadata /Subtype /XML", "<x:xmpmeta/>")},
               {11, "<< /Type /StructTreeRoot /K [ << /S /Document >> ] >>"}},
          .catalog = "/Metadata 10 0 R /StructTreeRoot 11 0 R /MarkInfo << /Marked true >> "
                     "/PageLabels << /Nums [ 0 << /S /D >> ] >>"}},
    };
    for (const auto& [name, sheet] : sheets) kept(name, pdf(sheet));
    looks_the_same("under the image", pdf(sheets.at("text below the image")));
}

/// Something is seen on the page, or would be if a reader were asked, that no scan has.
TEST_F(DrawnAnew, WhatElseIsSeenIsRefusedByItsName)
{
    const std::string ten_off = "/OCProperties << /OCGs [ 10 0 R ] /D << /OFF [ 10 0 R ] >> >>";
    const std::string group = "<< /Type /OCG /Name (x) >>";
    const auto over = [](const std::string& what) {
        return Sheet{.content = whole_page + what, .resources = with_font};
    };
    const auto note = [](const std::string& what) {
        return Sheet{
            .page = fmt::format("/Annots [ << /Type /Annot /Rect [ 90 90 300 300 ] {} >> ]", what)};
    };
    const auto image = [](const std::string& keys, const std::string& bytes,
                          std::map<int, std::string> more = {}) {
        more[10] = stream(keys, bytes);
        return Sheet{
            .content = std::string(whole_page) + "q 50 0 0 50 0 0 cm /Other Do Q",
            .more = more,
            .images = "/Other 10 0 R"};
    };
    std::string strips; ///< a fiftieth of a point wide, a point apart
    for (int x = 0; x < 595; ++x) strips += fmt::format("q .02 0 0 842 {} 0 cm /Scan Do Q ", x);
    const auto in_layer = [&](const std::string& groups, const std::string& catalog) {
        return Sheet{
            .content = std::string(whole_page) + "/OC /L BDC q 50 0 0 50 0 0 cm /Scan Do Q EMC",
            .more = {{10, group}, {11, group}, {12, groups}},
            .resources = "/Properties << /L 12 0 R >>",
            .catalog = catalog};
    };
    const auto far = std::string(400, '9');
    /// Text whose place is where the picture will be, in the upper half of the page.
    const auto text_under_half = [](const std::string& font) {
        return Sheet{
            .content = "BT /U 12 Tf 100 600 Td (AA) Tj ET q 595 0 0 421 0 421 cm /Scan Do Q",
            .more =
                {{10, font},
                 {11, stream("", "500 0 0 -50000 700 700 d1 0 -50000 700 900 re f")},
                 {12, "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /X /DW 500 >>"},
                 {13, "<< /Type /FontDescriptor /FontName /X /FontFile 14 0 R >>"},
                 {14, stream("", "")}},
            .resources = "/Font << /U 10 0 R >>"};
    };
    /// A picture on the scan, in a group of that kind and in that state.
    const auto group_with = [](const std::string& kind, const std::string& state) {
        return Sheet{
            .content = std::string(whole_page) + "/Within Do",
            .more =
                {{10, stream(
                          fmt::format(
                              "/Subtype /Form /BBox [ 0 0 595 842 ] /Group << /S /Transparency {} "
                              ">> /Resources << /XObject << /S 5 0 R >> /ExtGState << /T << {} >> "
                              ">> >>",
                              kind, state
                          ),
                          "/T gs q 300 0 0 300 100 100 cm /S Do Q"
                      )}},
            .images = "/Within 10 0 R"};
    };
    const std::string far_letter = unseen_font;
    const std::string vertical = "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding "
                                 "/Identity-V /DescendantFonts [ 12 0 R ] >>";
    const std::string own_font = "<< /Type /Font /Subtype /Type1 /BaseFont /X /FirstChar 65 "
                                 "/Widths [ 500 ] /FontDescriptor 13 0 R >>";
    /// A white ground below a picture that leaves some of it to be seen.
    const auto ground = [](const std::string& ink, const std::string& name = "/Measured") {
        return Sheet{
            .content = ink + " 0 0 595 842 re f q 400 0 0 600 100 100 cm /Scan Do Q",
            .more = {{10, stream("/N 3", "no profile")}},
            .resources = fmt::format(
                "/ColorSpace << /Profiled [ /ICCBased 10 0 R ] {} [ /CalRGB << /WhitePoint [ .95 1 "
                "1.09 ] /Matrix [ 0 0 0 0 0 0 0 0 0 ] >> ] >>",
                name
            )};
    };
    const std::map<std::string, std::pair<Sheet, std::string>> cheats = {
        {"text over the scan", {over("BT /F 12 Tf 100 500 Td (9 dong) Tj ET"), "drawn_over"}},
        {"a white box and text over it",
         {over("1 g 90 490 200 40 re f 0 g BT /F 12 Tf 100 500 Td (9 dong) Tj ET"), "drawn_over"}},
        {"a white box alone", {over("1 g 90 490 200 40 re f"), "drawn_over"}},
        {"text in the margin that lies over the image",
         {over("BT /F 12 Tf 100 30 Td (9 dong) Tj ET"), "drawn_over"}},
        {"text beside the image, in the middle",
         {{.content = "q 300 0 0 842 295 0 cm /Scan Do Q BT /F 12 Tf 20 400 Td (9) Tj ET",
           .resources = with_font},
          "drawn_over"}},
        {"text below an image that shows what is below",
         {{.content = "BT /F 12 Tf 100 500 Td (9) Tj ET q 595 0 0 842 0 0 cm /Ring Do Q " +
                      std::string(whole_page).substr(0, 2) + "90 0 0 90 0 0 cm /Scan Do Q",
           .more = {{10, stream(std::string(small) + "/ImageMask true", ring)}},
           .images = "/Ring 10 0 R",
           .resources = with_font},
          "drawn_over"}},
        {"text between images side by side",
         {{.content = "BT /F 12 Tf 100 415 Td (9 dong) Tj ET q 595 0 0 410 0 0 cm /Scan Do Q q 595 "
                      "0 0 410 0 432 cm /Scan Do Q",
           .resources = with_font},
          "drawn_over"}},
        {"text below an image that a shape cuts",
         {{.content =
               "BT /F 12 Tf 100 500 Td (9) Tj ET q 0 0 m 595 0 l 595 842 l h W n 595 0 0 842 "
               "0 0 cm /Scan Do Q",
           .resources = with_font},
          "drawn_over"}},
        {"text as outlines",
         {over("BT /F 12 Tf 2 Tr 100 500 Td [ (9) -200 (d) ] TJ ET"), "drawn_over"}},
        {"a character that is a picture of its own",
         {{.content = std::string(whole_page) + "BT /U 12 Tf 3 Tr 100 500 Td (A) Tj ET",
           .more = {{10, unseen_font}, {11, stream("", seen_glyph)}},
           .resources = "/Font << /U 10 0 R >>"},
          "drawn_over"}},
        {"a line through it", {over("100 500 m 300 510 l S"), "drawn_over"}},
        {"a drawing in the margin",
         {{.content = "q 595 0 0 700 0 142 cm /Scan Do Q 50 50 m 90 20 120 90 200 40 c S"},
          "drawn_over"}},
        {"a shading",
         {{.content = std::string(whole_page) + "q 90 90 90 90 re W n /Sh sh Q",
           .resources = "/Shading << /Sh << /ShadingType 2 /ColorSpace /DeviceGray /Coords [ 0 0 9 "
                        "9 ] /Function << /FunctionType 2 /Domain [ 0 1 ] /N 1 >> >> >>"},
          "drawn_over"}},
        {"text in a page within the page",
         {{.content = std::string(whole_page) + "/Text Do",
           .more =
               {{10, stream(
                         fmt::format(
                             "/Subtype /Form /BBox [ 0 0 595 842 ] /Resources << {} >>", with_font
                         ),
                         "BT /F 12 Tf 100 500 Td (9) Tj ET"
                     )}},
           .images = "/Text 10 0 R"},
          "drawn_over"}},
        {"a note over the scan", {note("/Subtype /FreeText /Contents (9 dong)"), "drawn_over"}},
        {"a stamp", {note("/Subtype /Stamp /Name /Approved"), "drawn_over"}},
        {"ink", {note("/Subtype /Ink /InkList [ [ 0 0 9 9 ] ]"), "drawn_over"}},
        {"a kind of note that nobody knows", {note("/Subtype /Neu"), "drawn_over"}},
        {"a field with a value",
         {note("/Subtype /Widget /FT /Tx /T (x) /V (9 dong)"), "drawn_over"}},
        {"a film from another machine",
         {note("/Subtype /Movie /Movie << /F (\\\\\\\\evil\\\\x.avi) >>"), "active"}},
        {"a model with a script",
         {note("/Subtype /3D /3DD << /Type /3D /Subtype /U3D >>"), "active"}},
        {"a sound", {note("/Subtype /Sound"), "active"}},
        {"a screen", {note("/Subtype /Screen"), "active"}},
        {"a file", {note("/Subtype /FileAttachment"), "active"}},
        {"a link that runs something",
         {note("/Subtype /Link /A << /S /Launch /F (x) >>"), "active"}},
        {"an image that stands elsewhere",
         {image(
              std::string(small) +
                  "/BitsPerComponent 8 /ColorSpace /DeviceGray /F (\\\\\\\\evil\\\\x)",
              "x"
          ),
          "active"}},
        {"a program in PostScript", {image("/Subtype /PS", "showpage"), "active"}},
        {"one that says it is a page",
         {image("/Subtype /Form /Subtype2 /PS /BBox [ 0 0 1 1 ]", ""), "active"}},
        {"a hidden layer",
         {in_layer(group, "/OCProperties << /OCGs [ 12 0 R ] /D << /OFF [ 12 0 R ] >> >>"),
          "hidden_layer"}},
        {"layers that are hidden but for those named",
         {in_layer(group, "/OCProperties << /OCGs [ 12 0 R ] /D << /BaseState /OFF >> >>"),
          "hidden_layer"}},
        {"layers together",
         {in_layer("<< /Type /OCMD /OCGs [ 10 0 R 11 0 R ] /P /AllOn >>", ten_off),
          "hidden_layer"}},
        {"a layer that is shown while another is not",
         {in_layer("<< /Type /OCMD /OCGs 10 0 R /P /AnyOff >>", ten_off), "taken"}},
        {"a layer that is not printed",
         {in_layer(
              "<< /Type /OCG /Usage << /Print << /PrintState /OFF >> >> >>",
              "/OCProperties << /OCGs [ 12 0 R ] /D << /AS [ << /Event /Print /OCGs [ 12 0 R ] "
              "/Category [ /Print ] >> ] >> >>"
          ),
          "hidden_layer"}},
        {"an image of a hidden layer",
         {{.content = std::string(whole_page) + "q 50 0 0 50 0 0 cm /Other Do Q",
           .more =
               {{10, group},
                {11,
                 stream(
                     std::string(small) + "/BitsPerComponent 1 /ColorSpace /DeviceGray /OC 10 0 R",
                     ring
                 )}},
           .images = "/Other 11 0 R",
           .catalog = ten_off},
          "hidden_layer"}},
        {"a stencil filled with a pattern",
         {{.content = std::string(whole_page) + "/Pattern cs /P scn q 50 0 0 50 0 0 cm /Ring Do Q",
           .more = {{10, stream(std::string(small) + "/ImageMask true", ring)}},
           .images = "/Ring 10 0 R"},
          "unknown_image"}},
        {"an image through letters",
         {{.content = "BT /F 400 Tf 7 Tr 100 300 Td (A) Tj ET 595 0 0 842 0 0 cm /Scan Do",
           .resources = with_font},
          "unknown_image"}},
        {"an image through a page",
         {{.content = "/Soft gs 595 0 0 842 0 0 cm /Scan Do",
           .resources = "/ExtGState << /Soft << /SMask << /S /Luminosity >> >> >>"},
          "unknown_image"}},
        {"colours that a program makes",
         {image(
              std::string(small) +
                  "/BitsPerComponent 1 /ColorSpace [ /Separation /X /DeviceGray 5 0 R ]",
              ring
          ),
          "no_paper"}},
        {"an unknown filter",
         {image(
              std::string(small) + "/BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /Crypt",
              ring
          ),
          "unknown_image"}},
        {"an image that is cut off",
         {image(
              std::string(small) +
                  "/BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /FlateDecode",
              deflated(ring).substr(0, 9)
          ),
          "no_paper"}},
        {"two pictures and one operator",
         {{.content = "q 595 0 0 842 0 0 cm /Scan /Scan Do Q"}, "no_paper"}},
        {"a matrix of twelve numbers",
         {{.content = "q 1 0 0 1 5000 5000 595 0 0 842 0 0 cm /Scan Do Q"}, "no_paper"}},
        {"text that is invisible for some",
         {over("3.0 Tr BT /F 12 Tf 100 500 Td (9) Tj ET"), "no_paper"}},
        {"an operator that is none", {over("0Tr"), "no_paper"}},
        {"a blank that is drawn",
         {{.content = std::string(whole_page) + "BT /U 12 Tf 100 500 Td ( ) Tj ET",
           .more =
               {{10, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << "
                     "/Differences [ 32 /N ] >> >>"}},
           .resources = "/Font << /U 10 0 R >>"},
          "drawn_over"}},
        {"outlines that are seen of text that is not",
         {{.content = std::string(whole_page) + "/Half gs 1 Tr BT /F 12 Tf 100 500 Td (9) Tj ET",
           .resources = std::string(with_font) + " /ExtGState << /Half << /ca 0 /CA 1 >> >>"},
          "drawn_over"}},
        {"letters that say they have no width",
         {{.content = "BT /U 12 Tf 100 600 Td (9) Tj ET q .4 0 0 842 99.8 0 cm /Scan Do Q",
           .more =
               {{10,
                 "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 57 /Widths [ 0 "
                 "] >>"}},
           .resources = "/Font << /U 10 0 R >>"},
          "drawn_over"}},
        {"slivers that together leave all to be seen",
         {{.content = "BT /F 60 Tf 100 400 Td (9) Tj ET " + strips, .resources = with_font},
          "drawn_over"}},
        {"a clip by nothing", {{.content = std::string("W n ") + whole_page}, "no_paper"}},
        {"a page within the page that has no box",
         {{.content = "/Within Do",
           .more =
               {{10, stream(
                         "/Subtype /Form /Resources << /XObject << /S 5 0 R >> >>",
                         "q 595 0 0 842 0 0 cm /S Do Q"
                     )}},
           .images = "/Within 10 0 R"},
          "no_paper"}},
        {"a state too many is taken up",
         {{.content = std::string("q Q Q ") + whole_page}, "no_paper"}},
        {"a layer that nobody finds",
         {{.content = std::string("/OC /None BDC ") + whole_page + "EMC"}, "no_paper"}},
        {"a list of choices",
         {note("/Subtype /Widget /FT /Ch /Opt [ (9 dong) (8 dong) ]"), "drawn_over"}},
        {"an abbreviated key",
         {{.scan_keys = std::string(jpeg_keys) + " /D [ 1 0 ]"}, "unknown_image"}},
        {"parameters that some readers pass over",
         {image(
              std::string(small) + "/BitsPerComponent 1 /ColorSpace /DeviceGray /Filter [ "
                                   "/FlateDecode ] /DecodeParms << /Predictor 1 >>",
              deflated(ring)
          ),
          "unknown_image"}},
        {"a profile that is none",
         {image(
              std::string(small) + "/BitsPerComponent 1 /ColorSpace [ /ICCBased 11 0 R ]", ring,
              {{11, stream("/N 1 /Alternate /DeviceGray", "no profile")}}
          ),
          "unknown_image"}},
        {"an image in the content that may end twice",
         {over("BI /W 1 /H 1 /BPC 8 /CS /G ID x\nEI a1 BT /F 12 Tf 100 500 Td (9) Tj ET Q q\nEI"),
          "unknown_image"}},
        {"an image in the content that says a thing twice",
         {over("BI /W 8 /H 8 /BPC 1 /CS /G /D [ 0 1 ] /Decode [ 1 0 ] ID " + ring + " EI"),
          "no_paper"}},
        {"an image in the content with less than it says",
         {over("BI /W 8 /H 12 /BPC 1 /CS /G ID " + ring + " EI"), "no_paper"}},
        {"a whole page of text in the tenth of a tower",
         {{.content = "q 595 0 0 7000 0 0 cm /Scan Do Q BT /F 12 Tf 100 7500 Td (9) Tj ET",
           .resources = with_font,
           .box = "/MediaBox [ 0 0 595 8000 ]"},
          "drawn_over"}},
        {"hairlines before a picture elsewhere",
         {{.content = ".2 w 100 500 m 300 500 l S q 595 0 0 200 0 0 cm /Scan Do Q"}, "drawn_over"}},
        {"a hairline that a picture covers in part",
         {{.content = ".2 w 100 100 m 100 500 l S q 595 0 0 200 0 0 cm /Scan Do Q"}, "drawn_over"}},
        {"a path with numbers that no page has",
         {{.content = fmt::format("{0} 0 m 100 {0} l 100 500 l S {1}", far, whole_page)},
          "no_paper"}},
        {"a rectangle with numbers that no page has",
         {{.content = fmt::format("{0} -{0} {0} {0} re f {1}", far, whole_page)}, "no_paper"}},
        {"a letter far from where it stands", {text_under_half(far_letter), "drawn_over"}},
        {"letters from above to below", {text_under_half(vertical), "drawn_over"}},
        {"letters of a font of its own", {text_under_half(own_font), "drawn_over"}},
        {"white that a profile makes", {ground("/Profiled cs 1 1 1 sc"), "drawn_over"}},
        {"white that is measured", {ground("/Measured cs 1 1 1 sc"), "drawn_over"}},
        {"white that the page means otherwise", {ground("1 1 1 rg", "/DefaultRGB"), "drawn_over"}},
        {"gray that the page means otherwise", {ground("1 g", "/DefaultGray"), "drawn_over"}},
        {"text under a picture that ends too early",
         {{.content = "BT /F 12 Tf 100 500 Td (9) Tj ET q 595 0 0 842 0 0 cm /Half Do Q",
           .more =
               {{10, stream(
                         jpeg_keys, photo_of_code().substr(0, photo_of_code().size() / 2) +
                                        std::string("\xff\xd9")
                     )}},
           .images = "/Half 10 0 R",
           .resources = with_font},
          "drawn_over"}},
        {"text under a fax that is none",
         {{.content = "BT /F 12 Tf 100 500 Td (9) Tj ET q 595 0 0 842 0 0 cm /Fax Do Q",
           .more =
               {{10, stream(
                         std::string(small) + "/BitsPerComponent 1 /ColorSpace /DeviceGray /Filter "
                                              "/CCITTFaxDecode",
                         "no fax"
                     )}},
           .images = "/Fax 10 0 R",
           .resources = with_font},
          "drawn_over"}},
        {"a group that is mixed by itself",
         {group_with("/I true", "/BM /Multiply"), "unknown_image"}},
        {"a group whose parts hide each other", {group_with("/K true", "/ca .5"), "unknown_image"}},
        {"a link with a frame, as it has if nothing is said",
         {note("/Subtype /Link"), "drawn_over"}},
        {"a link with a thick frame",
         {note("/Subtype /Link /BS << /W 200 >> /Border [ 0 0 0 ]"), "drawn_over"}},
        {"a link with a picture",
         {note("/Subtype /Link /Border [ 0 0 0 ] /AP << /N 5 0 R >>"), "drawn_over"}},
        {"a note's window that is open", {note("/Subtype /Popup /Open true"), "drawn_over"}},
        {"colours turned over as they are drawn",
         {{.content = "/Not gs 595 0 0 842 0 0 cm /Scan Do",
           .resources = "/ExtGState << /Not << /TR << /FunctionType 2 /Domain [ 0 1 ] /C0 [ 1 ] "
                        "/C1 [ 0 ] /N 1 >> >> >>"},
          "unknown_image"}},
        {"what calls itself a JPEG and is none",
         {image(
              std::string(small) + "/BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /DCTDecode",
              "<script>9 dong</script>"
          ),
          "no_paper"}},
        {"what calls itself a JPEG and is none, packed once more",
         {image(
              std::string(small) + "/BitsPerComponent 8 /ColorSpace /DeviceGray /Filter [ "
                                   "/FlateDecode /DCTDecode ]",
              deflated("<script>9 dong</script>")
          ),
          "no_paper"}},
        {"a JPEG that is cut off",
         {image(jpeg_keys, photo_of_code().substr(0, photo_of_code().size() / 2)), "no_paper"}},
        {"an image that is not there", {over("/Nowhere Do"), "no_paper"}},
        {"a matrix with too few numbers", {over("1 0 0 1 cm"), "no_paper"}},
        {"no image", {{.content = "0 0 m"}, "no_scan"}},
        {"an image beside the page", {{.content = "9 0 0 9 700 900 cm /Scan Do"}, "no_scan"}},
        {"an image that nobody sees",
         {{.content = "/None gs 595 0 0 842 0 0 cm /Scan Do",
           .resources = "/ExtGState << /None << /ca 0 >> >>"},
          "no_scan"}},
        {"a page that draws itself",
         {{.content = "/Other Do",
           .more = {{10, stream("/Subtype /Form /BBox [ 0 0 9 9 ]", "/Other Do")}},
           .images = "/Other 10 0 R"},
          "no_paper"}},
    };
    for (const auto& [name, cheat] : cheats)
        EXPECT_EQ(refused(pdf(cheat.first)), cheat.second) << name;
    const auto read = read_scan({pdf(over("100 500 m 300 510 l S"))});
    EXPECT_EQ(read.error().page, 1);
}

/// One reader believes the table of a file, another looks for objects itself: what the second would
/// find is in no file that is kept.
TEST_F(DrawnAnew, AShadowedRootIsGone)
{
    const auto shadow = std::string("1 0 obj\n<< /Type /Catalog /Pages 2 0 R /OpenAction << /S "
                                    "/JavaScript /JS (app.alert(1)) >> "
                                    ">>\nendobj\ntrailer << /Root 1 0 R >>\n");
    // The table leads to the first; who repairs takes the last.
    const auto file = pdf({});
    const auto table = file.rfind("xref\n0 1\n"), start = file.rfind("startxref");
    const auto shadowed =
        file.substr(0, start) + shadow + fmt::format("startxref\n{}\n%%EOF\n", table);
    EXPECT_THAT(kept("after the table", shadowed), Not(HasSubstr("JavaScript")));
    // No table at all: qpdf takes the last too, and says why it is refused.
    EXPECT_EQ(refused(file.substr(0, table) + shadow), "active");
    EXPECT_EQ(refused(file.substr(0, table) + shadow + "startxref\n99999999\n%%EOF\n"), "active");
}

TEST_F(DrawnAnew, AFileThatHasToBeMendedKeepsAllItsPages)
{
    const auto file = pdf({});
    const auto table = file.rfind("xref\n0 1\n");
    const auto body = file.substr(0, table);
    const std::string end = "trailer << /Root 1 0 R >>\nstartxref\n7\n%%EOF\n";
    looks_the_same("a table that is not there", body + end);
    EXPECT_EQ(
        refused(
            body + "20 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 9 9 ] >>\nendobj\n" + end
        ),
        "no_paper"
    ) << "a page of no tree";
    for (const auto* length : {"9", "1"}) { // longer than the file, or shorter than the picture
        auto mistaken = objects_of({});
        auto& scan = mistaken[5];
        const auto from = scan.find("/Length ") + 8;
        scan.replace(from, scan.find(' ', from) - from, *length == '9' ? "9999999" : "1000");
        looks_the_same(
            fmt::format("an image whose length begins with {}", length), file_of(mistaken)
        );
    }
    auto cut = objects_of({});
    cut[5] = stream(jpeg_keys, photo_of_code().substr(0, 5000));
    EXPECT_EQ(refused(file_of(cut)), "no_paper") << "an image without its end";
    auto guessed = objects_of({});
    guessed[4] =
        "<< /Length 5 >>\nstream\n" + std::string(whole_page) + "% endobj\n/Other Do\nendstream";
    EXPECT_EQ(refused(file_of(guessed)), "no_paper") << "a page's content that others read further";
    EXPECT_EQ(
        refused(body + "4 0 obj\n<< /Length 0 >>\nstream\n\nendstream\nendobj\n" + end), "no_paper"
    ) << "one number twice, and no table that says which";
    auto fewer = objects_of({});
    fewer[7] = fewer[3];
    fewer[2] = "<< /Type /Pages /Kids [ 3 0 R 7 0 R ] /Count 1 >>";
    EXPECT_EQ(refused(file_of(fewer)), "no_paper") << "more pages than the file counts";
    auto about = objects_of(
        {.catalog = "/Metadata 20 0 R /AA << >> /Names << /EmbeddedFiles << /Names [ ] >> >>"}
    );
    about[20] = "<< /Type /Metadata /Subtype /XML /Length 3 >>\nstream\n<x:xmpmeta/>\nendstream";
    looks_the_same("words about the file with a wrong length, and empty lists", file_of(about));
    auto old = objects_of({});
    auto& text = old[5];
    text.replace(text.find("stream\n"), 7, "stream\r");
    looks_the_same("a line's end as on old machines", file_of(old));
    auto endless = objects_of({});
    endless[5] = stream(jpeg_keys, photo_of_code().substr(0, photo_of_code().size() - 2));
    kept("a JPEG without its last marker", file_of(endless));
}

TEST_F(DrawnAnew, WhatStandsBeforeTheFileIsPassedOver)
{
    looks_the_same("as a mail program leaves it", "\r\n" + pdf({}));
    looks_the_same("as a printer writes it", "\x1b%-12345X@PJL\r\n" + pdf({}));
    looks_the_same("a mark of UTF-8", "\xef\xbb\xbf" + pdf({}));
}

TEST_F(DrawnAnew, AJpegLosesWhatIsBesideThePicture)
{
    auto objects = objects_of({});
    auto jpeg = photo_of_code();
    const std::string place = "13.98 N 108.00 E";
    for (const char marker : {'\xe1', '\xed', '\xfe'})
        jpeg.insert(2, std::string{'\xff', marker, '\0', char(place.size() + 2)} + place);
    const auto pretends = [&](char marker, const std::string& name) {
        const auto content = name + place;
        return std::string{'\xff', marker, '\0', char(content.size() + 2)} + content;
    };
    jpeg.insert(2, pretends('\xe0', std::string("JFXX\0", 5)) + pretends('\xee', "Adobe"));
    jpeg += "film of " + place;
    objects[5] = stream(jpeg_keys, jpeg);
    const auto drawn = kept("photos in a PDF", file_of(objects));
    EXPECT_THAT(drawn, Not(HasSubstr(place)));
    EXPECT_THAT(drawn, HasSubstr(photo_of_code())) << "and the picture is the same, byte for byte";
    EXPECT_EQ(read_scan({file_of(objects)})->codes, std::vector<std::string>{address});

    const auto packed_keys = std::string(jpeg_keys).replace(
        std::string(jpeg_keys).find("/DCTDecode"), 10, "[ /FlateDecode /DCTDecode ]"
    );
    objects[5] = stream(packed_keys, deflated(jpeg));
    const auto packed = kept("a JPEG that was packed once more", file_of(objects));
    EXPECT_THAT(packed, Not(HasSubstr(place)));
    EXPECT_THAT(packed, HasSubstr(photo_of_code()));
    objects[5] = stream(jpeg_keys, "\r\n" + jpeg + "\n");
    const auto later = kept("a JPEG that begins a line later", file_of(objects));
    EXPECT_THAT(later, Not(HasSubstr(place)));
    EXPECT_THAT(later, HasSubstr("stream\n" + photo_of_code()));
}

TEST_F(DrawnAnew, TheSameFileIsDrawnTheSame)
{
    const auto file = pdf({});
    const auto once = read_scan({file})->pdf;
    EXPECT_EQ(read_scan({file})->pdf, once);
    EXPECT_EQ(read_scan({once})->pdf, once);
}

/// Whoever looks for codes tries corners of codes by three: of a page that is full of them there is
/// no end. The paper is taken all the same, as one whose code was not found.
TEST_F(DrawnAnew, CornersOfCodesWithoutEndAreLeftAlone)
{
    constexpr int side = 1800, corner = 9;
    constexpr std::string_view rows[corner] = {"000000011", "011111011", "010001011",
                                               "010001011", "010001011", "011111011",
                                               "000000011", "111111111", "111111111"};
    std::string points;
    for (int y = 0; y < side; ++y)
        for (int x = 0; x < side; x += 8) {
            int byte = 0;
            for (int bit = 0; bit < 8; ++bit)
                byte =
                    byte << 1 | (rows[y / 2 % corner][std::size_t((x + bit) / 2 % corner)] - '0');
            points += char(byte);
        }
    const auto file = pdf(
        {.content = "q 595 0 0 595 0 0 cm /Corners Do Q",
         .more =
             {{10, stream(
                       "/Subtype /Image /Width 1800 /Height 1800 /BitsPerComponent 1 /ColorSpace "
                       "/DeviceGray",
                       points
                   )}},
         .images = "/Corners 10 0 R"}
    );
    const auto read = read_paper(PAPER_READER, {{file}, 0, "", at});
#if defined(__SANITIZE_THREAD__)
    // ThreadSanitizer keeps a signal back until the program calls the system, which a search for
    // corners does not: the reader is not told that time is over, and ends at its last bound.
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().why, PaperFault::no_paper) << "as of whatever ends the reader";
#else
    ASSERT_TRUE(read) << paper_fault_name(read.error().why);
    EXPECT_TRUE(read->codes.empty());
    EXPECT_EQ(read->pages, 1);
#endif
}

TEST_F(DrawnAnew, WhatAPageDrawsIsBounded)
{
    std::string words;
    for (int i = 0; i < 1'400'000; ++i) words += "0 0 m ";
    EXPECT_EQ(refused(pdf({.content = words})), "too_large");
    std::string images;
    for (int i = 0; i < 5'001; ++i) images += "/Scan Do ";
    EXPECT_EQ(refused(pdf({.content = images})), "too_large");
}

/// What an image is drawn of is kept once, however often it is drawn.
TEST_F(DrawnAnew, ManyPagesOfOneImageStaySmall)
{
    auto objects = objects_of({});
    std::string kids;
    for (int i = 0; i < int(paper_pages_max); ++i) {
        objects[100 + i] = objects[3];
        kids += fmt::format("{} 0 R ", 100 + i);
    }
    objects.erase(3);
    objects[2] = fmt::format("<< /Type /Pages /Kids [ {} ] /Count {} >>", kids, paper_pages_max);
    const auto read = read_paper(PAPER_READER, {{file_of(objects)}, 0, "", at});
    ASSERT_TRUE(read) << paper_fault_name(read.error().why);
    EXPECT_EQ(read->pages, int(paper_pages_max));
    EXPECT_LT(read->pdf.size(), photo_of_code().size() + 100 * paper_pages_max * 10);
}

} // namespace
} // namespace tnung::returned
