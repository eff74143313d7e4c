// The signed paper: printed, signed by a key with a program of others, photographed, sent; what is no such paper is told
// so; the unit and the inspectorate open it with a reason.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { startBrowser, startRegistry, waitFor } from "./programs.mjs";
import { addPeople, begin, cookiesOf, enter, fillNothing, main, openCampaign, receiveAndHandOver, submit, takeFile } from "./registry_pages.mjs";

let registry, browser, people, keys, hoa, filing, print;
const come = (name) => enter(registry, browser, people[name]);
const run = (command, ...args) => execFileSync(command, args, { cwd: keys, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });

/** A key of somebody's in an NSS database, as a browser or a signing program keeps it; its certificate. */
function makeKey(nick, name) {
  run("certutil", "-S", "-n", nick, "-s", `CN=${name}`, "-x", "-t", "CTu,Cu,Cu", "-k", "rsa", "-g", "2048", "-w", "-12", "-v", "240",
    "-z", "noise", "--keyUsage", "digitalSignature,nonRepudiation,critical", "-d", "sql:nss");
  writeFileSync(join(keys, `${nick}.pem`), run("certutil", "-L", "-n", nick, "-a", "-d", "sql:nss"));
}

/** Signed by Poppler, which appends to the file. */
function signed(file, nick) {
  const to = join(keys, `${nick}-${Math.random().toString(36).slice(2)}.pdf`);
  try {
    run("pdfsig", "-nssdir", "sql:nss", "-add-signature", "-nick", nick, "-reason", "Ke khai tai san", file, to);
  } catch { /* it says that NSS has objects in use, and is done */ }
  return to;
}

/** Photos of its pages. */
function photographed(file, name) {
  run("pdftoppm", "-r", "150", "-jpeg", file, join(keys, name));
  return readdirSync(keys).filter((one) => one.startsWith(`${name}-`)).sort().map((one) => join(keys, one));
}

const send = async (page, files) => {
  await page.setInputFiles("#tep", files);
  await page.click("button:has-text('Tải bản có chữ ký lên')");
  await page.waitForLoadState("load");
};
const papers = (page) => page.locator("#ban-ky .chip").allTextContents();

before(async () => {
  keys = mkdtempSync(join(tmpdir(), "tnung-keys-"));
  run("sh", "-c", "mkdir nss trusted && head -c 4096 /dev/urandom > noise && certutil -N -d sql:nss --empty-password");
  makeKey("hoa", "Rơ Châm H’Hoa");
  makeKey("khac", "Nguyễn Văn Khác");
  run("cp", "hoa.pem", "trusted/hoa.pem");
  registry = await startRegistry(`[papers]\ntrusted_folder = "${join(keys, "trusted")}"`);
  browser = await startBrowser();
  people = addPeople(registry);
  await openCampaign(await come("an"));
  hoa = await come("hoa");
  await begin(hoa);
  await fillNothing(hoa);
  await submit(registry, hoa, people.hoa);
  filing = /\d+$/.exec(new URL(hoa.url()).pathname)[0];
  print = await takeFile(registry, hoa, `/ke-khai/${filing}/ban-in`);
}, { timeout: 180_000 });
after(async () => {
  await browser?.close();
  await registry?.stop();
  rmSync(keys, { recursive: true, force: true });
});

test("what is no signed paper is told so, and nothing is kept", { timeout: 120_000 }, async () => {
  assert.match(await main(hoa), /Bản có chữ ký/);
  const script = join(keys, "script.pdf"), text = join(keys, "text.pdf"), changed = join(keys, "changed.pdf");
  const bytes = readFileSync(print, "latin1");
  writeFileSync(text, "không phải PDF");
  const root = /\/Root (\d+) 0 R/.exec(bytes)[1];
  const old = new RegExp(`\\n${root} 0 obj\\n(<<[^\\n]*)>>\\nendobj`).exec(bytes)[1];
  const append = (file, addition) => {
    const at = bytes.length, previous = /startxref\n(\d+)\n%%EOF\n$/.exec(bytes)[1];
    const object = `${root} 0 obj\n${old} ${addition} >>\nendobj\n`;
    writeFileSync(file, `${bytes}${object}xref\n0 1\n0000000000 65535 f \n${root} 1\n${String(at).padStart(10, "0")} 00000 n \ntrailer << /Size ${/\/Size (\d+)/.exec(bytes)[1]} /Root ${root} 0 R /Prev ${previous} >>\nstartxref\n${at + object.length}\n%%EOF\n`, "latin1");
  };
  append(changed, "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>");
  writeFileSync(script, readFileSync(changed, "latin1").replace("%PDF-1.4", "%PDF-1.5"), "latin1");
  const photos = photographed(print, "page");
  const heic = join(keys, "IMG_0412.HEIC"), cut = join(keys, "trang-2.jpg");
  writeFileSync(heic, Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypheic"), Buffer.alloc(400)]));
  writeFileSync(cut, readFileSync(photos[0]).subarray(0, 9000));
  for (const [files, words] of [
    [[print], /chưa ký/], [[text], /không mở được/], [[changed], /sửa ngoài chữ ký số/], [[script], /đoạn chương trình/],
    [[print, photos[0]], /không chọn lẫn/],
    [[heic], /Tệp “IMG_0412\.HEIC” là ảnh HEIC của iPhone/], [[photos[0], cut], /Ảnh thứ 2 “trang-2\.jpg” bị hỏng/],
  ]) {
    await hoa.goto(`${registry.registry}/ke-khai/${filing}`);
    await send(hoa, files);
    assert.match(await main(hoa), words, files.join());
    assert.deepEqual(await papers(hoa), []);
  }
  assert.equal(registry.sql("SELECT count(*) FROM vault_attachment"), "0");
  // Too much of it is stopped on its way.
  const large = join(keys, "large.pdf");
  writeFileSync(large, Buffer.concat([Buffer.from("%PDF-1.4\n"), Buffer.alloc(22 << 20)]));
  const token = await hoa.locator("#ban-ky input[name=the]").first().getAttribute("value");
  const form = new FormData();
  form.append("the", token);
  form.append("tep", new Blob([readFileSync(large)]), "large.pdf");
  const answer = await fetch(`${registry.registry}/ke-khai/${filing}/ban-ky?the=${encodeURIComponent(token)}`, {
    method: "POST", body: form, headers: { Cookie: await cookiesOf(hoa), Origin: registry.registry, Accept: "text/html" } }).catch((error) => error.cause);
  assert.ok(answer.status === 413 || /EPIPE|ECONNRESET|UND_ERR_SOCKET/.test(answer.code), `${answer.status} ${answer.code}`);
  if (answer.status === 413) assert.match(await answer.text(), /Tệp quá lớn, chưa nhận.*Mỗi lần nhận nhiều nhất 20 MB/s);
});

test("signed by a key, by another's, by hand: each is told from the other", { timeout: 120_000 }, async () => {
  await hoa.goto(`${registry.registry}/ke-khai/${filing}`);
  await send(hoa, [signed(print, "hoa")]);
  assert.match(hoa.url(), /#ban-ky$/);
  assert.deepEqual(await papers(hoa), ["chữ ký số hợp lệ"]);
  assert.match(await main(hoa), /Người ký: Rơ Châm H’Hoa, chứng thư của Rơ Châm H’Hoa, ký lúc/);
  await send(hoa, [signed(print, "khac")]);
  assert.match(await main(hoa), /Người ký: Nguyễn Văn Khác, khác tên người kê khai/);
  await send(hoa, photographed(print, "photo"));
  assert.deepEqual(await papers(hoa), ["chữ ký số hợp lệ", "chữ ký số của người khác", "bản quét, mã QR khớp"]);
  // Taken back: it stays on record.
  await hoa.locator("#ban-ky summary:has-text('Gỡ, vì tải nhầm')").nth(1).click();
  await hoa.locator("#ban-ky button:has-text('Gỡ bản này')").nth(1).click();
  await hoa.waitForURL(/#ban-ky$/);
  assert.deepEqual(await papers(hoa), ["chữ ký số hợp lệ", "đã gỡ", "bản quét, mã QR khớp"]);
  // What comes back is what was sent; of photos a PDF of two pages.
  const address = await hoa.locator("#ban-ky a:has-text('Mở')").nth(1).getAttribute("href");
  const scan = await takeFile(registry, hoa, address);
  assert.match(run("pdfinfo", scan), /Pages:\s+\d/);
  assert.equal(registry.sql("SELECT count(*) FROM vault_read WHERE attachment IS NOT NULL"), "1");
});

test("offices open it with a reason, and the unit sends what it scanned", { timeout: 180_000 }, async () => {
  const duyen = await come("duyen");
  await duyen.goto(`${registry.registry}/don-vi/${filing}`);
  assert.deepEqual(await papers(duyen), ["chữ ký số hợp lệ", "đã gỡ", "bản quét, mã QR khớp"]);
  const [scanned] = photographed(print, "unit").slice(-1);
  await send(duyen, [scanned]);
  assert.match(await main(duyen), /1 trang, Lê Thị Mỹ Duyên tải lên/);
  const [download] = await Promise.all([duyen.waitForEvent("download"), duyen.click("button:has-text('Mở bản có chữ ký') >> nth=0")]);
  const opened = join(keys, "opened.pdf");
  await download.saveAs(opened);
  assert.match(execFileSync("pdfsig", ["-nocert", opened], { encoding: "utf8" }), /Signature is Valid/);
  const others = await come("nghia");
  const token = await others.locator("input[name=the]").first().getAttribute("value");
  for (const [method, path] of [["GET", "/ban-ky/1"], ["POST", "/ban-ky/1/go"]]) {
    const answer = await fetch(`${registry.registry}/ke-khai/${filing}${path}`, {
      method, redirect: "manual", headers: { Cookie: await cookiesOf(others), Origin: registry.registry },
      ...(method === "POST" && { body: new URLSearchParams({ the: token }) }) });
    assert.equal(answer.status, 404, path);
  }
  await receiveAndHandOver(registry, duyen, filing);
  assert.equal(await duyen.locator("#tep").count(), 0, "none comes after the hand-over");
  const yen = await come("yen");
  await yen.goto(`${registry.registry}/thanh-tra/${filing}`);
  await yen.check("input[name=viec][value=taken_over]");
  const [paper] = await Promise.all([yen.waitForEvent("download"), yen.click("button:has-text('Mở bản có chữ ký') >> nth=0")]);
  await paper.saveAs(opened);
  assert.match(execFileSync("pdfsig", ["-nocert", opened], { encoding: "utf8" }), /Signature is Valid/);
  const khanh = await come("khanh");
  assert.match(await main(khanh), /Mở bản có chữ ký3/);
});

test("keys that were lost with their machine come back from two of three people, and all opens again", { timeout: 120_000 }, async () => {
  const shares = join(keys, "shares"), folder = join(registry.folder, "registry/vault-keys");
  const files = registry.run("share-keys", shares, "--of", "3", "--need", "2").trim().split("\n");
  assert.equal(files.length, 3);
  assert.throws(() => registry.run("share-keys", shares, "--of", "3", "--need", "2"), /there already/, "none is written over");
  registry.vault.kill("SIGTERM");
  await waitFor(() => registry.vault.exitCode !== null, "the vault's end");
  rmSync(folder, { recursive: true });
  assert.throws(() => registry.run("restore-keys", files[0]), /2 shares are needed, 1 are here/);
  assert.match(registry.run("restore-keys", files[2], files[0]), /master-1\.key/);
  registry.vault = await registry.startVault();
  const yen = await come("yen");
  await yen.goto(`${registry.registry}/thanh-tra/${filing}`);
  await yen.check("input[name=viec][value=taken_over]");
  await yen.click("button:has-text('Mở bản kê khai')");
  assert.match(await yen.textContent("article"), /064178000418/);
  const told = await main(await come("khanh"));
  assert.match(told, /Chia khóa chủ thành các mảnh1/);
  assert.match(told, /Khôi phục khóa chủ từ các mảnh1/);
});
