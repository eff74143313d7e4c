#include "foundation/document/paper.hpp"
#include "foundation/document/signed_pdf.hpp"
#include "foundation/testing/judge.hpp"
#include "foundation/testing/scratch_folder.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace tnung::document {
namespace {

using ::testing::HasSubstr;
using testing::said_by;

const Instant at = *parse_iso("2026-11-24T09:30:00+07:00");

class DocumentTest : public ::testing::Test {
protected:
    const testing::ScratchFolder scratch;

    std::string saved(const std::string& bytes)
    {
        const auto file = (scratch / "paper.pdf").string();
        std::ofstream(file, std::ios::binary) << bytes;
        return file;
    }
    static std::string paper(int lines = 1)
    {
        Paper paper({"Giấy xác nhận & <tin>", "Tỉnh Gia Lai", at});
        paper.running({"In lúc 9 giờ 30", "Nguyễn Văn An · 24/11/2026"});
        paper.letterhead("ỦY BAN NHÂN DÂN", "PHƯỜNG QUY NHƠN BẮC");
        paper.place_and_day("Gia Lai", day_of(at));
        paper.title("GIẤY XÁC NHẬN", "Đã báo tin");
        paper.heading({"Hồ sơ", "(7)"});
        paper.subheading("Thửa thứ nhất");
        paper.labelled({{{"Diện tích", "(9)"}, "120,5 m² – “đất ở”"}, {"Giá trị", "1 đồng"}});
        paper.facts(
            {{"Chủ hồ sơ", "Nguyễn Thị Hoàng Phương Quỳnh Hương"},
             {"Thủ tục", std::string(300, 'x')}}
        );
        for (int i = 0; i < lines; ++i)
            paper.paragraph(
                "Điều " + std::to_string(i) +
                ": ường, Ểu, ỗi, ằng, ợt, ỹ. Rơ Châm H’Hoa đã được báo."
            );
        paper.table(
            {{"Khi nào", .3}, {"Tin gì", .4, "Cả hai"}, {"Ai", .3, "Cả hai"}},
            std::vector<std::vector<std::string>>(
                std::size_t(lines), {"24/11", "Cần bổ sung giấy tờ", "Dương Thị Mỹ Ý"}
            )
        );
        paper.signatures(
            {"", "NGƯỜI NHẬN", "(Ký, ghi rõ họ tên)", ""},
            {"Gia Lai, ngày 24 tháng 11 năm 2026", "NGƯỜI KÊ KHAI", "(Ký)", "Rơ Châm H’Hoa"}
        );
        paper.code("https://dvc.example.vn/ban-in/abc", "Quét để đối chiếu");
        paper.close(
            {"https://dvc.example.vn/xac-nhan/abc", "Quét để kiểm tra", "TRUNG TÂM", "Tỉnh Gia Lai",
             at}
        );
        return paper.finish();
    }
    crypto::SigningCertificate certificate()
    {
        crypto::make_self_signed(scratch / "c.pem", scratch / "k.pem", "Tỉnh Gia Lai", at);
        return {scratch / "c.pem", scratch / "k.pem"};
    }
};

TEST_F(DocumentTest, VietnameseReadsBackExactly)
{
    const auto text = said_by("pdftotext -layout " + saved(paper()) + " -");
    for (const auto* part :
         {"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "PHƯỜNG QUY NHƠN BẮC", "ngày 24 tháng 11 năm 2026",
          "Nguyễn Thị Hoàng Phương Quỳnh Hương", "ường, Ểu, ỗi, ằng, ợt, ỹ. Rơ Châm H’Hoa",
          "Ký số: Tỉnh Gia Lai"})
        EXPECT_THAT(text, HasSubstr(part));
    EXPECT_THAT(said_by("pdfinfo " + saved(paper())), HasSubstr("A4"));
}

TEST_F(DocumentTest, WhatIsRaisedGroupedAndSignedReadsBackAndWhatLiesAcrossIsNoText)
{
    const auto text = said_by("pdftotext -layout " + saved(paper()) + " -");
    for (const auto* part :
         {"Hồ sơ(7)", "- Diện tích(9): 120,5 m² – “đất ở”; Giá trị: 1 đồng", "Cả hai",
          "NGƯỜI KÊ KHAI", "In lúc 9 giờ 30", "Quét để đối chiếu"})
        EXPECT_THAT(text, HasSubstr(part));
    EXPECT_THAT(text, ::testing::Not(HasSubstr("Nguyễn Văn An")));
}

TEST_F(DocumentTest, WhatIsBrokenInsideOfAWordGetsNoHyphen)
{
    const auto text = said_by("pdftotext -layout " + saved(paper()) + " -");
    EXPECT_THAT(text, HasSubstr("xxxxxxxxxxxxxxxxxxxx\n"));
    for (const auto* hyphen : {"x-", "x\u2010", "x\u00ad"})
        EXPECT_THAT(text, ::testing::Not(HasSubstr(hyphen)));
}

TEST_F(DocumentTest, ACellThatIsHigherThanAPageIsSetSmaller)
{
    Paper paper({"x", "y", at});
    std::string wide;
    for (int i = 0; i < 100; ++i) wide += "MƯƠI W ";
    paper.table({{"A", .16}, {"B", .84}}, {{wide + "HẾT", "b"}, {"sau", "b"}});
    const auto file = saved(paper.finish());
    EXPECT_THAT(said_by("pdftotext " + file + " -"), HasSubstr("HẾT"));
    // What lies past the edge is text too: where its box ends counts.
    const auto boxes = said_by("pdftotext -bbox " + file + " -");
    const auto word = boxes.find(">HẾT<");
    const auto bottom_edge = std::stod(boxes.substr(boxes.rfind("yMax=\"", word) + 6));
    EXPECT_LT(bottom_edge, 842 - 57);
}

TEST_F(DocumentTest, IsForAnArchive)
{
    const auto good = paper(60);
    EXPECT_THAT(testing::preflight(saved(good)), HasSubstr("is a valid PDF/A-1b file"));
    const auto signed_bytes = signed_pdf(good, certificate(), "Xác nhận đã báo tin", at);
    EXPECT_THAT(testing::preflight(saved(signed_bytes)), HasSubstr("is a valid PDF/A-1b file"));
    auto bad = good;
    bad.replace(bad.find("/CIDSet"), 7, "/CIDSat");
    EXPECT_THAT(testing::preflight(saved(bad)), HasSubstr("not a valid PDF/A-1b"));
}

/// One family has every letter: a word that is set from two looks broken.
TEST_F(DocumentTest, EveryLetterIsOfOneFamily)
{
    const auto fonts = said_by("pdffonts " + saved(paper()));
    EXPECT_THAT(fonts, HasSubstr("Tinos"));
    for (const auto* other : {"DejaVu", "Liberation", "Noto"})
        EXPECT_THAT(fonts, ::testing::Not(HasSubstr(other)));
}

TEST_F(DocumentTest, LongTextFlowsOnToNumberedPagesAndNothingIsLost)
{
    const auto file = saved(paper(120));
    const auto text = said_by("pdftotext -layout " + file + " -");
    for (int i = 0; i < 120; ++i) EXPECT_THAT(text, HasSubstr("Điều " + std::to_string(i) + ":"));
    EXPECT_THAT(
        said_by("pdfinfo " + file), ::testing::ContainsRegex("Pages: +[5-9]|Pages: +1[0-9]")
    );
}

TEST_F(DocumentTest, TheSignatureHoldsForAnothersVerifierAndCoversTheWholeFile)
{
    const auto signed_bytes = signed_pdf(paper(), certificate(), "Xác nhận đã báo tin", at);
    const auto said_of_it = said_by("pdfsig -nocert " + saved(signed_bytes));
    EXPECT_THAT(said_of_it, HasSubstr("Signature is Valid"));
    EXPECT_THAT(said_of_it, HasSubstr("Total document signed"));
    EXPECT_THAT(said_of_it, HasSubstr("ETSI.CAdES.detached"));
    EXPECT_THAT(said_of_it, HasSubstr("Nov 24 2026")) << "of the clock that the paper was made by";
    EXPECT_THAT(said_by("qpdf --check " + saved(signed_bytes)), ::testing::Not(HasSubstr("ERROR")));
}

TEST_F(DocumentTest, AnyByteThatIsChangedBreaksTheSignature)
{
    const auto good = signed_pdf(paper(), certificate(), "Xác nhận", at);
    for (const auto offset : {std::size_t(200), good.size() / 2, good.size() - 40}) {
        auto bad = good;
        bad[offset] = char(bad[offset] ^ 1);
        EXPECT_THAT(
            said_by("pdfsig -nocert " + saved(bad)), ::testing::Not(HasSubstr("Signature is Valid"))
        ) << offset;
    }
}

TEST_F(DocumentTest, WhatIsNoPdfOrNoKeyIsRefused)
{
    EXPECT_THROW(signed_pdf("hello", certificate(), "x", at), std::runtime_error);
    std::filesystem::permissions(scratch / "k.pem", std::filesystem::perms::all);
    EXPECT_THROW(
        crypto::SigningCertificate(scratch / "c.pem", scratch / "k.pem"), std::runtime_error
    );
    EXPECT_THROW(
        crypto::SigningCertificate(scratch / "c.pem", scratch / "no.pem"), std::runtime_error
    );
    crypto::make_self_signed(scratch / "c2.pem", scratch / "k2.pem", "Khác", at);
    EXPECT_THROW(
        crypto::SigningCertificate(scratch / "c.pem", scratch / "k2.pem"), std::runtime_error
    );
    const crypto::SigningCertificate other(scratch / "c2.pem", scratch / "k2.pem");
    EXPECT_EQ(other.holder(), "Khác");
    EXPECT_TRUE(other.is_valid_at(at));
    EXPECT_FALSE(other.is_valid_at(at + std::chrono::days(365 * 21)));
}

} // namespace
} // namespace tnung::document
