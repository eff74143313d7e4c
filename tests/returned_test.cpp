// A paper of ours as it comes back: signed by ourselves and by Poppler with a key in an NSS
// database, changed in every way we could think of, scanned, photographed. Increments to a PDF are
// written here by hand (ISO 32000-1, 7.5.6).
#include "foundation/base/bytes.hpp"
#include "foundation/base/durable_file.hpp"
#include "foundation/crypto/certificate.hpp"
#include "foundation/document/paper.hpp"
#include "foundation/helper/helper_program.hpp"
#include "foundation/photo/camera.hpp"
#include "foundation/qr/qr_code.hpp"
#include "foundation/returned/paper_reading.hpp"
#include "foundation/returned/scan.hpp"
#include "foundation/returned/signed_return.hpp"
#include "foundation/testing/judge.hpp"
#include "foundation/testing/scratch_folder.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <regex>

namespace tnung::returned {
namespace {

using testing::said_by;

constexpr auto address = "https://ke-khai.example.vn/ban-in/ABCDEFGHIJKLMNOP";
const Instant at = *parse_iso("2026-11-24T09:30:00+07:00");

/// Two pages.
std::string issued_paper()
{
    document::Paper paper({"Bản kê khai", "Sở Xây dựng", at});
    paper.running({"In lúc 9 giờ 30", "Rơ Châm H’Hoa · 24/11/2026"});
    paper.title("BẢN KÊ KHAI TÀI SẢN, THU NHẬP");
    for (int i = 0; i < 60; ++i) paper.paragraph("Thửa đất ở tại xã Ia Dơk, tỉnh Gia Lai.");
    paper.code(address, "Quét để đối chiếu");
    return paper.finish();
}

std::string object_text(const std::string& file, int number)
{
    const auto head = fmt::format("\n{} 0 obj\n", number);
    const auto from = file.rfind(head) + head.size();
    return file.substr(from, file.find("\nendobj", from) - from);
}

int number_behind(const std::string& file, const std::string& words)
{
    const auto place = file.rfind(words);
    EXPECT_NE(place, std::string::npos) << words;
    return std::atoi(file.c_str() + place + words.size());
}

int root_of(const std::string& file)
{
    return number_behind(file, "/Root ");
}

int size_of(const std::string& file)
{
    return number_behind(file, "/Size ");
}

int first_page_of(const std::string& file)
{
    const std::regex page(R"(\n(\d+) 0 obj\n<<[^\n]*/Type /Page )");
    std::smatch found;
    EXPECT_TRUE(std::regex_search(file, found, page));
    return std::stoi(found[1]);
}

/// With `more` before the end of a dictionary.
std::string with(std::string dictionary, const std::string& more)
{
    return dictionary.insert(dictionary.rfind(">>"), more + " ");
}

using Objects = std::map<int, std::string>;

/// The file with an update behind it.
std::string updated(std::string file, const Objects& objects, const std::string& trailer = "")
{
    const auto before = number_behind(file, "startxref\n");
    auto size = size_of(file);
    const auto root = root_of(file);
    if (!file.ends_with('\n')) file += '\n';
    std::string table = "xref\n0 1\n0000000000 65535 f \n";
    for (const auto& [number, text] : objects) {
        table += fmt::format("{} 1\n{:010} 00000 n \n", number, file.size());
        file += fmt::format("{} 0 obj\n{}\nendobj\n", number, text);
        size = std::max(size, number + 1);
    }
    const auto start = file.size();
    return file + table +
           fmt::format(
               "trailer << /Size {} /Root {} 0 R /Prev {} {} >>\nstartxref\n{}\n%%EOF\n", size,
               root, before, trailer, start
           );
}

struct Signing {
    std::string rectangle = "[ 0 0 0 0 ]";
    std::string format = "/adbe.pkcs7.detached";
    std::string in_field, in_root, in_page, in_form, in_signature;
    Objects more;
    std::function<void(Objects&)> change = [](Objects&) {};
    std::function<std::string(const std::string&)> sign; ///< empty: rightly
};

Instant moment()
{
    return std::chrono::time_point_cast<Instant::duration>(std::chrono::system_clock::now());
}

class Returned : public ::testing::Test {
protected:
    void SetUp() override
    {
        crypto::make_self_signed(scratch / "c.pem", scratch / "k.pem", "Rơ Châm H’Hoa", at);
        certificate.emplace(scratch / "c.pem", scratch / "k.pem");
        anchors_text = whole_file(scratch / "c.pem").value();
        file = issued_paper();
    }

    std::string saved(const std::string& bytes, const std::string& name = "paper.pdf")
    {
        const auto path = (scratch / name).string();
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }

    /// What a signing program adds to it, or a cheat.
    std::string signed_file(const std::string& before, const Signing& how = {})
    {
        constexpr std::size_t room = 4000;
        const auto next = size_of(before) + 20;
        const auto page = first_page_of(before), root = root_of(before);
        const std::string empty_range = "[ 0 0000000001 0000000002 0000000003 ]";
        const auto empty = "<" + std::string(2 * room, '0') + ">";
        Objects objects = how.more;
        objects[next] = fmt::format(
            "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Chu ky {0}) /F 132 /P {1} 0 R /Rect {2} "
            "/V {3} 0 R {4} >>",
            next, page, how.rectangle, next + 1, how.in_field
        );
        objects[next + 1] = fmt::format(
            "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter {} /ByteRange {} /Contents {} {} >>",
            how.format, empty_range, empty, how.in_signature
        );
        const auto old_page = object_text(before, page);
        const auto annotations = old_page.find("/Annots [ ");
        if (annotations == std::string::npos)
            objects[page] = with(old_page, fmt::format("/Annots [ {} 0 R ] {}", next, how.in_page));
        else
            objects[page] = std::regex_replace(
                old_page, std::regex(R"(/Annots \[ ([^\]]*)\])"),
                fmt::format("/Annots [ $1 {} 0 R ]", next)
            );
        const auto old_root = object_text(before, root);
        const auto fields = std::regex_replace(
            old_root, std::regex(R"(/Fields \[ ([^\]]*)\])"),
            fmt::format("/Fields [ $1 {} 0 R ]", next)
        );
        objects[root] =
            fields != old_root
                ? fields
                : with(
                      old_root, fmt::format(
                                    "/AcroForm << /Fields [ {} 0 R ] /SigFlags 3 {} >> {}", next,
                                    how.in_form, how.in_root
                                )
                  );
        how.change(objects);
        auto made = updated(before, objects);
        const auto from = made.find(empty, before.size()), until = from + empty.size();
        auto range = fmt::format("[ 0 {} {} {}", from, until, made.size() - until);
        range.resize(empty_range.size() - 1, ' ');
        made.replace(made.find(empty_range, before.size()), empty_range.size(), range + "]");
        const auto bytes = made.substr(0, from) + made.substr(until);
        const auto hex =
            hex_text(how.sign ? how.sign(bytes) : certificate->sign_detached(bytes, moment()));
        made.replace(from + 1, hex.size(), hex);
        return made;
    }

    Result<SignedReturn, PaperFault> check(const std::string& returned)
    {
        return read_signed(returned, file.size(), crypto::Anchors(anchors_text), at);
    }
    PaperFault fault_of(const Signing& how) { return check(signed_file(file, how)).error(); }

    const testing::ScratchFolder scratch;
    std::optional<crypto::SigningCertificate> certificate;
    std::string anchors_text, file;
};

TEST_F(Returned, SignedItIsWhole)
{
    const auto made = signed_file(file);
    EXPECT_THAT(said_by("qpdf --check " + saved(made)), ::testing::HasSubstr("No syntax"));
    EXPECT_THAT(
        said_by("pdfsig -nocert " + saved(made)),
        ::testing::HasSubstr("Signature Validation: Signature is Valid")
    );
    const auto read = check(made);
    ASSERT_TRUE(read) << paper_fault_name(read.error());
    EXPECT_EQ(read->pages, 2);
    ASSERT_EQ(read->signers.size(), 1u);
    EXPECT_EQ(read->signers[0].holder, "Rơ Châm H’Hoa");
    EXPECT_TRUE(read->signers[0].trusted);
}

TEST_F(Returned, SignedTwiceEachIsAskedAbout)
{
    const auto read = check(signed_file(signed_file(file)));
    ASSERT_TRUE(read) << paper_fault_name(read.error());
    EXPECT_EQ(read->signers.size(), 2u);
}

TEST_F(Returned, AVisibleSignatureOfItsOwnSizeIsTaken)
{
    const auto next = size_of(file);
    const auto read = check(signed_file(
        file, {.rectangle = "[ 350 80 550 150 ]",
               .in_field = fmt::format("/AP << /N {} 0 R >>", next),
               .more =
                   {{next, "<< /Type /XObject /Subtype /Form /BBox [ 0 0 200 70 ] /Resources << >> "
                           "/Length 9 >>\nstream\n0 0 m 1 1\nendstream"}}}
    ));
    EXPECT_TRUE(read) << paper_fault_name(read.error());
}

TEST_F(Returned, PopplersSignatureIsOneToo)
{
    const auto folder = (scratch / "").string();
    const auto run = [&](const std::string& command) {
        EXPECT_EQ(
            std::system(fmt::format("cd '{}' && {} > /dev/null 2>&1", folder, command).c_str()), 0
        ) << command;
    };
    saved(file);
    run("openssl req -x509 -newkey rsa:2048 -nodes -keyout p.key -out p.pem -days 3650 "
        "-utf8 -subj '/CN=Siu H’Len' -addext keyUsage=critical,digitalSignature");
    run("openssl pkcs12 -export -in p.pem -inkey p.key -name len -passout pass: -out p.p12");
    run("mkdir nss && certutil -N -d sql:nss --empty-password && pk12util -i p.p12 -d sql:nss -W "
        "'' "
        "&& certutil -M -n len -t CTu,Cu,Cu -d sql:nss");
    const auto now = moment();
    run("pdfsig -nssdir sql:nss -add-signature -nick len -reason 'Ke khai' paper.pdf signed.pdf");
    const auto made = whole_file(scratch / "signed.pdf").value();
    ASSERT_TRUE(made.starts_with(file)) << "it adds, and changes nothing";
    const auto read =
        read_signed(made, file.size(), crypto::Anchors(whole_file(scratch / "p.pem").value()), now);
    ASSERT_TRUE(read) << paper_fault_name(read.error());
    EXPECT_EQ(read->signers.at(0).holder, "Siu H’Len");
    EXPECT_TRUE(read->signers.at(0).trusted);
    ASSERT_TRUE(read->signers.at(0).said_at);
    EXPECT_LT(std::chrono::abs(*read->signers.at(0).said_at - now), std::chrono::minutes(2));
}

TEST_F(Returned, WithoutASignatureItIsNotSigned)
{
    EXPECT_EQ(check(file).error(), PaperFault::not_signed);
    EXPECT_EQ(check(file + "\n").error(), PaperFault::not_signed);
    EXPECT_EQ(check(updated(file, {})).error(), PaperFault::not_signed);
    EXPECT_EQ(fault_of({.format = "/ETSI.RFC3161"}), PaperFault::not_signed)
        << "a stamp of time is nobody's signature";
}

/// Each of them is signed rightly, over all of the file.
TEST_F(Returned, WhatElseWasAddedIsRefused)
{
    const auto page = first_page_of(file), root = root_of(file), next = size_of(file);
    const auto ref = fmt::format("{} 0 R", next);
    const auto content = number_behind(object_text(file, page), "/Contents ");
    const std::string script = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>";
    const std::string drawn = "<< /Length 9 >>\nstream\n0 0 m 1 1\nendstream";
    const std::map<std::string, std::pair<Signing, PaperFault>> cheats = {
        {"another content of the page", {{.more = {{content, drawn}}}, PaperFault::changed}},
        {"the page draws something else",
         {{.more = {{next, drawn}},
           .change =
               [&](Objects& all) {
                   all[page] = std::regex_replace(
                       all[page], std::regex(R"(/Contents \d+ 0 R)"), "/Contents " + ref
                   );
               }},
          PaperFault::changed}},
        {"the page is turned", {{.in_page = "/Rotate 180"}, PaperFault::changed}},
        {"something opens by itself",
         {{.in_root = "/OpenAction " + ref, .more = {{next, script}}}, PaperFault::changed}},
        {"another tree of pages",
         {{.more = {{next, "<< /Type /Pages /Kids [ ] /Count 0 >>"}},
           .change =
               [&](Objects& all) {
                   all[root] = std::regex_replace(
                       all[root], std::regex(R"(/Pages \d+ 0 R)"), "/Pages " + ref
                   );
               }},
          PaperFault::changed}},
        {"a note over the text",
         {{.more =
               {{next, "<< /Type /Annot /Subtype /FreeText /Rect [ 50 50 500 500 ] "
                       "/Contents (1 dong) >>"}},
           .change =
               [&](Objects& all) {
                   all[page] = std::regex_replace(
                       all[page], std::regex(R"(/Annots \[ )"), "/Annots [ " + ref + " "
                   );
               }},
          PaperFault::changed}},
        {"a signature whose place is no rectangle",
         {{.rectangle = "[ 0 0 595 842 0 ]"}, PaperFault::changed}},
        {"a root that says its version elsewhere, where nothing is",
         {{.in_root = "/Version " + ref}, PaperFault::changed}},
        {"another object for readers that repair files, in a comment",
         {{.in_signature =
               fmt::format("/X (\n{} 0 obj\n{}\nendobj\n)", content, "<< /Length 0 >>")},
          PaperFault::changed}},
        {"another root for them",
         {{.in_signature = "/X (trailer << /Root 99 0 R >>)"}, PaperFault::changed}},
        {"a field of another page",
         {{.change =
               [&](Objects& all) {
                   for (auto& [number, text] : all)
                       text = std::regex_replace(text, std::regex(R"(/P \d+ 0 R)"), "/P 1 0 R");
               }},
          PaperFault::changed}},
        {"a signature as large as the page",
         {{.rectangle = "[ 0 0 595 842 ]"}, PaperFault::changed}},
        {"a field for text",
         {{.change =
               [&](Objects& all) {
                   for (auto& [number, text] : all)
                       text = std::regex_replace(text, std::regex("/FT /Sig"), "/FT /Tx");
               }},
          PaperFault::changed}},
        {"a field that acts", {{.in_field = "/A " + script}, PaperFault::changed}},
        {"a field that acts when it is shown",
         {{.in_field = fmt::format("/MK << /R << /S /JavaScript /JS (x) >> >>")},
          PaperFault::active}},
        {"what it shows acts",
         {{.rectangle = "[ 0 0 10 10 ]",
           .in_field = fmt::format("/AP << /N {} >>", ref),
           .more =
               {{next, "<< /Type /XObject /Subtype /Form /BBox [ 0 0 1 1 ] /Resources << /X << "
                       "/S /Launch >> >> /Length 0 >>\nstream\n\nendstream"}}},
          PaperFault::active}},
        {"fields that are drawn again by the reader",
         {{.in_form = "/NeedAppearances true"}, PaperFault::changed}},
        {"a form of another kind", {{.in_form = "/XFA (x)"}, PaperFault::changed}},
        {"a file inside", {{.in_root = "/Names << /EmbeddedFiles << >> >>"}, PaperFault::changed}},
        {"another way to see it", {{.in_root = "/OCProperties << >>"}, PaperFault::changed}},
    };
    for (const auto& [name, cheat] : cheats) {
        const auto read = check(signed_file(file, cheat.first));
        ASSERT_FALSE(read) << name;
        EXPECT_EQ(paper_fault_name(read.error()), paper_fault_name(cheat.second)) << name;
    }
}

/// The table names what a reader cannot find: it would mend the file by its own lights.
TEST_F(Returned, ATableThatNamesNothingIsRefused)
{
    EXPECT_TRUE(check(signed_file(file, {.more = {{size_of(file), "<< /Nothing true >>"}}})))
        << "one that nothing refers to is there, and is nothing";
    // An object whose entry points into the middle of something else, signed as it stands.
    const auto next = size_of(file) + 60;
    auto pointed = updated(file, {{next, "<< /Nothing true >>"}});
    const auto head = fmt::format("\n{} 1\n", next);
    pointed.replace(pointed.rfind(head) + head.size(), 10, "0000000020");
    EXPECT_FALSE(check(signed_file(pointed)));
}

/// `/Info` named anew excuses no change of what was issued.
TEST_F(Returned, TheFilesOwnDescriptionIsNoExcuse)
{
    const auto page = first_page_of(file);
    const auto content = number_behind(object_text(file, page), "/Contents ");
    const auto before =
        updated(file, {{content, "<< /Producer (x) >>"}}, fmt::format("/Info {} 0 R", content));
    EXPECT_EQ(check(signed_file(before)).error(), PaperFault::changed);
}

TEST_F(Returned, WhatASignatureDrawsIsSaid)
{
    EXPECT_FALSE(check(signed_file(file))->shows);
    EXPECT_TRUE(check(signed_file(file, {.rectangle = "[ 350 80 550 150 ]"}))->shows);
    const auto four = signed_file(
        signed_file(file, {.rectangle = "[ 0 0 595 200 ]"}), {.rectangle = "[ 0 200 595 400 ]"}
    );
    EXPECT_EQ(check(four).error(), PaperFault::changed) << "together they cover half of the page";
}

TEST_F(Returned, WhatAProgramDrewIsNoScan)
{
    EXPECT_EQ(read_scan({file}).error().why, PaperFault::no_scan);
    EXPECT_EQ(read_scan({signed_file(file)}).error().why, PaperFault::changed);
}

TEST_F(Returned, WhatWasAddedAfterTheSignatureIsRefused)
{
    const auto made = signed_file(file);
    EXPECT_EQ(check(updated(made, {})).error(), PaperFault::changed);
    EXPECT_EQ(check(made + "%").error(), PaperFault::changed);
    const auto page = first_page_of(file);
    EXPECT_EQ(
        check(updated(made, {{page, with(object_text(made, page), "/Rotate 90")}})).error(),
        PaperFault::changed
    );
    EXPECT_EQ(
        check(updated(signed_file(file), {{size_of(made), "<< >>"}})).error(), PaperFault::changed
    );
}

TEST_F(Returned, ASignatureOfSomethingElseIsBroken)
{
    EXPECT_EQ(
        fault_of({.sign = [&](const auto&) { return certificate->sign_detached("khác", moment()); }}
        ),
        PaperFault::signature_broken
    );
    EXPECT_EQ(
        fault_of({.sign = [](const auto&) { return std::string("no signature"); }}),
        PaperFault::signature_broken
    );
    EXPECT_EQ(fault_of({.format = "/adbe.x509.rsa_sha1"}), PaperFault::signature_outdated);
    // Its hole is wider than it: what stands beside the signature is not signed.
    auto made = signed_file(file);
    const auto range = made.find("/ByteRange", file.size());
    const auto first = number_behind(made.substr(0, range + 40), "[ 0 ");
    made.replace(
        made.find(std::to_string(first), range), std::to_string(first).size(),
        std::to_string(first - 30)
    );
    EXPECT_EQ(check(made).error(), PaperFault::signature_broken);
    // It leaves out some of what was issued.
    auto skips = signed_file(file);
    skips.replace(skips.find("/ByteRange [ 0 ", file.size()), 15, "/ByteRange [ 9 ");
    EXPECT_EQ(check(skips).error(), PaperFault::signature_broken);
}

TEST_F(Returned, NoBitOfItCanBeChanged)
{
    const auto made = signed_file(file);
    int taken = 0;
    for (std::size_t place = file.size(); place < made.size(); place += 3) {
        auto other = made;
        other[place] = char(other[place] ^ 1);
        if (check(other)) ++taken;
    }
    // Zeros after the signature's own end are no part of what is signed, and say nothing.
    const auto hole = made.find("/Contents <", file.size());
    auto other = made;
    other[hole + 11] = char(other[hole + 11] ^ 1);
    EXPECT_FALSE(check(other));
    EXPECT_LE(taken, 2 * 4000 / 3 + 1);
    EXPECT_GT(taken, 0);
    for (std::size_t length = file.size(); length < made.size(); length += 61)
        EXPECT_FALSE(check(made.substr(0, length))) << length;
}

TEST_F(Returned, AScanIsReadWithItsCode)
{
    saved(file);
    const auto folder = (scratch / "").string();
    said_by(fmt::format(
        "cd '{}' && pdftoppm -r 150 -jpeg paper.pdf page && pdftoppm -r 150 -gray paper.pdf gray",
        folder
    ));
    const auto one = whole_file(scratch / "page-1.jpg").value();
    const auto two = whole_file(scratch / "page-2.jpg").value();
    const auto photos = read_scan({one, two});
    ASSERT_TRUE(photos) << paper_fault_name(photos.error().why);
    EXPECT_EQ(photos->pages, 2);
    EXPECT_EQ(photos->codes, std::vector<std::string>{address});
    EXPECT_THAT(said_by("qpdf --check " + saved(photos->pdf)), ::testing::HasSubstr("No syntax"));
    EXPECT_THAT(said_by("pdfimages -list " + saved(photos->pdf)), ::testing::HasSubstr("jpeg"));
    // The PDF that a scanner makes of the same.
    const auto again = read_scan({photos->pdf});
    ASSERT_TRUE(again);
    EXPECT_EQ(again->pages, 2);
    EXPECT_EQ(again->codes, std::vector<std::string>{address});
    EXPECT_THAT(said_by("qpdf --check " + saved(again->pdf)), ::testing::HasSubstr("No syntax"));
    EXPECT_EQ(read_scan({again->pdf})->pdf, again->pdf) << "what was drawn anew is the same again";
    EXPECT_EQ(read_scan({photos->pdf, one}).error().why, PaperFault::mixed);
}

TEST_F(Returned, APhotoLosesWhatTheCameraWroteInIt)
{
    const auto code = qr::encode(address, qr::Correction::medium);
    auto jpeg = photo::as_jpeg(photo::photographed(code.dark, code.size, {.turn = 0}), 90);
    // Exif: held sideways, and where it was.
    std::string exif("Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0", 32);
    exif += "13.98 N 108.00 E";
    jpeg.insert(
        2, "\xff\xe1" + std::string{char((exif.size() + 2) >> 8), char((exif.size() + 2) & 0xff)} +
               exif
    );
    const auto scan = read_scan({jpeg});
    ASSERT_TRUE(scan) << paper_fault_name(scan.error().why);
    EXPECT_EQ(scan->pdf.find("13.98"), std::string::npos);
    EXPECT_EQ(scan->pdf.find("Exif"), std::string::npos);
    EXPECT_NE(scan->pdf.find("/Rotate 90"), std::string::npos) << "it is seen upright";
    EXPECT_EQ(scan->codes, std::vector<std::string>{address});
}

TEST_F(Returned, HostileFilesAreRefused)
{
    EXPECT_EQ(read_scan({}).error().why, PaperFault::no_paper);
    EXPECT_EQ(read_scan({""}).error().why, PaperFault::no_paper);
    EXPECT_EQ(read_scan({"<html>"}).error().why, PaperFault::no_paper);
    EXPECT_EQ(read_scan({"%PDF-1.4\n%%EOF"}).error().why, PaperFault::no_paper);
    const auto root = root_of(file);
    for (const auto* act :
         {"/OpenAction << /S /JavaScript /JS (x) >>", "/OpenAction << /S /Launch /F (x) >>",
          "/AA << /O << /S /GoTo >> >>", "/Names << /EmbeddedFiles << /Names [ (x) null ] >> >>",
          "/AcroForm << /XFA (x) >>", "/OpenAction << /S /URI /URI (http://x) >>"})
        EXPECT_EQ(
            read_scan({updated(file, {{root, with(object_text(file, root), act)}})}).error().why,
            PaperFault::active
        ) << act;
    saved(file);
    const auto locked = (scratch / "locked.pdf").string();
    said_by(fmt::format("qpdf --encrypt u o 256 -- {} {}", saved(file), locked));
    EXPECT_EQ(read_scan({whole_file(locked).value()}).error().why, PaperFault::locked);
    const auto code = qr::encode(address, qr::Correction::medium);
    const auto jpeg = photo::as_jpeg(photo::photographed(code.dark, code.size, {}), 90);
    EXPECT_EQ(read_scan({jpeg.substr(0, jpeg.size() / 2)}).error().why, PaperFault::no_paper)
        << "half a page";
    EXPECT_EQ(
        read_scan(std::vector<std::string_view>(paper_pages_max + 1, jpeg)).error().why,
        PaperFault::too_many_pages
    );
}

/// What is read in the process of its own is what is read here, and what breaks it gains nothing.
TEST_F(Returned, InAProcessOfItsOwn)
{
    const auto made = signed_file(file);
    const auto read = read_paper(PAPER_READER, {{made}, file.size(), anchors_text, at});
    ASSERT_TRUE(read) << paper_fault_name(read.error().why);
    EXPECT_EQ(read->pages, 2);
    EXPECT_EQ(read->signers.at(0).holder, "Rơ Châm H’Hoa");
    EXPECT_TRUE(read->signers.at(0).trusted);
    saved(file);
    said_by(fmt::format("cd '{}' && pdftoppm -r 150 -jpeg paper.pdf page", (scratch / "").string())
    );
    const auto scan = read_paper(
        PAPER_READER,
        {{whole_file(scratch / "page-1.jpg").value(), whole_file(scratch / "page-2.jpg").value()},
         0,
         "",
         at}
    );
    ASSERT_TRUE(scan) << paper_fault_name(scan.error().why);
    EXPECT_EQ(scan->codes, std::vector<std::string>{address});
    EXPECT_TRUE(scan->pdf.starts_with("%PDF"));
    EXPECT_EQ(
        read_paper(PAPER_READER, {{"%PDF-1.7"}, 0, "", at}).error().why, PaperFault::no_paper
    );
    EXPECT_EQ(
        read_paper(PAPER_READER, {{made}, file.size(), "-----BEGIN CERTIFICATE-----\nx\n", at})
            .error()
            .why,
        PaperFault::failed
    );
    EXPECT_EQ(read_paper(scratch / "nothing", {{made}, 0, "", at}).error().why, PaperFault::failed);
    EXPECT_THAT(run_helper(PAPER_READER, "?").value(), ::testing::HasSubstr("failed"));
}

/// A few thousand bytes that would be gigabytes: the process is at its end, not the machine.
TEST_F(Returned, ABombEndsItsReaderAlone)
{
    const std::string zeros(200u << 20, '\0');
    saved(zeros, "zeros");
    const auto folder = (scratch / "").string();
    said_by(fmt::format("cd '{}' && gzip -9 -n -k zeros", folder));
    ASSERT_TRUE(std::filesystem::exists(scratch / "zeros.gz"));
    // An image that says it is 20,000 by 10,000 points, deflated (the gzip's own head and foot cut
    // off, zlib's put there).
    const auto gz = whole_file(scratch / "zeros.gz").value();
    const auto deflated = "\x78\xda" + gz.substr(10, gz.size() - 18) + std::string(4, '\0');
    const auto code = qr::encode(address, qr::Correction::medium);
    const auto base =
        read_scan({photo::as_jpeg(photo::photographed(code.dark, code.size, {}), 90)})->pdf;
    const auto page = first_page_of(base), next = size_of(base);
    const auto bomb = updated(
        base,
        {{page, "<< /Type /Page /Parent " +
                    std::to_string(number_behind(object_text(base, page), "/Parent ")) +
                    " 0 R /MediaBox [ 0 0 595 842 ] /Resources << /XObject << /Page " +
                    std::to_string(next) + " 0 R >> >> /Contents " +
                    std::to_string(number_behind(object_text(base, page), "/Contents ")) +
                    " 0 R >>"},
         {next, fmt::format(
                    "<< /Type /XObject /Subtype /Image /Width 15000 /Height 13000 /ColorSpace "
                    "/DeviceGray /BitsPerComponent 8 /Filter /FlateDecode /Length {} >>\nstream\n{}"
                    "\nendstream",
                    deflated.size(), deflated
                )}}
    );
    EXPECT_EQ(read_paper(PAPER_READER, {{bomb}, 0, "", at}).error().why, PaperFault::too_large);
    // In bounds by what it says, and as many pages of it as there may be.
    const auto smaller = std::regex_replace(bomb, std::regex("/Width 15000"), "/Width 09000");
    const auto read = read_paper(PAPER_READER, {{smaller}, 0, "", at});
    ASSERT_TRUE(read) << paper_fault_name(read.error().why);
    EXPECT_LT(read->pdf.size(), bomb.size());
}

} // namespace
} // namespace tnung::returned
