// node make.mjs: writes ../files and ../files.tsv. Each file is what some program makes of the same three dossiers, or a
// slip that offices make in it; beside it stands what is right. Needs the packages of package.json (npm ci) and LibreOffice
// Calc (Debian: libreoffice-calc-nogui); what it made is kept, so the tests need neither.
//
// `right`: parts divided by "; ". "taken N", "refused N": rows. "no file: WORDS": nothing is read, and the words that say
// why hold these. "2001.phone=849…": what is kept of a dossier. "line 5 Số tiền": this field of that line is named.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import ExcelJS from "exceljs";
import XLSX from "xlsx";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "files");
const scratch = join(tmpdir(), "tnung-corpus");
for (const folder of [out, scratch]) { rmSync(folder, { recursive: true, force: true }); mkdirSync(folder); }

const heads = ["Mã hồ sơ", "Thời điểm", "Trạng thái", "Chủ hồ sơ", "Số căn cước", "Số điện thoại", "Mã cơ quan", "Ngày hẹn trả", "Số tiền"];
const base = [
  ["H21.12.34-261124-2001", "24/11/2026 08:12", "6", "Rơ Châm H’Hoa", "064179000418", "0914630552", "H21.12", "09/12/2026", "31635000"],
  ["H21.12.34-261124-2002", "24/11/2026 14:30", "4", "Nguyễn Thị Hoàng Phương Quỳnh Hương", "064188000519", "0905123418", "H21.12", "10/12/2026", ""],
  ["H21.12.34-261124-2003", "23/11/2026 16:05", "2", "Đinh Văn Nghĩa", "064179000444", "0905000777", "H21.12", "11/12/2026", ""],
];
const first = "2001.at=2026-11-24T08:12:00; 2001.state=6; 2001.name=Rơ Châm H’Hoa; 2001.identity=064179000418; 2001.phone=84914630552; 2001.due=2026-12-09T23:59:59; 2001.amount=31635000";
const whole = `taken 3; refused 0; ${first}; 2002.name=Nguyễn Thị Hoàng Phương Quỳnh Hương; 2002.at=2026-11-24T14:30:00; 2003.name=Đinh Văn Nghĩa`;
const list = [];
function add(name, bytes, right, sheet = "") {
  writeFileSync(join(out, name), bytes);
  list.push([name, sheet, right]);
}

const quoted = (cell, separator) => /["\n\r]/.test(cell) || cell.includes(separator) ? `"${cell.replaceAll('"', '""')}"` : cell;
const csv = (rows, separator = ";", end = "\n") => rows.map((row) => row.map((cell) => quoted(cell, separator)).join(separator)).join(end) + end;
const table = (change = (rows) => rows) => change([heads, ...base].map((row) => [...row]));
const cell = (line, column, text) => table((rows) => { rows[line - 1][heads.indexOf(column)] = text; return rows; });
const plain = csv(table());
const utf16 = (text, little) => Buffer.from("\ufeff" + text, "utf16le")[little ? "valueOf" : "swap16"]();

// What a text was saved as.
add("utf8-semicolons.csv", plain, whole);
add("utf8-commas.csv", csv(table(), ","), whole);
add("utf8-tabs.txt", csv(table(), "\t"), whole);
add("utf8-bom-crlf.csv", "\ufeff" + csv(table(), ";", "\r\n"), whole);
add("utf16le-unicode-text.txt", utf16(csv(table(), "\t", "\r\n"), true), whole);
add("utf16be.csv", utf16(plain, false), whole);
add("old-mac-ends.csv", plain.replaceAll("\n", "\r"), whole);
add("mixed-ends.csv", plain.replace("\n", "\r\n"), whole);
add("no-last-end.csv", plain.trimEnd(), whole);
add("all-quoted.csv", table().map((row) => row.map((one) => `"${one}"`).join(",")).join("\r\n"), whole);
add("utf8-read-as-1252-and-saved.csv", [...Buffer.from(plain, "utf8")].map((byte) => new TextDecoder("windows-1252").decode(Uint8Array.of(byte))).join(""), whole);
add("decomposed-letters.csv", plain.normalize("NFD"), whole);
add("sep-line.csv", "sep=;\r\n" + csv(table(), ";", "\r\n"), whole);
add("sep-line-bom-comma.csv", "\ufeffsep=,\n" + csv(table(), ","), whole);
add("sep-line-quoted.csv", '"sep=\t"\n' + csv(table(), "\t"), whole);
const tcvn3 = { "ã": 0xb7, "ồ": 0xe5, "ơ": 0xac, "ờ": 0xea, "đ": 0xae, "ể": 0xd3, "ạ": 0xb9, "á": 0xb8, "ủ": 0xf1, "ố": 0xe8, "ă": 0xa8, "ư": 0xad, "ớ": 0xed, "ệ": 0xd6, "à": 0xb5, "ẹ": 0xd1, "ả": 0xb6, "ề": 0xd2, "ễ": 0xd4, "ị": 0xde, "ương": 0xad, "Đ": 0xa7, "ĩ": 0xdc };
add("tcvn3.csv", Buffer.from([...plain].map((c) => tcvn3[c] ?? (c.charCodeAt(0) < 128 ? c.charCodeAt(0) : 0x3f))), "no file: CSV UTF-8");
add("lost-letters.csv", plain.replace("Châm", "Ch\ufffdm"), "no file: CSV UTF-8");
add("utf8-cut-in-a-letter.csv", Buffer.from(plain.replace("Nghĩa", "Nghĩ"), "utf8").subarray(0, Buffer.byteLength(plain.slice(0, plain.indexOf("Nghĩa") + 4)) - 1), "no file: CSV UTF-8");
add("nul-bytes.csv", plain.replace("Rơ Châm", "Rơ\0 Châm"), whole);

// What stands around the rows.
add("blank-lines.csv", plain.replaceAll("\n", "\n\n"), whole);
add("empty-rows-of-excel.csv", plain + ";;;;;;;;\n;;;;;;;;\n; ;;;;;;;\n", whole);
add("title-and-signature.csv", "ỦY BAN NHÂN DÂN PHƯỜNG PLEIKU;;;;;;;;\nDANH SÁCH HỒ SƠ NGÀY 25/11/2026;;;;;;;;\n;;;;;;;;\n" + plain + ";;;;;;;;\nNgười lập biểu;;;;;;;;\n", `taken 3; refused 1; ${first}; line 9 Mã hồ sơ`);
add("numbered-columns.csv", plain.replace("\n", "\n(1);(2);(3);(4);(5);(6);(7);(8);(9)\n"), whole);
add("numbered-columns-bare.csv", plain.replace("\n", "\n1;2;3;4;5;6;7;8;9\n"), whole);
add("with-stt.csv", csv(table((rows) => rows.map((row, i) => [i ? String(i) : "STT", ...row]))), whole);
add("total-row.csv", plain + "Tổng cộng;;;;;;;;31635000\n", `taken 3; refused 1; line 5 Mã hồ sơ; ${first}`);
add("capitals-without-marks.csv", plain.replace(heads.join(";"), "MA HO SO;THOI DIEM;TRANG THAI;CHU HO SO;SO CAN CUOC;SO DIEN THOAI;MA CO QUAN;NGAY HEN TRA;SO TIEN"), whole);
add("headings-with-stars.csv", plain.replace(heads.join(";"), heads.map((one) => `${one} (*)`).join(";")), whole);
add("headings-with-colons.csv", plain.replace(heads.join(";"), heads.map((one) => `${one}: `).join(";")), whole);
add("headings-on-two-lines.csv", csv(table((rows) => { rows[0] = heads.map((one) => one.replace(" ", "\n")); return rows; })), whole);
add("headings-with-units.csv", plain.replace("Số tiền", "Số tiền (đồng)"), whole);
add("money-in-thousands.csv", plain.replace("Số tiền", "Số tiền (nghìn đồng)").replace("31635000", "31635"), whole);
add("money-in-thousands-of-the-ministry.csv", plain.replace("Số tiền", "Số tiền (ĐVT: 1.000 đồng)").replace("31635000", "31635"), whole);
add("money-in-millions.csv", plain.replace("Số tiền", "Số tiền (triệu đồng)").replace("31635000", "12"), "taken 3; refused 0; 2001.amount=12000000");
add("money-in-thousands-of-two-readings.csv", plain.replace("Số tiền", "Số tiền (nghìn đồng)").replace("31635000", "31.635"), "taken 2; refused 1; line 2 Số tiền (nghìn đồng)");
add("money-too-small.csv", plain.replace("31635000", "31"), "taken 3; refused 0; line 2 Số tiền");
add("headings-of-offices.csv", plain.replace(heads.join(";"), "Số hồ sơ;Ngày cập nhật;Tình trạng hồ sơ;Họ và tên;Số CCCD;SĐT;Mã cơ quan;Hẹn trả;Số tiền"), whole);
add("one-code-two-people.csv", plain + csv([base[2].map((one, i) => i === 3 ? "Phan Văn Sáu" : one)]), `taken 3; refused 1; line 5 Mã hồ sơ; 2003.name=Đinh Văn Nghĩa`);
add("a-row-twice.csv", plain + csv([base[2]]), `taken 4; refused 0; ${first}`);
add("eleven-digits-with-a-zero.csv", csv(cell(2, "Số căn cước", "06417900043")), "taken 2; refused 1; line 2 Số căn cước");
add("english-headings.csv", plain.replace(heads.join(";"), "dossier_code;occurred_at;state;owner.name;owner.identity_number;phone;agency_id;due_at;Số tiền"), whole);
add("columns-in-another-order.csv", csv(table((rows) => rows.map((row) => [...row].reverse()))), whole);
add("unknown-columns.csv", csv(table((rows) => rows.map((row, i) => [...row, i ? "x" : "Ghi chú nội bộ"]))), `${whole}; unknown Ghi chú nội bộ`);
add("a-column-twice-the-same.csv", csv(table((rows) => rows.map((row) => [...row, row[7]]))), whole);
add("a-column-twice-and-different.csv", csv(table((rows) => rows.map((row, i) => [...row, i === 1 ? "10/12/2026" : row[7]]))), "taken 2; refused 1; line 2 Ngày hẹn trả");
add("two-phone-columns.csv", csv(table((rows) => rows.map((row, i) => [...row, i ? "0269 3824 404" : heads[5]]))), whole);
add("no-code-column.csv", csv(table((rows) => rows.map((row) => row.slice(1)))), "no file: “Mã hồ sơ”");
add("no-heading.csv", csv(base), "no file: tiêu đề");
add("headings-only.csv", heads.join(";") + "\n", "taken 0; refused 0");
add("empty.csv", "", "no file: không có dòng nào");
add("only-a-bom.csv", "\ufeff", "no file: không có dòng nào");
add("only-blanks.csv", "\n \n\n", "no file: không có dòng nào");
add("a-row-too-long.csv", plain.replace("31635000\n", "31635000;thừa\n"), "taken 2; refused 1; line 2 cột 10");
add("a-row-too-long-with-blanks.csv", plain.replace("31635000\n", "31635000;;;\n"), whole);
add("rows-cut-short.csv", csv(table((rows) => rows.map((row, i) => i === 3 ? row.slice(0, 7) : row))), "taken 3; refused 0; 2003.due=");
add("comma-in-a-name-not-quoted.csv", csv(table(), ",").replace("Đinh Văn Nghĩa", "Đinh Văn Nghĩa, Nay Krêl"), "taken 2; refused 1; line 4");

// Cells.
add("line-end-in-a-name.csv", csv(cell(2, "Chủ hồ sơ", "Rơ Châm\nH’Hoa")), whole);
add("quotes-in-a-name.csv", csv(cell(2, "Chủ hồ sơ", 'Công ty "Hoa Pơ Lang"')), 'taken 3; refused 0; 2001.name=Công ty "Hoa Pơ Lang"');
add("quotes-in-an-open-cell.csv", plain.replace("Rơ Châm H’Hoa", 'Công ty "Hoa" Pơ Lang'), 'taken 3; refused 0; 2001.name=Công ty "Hoa" Pơ Lang');
add("a-quote-never-closed.csv", plain.replace("Nguyễn Thị", '"Nguyễn Thị'), "taken 1; refused 1; line 3");
add("blanks-around-cells.csv", csv(table((rows) => rows.map((row) => row.map((one) => one && ` \u00a0${one} `)))), whole);
add("formulas-of-text.csv", csv(table((rows) => rows.map((row, i) => i ? row.map((one) => /^0\d+$/.test(one) ? `="${one}"` : one) : row))), whole);
add("apostrophes-before-numbers.csv", csv(table((rows) => rows.map((row, i) => i ? row.map((one) => /^0\d+$/.test(one) ? `'${one}` : one) : row))), whole);
add("zeros-lost.csv", csv(table((rows) => rows.map((row, i) => i ? row.map((one) => one.replace(/^0(\d{9,})$/, "$1")) : row))), whole);
add("scientific-numbers.csv", csv(cell(2, "Số căn cước", "6,4179E+10")), "taken 2; refused 1; line 2 Số căn cước");
add("scientific-phone.csv", csv(cell(2, "Số điện thoại", "9,14631E+08")), "taken 3; refused 0; 2001.phone=; line 2 Số điện thoại");
add("error-cells.csv", csv(cell(2, "Ngày hẹn trả", "#N/A")), "taken 2; refused 1; line 2 Ngày hẹn trả");
add("hashes-for-a-narrow-column.csv", csv(cell(2, "Ngày hẹn trả", "########")), "taken 2; refused 1; line 2 Ngày hẹn trả");
for (const [name, written, kept] of [["american", "12/24/2026", null], ["two-digit-year", "09/12/26", null], ["buddhist-year", "09/12/2569", null], ["day-that-is-none", "31/11/2026", null],
  ["dashes", "09-12-2026", "2026-12-09T23:59:59"], ["points", "9.12.2026", "2026-12-09T23:59:59"], ["iso", "2026-12-09", "2026-12-09T23:59:59"], ["words", "ngày 9 tháng 12 năm 2026", "2026-12-09T23:59:59"],
  ["evening", "09/12/2026 02:12 CH", "2026-12-09T14:12:00"], ["serial", "46000", null], ["nothing", "-", null], ["none", "không có", null]])
  add(`due-${name}.csv`, csv(cell(2, "Ngày hẹn trả", written)), kept ? `taken 3; refused 0; 2001.due=${kept}` : "taken 2; refused 1; line 2 Ngày hẹn trả");
for (const [name, written, kept] of [["points", "31.635.000", 31635000], ["commas", "31,635,000", 31635000], ["points-and-cents", "31.635.000,00", 31635000], ["dong", "31.635.000 đ", 31635000], ["vnd", "VND 31,635,000.00", 31635000],
  ["nbsp", "31\u00a0635\u00a0000", 31635000], ["minus", "-500.000", null], ["brackets", "(500.000)", null], ["half-dong", "31.635.000,50", null], ["thousands", "31,635", 31635], ["words", "ba mươi mốt triệu", null], ["scientific", "3,1635E+07", null], ["free", "Miễn phí", null]])
  add(`amount-${name}.csv`, csv(cell(2, "Số tiền", written)), kept ? `taken 3; refused 0; 2001.amount=${kept}` : "taken 2; refused 1; line 2 Số tiền");
add("a-cell-of-100000-letters.csv", csv(cell(2, "Chủ hồ sơ", "Ơ".repeat(100_000))), "taken 0; refused 1; line 2");
add("a-thousand-columns.csv", csv(table((rows) => rows.map((row) => [...row, ...Array(1000).fill("x")]))), "taken 0; refused 1; line 1");

// Signs of other keyboards, and of what people copy from.
add("hyphens-that-do-not-break.csv", plain.replaceAll("-", "\u2011").replace("0914630552", "0914\u2011630\u2011552"), whole);
add("wide-digits.csv", plain.replace("0914630552", "０９１４６３０５５２"), whole);
add("letters-that-show-nothing.csv", plain.replace("0914630552", "\u202a0914630552\ufe0f\u202c"), whole);
add("eth-for-d.csv", plain.replaceAll("Đinh", "\u0189inh"), "taken 3; refused 0; 2003.at=2026-11-23T16:05:00");

// JSON.
const item = (row, more = {}) => ({ event_id: `e-${row[0]}`, dossier_code: row[0], occurred_at: row[1].replace(/(..)\/(..)\/(....) (.....)/, "$3-$2-$1T$4:00+07:00"), state: Number(row[2]),
  owner: { name: row[3], identity_number: row[4] }, phone: row[5], agency_id: row[6], due_at: row[7].replace(/(..)\/(..)\/(....)/, "$3-$2-$1"), detail: row[8] ? { amount_dong: Number(row[8]) } : undefined, ...more });
const lines = (change = (one) => one) => base.map((row, i) => change(JSON.stringify(item(row)), i)).join("\n") + "\n";
add("lines.jsonl", lines(), whole);
add("lines-bom-crlf.jsonl", "\ufeff" + lines().replaceAll("\n", "\r\n"), whole);
add("lines-with-commas.jsonl", lines((one) => one + ","), whole);
add("an-array.json", JSON.stringify(base.map((row) => item(row)), null, 2), whole);
add("a-call-of-the-api.json", JSON.stringify({ events: base.map((row) => item(row)) }, null, 2), whole);
add("printed-over-many-lines.jsonl", base.map((row) => JSON.stringify(item(row), null, 2)).join("\n") + "\n", whole);
add("lines-escaped.jsonl", lines((one) => one.replace(/[\u0080-\uffff]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"))), whole);
add("lines-one-broken.jsonl", lines((one, i) => i === 1 ? one.slice(0, -3) : one), `taken 2; refused 1; line 2; ${first}`);
add("lines-half-a-letter.jsonl", lines((one, i) => i === 1 ? one.replace("Nguyễn", "\\ud83d") : one), `taken 2; refused 1; line 2 /owner/name; ${first}`);
add("lines-nan.jsonl", lines((one, i) => i === 0 ? one.replace("31635000", "NaN") : one), "taken 2; refused 1; line 1");
add("lines-single-quotes.jsonl", lines((one, i) => i === 0 ? one.replaceAll('"', "'") : one), "taken 2; refused 1; line 1");
add("lines-numbers-as-text.jsonl", lines((one, i) => i === 0 ? one.replace("31635000", '"31635000"').replace(":6,", ':"6",') : one), whole);
add("lines-of-a-dotnet-program.jsonl", lines((one, i) => i === 1 ? one.replace('"2026-12-10"', '"0001-01-01T00:00:00"') : one), "taken 3; refused 0; 2002.due=");
add("lines-utf16.jsonl", utf16(lines(), true), whole);

// What is no table.
add("a-web-page.xls", `<html><head><meta charset="utf-8"></head><body><table>${table().map((row) => `<tr>${row.map((one) => `<td>${one}</td>`).join("")}</tr>`).join("\n")}</table></body></html>`, "no file: trang web");
add("gzipped.csv", gzipSync(plain), "no file: nén");
add("a-picture.csv", Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==", "base64"), "no file: ");
add("a-paper.csv", "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n", "no file: PDF");

// SheetJS.
const sheetjs = (rows, options = {}) => {
  const book = XLSX.utils.book_new();
  XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(rows, { cellDates: true }), "Hồ sơ");
  return XLSX.write(book, { type: "buffer", bookType: "xlsx", ...options });
};
const typed = table((rows) => rows.map((row, i) => i ? row.map((one, j) => j === 2 || (j === 8 && one) ? Number(one) : one) : row));
add("sheetjs.xlsx", sheetjs(table()), whole);
add("sheetjs-shared-strings.xlsx", sheetjs(table(), { bookSST: true }), whole);
add("sheetjs-compressed.xlsx", sheetjs(typed, { compression: true }), whole);
add("sheetjs-numbers.xlsx", sheetjs(table((rows) => rows.map((row, i) => i ? row.map((one) => /^\d+$/.test(one) ? Number(one) : one) : row))), whole);
add("sheetjs-empty-rows.xlsx", sheetjs([[], [], ...table().flatMap((row) => [row, []])]), whole);
for (const [type, name, right] of [["biff8", "sheetjs.xls", "no file: .xls"], ["xlsb", "sheetjs.xlsb", "no file: .xlsx"], ["ods", "sheetjs.ods", "no file: .xlsx"], ["fods", "sheetjs.fods", "no file: .xlsx"],
  ["xlml", "sheetjs-2003.xml", "no file: .xlsx"], ["sylk", "sheetjs.slk", "no file: "], ["dif", "sheetjs.dif", "no file: "], ["html", "sheetjs.html", "no file: trang web"], ["txt", "sheetjs.txt", whole], ["csv", "sheetjs.csv", whole]])
  add(name, sheetjs(table(), { bookType: type }), right);

// exceljs.
async function exceljs(name, right, fill, sheet = "", options = {}) {
  const book = new ExcelJS.Workbook();
  Object.assign(book, options);
  const rows = table((all) => all.map((row) => [...row]));
  await fill(book, rows);
  add(name, Buffer.from(await book.xlsx.writeBuffer()), right, sheet);
}
const simple = (book, rows, title = "Hồ sơ", more = {}) => { const one = book.addWorksheet(title, more); one.addRows(rows); return one; };
const utc = (day, time = "00:00") => new Date(`${day.split("/").reverse().join("-")}T${time}:00Z`); // as Excel keeps it: without a zone
const dated = (rows) => rows.map((row, i) => i ? row.map((one, j) => j === 1 ? utc(...one.split(" ")) : j === 7 ? utc(one) : one) : row);
await exceljs("exceljs.xlsx", whole, (book, rows) => simple(book, rows));
await exceljs("exceljs-dates.xlsx", whole, (book, rows) => { const one = simple(book, dated(rows)); one.getColumn(2).numFmt = "dd/mm/yyyy hh:mm"; one.getColumn(8).numFmt = "dd/mm/yyyy"; });
await exceljs("exceljs-dates-1904.xlsx", whole, (book, rows) => { const one = simple(book, dated(rows)); one.getColumn(2).numFmt = "dd/mm/yyyy hh:mm"; one.getColumn(8).numFmt = "dd/mm/yyyy"; }, "", { properties: { date1904: true } });
await exceljs("exceljs-vietnamese-date-format.xlsx", whole, (book, rows) => { const one = simple(book, dated(rows)); one.getColumn(2).numFmt = '[$-42A]dd"/"mm"/"yyyy hh:mm'; one.getColumn(8).numFmt = "[$-42A]dd mmmm yyyy;@"; });
await exceljs("exceljs-money-format.xlsx", whole, (book, rows) => { const one = simple(book, rows.map((row, i) => i && row[8] ? [...row.slice(0, 8), Number(row[8])] : row)); one.getColumn(9).numFmt = '#,##0 "₫"'; });
await exceljs("exceljs-rich-text.xlsx", whole, (book, rows) => { const one = simple(book, rows); one.getCell("D2").value = { richText: [{ text: "Rơ Châm " }, { font: { bold: true }, text: "H’Hoa" }] }; });
await exceljs("exceljs-formulas.xlsx", whole, (book, rows) => { const one = simple(book, rows); one.getCell("I2").value = { formula: "31000000+635000", result: 31635000 }; one.getCell("D3").value = { formula: 'CONCATENATE("a","b")', result: rows[2][3] }; });
await exceljs("exceljs-formula-never-reckoned.xlsx", "taken 2; refused 1; line 2 Số tiền", (book, rows) => { simple(book, rows).getCell("I2").value = { formula: "31000000+635000" }; });
await exceljs("exceljs-error-cell.xlsx", "taken 2; refused 1; line 2 Ngày hẹn trả", (book, rows) => { simple(book, rows).getCell("H2").value = { error: "#N/A" }; });
await exceljs("exceljs-links.xlsx", whole, (book, rows) => { simple(book, rows).getCell("A2").value = { text: rows[1][0], hyperlink: "https://dvc.example.vn/" }; });
await exceljs("exceljs-merged-title.xlsx", whole, (book, rows) => { const one = book.addWorksheet("Hồ sơ"); one.addRow(["DANH SÁCH HỒ SƠ TIẾP NHẬN NGÀY 25/11/2026"]); one.mergeCells("A1:I1"); one.addRow([]); one.addRows(rows); });
await exceljs("exceljs-merged-down.xlsx", "taken 3; refused 0; 2002.name=Rơ Châm H’Hoa; 2002.phone=84914630552; 2003.name=Đinh Văn Nghĩa", (book, rows) => {
  const one = simple(book, rows); // one person's two dossiers
  for (const column of ["D", "E", "F"]) { one.getCell(`${column}3`).value = null; one.mergeCells(`${column}2:${column}3`); }
});
await exceljs("exceljs-headings-on-two-rows.xlsx", whole, (book, rows) => {
  const one = book.addWorksheet("Hồ sơ");
  one.addRow([...rows[0].slice(0, 3), "Thông tin chủ hồ sơ", "", "", ...rows[0].slice(6)]);
  one.addRow(["", "", "", ...rows[0].slice(3, 6), "", "", ""]);
  one.addRows(rows.slice(1));
  one.mergeCells("D1:F1");
  for (const column of ["A", "B", "C", "G", "H", "I"]) one.mergeCells(`${column}1:${column}2`);
});
await exceljs("exceljs-hidden-sheet-before.xlsx", whole, (book, rows) => { simple(book, [heads, [base[0][0].replace("2001", "1999"), ...base[0].slice(1)]], "Năm trước", { state: "hidden" }); simple(book, rows); });
await exceljs("exceljs-very-hidden-sheet.xlsx", whole, (book, rows) => { simple(book, [["x"]], "Danh mục", { state: "veryHidden" }); simple(book, rows); });
await exceljs("exceljs-two-sheets.xlsx", "no file: --sheet", (book, rows) => { simple(book, rows, "Tháng 10"); simple(book, rows, "Tháng 11"); });
await exceljs("exceljs-two-sheets-one-named.xlsx", whole, (book, rows) => { simple(book, [heads], "Tháng 10"); simple(book, rows, "Tháng 11"); }, "Tháng 11");
await exceljs("exceljs-sheet-that-is-not-there.xlsx", "no file: Tháng 12", (book, rows) => simple(book, rows, "Tháng 11"), "Tháng 12");
await exceljs("exceljs-hidden-rows.xlsx", whole, (book, rows) => { simple(book, rows).getRow(3).hidden = true; });
await exceljs("exceljs-filter-and-frozen.xlsx", whole, (book, rows) => { const one = simple(book, rows, "Hồ sơ", { views: [{ state: "frozen", ySplit: 1 }] }); one.autoFilter = "A1:I1"; });
await exceljs("exceljs-table.xlsx", whole, (book, rows) => book.addWorksheet("Hồ sơ").addTable({ name: "T", ref: "A1", headerRow: true, columns: rows[0].map((name) => ({ name })), rows: rows.slice(1) }));
await exceljs("exceljs-escaped-line-ends.xlsx", whole, (book, rows) => { const one = simple(book, rows); one.getCell("F1").value = "Số điện_x000D_\nthoại"; one.getCell("D2").value = "Rơ Châm_x000D_ H’Hoa"; });
await exceljs("exceljs-notes.xlsx", whole, (book, rows) => { simple(book, rows).getCell("A2").note = "gọi lại"; });
await exceljs("exceljs-booleans.xlsx", "taken 2; refused 1; line 2 Ngày hẹn trả", (book, rows) => { simple(book, rows).getCell("H2").value = true; });
await exceljs("exceljs-no-rows.xlsx", "no file: không có dòng nào", (book) => book.addWorksheet("Hồ sơ"));
await exceljs("exceljs-far-column.xlsx", whole, (book, rows) => { const one = book.addWorksheet("Hồ sơ"); rows.forEach((row, i) => row.forEach((value, j) => { one.getCell(i + 3, j + 5).value = value; })); });
{
  const stream = join(scratch, "stream.xlsx");
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: stream, useSharedStrings: false });
  const one = book.addWorksheet("Hồ sơ");
  for (const row of table()) one.addRow(row).commit();
  await book.commit();
  add("exceljs-streamed-inline-strings.xlsx", readFileSync(stream), whole);
}

// LibreOffice: what it makes of the plain file, and of its own workbook.
const soffice = (file, to, filter = "") => {
  execFileSync("soffice", ["--headless", `-env:UserInstallation=file://${scratch}/profile`, ...(file.endsWith(".csv") ? ["--infilter=CSV:59,34,76,1,5/2/6/2,1066,false,true"] : []),
    "--convert-to", filter ? `${to}:${filter}` : to, "--outdir", scratch, file], { stdio: "ignore" });
  return join(scratch, file.split("/").at(-1).replace(/\.\w+$/, "." + to));
};
copyFileSync(join(out, "utf8-semicolons.csv"), join(scratch, "lo.csv"));
const calc = soffice(join(scratch, "lo.csv"), "xlsx");
add("libreoffice.xlsx", readFileSync(calc), whole);
// An English LibreOffice writes 12/09/26 for 9 December: the month first, the year cut. Nobody can be sure of that.
const american = "taken 0; refused 3; line 2 Thời điểm; line 2 Ngày hẹn trả";
for (const [to, filter, name, right] of [["csv", "Text - txt - csv (StarCalc):44,34,76,1,,1066,false,true", "libreoffice.csv", american],
  ["csv", "Text - txt - csv (StarCalc):59,34,65535,1,,1066,true,true", "libreoffice-utf16-quoted.csv", american],
  ["csv", "Text - txt - csv (StarCalc):9,34,76,1,,1066,false,false", "libreoffice-unformatted-tabs.csv", american],
  ["ods", "", "libreoffice.ods", "no file: .xlsx"], ["fods", "", "libreoffice.fods", "no file: .xlsx"], ["xls", "", "libreoffice.xls", "no file: .xls"], ["html", "", "libreoffice.html", "no file: trang web"],
  ["slk", "", "libreoffice.slk", "no file: "], ["dif", "", "libreoffice.dif", "no file: "]])
  add(name, readFileSync(soffice(calc, to, filter)), right);
for (const name of ["exceljs-dates.xlsx", "exceljs-money-format.xlsx", "exceljs-formulas.xlsx", "exceljs-hidden-sheet-before.xlsx", "sheetjs-numbers.xlsx"]) {
  copyFileSync(join(out, name), join(scratch, `again-${name.replace(".xlsx", ".in.xlsx")}`));
  execFileSync("soffice", ["--headless", `-env:UserInstallation=file://${scratch}/profile`, "--convert-to", "ods", "--outdir", scratch, join(scratch, `again-${name.replace(".xlsx", ".in.xlsx")}`)], { stdio: "ignore" });
  add(`libreoffice-of-${name}`, readFileSync(soffice(join(scratch, `again-${name.replace(".xlsx", ".in.ods")}`), "xlsx")),
    name.includes("hidden") ? "no file: --sheet" : whole); // it shows the hidden sheet again
}

writeFileSync(join(here, "..", "files.tsv"), "# What tests/corpus/make/make.mjs made; the notation stands there.\nfile\tsheet\tright\n" + list.map((row) => row.join("\t")).join("\n") + "\n");
console.log(`${list.length} files`);
