// The registry in a browser: a declarant files, the unit returns it once and receives it, the inspectorate reads with a
// purpose, the declarant sees who read; stale tabs, a vault that is away, and who may open what.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startBrowser, startRegistry, rehearsalNow, totp, waitFor } from "./programs.mjs";

let registry, browser;
const people = {};

before(async () => {
  registry = await startRegistry();
  browser = await startBrowser();
  const list = join(registry.folder, "people.csv");
  writeFileSync(list, "number,name,post,agency,agency_name\n" +
    "GL-0001,Rơ Châm H’Hoa,Trưởng phòng Quản lý xây dựng,H21.5,Sở Xây dựng tỉnh Gia Lai\n" +
    "GL-0002,Nguyễn Thị Hoàng Phương Quỳnh Hương,Kế toán trưởng,H21.5,Sở Xây dựng tỉnh Gia Lai\n" +
    "GL-0003,Đinh Văn Nghĩa,Thanh tra viên,H21.9,Sở Y tế tỉnh Gia Lai\n");
  assert.match(registry.run("import-people", list), /"added":3/);
  const add = (login, name, role, ...more) => JSON.parse(registry.run("add-staff", login, name, role, ...more));
  people.hoa = add("hoa", "Rơ Châm H’Hoa", "declarant", "--person", "GL-0001");
  people.huong = add("huong", "Nguyễn Thị Hoàng Phương Quỳnh Hương", "declarant", "--person", "GL-0002");
  people.duyen = add("duyen", "Lê Thị Mỹ Duyên", "personnel", "--unit", "H21.5");
  people.nghia = add("nghia", "Đinh Văn Nghĩa", "personnel", "--unit", "H21.9", "--person", "GL-0003");
  people.yen = add("yen", "Phạm Thị Kim Yến", "inspector");
  people.khanh = add("khanh", "Trần Quốc Khánh", "auditor");
  people.an = add("an", "Võ Thành An", "administrator");
}, { timeout: 180_000 });
after(async () => {
  await browser?.close();
  await registry?.stop();
});

/** Six digits that were not used before: a code serves once, and that of the step before is still good. */
async function freshCode(name) {
  const person = people[name];
  const now = () => Math.floor(rehearsalNow(registry) / 30_000);
  person.step = Math.max((person.step ?? 0) + 1, now() - 1);
  await waitFor(() => now() >= person.step, "the next code");
  return totp(person.totp, person.step * 30_000);
}

/** Whoever it is, signed in. */
async function enter(name) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${registry.registry}/vao`);
  await page.fill("#login", people[name].login);
  await page.fill("#password", people[name].password);
  await page.fill("#code", await freshCode(name));
  await page.click("button:has-text('Vào')");
  await page.waitForURL((url) => url.pathname !== "/vao");
  return page;
}

const heading = async (page) => (await page.textContent("h1")).replaceAll("\u00a0", " ");
/** The field of that label, in the item or group where it stands. */
const field = (page, label) => page.locator(`.field:has(> label:text-is("${label}")) > input, .field:has(> label:has-text("${label}")) input`).first();

async function submit(page, name) {
  await page.click("text=Soát và nộp");
  await page.fill("#mat-khau", people[name].password);
  await page.fill("#ma", await freshCode(name));
  await page.click("button:has-text('Xác nhận và nộp')");
  await page.waitForURL(/\/ke-khai\/\d+$/);
}

/** Everything there is to write for somebody who has nothing. */
async function fillNothing(page) {
  await page.waitForURL(/muc\/chung/);
  await field(page, "Cơ quan cấp trên").fill("UBND tỉnh Gia Lai");
  const declarant = page.locator("section.card:has(h2:has-text('1. Người kê khai'))");
  const write = async (label, text) => declarant.locator(`.field:has(label:has-text("${label}")) input`).first().fill(text);
  await write("Ngày tháng năm sinh", "05/09/1978");
  await write("Nơi thường trú", "27/4 đường Lý Nam Đế, phường Diên Hồng, tỉnh Gia Lai");
  await write("Số căn cước", "064178000418");
  await write("Ngày cấp", "10/05/2021");
  await write("Nơi cấp", "Cục Cảnh sát quản lý hành chính về trật tự xã hội");
  for (const box of await page.locator("label.choice:has-text('Không có') input").all()) await box.check();
  await page.click("button:has-text('Lưu, sang mục')");
  for (;;) {
    await page.waitForLoadState();
    if (/\/soat$/.test(page.url())) return;
    if (/muc\/income/.test(page.url()))
      for (const input of await page.locator(".unit input").all()) await input.fill("0");
    else
      for (const box of await page.locator("label.choice:has-text('Không có') input").all()) await box.check();
    const here = page.url();
    await page.click("button.btn:not(.plain)[name=act]");
    await page.waitForURL((url) => url.href !== here);
  }
}

test("a declaration goes its whole way, returned once, and its declarant sees who read it", { timeout: 300_000 }, async () => {
  const an = await enter("an");
  await an.fill("#year", "2026");
  await an.selectOption("#kind", "annual");
  await an.click("button:has-text('Mở đợt')");
  await waitFor(async () => /Sở Xây dựng/.test(await an.textContent("main")), "the campaign's progress");

  const hoa = await enter("hoa");
  assert.match(await heading(hoa), /cần nộp bản kê khai năm 2026, chậm nhất thứ Tư 30\/12\/2026/);
  await hoa.click("text=Bắt đầu kê khai");
  await hoa.click("button:has-text('Bắt đầu kê khai')");
  await fillNothing(hoa);
  assert.match(await heading(hoa), /đã đủ để nộp/, await hoa.textContent("main"));
  await hoa.goto(`${registry.registry}/ke-khai`);
  await hoa.click("text=Kê khai tiếp");
  await submit(hoa, "hoa");
  assert.match(await heading(hoa), /chờ đơn vị tiếp nhận/);
  assert.match(await hoa.textContent("main"), /Mã biên nhận [A-Z2-7]{16}/);
  const path = new URL(hoa.url()).pathname.replace("/ke-khai", "");

  const duyen = await enter("duyen");
  assert.match(await heading(duyen), /^1 bản kê khai chờ đơn vị/);
  const open = async () => {
    await duyen.goto(`${registry.registry}/don-vi${path}`);
    await duyen.click("button:has-text('Mở bản kê khai')");
  };
  await open();
  assert.match(await duyen.textContent("article"), /064178000418/);
  await duyen.click("summary:has-text('trả lại')");
  await duyen.fill("#ly-do", "Thiếu tên cơ quan cấp trên đầy đủ.\nXin ghi: Ủy ban nhân dân tỉnh Gia Lai.");
  await duyen.click("button:has-text('Trả lại')");
  await duyen.waitForURL(/don-vi\/\d+$/);

  await hoa.reload();
  assert.match(await heading(hoa), /trả lại bản kê khai: bổ sung chậm nhất/);
  assert.match(await hoa.textContent("main"), /Thiếu tên cơ quan cấp trên/);
  await hoa.click("button:has-text('Bổ sung bản kê khai')");
  await hoa.waitForURL(/muc\/chung/);
  await field(hoa, "Cơ quan cấp trên").fill("Ủy ban nhân dân tỉnh Gia Lai");
  await hoa.click("button:has-text('Lưu, sang mục')");
  await hoa.waitForURL(/muc\/land/);
  await submit(hoa, "hoa");

  await open();
  assert.match(await duyen.textContent("article"), /Ủy ban nhân dân tỉnh Gia Lai/);
  await duyen.click("button:has-text('Đủ, tiếp nhận')");
  await duyen.waitForURL(/don-vi\/\d+$/);
  await duyen.click("button:has-text('Bàn giao')");
  await duyen.waitForURL(/don-vi\/\d+$/);
  assert.match(await duyen.textContent("main"), /chỉ Thanh tra tỉnh mở được/);

  const yen = await enter("yen");
  await yen.fill("#q", "ro cham");
  await yen.click("button:has-text('Tìm')");
  await yen.click("a:has-text('Rơ Châm H’Hoa')");
  await yen.fill("#muc-dich", "ngắn");
  await yen.click("button:has-text('Mở bản kê khai')");
  assert.match(await yen.textContent("main"), /Ghi mục đích đọc/);
  await yen.fill("#muc-dich", "Kế hoạch xác minh năm 2027, danh sách ngẫu nhiên");
  await yen.click("button:has-text('Mở bản kê khai')");
  assert.match(await yen.textContent("article"), /Rơ Châm H’Hoa/);
  assert.equal(await yen.locator("svg.watermark").count(), 1);

  await hoa.goto(`${registry.registry}/ke-khai${path}`);
  const readers = await hoa.textContent("main");
  assert.match(readers, /Lê Thị Mỹ Duyên/, "the unit's reading is shown");
  assert.doesNotMatch(readers, /Phạm Thị Kim Yến/, "who may verify is told in the law's own way");

  const khanh = await enter("khanh");
  const log = await khanh.textContent("main");
  assert.match(log, /Đọc bản kê khai3/);
  assert.match(log, /Nộp bản kê khai2/);
  assert.doesNotMatch(log, /H’Hoa/);
});

test("what was typed in a stale tab is shown, not lost, and overwrites nothing", { timeout: 120_000 }, async () => {
  const first = await enter("huong");
  await first.click("text=Bắt đầu kê khai");
  await first.click("button:has-text('Bắt đầu kê khai')");
  await first.waitForURL(/muc\/chung/);
  const second = await first.context().newPage();
  await second.goto(first.url());
  await field(second, "Cơ quan cấp trên").fill("từ cửa sổ thứ hai");
  await second.click("button.plain:has-text('Lưu')");
  await second.waitForURL(/luu=1/);
  assert.match(await second.textContent("main"), /Đã lưu lúc/);
  await field(first, "Cơ quan cấp trên").fill("từ cửa sổ thứ nhất");
  await first.click("button.plain:has-text('Lưu')");
  assert.match(await first.textContent("main"), /vừa được lưu ở một cửa sổ khác/);
  assert.equal(await field(first, "Cơ quan cấp trên").inputValue(), "từ cửa sổ thứ nhất");
  await second.reload();
  assert.equal(await field(second, "Cơ quan cấp trên").inputValue(), "từ cửa sổ thứ hai", "nothing was overwritten yet");
  await first.click("button.plain:has-text('Lưu')");
  await first.waitForURL(/luu=1/);
  await second.reload();
  assert.equal(await field(second, "Cơ quan cấp trên").inputValue(), "từ cửa sổ thứ nhất");
  // What cannot be read stays as it was typed, with what to do about it.
  const born = first.locator("section:has(> h2:has-text('1. Người kê khai')) .field:has(label:has-text('Ngày tháng năm sinh'))");
  await born.locator("input").fill("31/02/1980");
  await first.click("button.plain:has-text('Lưu')");
  await first.waitForLoadState();
  assert.equal(await born.locator("input").inputValue(), "31/02/1980");
  assert.ok((await born.locator(".error").textContent()).length > 10);
});

test("a vault that is away is waited for", { timeout: 60_000 }, async () => {
  const page = await enter("huong");
  const ended = new Promise((done) => registry.vault.on("exit", done));
  registry.vault.kill("SIGKILL");
  await ended;
  await page.click("text=Kê khai tiếp");
  assert.match(await heading(page), /Kho lưu giữ đang khởi động lại/);
  registry.vault = await registry.startVault();
  await page.reload();
  assert.equal(await page.locator(".toc").count(), 2);
});

test("who may open what is what docs/registry-access.tsv says, and what is another's stays closed", { timeout: 180_000 }, async () => {
  const rows = readFileSync(new URL("../../docs/registry-access.tsv", import.meta.url), "utf8").split("\n")
    .filter((line) => line && !line.startsWith("#")).map((line) => line.split("\t"));
  const [head, ...table] = rows;
  const roles = head.slice(2, -1);
  const listed = registry.run("routes").trim().split("\n").map((line) => line.split(" "));
  const said = listed.filter(([, , may]) => may).map(([method, route, may]) => `${method} ${route} ${may}`).sort();
  const written = table.map((row) => {
    const may = roles.filter((_, i) => row[i + 2] === "yes").join(",");
    return `${row[0]} ${row[1]} ${may || "anybody"}`;
  }).sort();
  assert.deepEqual(said, written);

  const who = { declarant: "huong", personnel: "nghia", inspector: "yen", auditor: "khanh", administrator: "an" };
  for (const role of roles) {
    const page = await enter(who[role]);
    const token = await page.locator("input[name=the]").first().getAttribute("value");
    const Cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
    for (const [method, route, ...cells] of table) {
      if (route === "/vao" || route === "/ra") continue;
      const may = cells[roles.indexOf(role)] === "yes";
      const url = `${registry.registry}${route.replace("{id}", "1").replace("{page}", "chung")}`;
      const answer = await fetch(url, {
        method, redirect: "manual", headers: { Cookie, ...(method === "POST" && { Origin: registry.registry }) },
        ...(method === "POST" && { body: new URLSearchParams({ the: token }) }),
      });
      if (!may) assert.equal(answer.status, 403, `${role}: ${method} ${route}`);
      else assert.notEqual(answer.status, 403, `${role}: ${method} ${route}`);
      // Filing 1 is H’Hoa's, of another unit than Nghĩa's.
      if (may && /\{id\}/.test(route) && role !== "inspector") assert.equal(answer.status, 404, `${role}: ${method} ${route}`);
      assert.doesNotMatch(await answer.text(), /064178000418/, `${role}: ${method} ${route}`);
    }
    if (role === "personnel") { // the form's token alone is not enough, nor the origin alone
      for (const [headers, form] of [[{ Origin: "https://evil.example" }, { the: token }], [{ Origin: registry.registry }, { the: "x" }]]) {
        const answer = await fetch(`${registry.registry}/don-vi/3/tiep-nhan`, { method: "POST", redirect: "manual", headers: { ...headers, Cookie }, body: new URLSearchParams(form) });
        assert.equal(answer.status, 403);
      }
    }
    await page.context().close();
  }
});
