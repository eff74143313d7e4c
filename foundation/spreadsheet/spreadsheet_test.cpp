#include "foundation/spreadsheet/spreadsheet.hpp"

#include "foundation/spreadsheet/read_xlsx.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <zip.h>

namespace tnung::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string written()
{
    Sheet sheet;
    sheet.name = "Danh sách";
    sheet.title = "Danh sách người kê khai";
    sheet.said = "Sở Xây dựng";
    sheet.columns = {{"Mã số", 12}, {"Họ và tên", 30}, {"Tuổi", 8}};
    sheet.rows = {
        {std::string("GL-0001"), std::string("Rơ Châm H’Hoa"), std::int64_t(48)},
        {std::string("=1+1"), std::string("Nguyễn <b>&amp;</b>"), {}}};
    return xlsx(sheet);
}

/// A workbook of these parts.
std::string zipped(const std::vector<std::pair<std::string, std::string>>& parts)
{
    zip_error_t error;
    zip_error_init(&error);
    auto* source = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_source_keep(source);
    auto* zip = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, &error);
    for (const auto& [name, bytes] : parts)
        zip_file_add(
            zip, name.c_str(), zip_source_buffer(zip, bytes.data(), bytes.size(), 0),
            ZIP_FL_ENC_UTF_8
        );
    EXPECT_EQ(zip_close(zip), 0);
    zip_source_open(source);
    zip_source_seek(source, 0, SEEK_END);
    std::string bytes(std::size_t(zip_source_tell(source)), '\0');
    zip_source_seek(source, 0, SEEK_SET);
    zip_source_read(source, bytes.data(), bytes.size());
    zip_source_close(source);
    zip_source_free(source);
    return bytes;
}

constexpr auto types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

std::string relation(const std::string& id, const std::string& type, const std::string& target)
{
    return fmt::format(
        R"(<Relationship Id="{}" Type="{}/{}" Target="{}"/>)", id, types, type, target
    );
}

std::string relations(const std::string& list)
{
    return R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)" +
           list + "</Relationships>";
}

struct Made {
    std::string name, xml;
    std::string state = "";
};

/// A workbook whose parts have names that only their relationships tell.
std::string workbook_of(
    const std::vector<Made>& sheets, const std::string& strings = "",
    const std::string& styles = "", const std::string& properties = ""
)
{
    std::string list, found;
    std::vector<std::pair<std::string, std::string>> parts;
    for (std::size_t i = 0; i < sheets.size(); ++i) {
        const auto id = fmt::format("rId{}", 70 + i);
        list += fmt::format(
            R"(<sheet name="{}" sheetId="{}" {} rel:id="{}"/>)", sheets[i].name, i + 1,
            sheets[i].state.empty() ? "" : fmt::format(R"(state="{}")", sheets[i].state), id
        );
        found += relation(id, "worksheet", fmt::format("../other/sheet{}.xml", i));
        parts.emplace_back(fmt::format("other/sheet{}.xml", i), sheets[i].xml);
    }
    if (!strings.empty()) {
        found += relation("rId1", "sharedStrings", "/xl/SharedStrings.xml");
        parts.emplace_back("xl/SharedStrings.xml", strings);
    }
    if (!styles.empty()) {
        found += relation("rId2", "styles", "my-styles.xml");
        parts.emplace_back("xl/my-styles.xml", styles);
    }
    parts.emplace_back("_rels/.rels", relations(relation("x", "officeDocument", "xl/Book.xml")));
    parts.emplace_back(
        "xl/Book.xml",
        fmt::format(
            R"(<workbook xmlns:rel="{}">{}<sheets>{}</sheets></workbook>)", types, properties, list
        )
    );
    parts.emplace_back("xl/_rels/Book.xml.rels", relations(found));
    return zipped(parts);
}

std::string workbook(const std::string& sheet, const std::string& strings = "")
{
    return workbook_of({{"A", sheet}}, strings);
}

std::string refused(const std::string& bytes, const ReadLimits& limits = {})
{
    const auto read = read_xlsx(bytes, limits);
    return read ? "" : read.error().words;
}

TEST(Xlsx, ATabIsCalledWhatATabMayBe)
{
    const std::string long_name = "Chi phí tin nhắn của Trung tâm Phục vụ hành chính công";
    for (const auto& name :
         {std::string("11/2026"), std::string("[a]:*?/\\"), std::string("'x'"), std::string(),
          long_name})
        EXPECT_TRUE(read_xlsx(xlsx(
            {.name = name, .title = "x", .said = "x", .columns = {{"Cột", 10}}, .rows = {{"a"}}}
        ))) << name;
}

TEST(ReadXlsx, WhatWeWriteReadsBackAsText)
{
    const auto bytes = written();
    EXPECT_TRUE(looks_like_xlsx(bytes));
    const auto rows = read_xlsx(bytes);
    ASSERT_TRUE(rows) << rows.error().words;
    ASSERT_EQ(rows->size(), 5u);
    EXPECT_THAT((*rows)[2].cells, ElementsAre("Mã số", "Họ và tên", "Tuổi"));
    EXPECT_THAT((*rows)[3].cells, ElementsAre("GL-0001", "Rơ Châm H’Hoa", "48"));
    EXPECT_EQ((*rows)[3].line, 5) << "as the office sees it";
    EXPECT_THAT((*rows)[4].cells, ElementsAre("=1+1", "Nguyễn <b>&amp;</b>"));
}

TEST(ReadXlsx, CellsStandWhereTheySayAndEmptyRowsAreLeftOut)
{
    const auto bytes = workbook(
        R"(<worksheet><sheetData>
            <row r="1"><c r="A1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>trong </t><r><t>ô</t></r></is></c></row>
            <row r="2"/><row r="3"><c r="B3"/></row>
            <row r="4"><c><v>7.5</v></c><c t="str"><f>A1&amp;"x"</f><v>đã tính</v></c><c r="ZZ4"><v>xa</v></c><c t="e"><v>#N/A</v></c></row>
        </sheetData></worksheet>)",
        R"(<sst><si><t>không</t></si><si><r><t>hai </t></r><r><t>phần</t></r><rPh><t>đọc</t></rPh></si></sst>)"
    );
    const auto rows = read_xlsx(bytes);
    ASSERT_TRUE(rows) << rows.error().words;
    ASSERT_EQ(rows->size(), 2u);
    EXPECT_THAT((*rows)[0].cells, ElementsAre("hai phần", "", "trong ô"));
    EXPECT_EQ((*rows)[1].line, 4);
    EXPECT_THAT((*rows)[1].cells, ElementsAre("7.5", "đã tính"));
}

std::string row_of(const std::string& cells)
{
    return "<worksheet><sheetData><row r=\"1\">" + cells + "</row></sheetData></worksheet>";
}

TEST(ReadXlsx, FailedFormulasAreReadAsExcelShowsThem)
{
    const auto rows = read_xlsx(
        workbook_of({{"Hồ sơ", row_of(R"(<c t="e"><v>#NAME?</v></c><c t="e"><v>#REF!</v></c>
            <c t="e"><v>#N/A</v></c><c t="e"><v>DIV/0</v></c>)")}})
    );
    ASSERT_TRUE(rows) << rows.error().words;
    EXPECT_THAT((*rows)[0].cells, ElementsAre("#NAME?", "#REF!", "#N/A", "#DIV/0!"));
}

TEST(ReadXlsx, TheSheetIsTheOnlyVisibleOneThatHoldsSomething)
{
    const auto now = row_of(R"(<c t="str"><v>năm nay</v></c>)"),
               before = row_of(R"(<c t="str"><v>năm ngoái</v></c>)");
    const auto first = [](const Result<std::vector<CsvRow>, NotReadable>& rows) {
        return !rows ? rows.error().words : rows->empty() ? "" : (*rows)[0].cells[0];
    };
    EXPECT_EQ(
        first(read_xlsx(workbook_of(
            {{"Cũ", before, "hidden"},
             {"Rất cũ", before, "veryHidden"},
             {"Mới", now},
             {"Sheet2", "<worksheet/>"}}
        ))),
        "năm nay"
    );
    const auto two = workbook_of({{"Cũ", before}, {"Mới", now}});
    EXPECT_THAT(first(read_xlsx(two)), HasSubstr("“Cũ”, “Mới”"));
    EXPECT_EQ(first(read_xlsx(two, {}, "Mới")), "năm nay");
    EXPECT_THAT(first(read_xlsx(two, {}, "Khác")), HasSubstr("không có trang tính “Khác”"));
    EXPECT_EQ(first(read_xlsx(workbook_of({{"Cũ", before, "hidden"}}))), "");
}

TEST(ReadXlsx, DaysAreDaysAndNumbersHaveAllTheirDigits)
{
    const std::string styles =
        R"(<styleSheet><numFmts><numFmt numFmtId="165" formatCode="[$-42A]dd/mm/yyyy;@"/>
        <numFmt numFmtId="166" formatCode="#,##0\ &quot;dong&quot;"/></numFmts>
        <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
        <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>)";
    const auto sheet = row_of(
        R"(<c s="1"><v>46350</v></c><c s="2"><v>46350.341666666667</v></c><c s="3"><v>1</v></c>
           <c s="4"><v>31635000</v></c><c><v>3.1635E7</v></c><c><v>31635000.000000004</v></c>
           <c><v>0.1</v></c><c><v>1E-3</v></c><c s="1" t="str"><v>chưa rõ</v></c><c><v>64179000418</v></c><c><v>-2.5E2</v></c>)"
    );
    const auto rows = read_xlsx(workbook_of({{"A", sheet}}, "", styles));
    ASSERT_TRUE(rows) << rows.error().words;
    EXPECT_THAT(
        (*rows)[0].cells,
        ElementsAre(
            "2026-11-24", "2026-11-24 08:12:00", "1900-01-01", "31635000", "31635000", "31635000",
            "0.1", "0.001", "chưa rõ", "64179000418", "-250"
        )
    );
    const auto mac = read_xlsx(workbook_of(
        {{"A", row_of(R"(<c s="1"><v>44888</v></c>)")}}, "", styles, R"(<workbookPr date1904="1"/>)"
    ));
    EXPECT_THAT((*mac)[0].cells, ElementsAre("2026-11-24"));
}

TEST(ReadXlsx, WhatIsHostileOrBrokenIsRefusedInWords)
{
    std::string attributes;
    for (int i = 0; i < 500'000; ++i) attributes += fmt::format(" a{}=\"1\"", i);
    EXPECT_THAT(
        refused(workbook("<worksheet><sheetData><row" + attributes + "/></sheetData></worksheet>")),
        HasSubstr("dài bất thường")
    );
    EXPECT_THAT(refused("Mã số,Họ và tên\n"), HasSubstr("không phải bảng tính Excel"));
    EXPECT_THAT(refused(""), HasSubstr("không phải bảng tính Excel"));
    EXPECT_THAT(
        refused(zipped({{"word/document.xml", "<w/>"}})), HasSubstr("không phải bảng tính")
    );
    EXPECT_THAT(refused(workbook("<worksheet><row>")), HasSubstr("đã hỏng"));
    EXPECT_THAT(
        refused(workbook(R"(<worksheet><row r="1"><c t="s"><v>9</v></c></row></worksheet>)")),
        HasSubstr("đã hỏng")
    ) << "a string that is not there";
    EXPECT_THAT(
        refused(workbook("<!DOCTYPE w [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>"
                         "<worksheet><row r=\"1\"><c><v>&b;</v></c></row></worksheet>")),
        HasSubstr("DOCTYPE")
    );
    EXPECT_THAT(
        refused(workbook(
            "<!DOCTYPE w SYSTEM \"file:///etc/passwd\"><worksheet><row r=\"1\"/></worksheet>"
        )),
        HasSubstr("DOCTYPE")
    );
    const std::string zeros(2u << 20, ' ');
    EXPECT_THAT(
        refused(workbook("<worksheet>" + zeros + "</worksheet>"), {.part_bytes_max = 1u << 20}),
        HasSubstr("quá lớn")
    ) << "a small file that unpacks to a large one";
    std::string same = "<worksheet><row>";
    for (int i = 0; i < 50; ++i) same += "<c t=\"s\"><v>0</v></c>";
    EXPECT_THAT(
        refused(
            workbook(
                same + "</row></worksheet>",
                "<sst><si><t>" + std::string(1000, 'x') + "</t></si></sst>"
            ),
            {.text_bytes_max = 20'000}
        ),
        HasSubstr("quá lớn")
    ) << "one long text that many cells share";
    std::string many = "<worksheet>";
    for (int i = 0; i < 12; ++i) many += "<row><c><v>1</v></c></row>";
    EXPECT_THAT(
        refused(workbook(many + "</worksheet>"), {.rows_max = 10}), HasSubstr("quá 10 dòng")
    );
    EXPECT_THAT(
        refused(
            workbook(
                "<worksheet><row><c><v>" + std::string(101, 'x') + "</v></c></row></worksheet>"
            ),
            {.cell_bytes_max = 100}
        ),
        HasSubstr("quá dài")
    );
    EXPECT_THAT(
        refused(workbook("<worksheet/>", "<sst><si/><si/><si/></sst>"), {.strings_max = 2}),
        HasSubstr("quá lớn")
    );
    const auto good = written();
    for (std::size_t cut = 0; cut < good.size(); cut += 97)
        EXPECT_FALSE(read_xlsx(good.substr(0, cut))) << cut;
}

} // namespace
} // namespace tnung::spreadsheet
