// What a unit owes around its declarations: written reminders, publication with minutes, the register book.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import readSpreadsheet from "read-excel-file/node";
import { startBrowser, startRegistry } from "./programs.mjs";
import { addPeople, archivalTextOf, begin, cookiesOf, enter, fillNothing, heading, main, openCampaign, receiveAndHandOver, submit, takeFile } from "./registry_pages.mjs";

let registry, browser, people, duyen;
const come = (name) => enter(registry, browser, people[name]);
const go = (page, path) => page.goto(registry.registry + path);

before(async () => {
  registry = await startRegistry();
  browser = await startBrowser();
  people = addPeople(registry);
  await openCampaign(await come("an"));
  duyen = await come("duyen");
}, { timeout: 180_000 });
after(async () => {
  await browser?.close();
  await registry?.stop();
});

const take = (page, path) => takeFile(registry, page, path);
const filingOf = (number) => registry.sql(`SELECT filing.id FROM filing JOIN declarant ON declarant.id = declarant_id WHERE number = '${number}'`);

test("who is late is reminded in writing, twice, and sees it", { timeout: 120_000 }, async () => {
  await go(duyen, "/don-vi/don-doc");
  assert.match(await heading(duyen), /Không ai quá hạn/);
  registry.sql("UPDATE filing SET due_on = '2026-11-20' WHERE agency_code = 'H21.5'");
  await duyen.reload();
  assert.match(await heading(duyen), /^2 người quá hạn/);
  await duyen.locator("label.choice:has-text('Rơ Châm H’Hoa') input").uncheck();
  await duyen.fill("#han", "25/11/2026");
  await duyen.click("button:has-text('Lập văn bản')");
  assert.match(await main(duyen), /Ngày yêu cầu nộp phải sau hôm nay/);
  assert.equal(await duyen.locator("label.choice:has-text('Rơ Châm H’Hoa') input").isChecked(), false, "what was chosen stays");
  assert.equal(await duyen.inputValue("#han"), "25/11/2026");
  await duyen.fill("#han", "01/12/2026");
  await duyen.click("button:has-text('Lập văn bản')");
  await duyen.waitForURL(/da-lap=1/);
  assert.match(await main(duyen), /Đã lập 1 văn bản/);
  assert.match(await main(duyen), /Lần đôn đốc trước chưa hết hạn/);
  const paper = await duyen.locator("a:has-text('Văn bản (PDF)')").getAttribute("href");
  assert.match(archivalTextOf(await take(duyen, paper)), /Lần 1 .*Nguyễn Thị Hoàng Phương Quỳnh Hương, Kế toán trưởng.*Hạn nộp là ngày 20\/11\/2026.*chậm nhất ngày 01\/12\/2026/);

  const huong = await come("huong");
  assert.match(await main(huong), /đôn đốc bằng văn bản lần 1: nộp chậm nhất thứ Ba 01\/12\/2026/);

  registry.sql("UPDATE filing_reminder SET answer_by = '2026-11-24'");
  await go(duyen, "/don-vi/don-doc");
  assert.match(await main(duyen), /Kế toán trưởng; hạn 20\/11\/2026, trễ 2 ngày làm việc\. Đôn đốc lần 2/);
  await duyen.locator("label.choice:has-text('Rơ Châm H’Hoa') input").uncheck();
  await duyen.click("button:has-text('Lập văn bản')");
  await duyen.waitForURL(/da-lap=1/);
  assert.match(await main(duyen), /Lần 2/);
  registry.sql("UPDATE filing_reminder SET answer_by = '2026-11-24'");
  await duyen.reload();
  assert.match(await main(duyen), /Đã đôn đốc hai lần/);
  const nghia = await come("nghia");
  await go(nghia, paper);
  assert.match(await heading(nghia), /Không có văn bản này/, "of another unit");
  const an = await come("an");
  const agency = an.locator("tr:has-text('Sở Xây dựng')");
  assert.equal(await agency.locator("td").last().textContent(), "1", "reminded twice");
});

test("what was handed over is put up for fifteen days, with minutes", { timeout: 240_000 }, async () => {
  const hoa = await come("hoa");
  await begin(hoa);
  await fillNothing(hoa);
  await submit(registry, hoa, people.hoa);
  await go(duyen, "/don-vi/cong-khai");
  assert.match(await heading(duyen), /Không có bản kê khai nào chờ/);
  await receiveAndHandOver(registry, duyen, filingOf("GL-0001"));
  await hoa.reload();
  assert.match(await main(hoa), /Chưa công khai; đơn vị công khai chậm nhất thứ Hai 30\/11\/2026/);

  await go(duyen, "/don-vi/cong-khai");
  assert.match(await heading(duyen), /^1 bản đã bàn giao, chờ công khai/);
  await duyen.fill("#noi", "Bảng tin tầng 1, trụ sở 02 Trần Phú");
  await duyen.fill("#thu-truong", "Nguyễn Văn Bình");
  await duyen.fill("#cong-doan", "Ksor H’Nga");
  await duyen.fill("#ngay", "ngày mai");
  await duyen.click("button:has-text('Lập lần công khai')");
  assert.match(await main(duyen), /Ngày công khai/);
  assert.equal(await duyen.inputValue("#ngay"), "ngày mai");
  await duyen.fill("#ngay", "25/11/2016");
  await duyen.click("button:has-text('Lập lần công khai')");
  assert.match(await main(duyen), /bàn giao ngày 25\/11\/2026: công khai từ ngày đó trở đi/, "a slip in the year");
  await duyen.fill("#ngay", "24/11/2026");
  await duyen.click("button:has-text('Lập lần công khai')");
  assert.match(await main(duyen), /bàn giao ngày 25\/11\/2026: công khai từ ngày đó trở đi/);
  assert.equal(await duyen.inputValue("#noi"), "Bảng tin tầng 1, trụ sở 02 Trần Phú", "nothing typed is lost");
  await duyen.fill("#ngay", "25/11/2026");
  await duyen.click("button:has-text('Lập lần công khai')");
  await duyen.waitForURL(/cong-khai\/\d+$/);
  const first = new URL(duyen.url()).pathname;
  assert.match(await main(duyen), /Niêm yết, Bảng tin tầng 1, trụ sở 02 Trần Phú, từ ngày 25\/11\/2026 đến hết ngày 09\/12\/2026/);
  assert.match(await main(duyen), /Ghi vào hệ thống lúc 09:\d\d 25\/11\/2026/, "whatever day was typed");
  assert.match(await main(duyen), /Ghi nhận được từ thứ Năm 10\/12\/2026/);
  assert.equal(await duyen.locator("button:has-text('Đã niêm yết')").count(), 0, "not before its end");
  const token = await duyen.locator("input[name=the]").first().getAttribute("value");
  const early = await fetch(`${registry.registry}${first}/ket-thuc`, {
    method: "POST", redirect: "manual", headers: { Cookie: await cookiesOf(duyen), Origin: registry.registry }, body: new URLSearchParams({ the: token }),
  });
  assert.equal(early.status, 422, "nor by hand");

  // A slip is taken back.
  await duyen.click("summary:has-text('Lập nhầm')");
  await duyen.click("button:has-text('Bỏ lần này')");
  await duyen.waitForURL(/cong-khai$/);
  assert.match(await heading(duyen), /^1 bản đã bàn giao/);
  assert.match(await main(duyen), /Đã bỏ/);
  assert.equal(await duyen.inputValue("#thu-truong"), "Nguyễn Văn Bình", "who signs is known from the last");
  await duyen.click("button:has-text('Lập lần công khai')");
  await duyen.waitForURL(/cong-khai\/\d+$/);
  const second = new URL(duyen.url()).pathname;
  assert.match(archivalTextOf(await take(duyen, `${second}/bien-ban`)), /Lập ngày …… .*BIÊN BẢN NIÊM YẾT CÔNG KHAI.*từ ngày 25\/11\/2026 đến hết ngày 09\/12\/2026.*1 Rơ Châm H’Hoa.*Ksor H’Nga/);

  registry.sql("UPDATE publication SET from_on = '2026-11-05', until_on = '2026-11-19' WHERE withdrawn_at IS NULL");
  await duyen.reload();
  assert.match(await main(duyen), /Chờ ghi nhận kết thúc/);
  await duyen.fill("#y-kien", "Bà Siu H’Bia hỏi về diện tích đất ở; người kê khai đã trả lời.");
  await duyen.click("button:has-text('Đã niêm yết đủ ngày')");
  await duyen.waitForURL(/cong-khai\/\d+$/);
  assert.match(await main(duyen), /Đã xong/);
  assert.match(await main(duyen), /Bà Siu H’Bia hỏi về diện tích/);
  assert.equal(await duyen.locator("summary:has-text('Lập nhầm')").count(), 0, "its minutes are signed");
  assert.equal(registry.sql("SELECT count(*) FROM publication WHERE remarks_sealed IS NOT NULL AND position('Siu'::bytea IN remarks_sealed) = 0"), "1");
  assert.match(archivalTextOf(await take(duyen, `${second}/bien-ban`)), /Bà Siu H’Bia hỏi về diện tích/);

  await hoa.reload();
  assert.match(await main(hoa), /Niêm yết, Bảng tin tầng 1.*đã xong, có biên bản/);
  const nghia = await come("nghia");
  for (const path of [second, `${second}/bien-ban`]) {
    await go(nghia, path);
    assert.match(await heading(nghia), /Không có lần công khai này/, "of another unit");
  }
  const khanh = await come("khanh");
  assert.match(await main(khanh), /Công khai bản kê khai2/);
  assert.match(await main(khanh), /Đọc ý kiến khi công khai2/, "on the page and in the minutes");
  assert.match(await main(khanh), /Bỏ một lần công khai1/);
});

test("a meeting counts where two of three came", { timeout: 240_000 }, async () => {
  const huong = await come("huong");
  await begin(huong);
  await fillNothing(huong);
  await submit(registry, huong, people.huong);
  await receiveAndHandOver(registry, duyen, filingOf("GL-0002"));
  await go(duyen, "/don-vi/cong-khai");
  await duyen.locator("label.choice:has-text('cuộc họp') input").check();
  await duyen.fill("#noi", "Hội trường tầng 3");
  await duyen.click("button:has-text('Lập lần công khai')");
  await duyen.waitForURL(/cong-khai\/\d+$/);
  assert.match(archivalTextOf(await take(duyen, `${new URL(duyen.url()).pathname}/bien-ban`)), /CUỘC HỌP CÔNG KHAI.*Số người có mặt …… ……/);
  const end = async (summoned, attended) => {
    await duyen.fill("#trieu-tap", summoned);
    await duyen.fill("#co-mat", attended);
    await duyen.click("button:has-text('Đã họp')");
  };
  await end("30", "không rõ");
  assert.match(await main(duyen), /bằng chữ số/);
  assert.equal(await duyen.inputValue("#co-mat"), "không rõ");
  await end("30", "19");
  assert.match(await main(duyen), /ít nhất hai phần ba/);
  await end("30", "20");
  await duyen.locator(".chip:has-text('Đã xong')").waitFor();
  assert.match(await main(duyen), /30 người, 20 người/);
});

test("the register book says how each declaration went, on a page and as a sheet", { timeout: 60_000 }, async () => {
  await go(duyen, "/don-vi/so");
  assert.match(await heading(duyen), /Kê khai hằng năm 2026, 2 người/);
  assert.match(await duyen.textContent("tr:has-text('Rơ Châm H’Hoa')"), /25\/11\/2026.*[A-Z2-7]{16}.*25\/11\/2026.*Niêm yết 05\/11\/2026/);
  assert.match(await duyen.textContent("tr:has-text('Quỳnh Hương')"), /đôn đốc 2 lần.*Tại cuộc họp/);
  await duyen.fill("#q", "ro cham");
  await duyen.click("button:has-text('Xem')");
  assert.match(await heading(duyen), /2026, 1 người/);
  await duyen.fill("#q", "không có ai");
  await duyen.click("button:has-text('Xem')");
  assert.match(await main(duyen), /Không có ai tên hoặc mã số như vậy/);
  const book = await readSpreadsheet(await take(duyen, "/don-vi/so/tai-ve"));
  const hoa = book.find((row) => row.includes("Rơ Châm H’Hoa")).map((cell) => cell instanceof Date ? cell.toISOString().slice(0, 10) : cell);
  hoa[8] = hoa[8].length; // of the receipt's code
  assert.deepEqual(hoa, [2, "GL-0001", "Rơ Châm H’Hoa", "Trưởng phòng Quản lý xây dựng", "Đã bàn giao cho cơ quan kiểm soát", "2026-12-30", "2026-11-25",
    "2026-11-25", 16, 0, "2026-11-25", "2026-11-25", 0, "Niêm yết 05/11/2026", null]);
  assert.ok(!book.flat().includes("Đinh Văn Nghĩa"), "of another unit");
  const an = await come("an");
  const progress = await readSpreadsheet(await take(an, "/dot-ke-khai/tai-ve"));
  assert.deepEqual(progress.filter((row) => /^Sở/.test(row[1])),
    [[1, "Sở Xây dựng tỉnh Gia Lai", 2, "Chưa duyệt", 0, 0, 2, 1, 1, 0, 0], [2, "Sở Y tế tỉnh Gia Lai", 1, "Chưa duyệt", 1, 0, 0, 0, 0, 0, 0]]);
});
