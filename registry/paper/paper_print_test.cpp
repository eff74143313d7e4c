#include "registry/paper/paper_print.hpp"

#include "foundation/testing/data_file.hpp"
#include "foundation/testing/judge.hpp"
#include "foundation/testing/scratch_folder.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/declaration/sample.hpp"
#include "registry/paper/paper_lines.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <fstream>

namespace tnung::registry {
namespace {

using testing::data_file;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::said_by;

class PaperPrintTest : public ::testing::Test {
protected:
    /// Three children, nine plots, four houses, shares, a car, an account abroad, changes.
    void declare_much()
    {
        write("head.superior = UBND tỉnh Gia Lai; head.agency = Sở Nông nghiệp và Môi trường tỉnh "
              "Gia Lai; head.completed = 15/12/2026; general.declarant.name = Nguyễn Thị Hoàng "
              "Phương Quỳnh Hương; general.declarant.born = 5/3/1979; general.declarant.identity = "
              "052179000017; general.declarant.residence = 45/7/12 Hai Bà Trưng, tổ dân phố 4, "
              "phường Pleiku, tỉnh Gia Lai; general.spouse.name = Rơ Châm H’Hoa");
        for (const auto* child : {"Ksor Y Bliên", "Ksor H’Đưm", "Ksor Ỷ"})
            write(fmt::format("general.children#{0} = new; general.children#{0}.name = {0}", child)
            );
        for (int i = 1; i <= 9; ++i)
            write(fmt::format(
                "assets.land.residential#p{0} = new; assets.land.residential#p{0}.address = Thửa "
                "{0}, thôn Đê Ktu, xã Mang Yang, tỉnh Gia Lai; "
                "assets.land.residential#p{0}.area = {0}20,5; assets.land.residential#p{0}.value = "
                "{0},2 tỷ ~estimated; assets.land.residential#p{0}.certificate = CB {0} / Hương",
                i
            ));
        for (int i = 1; i <= 4; ++i)
            write(fmt::format(
                "assets.houses.dwellings#h{0} = new; assets.houses.dwellings#h{0}.house_kind = nhà "
                "ở riêng lẻ; assets.houses.dwellings#h{0}.value = ~not_determinable / "
                "ông bà để lại từ lâu",
                i
            ));
        write("assets.papers.shares#s = new; assets.papers.shares#s.name = Cổ phiếu VNM; "
              "assets.papers.shares#s.quantity = 12.000 cổ phiếu; assets.papers.shares#s.value = "
              "840 triệu; assets.others.registered#o = new; assets.others.registered#o.name = Xe ô "
              "tô Toyota Vios; assets.others.registered#o.registration = 81A-123.45; "
              "assets.others.registered#o.value = 500 triệu; assets.accounts_abroad#a = new; "
              "assets.accounts_abroad#a.holder = Nguyễn Thị Hương; "
              "assets.accounts_abroad#a.account = 00-123-456; assets.accounts_abroad#a.bank = ANZ, "
              "chi nhánh Xít-ni; assets.precious = none");
        content.changes = {
            {form.find("changes.land.residential")->index, "p9", Change::Sign::gain, "920,5 m²",
             Value{Money{9'200'000'000}, true, ""},
             "Mua ngày 12/3/2026 từ tiền bán đất ở Đức Cơ và tiền tiết kiệm nhiều năm của hai vợ "
             "chồng"},
            {form.find("changes.land.residential")->index, "x", Change::Sign::loss, "100 m²",
             Value{Money{500'000'000}, false, ""}, "Bán ngày 1/2/2026"},
            {form.find("changes.income")->index, "", Change::Sign::gain, "",
             Value{Money{5'600'000'000}, false, ""}, "Lương; bán đất"}};
    }
    void write(const std::string& lines) { write_lines(content, form, lines, today); }
    std::string pdf(std::string_view kind = "annual")
    {
        const auto file = (scratch / "paper.pdf").string();
        std::ofstream(file, std::ios::binary) << declaration_pdf(
            form, content,
            {.title = "BẢN KÊ KHAI TÀI SẢN, THU NHẬP HẰNG NĂM",
             .kind = kind,
             .across = "Đinh Văn Nghĩa · 9:30 24/11/2026",
             .foot = "In lúc 9 giờ 30 ngày 24/11/2026",
             .code_address = "https://ke-khai.example.vn/ban-in/ABC",
             .code_words = "Quét để đối chiếu với bản đã nộp",
             .at = *parse_iso("2026-12-15T09:30:00+07:00")}
        );
        return file;
    }
    /// Without the numbers of notes and the lines' ends.
    static std::string text_of(const std::string& file)
    {
        return text::clean(said_by("pdftotext " + file + " -"));
    }

    const testing::ScratchFolder scratch;
    const Form form{
        "nd130-pl1", data_file("forms/nd130-pl1.tsv"), data_file("forms/nd130-notes.tsv")};
    const Day today = *parse_iso_day("2026-12-15");
    Content content;
};

/// Where each stands behind the one before.
void expect_in_order(const std::string& text, const std::vector<std::string>& parts)
{
    std::size_t at = 0;
    for (const auto& part : parts) {
        const auto found = text.find(text::clean(part), at);
        ASSERT_NE(found, std::string::npos) << part << "\nafter: " << text.substr(at, 300);
        at = found;
    }
}

TEST_F(PaperPrintTest, EveryAnswerReadsBackBehindItsHeadingInTheOrderOfTheForm)
{
    declare_much();
    const auto text = text_of(pdf());
    std::vector<std::string> expected;
    int facts = 0;
    for (const auto& line : paper_lines(form, content, "annual")) {
        if (line.node->path.starts_with("head")) continue;
        switch (line.what) {
        case PaperLine::What::part:
        case PaperLine::What::heading: expected.push_back(line.node->heading()); break;
        case PaperLine::What::item: expected.push_back(line.text); break;
        case PaperLine::What::fact:
            expected.push_back(line.node->label);
            expected.push_back(line.text);
            ++facts;
            break;
        case PaperLine::What::nothing: expected.push_back(line.text); break;
        default: break; // the table's cells stand beside each other
        }
    }
    EXPECT_GT(facts, 80);
    expect_in_order(text, expected);
    expect_in_order(
        text, {"UBND tỉnh Gia Lai", "BẢN KÊ KHAI TÀI SẢN, THU NHẬP HẰNG NĂM",
               "(Ngày 15 tháng 12 năm 2026)", "1.1.9. Thửa thứ chín", "2.1.4. Nhà thứ tư"}
    );
    for (const auto* part :
         {"+920,5 m²", "−100 m²", "−500.000.000 đồng", "NGƯỜI NHẬN BẢN KÊ KHAI",
          "NGƯỜI KÊ KHAI TÀI SẢN", "không xác định được giá trị: ông bà để lại từ lâu",
          "Diện tích(9): 120,5 m²", "- Tên cổ phiếu: Cổ phiếu VNM; Số lượng: 12.000 cổ phiếu"})
        EXPECT_THAT(text, HasSubstr(part));
    EXPECT_THAT(text, Not(HasSubstr("Đinh Văn Nghĩa"))) << "lies across it, no text";
}

TEST_F(PaperPrintTest, IsForAnArchiveWithMuchAndWithNothing)
{
    EXPECT_THAT(testing::preflight(pdf("first")), HasSubstr("is a valid PDF/A-1b file"));
    declare_much();
    EXPECT_THAT(testing::preflight(pdf()), HasSubstr("is a valid PDF/A-1b file"));
}

TEST_F(PaperPrintTest, NothingIsSaidAndWhatAKindLeavesOutIsNotThere)
{
    for (const auto* node : form.nodes())
        if (node->what == Node::What::list) content.lists[node->index].none = true;
    content.none.insert(form.find("changes")->index);
    const auto text = text_of(pdf());
    expect_in_order(text, {"III. BIẾN ĐỘNG TÀI SẢN", "Không có biến động."});
    std::size_t nones = 0;
    for (std::size_t at = 0; (at = text.find("Không có. ", at)) != std::string::npos; ++at) ++nones;
    EXPECT_EQ(nones, form.lists().size() + 1) << "each list of assets, and the children";
    const auto first = text_of(pdf("first"));
    EXPECT_THAT(first, Not(HasSubstr("BIẾN ĐỘNG")));
    EXPECT_THAT(first, Not(HasSubstr("Tổng thu nhập")));
}

} // namespace
} // namespace tnung::registry
