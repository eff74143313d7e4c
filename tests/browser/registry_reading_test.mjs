// Around reading what others declared: who does not read whom, more than a day's measure by a second person, and what the
// auditor is told and says.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { startBrowser, startRegistry, waitFor } from "./programs.mjs";
import { addPeople, begin, enter, fillNothing, freshCode, heading, main, openCampaign, submit } from "./registry_pages.mjs";

let registry, browser, people, duyen, binh, filing;
const come = (name) => enter(registry, browser, people[name]);
const go = (page, path) => page.goto(registry.registry + path);
const read = async (page) => {
  await go(page, `/don-vi/${filing}`);
  await page.click("button:has-text('Mở bản kê khai')");
};

before(async () => {
  registry = await startRegistry("[vault]\nreads_per_day = 3");
  browser = await startBrowser();
  people = addPeople(registry);
  people.binh = JSON.parse(registry.run("add-staff", "binh", "Ksor Bình", "personnel", "--unit", "H21.5"));
  await openCampaign(await come("an"));
  const hoa = await come("hoa");
  await begin(hoa);
  await fillNothing(hoa);
  await submit(registry, hoa, people.hoa);
  filing = new URL(hoa.url()).pathname.split("/").at(-1);
  duyen = await come("duyen");
  binh = await come("binh");
}, { timeout: 240_000 });
after(async () => {
  await browser?.close();
  await registry?.stop();
});

test("the regulation is read and acknowledged before anything opens, once for each version", { timeout: 60_000 }, async () => {
  people.lan = JSON.parse(registry.run("add-staff", "lan", "Rah Lan Thương", "inspector"));
  const page = await (await browser.newContext()).newPage();
  await go(page, "/vao");
  await page.fill("#login", "lan");
  await page.fill("#password", people.lan.password);
  await page.fill("#code", await freshCode(registry, people.lan));
  await page.click("button:has-text('Vào')");
  await page.waitForURL(/\/quy-che$/);
  assert.match(await main(page), /Chỉ đọc khi có việc và có quyền/);
  for (const path of ["/thanh-tra", "/dot-ke-khai", "/"]) {
    await go(page, path);
    assert.equal(new URL(page.url()).pathname, "/quy-che", path);
  }
  await page.click("button:has-text('Tôi đã đọc')");
  await page.waitForURL(/\/thanh-tra$/);
  await go(page, "/quy-che");
  assert.match(await main(page), /Anh \(chị\) đã xác nhận bản này/);
  assert.equal(registry.sql("SELECT count(*) FROM rules_acknowledgement JOIN staff ON staff.id = staff_id WHERE login = 'lan'"), "1");
});

test("who is family does not read, whatever the page, and a colleague alone lifts it", { timeout: 120_000 }, async () => {
  await go(duyen, `/don-vi/${filing}`);
  await duyen.click("summary:has-text('từ chối đọc')");
  await duyen.fill("#quan-he", "Em ruột");
  await duyen.click("button:has-text('Từ chối đọc')");
  assert.match(await main(duyen), /nói rõ quan hệ hoặc lợi ích, từ 10 đến 1000 chữ/);
  // The reading form of a page that was opened before stays a form; the vault says no.
  const before = await duyen.context().newPage();
  await go(before, `/don-vi/${filing}`);
  await duyen.click("summary:has-text('từ chối đọc')");
  await duyen.fill("#quan-he", "Người kê khai là em ruột của tôi.");
  await duyen.click("button:has-text('Từ chối đọc')");
  await duyen.waitForSelector("text=Anh (chị) đã từ chối đọc");
  assert.equal(await duyen.locator("button:has-text('Mở bản kê khai')").count(), 0);
  await before.click("button:has-text('Mở bản kê khai')");
  assert.match(await heading(before), /đã từ chối đọc bản của người này/);
  assert.equal(registry.sql("SELECT count(*) FROM vault_read JOIN vault_record ON vault_record.id = record_id WHERE 'staff:' || owner_id <> reader"), "0");

  await go(binh, `/don-vi/${filing}`);
  assert.match(await main(binh), /Lê Thị Mỹ Duyên đã từ chối đọc bản của người này/);
  assert.doesNotMatch(await main(binh), /em ruột/, "why is theirs");
  await binh.click("button:has-text('Gỡ, vì ghi nhầm')");
  await binh.waitForSelector("summary:has-text('từ chối đọc')");
  await read(duyen);
  assert.match(await duyen.textContent("article"), /064178000418/);
});

test("more than a day's measure needs a second person", { timeout: 120_000 }, async () => {
  await read(duyen);
  await read(duyen);
  assert.match(await duyen.textContent("article"), /064178000418/);
  await read(duyen);
  assert.match(await main(duyen), /Hôm nay anh \(chị\) đã đọc hết mức của một ngày/);
  await duyen.fill("#so-ban", "0");
  await duyen.fill("#ly-do", "Ngày cuối của đợt, còn nhiều bản chờ tiếp nhận.");
  await duyen.click("button:has-text('Xin đọc thêm')");
  assert.match(await main(duyen), /Ghi số bản, từ 1 đến 1000/);
  await duyen.fill("#so-ban", "1");
  await duyen.click("button:has-text('Xin đọc thêm')");
  await duyen.waitForSelector("text=Chờ đồng nghiệp quyết định");
  await read(duyen);
  assert.match(await main(duyen), /hết mức của một ngày/, "asking alone opens nothing");

  await go(binh, "/don-vi");
  await binh.click("a:has-text('Xem và quyết định')");
  assert.match(await main(binh), /Lê Thị Mỹ Duyên xin đọc thêm 1 bản: “Ngày cuối của đợt/);
  await binh.click("button:text-is('Đồng ý')");
  await binh.waitForSelector("text=Ksor Bình đã đồng ý");
  await read(duyen);
  assert.match(await duyen.textContent("article"), /064178000418/);
  await read(duyen);
  assert.match(await main(duyen), /hết mức của một ngày/);
});

test("the auditor is told by numbers, and what they say stays", { timeout: 60_000 }, async () => {
  const khanh = await come("khanh");
  await khanh.click("a:has-text('Cảnh báo')");
  assert.match(await heading(khanh), /^\d cảnh báo chưa xem xét/);
  const words = await main(khanh);
  assert.match(words, /Đòi mở bản của người đã từ chối đọc.*người số \d+, bản ghi số \d+/s);
  assert.match(words, /Đọc hết mức của một ngày/);
  assert.doesNotMatch(words, /Duyên|H’Hoa/);
  const first = khanh.locator("section.card:has(form)").first();
  await first.locator("button:has-text('Đã xem xét')").click();
  await first.locator("input[type=text]").fill("ngắn");
  await first.locator("button:has-text('Đã xem xét')").click();
  assert.match(await main(khanh), /Ghi nhận xét, từ 10 đến 1000 chữ/);
  const again = khanh.locator("section.card:has(form)").first();
  await again.locator("input[type=text]").fill("Đã hỏi người đọc: mở lại trang cũ sau khi ghi từ chối.");
  await again.locator("button:has-text('Đã xem xét')").click();
  await khanh.waitForSelector("h2:text-is('Đã xem xét')");
  assert.match(await main(khanh), /mở lại trang cũ sau khi ghi từ chối\. \(Trần Quốc Khánh/);
});

test("keys are changed by command, and what was sealed before opens", { timeout: 120_000 }, async () => {
  assert.throws(() => registry.run("rotate-domain", "unit:H99"), /the vault has no domain unit:H99/);
  const rotated = JSON.parse(registry.run("rotate-domain", "unit:H21.5"));
  assert.deepEqual(rotated, { records: 1, tampered: 0 });
  assert.throws(() => registry.run("rotate-master"), /another process has/, "a running vault would not know the new key");
  await go(binh, `/don-vi/${filing}`);
  await binh.click("button:has-text('Mở bản kê khai')");
  assert.match(await binh.textContent("article"), /064178000418/);
  registry.vault.kill("SIGTERM");
  await waitFor(() => registry.vault.exitCode !== null, "the vault's end");
  assert.deepEqual(JSON.parse(registry.run("rotate-master")), { domains: 1 });
  registry.vault = await registry.startVault();
  await go(binh, `/don-vi/${filing}`);
  await binh.click("button:has-text('Mở bản kê khai')");
  assert.match(await binh.textContent("article"), /064178000418/);
  assert.equal(registry.sql("SELECT count(*) FROM vault_domain_key WHERE master_version = 2"), "1");
});
