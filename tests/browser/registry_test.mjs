// The registry in a browser: a declarant files, the unit returns it once and receives it, the inspectorate reads with a
// purpose, the declarant sees who read; stale tabs, a vault that is away, and who may open what.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startBrowser, startRegistry } from "./programs.mjs";
import { addPeople, begin, cookiesOf, enter, field, fillNothing, handOver, openCampaign, signInAgain, submit } from "./registry_pages.mjs";

let registry, browser, people;
const come = (name) => enter(registry, browser, people[name]);
const heading = async (page) => (await page.textContent("h1")).replaceAll("\u00a0", " ");

before(async () => {
  registry = await startRegistry();
  browser = await startBrowser();
  people = addPeople(registry);
}, { timeout: 180_000 });
after(async () => {
  await browser?.close();
  await registry?.stop();
});

test("a declaration goes its whole way, returned once, and its declarant sees who read it", { timeout: 300_000 }, async () => {
  const an = await come("an");
  await openCampaign(an);

  const hoa = await come("hoa");
  assert.match(await heading(hoa), /cần nộp bản kê khai năm 2026, chậm nhất thứ Tư 30\/12\/2026/);
  await begin(hoa);
  await fillNothing(hoa);
  assert.match(await heading(hoa), /đã đủ để nộp/, await hoa.textContent("main"));
  await hoa.goto(`${registry.registry}/ke-khai`);
  await hoa.click("text=Kê khai tiếp");
  await submit(registry, hoa, people.hoa);
  assert.match(await heading(hoa), /chờ đơn vị tiếp nhận/);
  assert.match(await hoa.textContent("main"), /Mã biên nhận [A-Z2-7]{16}/);
  const path = new URL(hoa.url()).pathname.replace("/ke-khai", "");

  const duyen = await come("duyen");
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
  const addTo = async () => {
    await hoa.click("button:has-text('Bổ sung bản kê khai')");
    await hoa.waitForURL(/muc\/chung/);
    assert.equal(await field(hoa, "Cơ quan cấp trên").inputValue(), "UBND tỉnh Gia Lai", "what was handed in");
    return registry.sql(`SELECT record_id FROM filing WHERE id = ${path.slice(1)}`);
  };
  const added = await addTo();
  // The pages' own transaction came to nothing, and what it began is found again.
  registry.sql(`UPDATE filing SET state = 'returned', record_id = step.record_id, record_version = step.record_version
    FROM filing_step step WHERE filing.id = ${path.slice(1)} AND filing_id = filing.id AND step.state = 'submitted'`);
  await hoa.goto(`${registry.registry}/ke-khai${path}`);
  assert.equal(await addTo(), added);
  await field(hoa, "Cơ quan cấp trên").fill("Ủy ban nhân dân tỉnh Gia Lai");
  await hoa.click("button:has-text('Lưu, sang mục')");
  await hoa.waitForURL(/muc\/land/);
  await submit(registry, hoa, people.hoa);

  await open();
  assert.match(await duyen.textContent("article"), /Ủy ban nhân dân tỉnh Gia Lai/);
  await duyen.click("button:has-text('Đủ, tiếp nhận')");
  await duyen.waitForURL(/don-vi\/\d+$/);
  await handOver(duyen);
  assert.match(await duyen.textContent("main"), /chỉ Thanh tra tỉnh mở được/);
  assert.equal(registry.sql("SELECT count(*) FROM vault_record JOIN vault_domain ON vault_domain.id = domain_id WHERE name = 'unit:H21.5'"), "0",
    "what was returned went to the inspectorate too");

  const yen = await come("yen");
  await yen.fill("#q", "ro cham");
  await yen.click("button:has-text('Tìm')");
  await yen.click("a:has-text('Rơ Châm H’Hoa')");
  const forPlan = () => yen.check("input[name=viec][value=plan]");
  await forPlan();
  await yen.click("button:has-text('Mở bản kê khai')");
  assert.match(await yen.textContent("main"), /chỉ đọc được theo vụ việc: ghi số quyết định/);
  assert.equal(await yen.isChecked("input[name=viec][value=plan]"), true, "what was chosen stays");
  await yen.fill("#vu-viec", "Kế hoạch 112/KH-TTr, danh sách ngẫu nhiên");
  await yen.click("button:has-text('Mở bản kê khai')");
  assert.match(await yen.textContent("article"), /Rơ Châm H’Hoa/);
  assert.equal(await yen.locator("svg.watermark").count(), 1);

  await hoa.goto(`${registry.registry}/ke-khai${path}`);
  const readers = await hoa.textContent("main");
  assert.match(readers, /Lê Thị Mỹ Duyên/, "the unit's reading is shown");
  assert.doesNotMatch(readers, /Phạm Thị Kim Yến/, "who may verify is told in the law's own way");

  const khanh = await come("khanh");
  const log = await khanh.textContent("main");
  assert.match(log, /Đọc bản kê khai3/);
  assert.match(log, /Nộp bản kê khai2/);
  // The whole log over HTTP, held against a head kept before, by a program that shares only its format.
  const command = /audit_fsck '([^']+)' log (\S+)/.exec(log);
  const kept = join(registry.folder, "kept-head"), header = join(registry.folder, "cookie-header");
  registry.run("audit-save", join(registry.folder, "saved-log"));
  writeFileSync(kept, readFileSync(join(registry.folder, "saved-log", "checkpoint")));
  writeFileSync(header, `Cookie: ${await cookiesOf(khanh)}\n`);
  const fsck = (...more) => JSON.parse(execFileSync(join(process.env.TNUNG_BUILD, "tools/audit_fsck"), [command[1], "log", `${registry.registry}/nhat-ky/kiem-tra`, "--head", kept, ...more], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }));
  const checked = fsck("--header", header);
  assert.equal(checked.faults, 0);
  assert.equal(checked.entries, checked.size);
  assert.ok(checked.size > 20);
  assert.throws(() => fsck(), /checkpoint: no signed note/, "not for whoever is not signed in");
  assert.doesNotMatch(log, /H’Hoa/);
});

test("what was typed in a stale tab is shown, not lost, and overwrites nothing", { timeout: 120_000 }, async () => {
  const first = await come("huong");
  await begin(first);
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
  // What the other window saved stands beside what was typed here; a second press of the same button is none.
  await field(second, "Cơ quan cấp trên").fill("lại từ cửa sổ thứ hai");
  await second.click("button.plain:has-text('Lưu')");
  await second.waitForURL(/luu=1/);
  await first.click("button.plain:has-text('Lưu')");
  assert.match(await first.textContent("main"), /Đã lưu ở cửa sổ kia: lại từ cửa sổ thứ hai/);
  await field(first, "Cơ quan cấp trên").fill("lại từ cửa sổ thứ hai");
  await first.click("button.plain:has-text('Lưu')");
  await first.waitForURL(/luu=1/);
  // The session ends under what was typed.
  await field(first, "Cơ quan cấp trên").fill("gõ trong khi phiên đã hết");
  await second.click("button:has-text('Đăng xuất')");
  await second.waitForURL(/\/vao$/);
  await first.click("button.plain:has-text('Lưu')");
  assert.match(await heading(first), /Phiên đăng nhập đã hết, nhưng chưa mất gì/);
  await signInAgain(registry, second, people.huong);
  await first.reload(); // the browser sends the form again
  assert.match(await first.textContent("main"), /vừa gõ, chưa lưu/);
  assert.equal(await field(first, "Cơ quan cấp trên").inputValue(), "gõ trong khi phiên đã hết");
  await first.click("button.plain:has-text('Lưu')");
  await first.waitForURL(/luu=1/);
  assert.equal(await field(first, "Cơ quan cấp trên").inputValue(), "gõ trong khi phiên đã hết");
  // What cannot be read stays as it was typed, with what to do about it.
  const born = first.locator("section:has(> h2:has-text('1. Người kê khai')) .field:has(label:has-text('Ngày tháng năm sinh'))");
  await born.locator("input").fill("31/02/1980");
  await first.click("button.plain:has-text('Lưu')");
  await first.waitForLoadState();
  assert.equal(await born.locator("input").inputValue(), "31/02/1980");
  assert.ok((await born.locator(".error").textContent()).length > 10);
});

test("a draft saves itself, says what is wrong with a field that was left, and outlives a lost connection", { timeout: 120_000 }, async () => {
  const page = await come("huong");
  await page.click("text=Kê khai tiếp");
  await page.waitForURL(/muc\/chung/);
  const superior = field(page, "Cơ quan cấp trên");
  const status = page.locator("[data-draft-said]");
  await status.filter({ hasText: "Tự lưu" }).waitFor();
  await superior.fill("tự lưu lần một");
  await superior.press("Tab");
  await status.filter({ hasText: /Đã lưu lúc/ }).waitFor();
  assert.doesNotMatch(page.url(), /luu=1/, "the page stayed");
  const born = page.locator("section:has(> h2:has-text('1. Người kê khai')) .field:has(label:has-text('Ngày tháng năm sinh'))");
  const place = page.locator("section:has(> h2:has-text('1. Người kê khai')) .field:has(label:has-text('Nơi cấp'))");
  await born.locator("input").fill("31/02/1980");
  await born.locator("input").press("Tab");
  await born.locator(".error").waitFor();
  assert.equal(await born.locator("input").inputValue(), "31/02/1980", "as it was typed");
  assert.equal(await place.locator(".error").count(), 0, "what was not left yet is not blamed");
  await born.locator("input").fill("05/09/1980");
  await born.locator("input").press("Tab");
  await born.locator(".error").waitFor({ state: "detached" });

  await page.context().setOffline(true);
  await superior.fill("gõ khi mất mạng");
  await superior.press("Tab");
  await status.filter({ hasText: /mất kết nối/ }).waitFor();
  assert.equal(await superior.inputValue(), "gõ khi mất mạng");
  await page.context().setOffline(false);
  await status.filter({ hasText: /Đã lưu lúc/ }).waitFor();
  const other = await page.context().newPage();
  await other.goto(page.url());
  assert.equal(await field(other, "Cơ quan cấp trên").inputValue(), "gõ khi mất mạng");

  // Another window saved meanwhile: nothing is overwritten by itself.
  await field(other, "Cơ quan cấp trên").fill("từ cửa sổ khác");
  await field(other, "Cơ quan cấp trên").press("Tab");
  await other.locator("[data-draft-said]", { hasText: /Đã lưu lúc/ }).waitFor();
  await superior.fill("cửa sổ cũ");
  await superior.press("Tab");
  await status.filter({ hasText: /cửa sổ khác/ }).waitFor();
  await page.click("button.plain:has-text('Lưu')");
  assert.match(await page.textContent("main"), /Đã lưu ở cửa sổ kia: từ cửa sổ khác/);
  // A button pressed while the draft saves itself waits for it.
  await field(page, "Cơ quan cấp trên").fill("bấm ngay sau khi gõ");
  await page.dispatchEvent(".field:has(> label:has-text('Cơ quan cấp trên')) input", "change");
  await page.waitForTimeout(420); // the saving has just begun
  await page.click("button:has-text('Lưu, sang mục')");
  await page.waitForURL(/muc\/land/);
  // A line of changes that is being typed is none yet.
  await page.goto(page.url().replace("/land", "/changes"));
  await page.click("summary:has-text('Thêm một dòng')");
  await page.fill("#n-quantity", "100 m²");
  await page.press("#n-quantity", "Tab");
  await page.locator("[data-draft-said]", { hasText: /Đã lưu lúc/ }).waitFor();
  assert.equal(await page.inputValue("#n-quantity"), "100 m²");
  await page.fill("#n-quantity", "");
  await page.reload();
  assert.equal(await page.locator("button[value^='remove-change']").count(), 0);
  await other.reload();
  assert.equal(await field(other, "Cơ quan cấp trên").inputValue(), "bấm ngay sau khi gõ");
});

test("a beginning whose answer was lost is begun again with the same draft, of today", { timeout: 60_000 }, async () => {
  const page = await come("huong");
  const hers = "FROM filing JOIN declarant ON declarant.id = declarant_id WHERE number = 'GL-0002'";
  const before = registry.sql(`SELECT filing.id || ' ' || record_id ${hers}`);
  // The vault put the draft down; the pages' own transaction came to nothing.
  registry.sql(`UPDATE filing SET state = 'listed', form = NULL, record_id = NULL, record_version = NULL WHERE id = ${before.split(" ")[0]}`);
  await page.goto(`${registry.registry}/ke-khai`);
  await begin(page);
  assert.equal(registry.sql(`SELECT filing.id || ' ' || record_id ${hers}`), before);
  assert.equal(await field(page, "Cơ quan cấp trên").inputValue(), "", "what was written then is not there again by itself");
  const declarant = page.locator("section.card:has(> h2:has-text('1. Người kê khai'))");
  assert.match(await declarant.locator(".field:has(label:has-text('Họ và tên')) input").first().inputValue(), /Hoàng Phương Quỳnh Hương/);
  await field(page, "Cơ quan cấp trên").fill("UBND tỉnh Gia Lai");
  await field(page, "Cơ quan cấp trên").press("Tab");
  await page.locator("[data-draft-said]", { hasText: /Đã lưu lúc/ }).waitFor();
});

test("a vault that is away is waited for", { timeout: 60_000 }, async () => {
  const page = await come("huong");
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

  const who = { declarant: "huong", personnel: "nghia", inspector: "yen", head: "long", home_affairs: "tam", auditor: "khanh", administrator: "an" };
  for (const role of roles) {
    const page = await come(who[role]);
    const token = await page.locator("input[name=the]").first().getAttribute("value");
    const Cookie = await cookiesOf(page);
    for (const [method, route, ...cells] of table) {
      if (route === "/vao" || route === "/ra") continue;
      const may = cells[roles.indexOf(role)] === "yes";
      // What sends files says in its address that it comes from a page of ours.
      const url = `${registry.registry}${route.replace("{id}", "1").replace("{page}", "chung")}${/\/ban-ky$/.test(route) ? `?the=${encodeURIComponent(token)}` : ""}`;
      const answer = await fetch(url, {
        method, redirect: "manual", headers: { Cookie, ...(method === "POST" && { Origin: registry.registry }) },
        ...(method === "POST" && { body: new URLSearchParams({ the: token }) }),
      });
      if (!may) assert.equal(answer.status, 403, `${role}: ${method} ${route}`);
      else assert.notEqual(answer.status, 403, `${role}: ${method} ${route}`);
      // Filing 1 is H’Hoa's, of another unit than Nghĩa's.
      if (may && /\{id\}/.test(route) && !["inspector", "head"].includes(role)) assert.equal(answer.status, 404, `${role}: ${method} ${route}`);
      assert.doesNotMatch(await answer.text(), /064178000418/, `${role}: ${method} ${route}`);
    }
    if (role === "personnel") { // the form's token alone is not enough, nor the origin alone
      for (const [headers, form] of [[{ Origin: "https://evil.example" }, { the: token }], [{ Origin: registry.registry }, { the: "x" }]]) {
        const answer = await fetch(`${registry.registry}/don-vi/3/tiep-nhan`, { method: "POST", redirect: "manual", headers: { ...headers, Cookie }, body: new URLSearchParams(form) });
        assert.equal(answer.status, 403);
      }
      const sent = await fetch(`${registry.registry}/don-vi/3/ban-ky?the=x`, { method: "POST", redirect: "manual", headers: { Origin: registry.registry, Cookie }, body: new FormData() });
      assert.equal(sent.status, 403, "before anything is sent");
    }
    await page.context().close();
  }
});
