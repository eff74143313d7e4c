// What leaves the registry on paper: a large declaration and a small one, filed in a browser, read back from the PDF; their
// receipts, proved by programs of others; prints of the offices; the log as files.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createPublicKey } from "node:crypto";
import { createRequire } from "node:module";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startBrowser, startRegistry, waitFor } from "./programs.mjs";
import { addPeople, begin, cookiesOf, enter, field, fillNothing, openCampaign, preflight, submit, textOf } from "./registry_pages.mjs";

let registry, browser, people;
const come = (name) => enter(registry, browser, people[name]);

before(async () => {
  registry = await startRegistry();
  browser = await startBrowser();
  people = addPeople(registry);
  await openCampaign(await come("an"));
}, { timeout: 180_000 });
after(async () => {
  await browser?.close();
  await registry?.stop();
});

const address = (plot) => `Thửa ${plot}, tờ bản đồ 41, làng Ia Rok, phường An Phú, tỉnh Gia Lai`;
const home = "45/7/12 Hai Bà Trưng, tổ dân phố 4, phường Pleiku, tỉnh Gia Lai";
const police = "Cục Cảnh sát quản lý hành chính về trật tự xã hội";
const child = (name, born) => [["Họ và tên", name], ["Ngày tháng năm sinh", born], ["Nơi thường trú", home]];
const plot = (i, more = []) => [...more, ["Địa chỉ", address(i)], ["Diện tích", `${i}20,5`, `${i}20,5 m²`],
  i % 3 ? ["Giá trị", `${i},2 tỷ`, `${i}.200.000.000 đồng`]
    : ["Giá trị", { why: "rẫy ông bà để lại từ trước năm 1975" }, "không xác định được giá trị: rẫy ông bà để lại từ trước năm 1975"],
  ["Giấy chứng nhận", { text: `CS 041 22${i}`, beside: "Nguyễn Thị Hoàng Phương Quỳnh Hương" }, `số CS 041 22${i}, cấp cho Nguyễn Thị Hoàng Phương Quỳnh Hương`]];
const house = (i) => [["Địa chỉ", address(i)], ["Loại nhà", { option: "nhà ở riêng lẻ" }, "nhà ở riêng lẻ"], ["Diện tích sử dụng", `18${i}`, `18${i} m²`],
  ["Giá trị", { text: `${i}50 triệu`, how: "Giá trị ước tính" }, `${i}50.000.000 đồng (giá trị ước tính)`],
  ["Giấy chứng nhận", { none: true }, "chưa được cấp giấy chứng nhận quyền sở hữu"]];

// Screen, heading of the list, items: label, what is typed, what stands on the paper where that differs.
const large = [
  ["chung", "3. Con chưa thành niên", [child("Ksor Y Bliên", "05/09/2010"), child("Ksor H’Đưm", "12/01/2014"), child("Ksor Ỷ Nghĩa", "30/11/2019")]],
  ["land", "1.1. Đất ở", [1, 2, 3, 4, 5].map((i) => plot(i))],
  ["land", "1.2. Các loại đất khác", [6, 7, 8, 9].map((i) => plot(i, [["Loại đất", "đất trồng cây lâu năm"]]))],
  ["houses", "2.1. Nhà ở", [1, 2, 3, 4].map(house)],
  ["papers", "6.1. Cổ phiếu", [[["Tên cổ phiếu", "Công ty cổ phần Sữa Việt Nam (VNM)"], ["Số lượng", "12.000 cổ phiếu"], ["Giá trị", "840 triệu", "840.000.000 đồng"]]]],
  ["others", "7.1. Tài sản theo quy định", [[["Tên tài sản", "Ô tô Toyota Vios"], ["Số đăng ký", "81A-123.45"], ["Giá trị", "500 triệu", "500.000.000 đồng"]]]],
  ["accounts_abroad", "9. Tài khoản ở nước ngoài", [[["Tên chủ tài khoản", "Nguyễn Thị Hoàng Phương Quỳnh Hương"], ["Số tài khoản", "00-123-456"], ["Tên ngân hàng", "ANZ, chi nhánh Xít-ni"]]]],
];

async function answer(card, [label, typed]) {
  const at = card.locator(`.field:has(> label:has-text("${label}"))`).first();
  if (typeof typed === "string") return at.locator("input").first().fill(typed);
  if (typed.option) return at.locator("select").selectOption({ value: typed.option });
  if (typed.none) return at.locator("label.choice input").check();
  if (typed.why) {
    await at.locator("label.choice:has-text('Không xác định được') input").check();
    return at.locator(".beside input").fill(typed.why);
  }
  await at.locator("input").first().fill(typed.text);
  if (typed.beside) await at.locator(".beside input").fill(typed.beside);
  if (typed.how) await at.locator(`label.choice:has-text("${typed.how}") input`).check();
}

async function addItem(page, heading, answers) {
  const list = page.locator(`section.stack:has(> h2:has-text("${heading}"))`);
  const before = await list.locator("section.card").count();
  await list.locator("> p button").click();
  await list.locator("section.card").nth(before).waitFor();
  for (const one of answers) await answer(list.locator("section.card").last(), one);
}

async function save(page) {
  await page.click("button.plain:has-text('Lưu')");
  await page.waitForURL(/luu=1/);
}

async function fetched(page, path) {
  const Cookie = await cookiesOf(page);
  const answered = await fetch(registry.registry + path, { headers: { Cookie }, redirect: "manual" });
  assert.equal(answered.status, 200, path);
  return Buffer.from(await answered.arrayBuffer());
}

function saved(name, bytes) {
  const file = join(registry.folder, name);
  writeFileSync(file, bytes);
  return file;
}

const fsck = (...args) => {
  const { stdout, stderr } = spawnSync(join(process.env.TNUNG_BUILD, "tools/audit_fsck"), [registry.run("audit-key").trim(), ...args], { encoding: "utf8" });
  assert.ok(stdout, stderr);
  return { ...JSON.parse(stdout.trim().split("\n").at(-1)), said: stderr };
};

function inOrder(text, parts) {
  let at = 0;
  for (const part of parts) {
    const found = text.indexOf(part.normalize("NFC").replace(/\s+/g, " "), at);
    assert.notEqual(found, -1, `${part}\nafter: ${text.slice(at, at + 300)}`);
    at = found;
  }
}

const printed = ([, typed, onPaper]) => onPaper ?? typed;
let huong, receipt;

test("a large declaration is filed, and its print is what was typed, in the order of the form", { timeout: 400_000 }, async () => {
  huong = await come("huong");
  await begin(huong);
  const draft = huong.url().replace(/\/chung.*/, "");
  await field(huong, "Cơ quan cấp trên").fill("UBND tỉnh Gia Lai");
  const persons = (heading) => huong.locator(`section.card:has(> h2:has-text('${heading}'))`);
  for (const one of [["Ngày tháng năm sinh", "05/09/1978"], ["Nơi thường trú", home], ["Số căn cước", "064178000418"], ["Ngày cấp", "10/05/2021"], ["Nơi cấp", police]])
    await answer(persons("1. Người kê khai"), one);
  for (const one of [["Họ và tên", "Ksor Y Thăng"], ["Ngày tháng năm sinh", "01/02/1975"], ["Nghề nghiệp", "Giáo viên"], ["Nơi làm việc", "Trường THPT chuyên Hùng Vương"],
    ["Nơi thường trú", home], ["Số căn cước", "064075001234"], ["Ngày cấp", "10/05/2021"], ["Nơi cấp", police]])
    await answer(persons("2. Vợ hoặc chồng"), one);
  await save(huong);
  for (const [screen, heading, items] of large) {
    await huong.goto(`${draft}/${screen}`);
    for (const item of items) await addItem(huong, heading, item);
    await save(huong);
  }
  await huong.goto(`${draft}/income`);
  const sums = ["300 triệu", "240 triệu", "0", "60 triệu", "600 triệu"];
  for (const [i, input] of (await huong.locator(".unit input").all()).entries()) await input.fill(sums[i]);
  await save(huong);
  for (const screen of ["land", "houses", "attached", "precious", "money", "papers", "others", "abroad", "changes"]) {
    await huong.goto(`${draft}/${screen}`);
    for (const box of await huong.locator("section.stack > label.choice:has-text('Không có') input").all()) await box.check();
    await save(huong);
  }
  await huong.goto(draft.replace(/\/muc$/, "/soat"));
  assert.match(await huong.textContent("h1"), /đã đủ để nộp/, await huong.textContent("main"));

  const path = new URL(draft).pathname.replace("/muc", "");
  assert.match(textOf(saved("draft.pdf", await fetched(huong, `${path}/ban-in`))), /Bản nháp, chưa nộp/);
  await submit(registry, huong, people.huong);
  const file = saved("large.pdf", await fetched(huong, `${path}/ban-in`));
  const text = textOf(file);
  inOrder(text, ["UBND tỉnh Gia Lai", "BẢN KÊ KHAI TÀI SẢN, THU NHẬP HẰNG NĂM", "I. THÔNG TIN CHUNG", "1. Người kê khai", "Nguyễn Thị Hoàng Phương Quỳnh Hương",
    "05/09/1978", home, "064178000418", police, "2. Vợ hoặc chồng", "Ksor Y Thăng", "Trường THPT chuyên Hùng Vương",
    ...large.flatMap(([, heading, items]) => [heading, ...items.flatMap((item) => item.flatMap((one) => [one[0], printed(one)]))]),
    "10. Tổng thu nhập", "300.000.000 đồng", "240.000.000 đồng", "0 đồng", "60.000.000 đồng", "600.000.000 đồng",
    "III. BIẾN ĐỘNG TÀI SẢN", "Không có biến động.", "NGƯỜI NHẬN BẢN KÊ KHAI", "Quét để đối chiếu"]);
  for (const part of ["1.1.5. Thửa thứ năm", "1.2.4. Thửa thứ tư", "2.1.4. Nhà thứ tư", "3.3. Con thứ ba", "3.1. Cây lâu năm", "Không có."]) assert.ok(text.includes(part), part);
  assert.match(preflight(file), /is a valid PDF\/A-1b file/);
  // The code on the paper leads to what it is compared with.
  const pages = join(registry.folder, "large");
  execFileSync("pdftoppm", ["-r", "150", "-png", file, pages]);
  const last = readdirSync(registry.folder).filter((name) => /^large-\d+\.png$/.test(name)).sort().at(-1);
  receipt = execFileSync("zbarimg", ["--quiet", "--raw", join(registry.folder, last)], { encoding: "utf8" }).trim().split("/").at(-1);
  assert.match(receipt, /^[A-Z2-7]{16}$/);
});

test("a small one says everywhere that there is nothing", { timeout: 200_000 }, async () => {
  const hoa = await come("hoa");
  await begin(hoa);
  await fillNothing(hoa);
  await submit(registry, hoa, people.hoa);
  const file = saved("small.pdf", await fetched(hoa, `${new URL(hoa.url()).pathname}/ban-in`));
  const text = textOf(file);
  assert.equal(text.match(/Không có\./g).length, 19, "spouse, children and every list of part II");
  inOrder(text, ["Rơ Châm H’Hoa", "27/4 đường Lý Nam Đế, phường Diên Hồng, tỉnh Gia Lai", "Không có biến động."]);
  assert.match(preflight(file), /is a valid PDF\/A-1b file/);
});

test("a receipt is proved without us", { timeout: 120_000 }, async () => {
  const path = new URL(huong.url()).pathname;
  const paper = saved("receipt.pdf", await fetched(huong, `${path}/bien-nhan/${receipt}`));
  assert.match(preflight(paper), /is a valid PDF\/A-1b file/);
  const code = textOf(saved("large.pdf", await fetched(huong, `${path}/ban-in`))).match(/mã nội dung ([A-Z2-7]{4}(?:-[A-Z2-7]{4}){3})/)[1];
  assert.match(textOf(paper), new RegExp(`${receipt}.*${code}`));
  const proof = (await fetched(huong, `${path}/bang-chung/${receipt}`)).toString();
  const told = fsck("proof", saved("receipt.tlog-proof", proof));
  assert.equal(told.faults, 0, told.said);
  assert.equal(JSON.parse(told.entry).act, "filing.submit");
  assert.doesNotMatch(told.entry, /Hương|0641/);
  const content = saved("content.json", await fetched(huong, `${path}/noi-dung/${receipt}`));
  const held = (code) => fsck("proof", join(registry.folder, "receipt.tlog-proof"), "--content", content, "--code", code).faults;
  assert.equal(held(receipt), 0, "what was handed in is what the receipt speaks of");
  assert.equal(held("AAAAAAAAAAAAAAAA"), 1);
  assert.equal(fsck("proof", saved("bad.tlog-proof", proof.replace(/^index (\d+)/m, (_, n) => `index ${Number(n) + 1}`))).faults, 1);

  // openssl, on the note's own bytes.
  const key = registry.run("audit-key").trim();
  const raw = Buffer.from(key.split("+").slice(2).join("+"), "base64").subarray(1);
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw]);
  const note = proof.slice(proof.indexOf("\n\n") + 2);
  const [body, signatures] = note.split("\n\n");
  const signature = Buffer.from(signatures.trim().split(" ").at(-1), "base64").subarray(4);
  const openssl = (text) => spawnSync("openssl", ["pkeyutl", "-verify", "-pubin", "-inkey", saved("key.pem", createPublicKey({ key: spki, format: "der", type: "spki" }).export({ format: "pem", type: "spki" })),
    "-rawin", "-in", saved("note", text), "-sigfile", saved("signature", signature)]).status;
  assert.equal(openssl(`${body}\n`), 0);
  assert.equal(openssl(`${body}x\n`), 1);

  // npm @sigstore/verify: checkpoint and inclusion.
  const require = createRequire(import.meta.url);
  const folder = join(require.resolve("@sigstore/verify"), "..", "timestamp");
  const { verifyCheckpoint } = require(join(folder, "checkpoint.js"));
  const { verifyMerkleInclusion } = require(join(folder, "merkle.js"));
  const lines = proof.split("\n");
  const [, size, root] = body.split("\n");
  const hint = Buffer.from(signatures.trim().split(" ").at(-1), "base64").subarray(0, 4);
  const entry = (extra) => ({
    canonicalizedBody: Buffer.from(extra, "base64"),
    integratedTime: "1",
    inclusionProof: {
      logIndex: lines[2].split(" ")[1], treeSize: size, rootHash: Buffer.from(root, "base64"),
      hashes: lines.slice(3, lines.indexOf("")).map((hash) => Buffer.from(hash, "base64")),
      checkpoint: { envelope: note },
    },
  });
  const logs = [{ logID: hint, publicKey: createPublicKey({ key: spki, format: "der", type: "spki" }), validFor: { start: new Date(0), end: new Date(1e14) } }];
  const extra = lines[1].split(" ")[1];
  verifyCheckpoint(entry(extra), logs);
  verifyMerkleInclusion(entry(extra));
  assert.throws(() => verifyMerkleInclusion(entry(Buffer.from("another").toString("base64"))), /root hash/);
});

test("who holds the signed paper compares it; prints of the office carry reader and purpose", { timeout: 120_000 }, async () => {
  const duyen = await come("duyen");
  await duyen.goto(`${registry.registry}/ban-in/${receipt}`);
  assert.match(await duyen.textContent("main"), /bản đang có hiệu lực[^]*Nguyễn Thị Hoàng Phương Quỳnh Hương/);
  const nghia = await come("nghia"); // of another unit
  const refused = await nghia.goto(`${registry.registry}/ban-in/${receipt}`);
  assert.equal(refused.status(), 404);
  assert.doesNotMatch(await nghia.textContent("main"), /Quỳnh Hương/);
  const path = new URL(huong.url()).pathname.replace("/ke-khai", "/don-vi");
  await duyen.goto(registry.registry + path);
  const reads = () => Number(registry.sql("SELECT count(*) FROM audit_entry WHERE convert_from(body, 'UTF8')::jsonb ->> 'act' = 'declaration.print'"));
  const before = reads();
  const [download] = await Promise.all([duyen.waitForEvent("download"), duyen.click("button:has-text('Tải bản in')")]);
  const file = join(registry.folder, "office.pdf");
  await download.saveAs(file);
  assert.equal(reads(), before + 1, "a print is a reading");
  assert.match(textOf(file), /Lê Thị Mỹ Duyên in lúc .*, để: Kiểm tra tính đầy đủ/);
  assert.match(preflight(file), /is a valid PDF\/A-1b file/);
});

test("the log as files and over HTTP is what an independent program expects", { timeout: 60_000 }, async () => {
  await waitFor(() => registry.sql("SELECT count(*) FROM audit_entry WHERE leaf_index IS NULL") === "0", "every entry has its place");
  const folder = join(registry.folder, "log");
  registry.run("audit-save", folder);
  const told = fsck("log", folder, "--head", join(registry.folder, "registry", readdirSync(join(registry.folder, "registry")).find((name) => name.startsWith("audit-head-"))));
  assert.equal(told.faults, 0, told.said);
  assert.equal(told.entries, Number(registry.sql("SELECT count(*) FROM audit_entry")));
  const served = fsck("log", `${registry.registry}/audit`);
  assert.equal(served.faults, 0, served.said);
  assert.match(served.said, /entries are not served here/);
});
