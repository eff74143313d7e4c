// A body asks in writing: put down by an inspector, decided by the head, copied page by page with its name, answered.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import readSpreadsheet from "read-excel-file/node";
import { waitFor, startBrowser, startRegistry } from "./programs.mjs";
import { addPeople, archivalTextOf, begin, cookiesOf, enter, fillNothing, heading, main, openCampaign, receiveAndHandOver, submit, takeFile } from "./registry_pages.mjs";

let registry, browser, people, filing, yen;
const come = (name) => enter(registry, browser, people[name]);

before(async () => {
  registry = await startRegistry();
  browser = await startBrowser();
  people = addPeople(registry);
  await openCampaign(await come("an"));
  const hoa = await come("hoa");
  await begin(hoa);
  await fillNothing(hoa);
  await submit(registry, hoa, people.hoa);
  filing = /\d+$/.exec(new URL(hoa.url()).pathname)[0];
  await receiveAndHandOver(registry, await come("duyen"), filing);
  yen = await come("yen");
}, { timeout: 240_000 });
after(async () => {
  await browser?.close();
  await registry?.stop();
});

test("what is given to a body that asked goes by two persons, and each copy says to whom", { timeout: 180_000 }, async () => {
  await yen.click("nav a:has-text('Cung cấp thông tin')");
  assert.match(await heading(yen), /Không có yêu cầu/);
  await yen.click("summary:has-text('Ghi một yêu cầu')");
  await yen.fill("#co-quan", "Cơ quan Cảnh sát điều tra Công an tỉnh Gia Lai");
  await yen.fill("#van-ban", "812/CSĐT ngày 24/11/2026");
  await yen.fill("#muc-dich", "Phục vụ điều tra vụ án");
  await yen.fill("#pham-vi", "Bản kê khai năm 2026 của bà Rơ Châm H’Hoa");
  await yen.fill("#nhan-ngay", "31/12/2027");
  await yen.click("button:has-text('Ghi yêu cầu')");
  assert.match(await main(yen), /không sau hôm nay/);
  assert.equal(await yen.inputValue("#pham-vi"), "Bản kê khai năm 2026 của bà Rơ Châm H’Hoa", "what was typed stays");
  await yen.fill("#nhan-ngay", "24/11/2026");
  await yen.click("button:has-text('Ghi yêu cầu')");
  await yen.waitForURL(/cung-cap\/\d+$/);
  const address = new URL(yen.url()).pathname;
  assert.match(await main(yen), /Hạn trả lời.*04\/12\/2026/, "ten days");
  assert.match(await main(yen), /Chờ lãnh đạo Thanh tra tỉnh quyết định/);
  await yen.fill("#q", "ro cham");
  await yen.click("button:has-text('Tìm')");
  await yen.click("button:has-text('Đưa vào yêu cầu')");
  await yen.waitForURL(/cung-cap\/\d+$/);
  assert.match(await main(yen), /1 bản kê khai/);
  // One alone gives nothing, whatever is sent.
  const token = await yen.locator("input[name=the]").first().getAttribute("value");
  const post = async (page, path, form) => fetch(registry.registry + address + path, {
    method: "POST", redirect: "manual", headers: { Cookie: await cookiesOf(page), Origin: registry.registry }, body: new URLSearchParams({ the: token, ...form }) });
  assert.equal((await post(yen, "/quyet-dinh", { viec: "dong-y" })).status, 403);
  assert.equal((await post(yen, "/ban-sao", { ban: filing })).status, 422);

  const long = await come("long");
  await long.goto(registry.registry + address);
  await long.click("summary:has-text('Không cung cấp')");
  await long.fill("#ly-do", "ngắn");
  await long.click("button:has-text('Không cung cấp')");
  assert.match(await main(long), /từ 10 đến/);
  await long.click("button:has-text('Đồng ý cung cấp')");
  await long.waitForURL(/cung-cap\/\d+$/);
  assert.match(await heading(long), /được cung cấp, chờ trả lời/);
  const [download] = await Promise.all([long.waitForEvent("download"), long.click("button:has-text('Tải bản cung cấp')")]);
  const copy = join(registry.folder, "copy.pdf");
  await download.saveAs(copy);
  const text = archivalTextOf(copy, "-layout");
  assert.match(text, /để: cung cấp cho Cơ quan Cảnh sát điều tra Công an tỉnh Gia Lai theo 812\/CSĐT/);
  assert.match(text, /Rơ Châm H’Hoa/);
  await long.reload();
  assert.match(await main(long), /1 lần, gần nhất/);
  await long.fill("#van-ban", "45/TTr-NV ngày 25/11/2026");
  await long.click("button:has-text('Ghi văn bản trả lời')");
  await long.waitForURL(/cung-cap\/\d+$/);
  assert.match(await heading(long), /đã cung cấp/);
  assert.equal((await post(long, "/ban-sao", { ban: filing })).status, 403, "another's token");
  assert.equal(await long.locator("button:has-text('Tải bản cung cấp')").count(), 0);
  const sheet = await takeFile(registry, long, "/thanh-tra/cung-cap/tai-ve");
  assert.match(JSON.stringify(await readSpreadsheet(sheet)), /45\/TTr-NV/);
  const khanh = await come("khanh");
  const log = await main(khanh);
  assert.match(log, /Mở để cung cấp cho cơ quan yêu cầu1/);
  assert.match(log, /Quyết định một yêu cầu cung cấp1/);
});

test("what is past its term is listed by an inspector, decided by the head, destroyed by a command, and stays in the log", { timeout: 180_000 }, async () => {
  assert.match(await (yen.goto(`${registry.registry}/thanh-tra/huy`), yen.waitForSelector("h1"), main(yen)), /lưu vĩnh viễn/);
  // A province with terms of its own, and declarations of years ago.
  const tables = join(registry.folder, "tables");
  mkdirSync(tables);
  writeFileSync(join(tables, "registry-retention.tsv"), "from\tyears\tsure\tsource\n2019-07-01\t10\tyes\tQuyết định 88/QĐ-UBND của tỉnh\n");
  const config = join(registry.folder, "registry.toml");
  writeFileSync(config, readFileSync(config, "utf8").replace("[registry]", `[registry]\ntables_folder = "${tables}"`));
  registry.sql("UPDATE filing_step SET at = at - interval '12 years'; UPDATE vault_record SET made_at = made_at - interval '12 years'");
  await registry.restart();
  // The vault asks its own table: what pages say of a term decides nothing.
  registry.vault.kill("SIGTERM");
  await waitFor(() => registry.vault.exitCode !== null, "the vault's end");
  await registry.startVault();
  yen = await come("yen");
  await yen.goto(`${registry.registry}/thanh-tra/huy`);
  assert.match(await heading(yen), /^1 bản kê khai đã hết thời hạn/);
  await yen.fill("#van-ban", "12/TTr-TTr ngày 20/11/2026");
  await yen.click("button:has-text('Lập danh mục')");
  await yen.waitForURL(/huy\/\d+$/);
  assert.match(await main(yen), /Chờ lãnh đạo Thanh tra tỉnh quyết định/);
  const address = new URL(yen.url()).pathname;
  assert.match(JSON.stringify(await readSpreadsheet(await takeFile(registry, yen, `${address}/tai-ve`))), /Rơ Châm H’Hoa/);
  assert.deepEqual(JSON.parse(registry.run("erase")), { records: 0, kept: 0 }, "nobody decided");
  const long = await come("long");
  await long.goto(registry.registry + address);
  await long.check("label.choice:has-text('Hội đồng đã xét') input");
  await long.click("button:has-text('Hủy 1 bản kê khai')");
  await long.waitForURL(/huy\/\d+$/);
  assert.match(await heading(long), /được hủy, đã hủy 0 trên 1/);
  assert.deepEqual(JSON.parse(registry.run("erase")), { records: 1, kept: 0 });
  await long.reload();
  assert.match(await heading(long), /đã hủy ngày/);
  await long.goto(`${registry.registry}/thanh-tra/${filing}`);
  await long.check("input[name=viec][value=taken_over]");
  await long.click("button:has-text('Mở bản kê khai')");
  assert.match(await heading(long), /đã được hủy/);
  const saved = join(registry.folder, "log");
  registry.run("audit-save", saved);
  const checked = JSON.parse(execFileSync(join(process.env.TNUNG_BUILD, "tools/audit_fsck"), [registry.run("audit-key").trim(), "log", saved], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim().split("\n").at(-1));
  assert.equal(checked.faults, 0, "the log still verifies");
});
