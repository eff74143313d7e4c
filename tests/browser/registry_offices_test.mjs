// Offices around declarations: who stands in for a unit's officer, who is told, who controls whom and takes what over, the agencies.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import readSpreadsheet from "read-excel-file/node";
import { freePort, startBrowser, startRegistry, waitFor } from "./programs.mjs";
import { addPeople, addPerson, archivalTextOf, begin, cookiesOf, endAgency, enter, fillNothing, handOver, heading, main, openCampaign, submit, takeFile } from "./registry_pages.mjs";

let registry, browser, people, duyen;
const come = (name) => enter(registry, browser, people[name]);
const go = (page, path) => page.goto(registry.registry + path);
const post = async (page, path, form) => fetch(registry.registry + path, {
  method: "POST", redirect: "manual", headers: { Cookie: await cookiesOf(page), Origin: registry.registry },
  body: new URLSearchParams({ the: await page.locator("input[name=the]").first().getAttribute("value"), ...form }) });
const paper = async (page, path) => archivalTextOf(await takeFile(registry, page, path), "-layout");

before(async () => {
  registry = await startRegistry();
  browser = await startBrowser();
  people = addPeople(registry);
  await openCampaign(await come("an"));
  duyen = await come("duyen");
}, { timeout: 240_000 });
after(async () => {
  await browser?.close();
  await registry?.stop();
});

test("whoever is on the list is told once, on one paper to sign", { timeout: 120_000 }, async () => {
  await go(duyen, "/don-vi/danh-sach");
  assert.match(await main(duyen), /Lịch của đợt/);
  assert.match(await main(duyen), /30\/12\/2026Người kê khai nộp/);
  await duyen.click("button:has-text('Lập thông báo cho 2 người')");
  await duyen.waitForSelector("text=Mọi người trong danh sách đã có thông báo");
  const [path] = await duyen.locator("a:has-text('Thông báo (PDF)')").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  const text = await paper(duyen, path);
  assert.match(text, /THÔNG BÁO/);
  assert.match(text, /Rơ Châm H’Hoa/);
  assert.match(text, /huong/, "the account");
  assert.match(text, /30\/12\/2026/);
  assert.equal((await post(duyen, "/don-vi/danh-sach/thong-bao", {})).status, 422, "nobody is left");
  const hoa = await come("hoa");
  assert.match(await main(hoa), /Cần giúp: hỏi bộ phận tổ chức cán bộ của Sở Xây dựng tỉnh Gia Lai, Lê Thị Mỹ Duyên/);
  const filing = /\d+$/.exec(await hoa.locator("a.btn").first().getAttribute("href"))[0];
  await go(duyen, `/don-vi/${filing}`);
  assert.match(await main(duyen), /Đơn vị đã lập thông báo kê khai ngày 25\/11\/2026/);
  const nghia = await come("nghia");
  assert.equal((await fetch(registry.registry + path, { headers: { Cookie: await cookiesOf(nghia) } })).status, 404, "another unit's");
});

test("who stands in does the officer's work on those days, under their own name", { timeout: 180_000 }, async () => {
  await go(duyen, "/don-vi/phu-trach");
  assert.match(await heading(duyen), /Lê Thị Mỹ Duyên phụ trách kê khai ở đơn vị/);
  await duyen.selectOption("#nguoi", { label: "Nguyễn Thị Hoàng Phương Quỳnh Hương (huong)" });
  await duyen.fill("#tu-ngay", "24/11/2026");
  await duyen.fill("#den-ngay", "30/11/2026");
  await duyen.fill("#van-ban", "45/QĐ-SXD ngày 24/11/2026");
  await duyen.click("button:has-text('Cử người thay')");
  assert.match(await main(duyen), /từ hôm nay trở đi/);
  assert.equal(await duyen.inputValue("#van-ban"), "45/QĐ-SXD ngày 24/11/2026", "what was typed stays");
  await duyen.fill("#tu-ngay", "25/11/2026");
  await duyen.click("button:has-text('Cử người thay')");
  await duyen.waitForSelector("text=Đang thay");

  const hoa = await come("hoa");
  assert.match(await main(hoa), /Nguyễn Thị Hoàng Phương Quỳnh Hương \(thay đến hết 30\/11\/2026\)/);
  await begin(hoa);
  await fillNothing(hoa);
  await submit(registry, hoa, people.hoa);
  const filing = /\d+$/.exec(new URL(hoa.url()).pathname)[0];

  const huong = await come("huong");
  assert.match(await huong.textContent("header"), /Bộ phận tổ chức cán bộ \(thay\)/);
  await go(huong, "/don-vi/phu-trach");
  assert.match(await main(huong), /chỉ người phụ trách cử hoặc chấm dứt/);
  assert.equal(await huong.locator("button:has-text('Chấm dứt')").count(), 0);
  assert.equal((await post(huong, "/don-vi/phu-trach/1", {})).status, 422, "nor by a form of their own");
  await go(huong, `/don-vi/${filing}`);
  await huong.click("button:has-text('Mở bản kê khai')");
  await huong.click("button:has-text('Đủ, tiếp nhận')");
  await huong.waitForURL(/don-vi\/\d+$/);
  await hoa.reload();
  assert.match(await main(hoa), /Nguyễn Thị Hoàng Phương Quỳnh Hương.*Bộ phận tổ chức cán bộ/, "who read it, by name");

  await go(duyen, "/don-vi/phu-trach");
  await duyen.click("button:has-text('Chấm dứt')");
  await duyen.waitForSelector("text=Đã chấm dứt");
  await go(huong, `/don-vi/${filing}`);
  assert.match(await heading(huong), /không dành cho vai trò/);
  const khanh = await come("khanh");
  assert.match(await main(khanh), /Cử người thay người phụ trách1/);
});

test("one person keeps one account, whatever they are", { timeout: 60_000 }, async () => {
  registry.run("add-staff", "quang", "Nguyễn Minh Quang", "inspector");
  registry.run("change-role", "quang", "head");
  assert.equal(registry.sql("SELECT role FROM staff WHERE login = 'quang'"), "head");
  registry.run("disable-staff", "quang");
  assert.equal(registry.sql("SELECT disabled_at IS NOT NULL FROM staff WHERE login = 'quang'"), "t");
  registry.run("enable-staff", "quang");
  assert.throws(() => registry.run("change-role", "quang", "king"), /expected one of/);
  assert.throws(() => registry.run("change-role", "quang", "personnel"), /belong to a unit/);
  assert.throws(() => registry.run("change-role", "nobody", "head"), /nobody has the login/);
  assert.match(await main(await come("khanh")), /Đổi vai trò của một tài khoản1/);
});

test("each is handed over to who controls them, with minutes", { timeout: 240_000 }, async () => {
  const huong = await come("huong");
  await begin(huong);
  await fillNothing(huong);
  await submit(registry, huong, people.huong);
  const hers = /\d+$/.exec(new URL(huong.url()).pathname)[0];
  await go(duyen, `/don-vi/${hers}`);
  await duyen.click("button:has-text('Mở bản kê khai')");
  await duyen.click("button:has-text('Đủ, tiếp nhận')");
  await duyen.waitForURL(/don-vi\/\d+$/);

  await go(duyen, "/don-vi/nguoi");
  await duyen.click("a:has-text('Nguyễn Thị Hoàng Phương Quỳnh Hương')");
  assert.match(await main(duyen), /Thanh tra tỉnh: bản kê khai bàn giao qua cơ sở dữ liệu này/);
  await duyen.click("summary:has-text('Ghi cơ quan kiểm soát khác')");
  await duyen.selectOption("#co-quan", { label: "Ủy ban Kiểm tra Tỉnh ủy" });
  await duyen.fill("#tu-ngay", "01/07/2026");
  await duyen.fill("#can-cu", "Quy định 12-QĐ/TU ngày 20/06/2026");
  await duyen.locator("form[action$='kiem-soat'] button").click();
  await duyen.waitForSelector("text=giao bằng bản giấy");

  await go(duyen, "/don-vi/ban-giao");
  assert.match(await heading(duyen), /2 bản đã tiếp nhận, chờ bàn giao/);
  const party = duyen.locator("section.card", { hasText: "Bàn giao cho Ủy ban Kiểm tra Tỉnh ủy" });
  assert.match(await party.textContent(), /Quỳnh Hương/);
  assert.doesNotMatch(await party.textContent(), /H’Hoa/);
  // A box of the other group: nothing happens.
  const box = await duyen.locator("section.card", { hasText: "Bàn giao cho Thanh tra tỉnh" }).locator("input[type=checkbox]").first().getAttribute("name");
  const mixed = await post(duyen, "/don-vi/ban-giao", { cho: "party_provincial", "nguoi-giao": "a", "nguoi-nhan": "b", [box]: "1" });
  assert.equal(mixed.status, 422);
  await party.getByLabel("Người giao").fill("Lê Thị Mỹ Duyên, Chánh Văn phòng");
  await party.getByLabel("Người nhận").fill("Nguyễn Văn Tâm, Phó Chủ nhiệm Ủy ban Kiểm tra");
  await party.locator("button").click();
  await duyen.waitForURL(/da-giao=1/);
  assert.match(await main(duyen), /Đã bàn giao 1 bản/);
  const minutes = await paper(duyen, await duyen.locator("a:has-text('Biên bản (PDF)')").first().getAttribute("href"));
  assert.match(minutes, /BIÊN BẢN GIAO NHẬN/);
  assert.match(minutes, /Bên nhận:? Ủy ban Kiểm tra Tỉnh ủy/);
  assert.match(minutes, /Nguyễn Văn Tâm/);
  assert.match(minutes, /Quỳnh Hương/);
  await go(duyen, `/don-vi/${hers}`);
  assert.match(await main(duyen), /Đã giao cho Ủy ban Kiểm tra Tỉnh ủy/);
  await duyen.click("button:has-text('Mở bản kê khai')");
  assert.match(await duyen.textContent("article"), /Quỳnh Hương/, "the unit keeps its copy");

  const first = await duyen.evaluate(async () => (await fetch("/don-vi/ban-giao")).text());
  const [, hoas] = /name="f(\d+)"/.exec(first);
  await go(duyen, `/don-vi/${hoas}`);
  await handOver(duyen);
  assert.match(await main(duyen), /chỉ Thanh tra tỉnh mở được/);
  const yen = await come("yen");
  assert.match(await heading(yen), /^1 bản kê khai đã được bàn giao/);
  assert.doesNotMatch(await main(yen), /Quỳnh Hương/);
  await go(yen, `/thanh-tra/${hers}`);
  assert.match(await heading(yen), /Không có bản này/);
  await go(yen, "/thanh-tra/ban-giao");
  assert.match(await heading(yen), /^1 lần giao nhận/);
  const theirs = await paper(yen, await yen.locator("a:has-text('Biên bản (PDF)')").getAttribute("href"));
  assert.match(theirs, /Rơ Châm H’Hoa/);
  assert.equal((await fetch(`${registry.registry}/thanh-tra/ban-giao/1`, { headers: { Cookie: await cookiesOf(yen) } })).status, 404, "another body's");
});

test("Home Affairs keeps the agencies: names of before, what stands above, who took over", { timeout: 180_000 }, async () => {
  const tam = await come("tam");
  assert.match(await heading(tam), /^2 cơ quan, đơn vị/);
  await tam.click("summary:has-text('Thêm cơ quan')");
  await tam.fill("#ma", "H21.20");
  await tam.fill("#ten", "Sở Xây dựng và Giao thông vận tải tỉnh Gia Lai");
  await tam.click("button:has-text('Thêm')");
  await tam.waitForURL(/mot\?ma=H21\.20/);
  await go(tam, "/co-quan/mot?ma=H21.9");
  await tam.click("summary:has-text('Đổi tên')");
  await tam.fill("#ten", "Sở Y tế và Dân số tỉnh Gia Lai");
  await tam.fill("#tu-ngay", "01/01/2027");
  await tam.fill("#van-ban", "Nghị quyết 15/NQ-HĐND");
  await tam.locator("form[action$='sua'] button").click();
  assert.match(await main(tam), /không sau hôm nay/);
  await tam.fill("#tu-ngay", "01/11/2026");
  await tam.locator("form[action$='sua'] button").click();
  await tam.waitForURL(/mot\?ma=H21\.9$/);
  assert.match(await main(tam), /Sở Y tế tỉnh Gia Lai.*trước 01\/11\/2026.*Nghị quyết 15/s);
  await go(tam, "/co-quan?q=so+y+te+tinh");
  assert.match(await heading(tam), /^1 cơ quan tên hoặc mã/, "found by its name of before");
  people.lien = addPerson(registry, "GL-0010", "Kpă H’Liên", "Chuyên viên", "lien", "H21.9,Sở Y tế tỉnh Gia Lai");
  const lien = await come("lien");
  await begin(lien);
  await fillNothing(lien);
  await submit(registry, lien, people.lien);
  const hers = /\d+$/.exec(new URL(lien.url()).pathname)[0];
  await endAgency(registry, tam, "H21.9", "H21.5", "Nghị quyết 15/NQ-HĐND");
  await go(duyen, "/don-vi");
  assert.match(await main(duyen), /Sở Y tế và Dân số tỉnh Gia Lai đã chấm dứt/);
  // The wrong one: while nobody took it over, another is named.
  await tam.click("summary:has-text('Giao cơ quan khác tiếp nhận')");
  await tam.selectOption("#tiep-nhan", "H21.20");
  const named = (successor, paper) => post(tam, "/co-quan/tiep-nhan", { ma: "H21.9", "tiep-nhan": successor, "quyet-dinh": paper });
  assert.equal((await named("H21.20", "")).status, 422, "by which paper");
  assert.equal((await named("H21.9", "16")).status, 422, "not itself");
  await tam.fill("#quyet-dinh", "Nghị quyết 16/NQ-HĐND");
  await tam.click("button:has-text('Giao tiếp nhận')");
  await tam.waitForSelector("text=Chờ Sở Xây dựng và Giao thông vận tải");
  assert.match(await main(tam), /Chấm dứt từ20\/11\/2026; Sở Xây dựng và Giao thông vận tải/);
  assert.match(await main(tam), /Chờ Sở Xây dựng và Giao thông vận tải tỉnh Gia Lai tiếp nhận. Còn ở đây: 2 bản kê khai, 2 người/);
  const sheet = JSON.stringify(await readSpreadsheet(await takeFile(registry, tam, "/co-quan/tai-ve")));
  assert.match(sheet, /Sở Y tế và Dân số tỉnh Gia Lai/);
  assert.match(sheet, /Chấm dứt từ 20\/11\/2026/);
  assert.throws(() => registry.run("add-staff", "cu", "Lê Văn Cũ", "personnel", "--unit", "H21.9"), /H21\.20/);
  // Whoever was there waits at the successor's, and what they handed in.
  const made = JSON.parse(registry.run("add-staff", "moi", "Nay H’Nhung", "personnel", "--unit", "H21.20"));
  const moi = await enter(registry, browser, made);
  await go(moi, "/don-vi/nguoi");
  assert.match(await main(moi), /Nguồn: Nghị quyết 16\/NQ-HĐND/);
  await go(moi, `/don-vi/${hers}`);
  assert.match(await heading(moi), /Không có bản kê khai này/);
  await go(duyen, "/don-vi");
  assert.equal((await post(duyen, "/don-vi/tiep-nhan", { ma: "H21.9" })).status, 404, "not theirs to take over");
  await go(moi, "/don-vi");
  assert.match(await main(moi), /Sở Y tế và Dân số tỉnh Gia Lai đã chấm dứt: mời đơn vị tiếp nhận hồ sơ/);
  assert.match(await main(moi), /2 bản kê khai, 2 người/);
  await moi.click("button:has-text('Tiếp nhận')");
  await moi.waitForURL(/da-nhan-ban=2/);
  assert.match(await main(moi), /Đã tiếp nhận 2 bản kê khai và 1 người/, "an officer's rights do not come along");
  assert.equal(await moi.locator("form[action='/don-vi/tiep-nhan']").count(), 0);
  await moi.click("a:has-text('Kpă H’Liên')");
  await moi.waitForURL(/don-vi\/\d+$/);
  assert.match(await main(moi), /Chuyển về từ Sở Y tế và Dân số tỉnh Gia Lai.*Nghị quyết 16\/NQ-HĐND/s);
  await moi.click("button:has-text('Mở bản kê khai')");
  assert.match(await moi.textContent("article"), /Kpă H’Liên/, "its key came along");
  await go(moi, "/don-vi/so");
  assert.match(await main(moi), /Kpă H’Liên.*Từ Sở Y tế và Dân số tỉnh Gia Lai/s);
  assert.match(JSON.stringify(await readSpreadsheet(await takeFile(registry, moi, await moi.locator("a[href*='so/tai-ve']").getAttribute("href")))), /Sở Y tế và Dân số/);
  await lien.reload();
  assert.match(await lien.textContent("header"), /Sở Xây dựng và Giao thông vận tải/);
  await tam.reload();
  assert.equal(await tam.locator("summary:has-text('Giao cơ quan')").count(), 0, "taken over is taken over");
  assert.match(await main(tam), /Nay H’Nhung tiếp nhận ngày 25\/11\/2026; nay ở Sở Xây dựng và Giao thông vận tải tỉnh Gia Lai. Còn ở đây: 0 bản kê khai, 1 người/);
  const nghia = await come("nghia");
  assert.match(await main(nghia), /Đơn vị đã chấm dứt từ 20\/11\/2026; hồ sơ kê khai nay ở Sở Xây dựng/);
  const log = await come("khanh");
  await go(log, "/nhat-ky");
  assert.match(await main(log), /Tiếp nhận hồ sơ của đơn vị đã chấm dứt, đổi khóa/);
  assert.match(await nghia.textContent("header"), /Sở Y tế và Dân số tỉnh Gia Lai/);
  await go(nghia, "/don-vi/nguoi");
  await nghia.click("summary:has-text('Thêm người')");
  await nghia.fill("#ma-so", "GL-0099");
  await nghia.fill("#ten", "Siu H’Bia");
  await nghia.fill("#chuc-vu", "Kế toán viên");
  await nghia.click("button:has-text('Thêm người')");
  assert.match(await main(nghia), /Đơn vị đã chấm dứt từ 20\/11\/2026/);
  assert.equal((await post(await come("yen"), "/co-quan/sua", { ma: "H21.5" })).status, 403, "the inspectorate looks, and changes nothing");
});

test("the auditor sees what witnesses of the log say, and takes along what they signed", { timeout: 120_000 }, async () => {
  const khanh = await come("khanh");
  assert.match(await main(khanh), /Bên làm chứngChưa có/);
  const sandbox = join(process.env.TNUNG_BUILD, "sandbox/tnung-sandbox"), name = "thanhtra.example/lam-chung";
  const key = execFileSync(sandbox, ["witness", "--name", name], { encoding: "utf8" }).trim();
  const port = await freePort();
  const config = join(registry.folder, "registry.toml");
  writeFileSync(config, `${readFileSync(config, "utf8")}[audit]\nwitnesses = "${key} http://127.0.0.1:${port}"\nwitness_every_seconds = 1\n`);
  await registry.restart();
  await khanh.reload();
  await waitFor(async () => (await khanh.reload(), /không trả lời/.test(await main(khanh))), "that it does not answer");
  await registry.start("witness", sandbox, ["--clock-shift", String(registry.shift), "witness", "--name", name, "--log", registry.run("audit-key").trim(), "--port", String(port)]);
  await waitFor(async () => (await khanh.reload(), /Đã ký/.test(await main(khanh))), "its signature");
  const answer = await fetch(registry.registry + await khanh.locator("a:has-text('Đầu mục đã ký')").getAttribute("href"), { headers: { Cookie: await cookiesOf(khanh) } });
  const head = join(registry.folder, "cosigned"), saved = join(registry.folder, "cosigned-log");
  writeFileSync(head, await answer.text());
  registry.run("audit-save", saved);
  const judged = JSON.parse(execFileSync(join(process.env.TNUNG_BUILD, "tools/audit_fsck"), [registry.run("audit-key").trim(), "log", saved, "--head", head, "--witness", key], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }));
  assert.equal(judged.faults, 0);
  assert.equal(judged.witnesses, 1);
});
