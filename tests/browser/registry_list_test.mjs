// Who owes what: a unit's list, corrected, approved, frozen; people and what other lists say of them; declarations with a
// day of their own, asked for by the unit or begun by the declarant.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import readSpreadsheet from "read-excel-file/node";
import { startBrowser, startRegistry } from "./programs.mjs";
import { addPeople, begin, cookiesOf, enter, field, fillNothing, heading, main, openCampaign, receiveAndHandOver, submit, takeFile } from "./registry_pages.mjs";

let registry, browser, people, duyen;
const come = (name) => enter(registry, browser, people[name]);
const go = (page, path) => page.goto(registry.registry + path);

before(async () => {
  registry = await startRegistry();
  browser = await startBrowser();
  people = addPeople(registry);
  duyen = await come("duyen");
}, { timeout: 180_000 });
after(async () => {
  await browser?.close();
  await registry?.stop();
});

const take = (page, path) => takeFile(registry, page, path);
function importList(lines) {
  const file = join(registry.folder, "list.csv");
  writeFileSync(file, "Mã số,Họ và tên,Chức vụ,Mã cơ quan,Tên cơ quan,Hằng năm\n" + lines.join("\n") + "\n");
  return registry.run("import-people", file);
}
const agency = "H21.5,Sở Xây dựng tỉnh Gia Lai";

test("a unit corrects its list, has it approved, and it is frozen", { timeout: 120_000 }, async () => {
  await go(duyen, "/don-vi/danh-sach");
  assert.match(await main(duyen), /Chưa mở đợt kê khai hằng năm nào/);
  await openCampaign(await come("an"));
  await duyen.reload();
  assert.match(await heading(duyen), /Kê khai hằng năm 2026: danh sách 2 người, chưa duyệt/);

  await duyen.click("a:has-text('Nguyễn Thị Hoàng Phương Quỳnh Hương')");
  await duyen.click("summary:has-text('bỏ khỏi danh sách')");
  await duyen.fill("#ly-do", "nghỉ hưu");
  await duyen.click("button:has-text('Bỏ khỏi danh sách')");
  assert.match(await main(duyen), /Chưa bỏ: ghi rõ vì sao, từ 10 đến 1000 chữ/);
  await duyen.click("summary:has-text('bỏ khỏi danh sách')");
  await duyen.fill("#ly-do", "Nghỉ hưu từ ngày 01/12/2026 theo quyết định số 512.");
  await duyen.click("button:has-text('Bỏ khỏi danh sách')");
  await duyen.waitForSelector("button:has-text('Đưa lại vào danh sách')");
  assert.match(await main(duyen), /Người này không phải nộp/);
  const huong = await come("huong");
  assert.match(await heading(huong), /không có bản kê khai nào phải nộp/);
  await huong.click("a:has-text('Xem')");
  assert.match(await main(huong), /Anh \(chị\) không phải nộp.*Nghỉ hưu từ ngày 01\/12\/2026 theo quyết định số 512/s);
  await go(huong, `${new URL(huong.url()).pathname}/xem`);
  assert.match(await main(huong), /không phải nộp/, "there is nothing to show");

  await go(duyen, "/don-vi/danh-sach");
  assert.match(await heading(duyen), /danh sách 1 người, chưa duyệt/);
  // Somebody else changes it meanwhile: what was signed is not what stands there.
  const colleague = await duyen.context().newPage();
  await go(colleague, "/don-vi/danh-sach");
  await colleague.click("a:has-text('Nguyễn Thị Hoàng Phương Quỳnh Hương')");
  await colleague.click("button:has-text('Đưa lại vào danh sách')");
  await colleague.waitForSelector("summary:has-text('bỏ khỏi danh sách')");
  const approve = async () => {
    await duyen.fill("#thu-truong", "Nguyễn Văn Bình, Giám đốc Sở");
    await duyen.fill("#van-ban", "Quyết định 218/QĐ-SXD ngày 26/11/2026");
    await duyen.click("button:has-text('Đã duyệt danh sách')");
  };
  await approve();
  assert.match(await main(duyen), /Danh sách vừa được người khác sửa/);
  assert.equal(await duyen.inputValue("#thu-truong"), "Nguyễn Văn Bình, Giám đốc Sở", "what was typed stays");
  await approve();
  await duyen.waitForSelector("text=đã duyệt");
  assert.match(await heading(duyen), /danh sách 2 người đã duyệt/);
  await colleague.reload();
  assert.match(await main(colleague), /Danh sách đã duyệt\. Mở lại danh sách/);

  importList([`GL-0004,Ksor Y Bliên,Phó trưởng phòng,${agency},có`, `GL-0005,Siu H’Bia,Chuyên viên,${agency},không`]);
  await duyen.reload();
  assert.match(await main(duyen), /1 người thuộc diện hằng năm chưa có trong danh sách.*Ksor Y Bliên.*Mở lại danh sách để thêm/s);
  await duyen.click("summary:has-text('Cần sửa danh sách')");
  await duyen.fill("#ly-do", "Có người mới được điều động về.");
  await duyen.click("button:has-text('Mở lại danh sách')");
  await duyen.waitForSelector("button:has-text('Thêm vào danh sách')");
  await duyen.click("button:has-text('Thêm vào danh sách')");
  await duyen.waitForSelector("h1:has-text('danh sách 3 người')");
  assert.match(await main(duyen), /2 người; Nguyễn Văn Bình, Giám đốc Sở phê duyệt.*Có người mới được điều động về/s, "what was approved before is not lost");
  const rows = await readSpreadsheet(await take(duyen, "/don-vi/danh-sach/tai-ve"));
  const names = rows.map((row) => row[2]).filter(Boolean);
  assert.deepEqual(names, ["Họ và tên", "Ksor Y Bliên", "Nguyễn Thị Hoàng Phương Quỳnh Hương", "Rơ Châm H’Hoa"]);
});

test("where a list differs from the register the unit decides", { timeout: 120_000 }, async () => {
  const said = importList([
    `GL-0001,Rơ Châm H’Hoa,Phó Giám đốc Sở,${agency},có`, `GL-0002,Nguyễn Thị Hoàng Phương Quỳnh Hương,Kế toán viên,${agency},có`,
    "GL-0005,Siu H’Bia,Chuyên viên,H21.9,Sở Y tế tỉnh Gia Lai,không", `GL-0006,,Chuyên viên,${agency},có`]);
  assert.match(said, /Dòng 2, GL-0001: khác sổ, chờ đơn vị xem: chức vụ: sổ ghi “Trưởng phòng Quản lý xây dựng”, danh sách ghi “Phó Giám đốc Sở”/);
  assert.match(said, /Dòng 5, GL-0006: không nhận: ô “Họ và tên” trống/);
  await go(duyen, "/don-vi/nguoi");
  assert.match(await heading(duyen), /^4 người kê khai của đơn vị/);
  assert.match(await main(duyen), /3 chỗ danh sách khác sổ/);
  const card = (page, name) => page.locator(`section.card:has(h3:has-text("${name}"))`);
  await card(duyen, "Rơ Châm H’Hoa").locator("button:has-text('Sửa sổ theo danh sách')").click();
  await duyen.waitForSelector("text=2 chỗ danh sách khác sổ");
  await card(duyen, "Hương").locator("button:has-text('Sổ đúng')").click();
  await duyen.waitForSelector("text=1 chỗ danh sách khác sổ");
  assert.equal(await card(duyen, "Siu H’Bia").locator("button:has-text('Sửa sổ')").count(), 0, "who goes is taken by the other unit");
  importList([`GL-0002,Nguyễn Thị Hoàng Phương Quỳnh Hương,Kế toán viên,${agency},có`]);
  await duyen.reload();
  assert.match(await main(duyen), /1 chỗ danh sách khác sổ/, "what was decided is not raised again");

  const nghia = await come("nghia");
  await go(nghia, "/don-vi/nguoi");
  await card(nghia, "Siu H’Bia").locator("button:has-text('Sửa sổ theo danh sách')").click();
  await nghia.waitForSelector("h1:has-text('2 người')");
  await go(duyen, "/don-vi/nguoi");
  assert.match(await heading(duyen), /^3 người/);
  await duyen.click("a:has-text('Rơ Châm H’Hoa')");
  assert.match(await main(duyen), /Phó Giám đốc Sở\. Mã số GL-0001.*Trước đây.*Trưởng phòng Quản lý xây dựng.*Lê Thị Mỹ Duyên/s);
  const path = new URL(duyen.url()).pathname;
  await go(nghia, path);
  assert.match(await heading(nghia), /Không có người này ở đơn vị/);
  // Whether one declares every year is not one's own to say, whatever is sent.
  await go(nghia, "/don-vi/nguoi");
  await nghia.click("a:has-text('Đinh Văn Nghĩa')");
  assert.match(await main(nghia), /Sổ của chính anh \(chị\): đồng nghiệp trong đơn vị sửa/);
  const the = await nghia.locator("input[name=the]").first().getAttribute("value");
  const sent = await fetch(`${nghia.url()}/sua`, {
    method: "POST", redirect: "manual", headers: { Cookie: await cookiesOf(nghia), Origin: registry.registry },
    body: new URLSearchParams({ the, ten: "Đinh Văn Nghĩa", "chuc-vu": "Thanh tra viên" }),
  });
  assert.equal(sent.status, 422);
  assert.equal(registry.sql("SELECT annual FROM declarant WHERE number = 'GL-0003'"), "t");
});

test("a unit adds somebody, once, and mends a slip", { timeout: 60_000 }, async () => {
  await go(duyen, "/don-vi/nguoi");
  await duyen.click("summary:has-text('Thêm người')");
  await duyen.fill("#ma-so", "GL-0003");
  await duyen.fill("#ten", "Rah Lan Thương");
  await duyen.fill("#chuc-vu", "Chuyên vien");
  await duyen.click("button:has-text('Thêm người')");
  assert.match(await main(duyen), /Mã số GL-0003 đã có trong sổ ở cơ quan khác/);
  assert.equal(await duyen.inputValue("#ten"), "Rah Lan Thương", "what was typed stays, and in sight");
  await duyen.fill("#ma-so", "GL-0007");
  await duyen.click("button:has-text('Thêm người')");
  await duyen.waitForURL(/nguoi\/\d+$/);
  assert.match(await main(duyen), /Chuyên vien\. Mã số GL-0007\. Không thuộc diện hằng năm/);
  await duyen.click("summary:has-text('Sửa họ tên')");
  await duyen.fill("#chuc-vu", "Chuyên viên");
  await duyen.check("input[name=hang-nam]");
  await duyen.click("button:has-text('Lưu')");
  await duyen.waitForSelector("text=Trước đây");
  assert.match(await main(duyen), /Chuyên viên\. Mã số GL-0007\. Kê khai hằng năm/);
});

test("who is to be appointed declares ten days before, read out at the meeting", { timeout: 240_000 }, async () => {
  await go(duyen, "/don-vi/nguoi");
  await duyen.click("a:has-text('Rơ Châm H’Hoa')");
  await duyen.check("label.choice:has-text('phục vụ công tác cán bộ') input");
  await duyen.fill("#viec", "Dự kiến bổ nhiệm Giám đốc Sở Xây dựng");
  await duyen.fill("#ngay", "25/11/2026");
  await duyen.click("button:has-text('Yêu cầu kê khai')");
  assert.match(await main(duyen), /Ngày dự kiến bổ nhiệm phải sau hôm nay/);
  assert.equal(await duyen.inputValue("#viec"), "Dự kiến bổ nhiệm Giám đốc Sở Xây dựng");
  await duyen.fill("#ngay", "23/12/2026");
  await duyen.click("button:has-text('Yêu cầu kê khai')");
  await duyen.waitForURL(/don-vi\/\d+$/);
  assert.match(await main(duyen), /Dự kiến bổ nhiệm Giám đốc Sở Xây dựng, ngày 23\/12\/2026\. Hạn nộp 11\/12\/2026/, "a Sunday goes to the Friday before");
  const filing = new URL(duyen.url()).pathname.split("/").at(-1);

  const hoa = await come("hoa");
  await hoa.click(`a[href="/ke-khai/${filing}"]`);
  assert.match(await heading(hoa), /Kê khai phục vụ công tác cán bộ 2026: nộp chậm nhất thứ Sáu 11\/12\/2026/);
  await hoa.click("button:has-text('Bắt đầu kê khai')");
  await hoa.waitForURL(/muc\/chung/);
  await field(hoa, "Ngày hoàn thành").fill("24/11/2026");
  await fillNothing(hoa);
  await submit(registry, hoa, people.hoa);
  const receipt = await hoa.locator("a:has-text('Biên nhận (PDF)')").getAttribute("href");
  assert.match(execFileSync("pdftotext", [await take(hoa, receipt), "-"], { encoding: "utf8" }), /11\/12\/2026/);
  const paper = await take(hoa, `/ke-khai/${filing}/ban-in`);
  assert.match(execFileSync("pdftotext", [paper, "-"], { encoding: "utf8" }).replace(/\s+/g, " "), /BẢN KÊ KHAI TÀI SẢN, THU NHẬP PHỤC VỤ CÔNG TÁC CÁN BỘ/);
  await receiveAndHandOver(registry, duyen, filing);

  await go(duyen, "/don-vi/cong-khai");
  assert.match(await main(duyen), /công khai tại cuộc họp, chậm nhất 23\/12\/2026/);
  await duyen.fill("#noi", "Hội trường tầng 3");
  await duyen.fill("#thu-truong", "Nguyễn Văn Bình");
  await duyen.fill("#cong-doan", "Ksor H’Nga");
  await duyen.click("button:has-text('Lập lần công khai')");
  assert.match(await main(duyen), /Rơ Châm H’Hoa là kê khai phục vụ công tác cán bộ: công khai tại cuộc họp/);
  await duyen.check("input[name=cach][value=meeting]");
  await duyen.click("button:has-text('Lập lần công khai')");
  await duyen.waitForURL(/cong-khai\/\d+$/);
  assert.match(await main(duyen), /Kê khai phục vụ công tác cán bộ 2026.*Đúng hạn/s);

});

test("the inspectorate sees two declarations beside each other, both readings logged", { timeout: 240_000 }, async () => {
  // The year's own declaration goes on from what was handed in last, and has a plot more.
  const hoa = await come("hoa");
  await begin(hoa);
  await fillNothing(hoa);
  const draft = new URL(hoa.url()).pathname.replace("/soat", "/muc");
  await go(hoa, `${draft}/land`);
  await hoa.locator("button:has-text('Thêm')").first().click();
  await hoa.waitForURL(/#i/);
  const write = (label, text) => hoa.locator("section.card").first().locator(`.field:has(> label:has-text("${label}")) input`).first().fill(text);
  await write("Địa chỉ", "Thửa 308, tờ bản đồ 41, làng Ia Rok, phường An Phú, tỉnh Gia Lai");
  await write("Diện tích", "187,5");
  await write("Giá trị", "1,15 tỷ");
  await write("Giấy chứng nhận", "CS 041 226");
  await hoa.locator("section.card").first().locator(".field:has(label:has-text('Giấy chứng nhận')) input[type=text]").nth(1).fill("Rơ Châm H’Hoa");
  await hoa.click("button.plain:has-text('Lưu')");
  await hoa.waitForURL(/luu=1/);
  await go(hoa, `${draft}/income`);
  const amounts = await hoa.locator(".unit input").all();
  for (const [i, input] of amounts.entries()) await input.fill(i === 0 || i === amounts.length - 1 ? "884 triệu" : "0");
  await hoa.click("button.plain:has-text('Lưu')");
  await hoa.waitForURL(/luu=1/);
  await go(hoa, `${draft}/changes`);
  await hoa.click("button:has-text('So lại với lần trước')");
  await hoa.waitForURL(/luu=1/);
  for (const box of await hoa.locator("section.card[data-tone=leaf] input[type=text]").all()) await box.fill("Tiền tiết kiệm từ lương nhiều năm và vay ngân hàng.");
  await hoa.click("button.plain:has-text('Lưu')");
  await hoa.waitForURL(/luu=1/);
  await go(hoa, draft.replace("/muc", "/soat"));
  assert.match(await heading(hoa), /đã đủ để nộp/, await main(hoa));
  await submit(registry, hoa, people.hoa);
  const filing = new URL(hoa.url()).pathname.split("/").at(-1);
  await receiveAndHandOver(registry, duyen, filing);

  const yen = await come("yen");
  await go(yen, `/thanh-tra/${filing}`);
  assert.match(await yen.textContent("#voi"), /Kê khai phục vụ công tác cán bộ 2026, nộp 25\/11\/2026/);
  await yen.check("input[name=viec][value=follow]");
  await yen.click("button:has-text('So sánh hai lần')");
  assert.match(await heading(yen), /Tài sản tăng nhiều hơn thu nhập đã kê khai 266\.000\.000 đ/);
  const words = await main(yen);
  assert.match(words, /1 chỗ thay đổi.*Thửa 308.*1\.1\. Đất ở.*không có.*1\.150\.000\.000 đồng.*\+1\.150\.000\.000.*Tiền tiết kiệm từ lương/s);
  assert.equal(await yen.locator("svg.fig[role=img]").getAttribute("aria-label"), "Triệu đồng: tăng thêm 1.150, thu nhập đã kê khai 884, chưa nêu nguồn 266");
  assert.equal(await yen.locator("svg.watermark").count(), 1);
  const khanh = await come("khanh");
  assert.match(await main(khanh), /So với lần trước\d/);
  assert.equal(registry.sql("SELECT count(*) FROM vault_read JOIN staff ON 'staff:' || staff.id = reader WHERE login = 'yen'"), "2");
});

test("a declarant begins a supplement, drops it, goes on and hands it in", { timeout: 240_000 }, async () => {
  const huong = await come("huong");
  assert.match(await main(huong), /Biến động trong năm từ 1\.000\.000\.000 đ trở lên thì kê khai bổ sung/);
  await huong.click("button:has-text('Bắt đầu kê khai bổ sung')");
  await huong.waitForURL(/ke-khai\/\d+$/);
  const path = new URL(huong.url()).pathname;
  assert.match(await heading(huong), /Kê khai bổ sung 2026: nộp chậm nhất/);
  await huong.click("button:has-text('Bỏ bản kê khai bổ sung này')");
  await huong.waitForURL(/ke-khai$/);
  assert.match(await main(huong), /Kê khai bổ sung 2026Đã bỏ khỏi danh sách/);
  await huong.click("button:has-text('Bắt đầu kê khai bổ sung')");
  await huong.waitForURL((url) => url.pathname === path);
  assert.equal(await huong.locator("button:has-text('Bắt đầu kê khai bổ sung')").count(), 0);
  await huong.click("button:has-text('Bắt đầu kê khai')");
  await huong.waitForURL(/muc\//);
  await fillNothing(huong);
  await submit(registry, huong, people.huong);
  await go(duyen, "/don-vi");
  assert.match(await main(duyen), /Nguyễn Thị Hoàng Phương Quỳnh Hương/);
  await go(huong, path);
  assert.equal(await huong.locator("button:has-text('Bỏ bản')").count(), 0, "handed in, it stays");
});
