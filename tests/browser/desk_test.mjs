// What a clerk may and may not do at the desk, and what every page says to a browser, held to the running programs.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { addStaff, fileDossier, signIn, startBrowser, startPrograms, waitFor } from "./programs.mjs";

let programs, browser, key;
before(async () => {
  programs = await startPrograms();
  browser = await startBrowser();
  key = readFileSync(join(programs.folder, "key"), "utf8").trim();
}, { timeout: 120_000 });
after(async () => {
  await browser?.close();
  await programs?.stop();
});

const own = "23575", other = "21553"; // Phường Pleiku, Phường Quy Nhơn
let made = 0;
async function tell(count, more = {}) {
  const events = Array.from({ length: count }, () => {
    const number = String(++made).padStart(4, "0");
    return { event_id: `d${number}`, dossier_code: `H21.12.34-261124-${number}`, occurred_at: "2026-11-25T08:12:00+07:00", state: 6,
      agency_id: "H21.12", agency_name: "Trung tâm Phục vụ hành chính công Phường Pleiku", unit_code: own,
      owner: { name: "Rơ Châm H’Hoa", kind: "citizen", identity_number: "064179000418" }, phone: "0914 630 552",
      detail: { amount_dong: 31635000, act_by: "2026-12-25", papers: [] }, ...more };
  });
  const answer = await fetch(`${programs.gateway}/api/v1/dossier-events`, {
    method: "POST", headers: { "Content-Type": "application/json", Authorization: `Bearer ${key}` }, body: JSON.stringify({ events }) });
  assert.ok((await answer.json()).results.every((one) => one.status === "stored"));
  return events.map((one) => one.dossier_code);
}

/** Acts of a signed-in clerk, as the page's own forms make them. */
async function desk(login, unit) {
  const page = await signIn(browser, programs, addStaff(programs, login, "Lê Thị Mỹ Duyên", "clerk", unit));
  const get = (path) => page.evaluate(async (path) => {
    const answer = await fetch(path);
    return { status: answer.status, text: await answer.text(), url: answer.url };
  }, path);
  const the = () => page.locator("input[name=the]").last().getAttribute("value");
  return {
    page, get,
    act: async (path, fields) => {
      const token = await the();
      return page.evaluate(async ([path, fields]) => {
        const answer = await fetch(path, { method: "POST", redirect: "manual", body: new URLSearchParams(fields) });
        // A redirect shows nothing of itself to a page: that it is one is enough.
        return { status: answer.type === "opaqueredirect" ? 303 : answer.status, text: await answer.text() };
      }, [path, { ...fields, the: token }]);
    },
    idOf: async (code) => {
      const found = await get(`/can-bo/ho-so?q=${code}`);
      return Number(new URL(found.url).pathname.split("/").at(-1));
    },
  };
}

const database = () => readFileSync(join(programs.folder, "gateway/db/pg/postmaster.pid"), "utf8").split("\n")[4];
const select = (sql) => execFileSync("psql", ["-h", database(), "-U", "tnung_bootstrap", "-d", "gateway", "-tAc", sql], { encoding: "utf8" }).trim();
const noted = (act) => Number(select(`SELECT count(*) FROM audit_entry WHERE convert_from(body, 'UTF8') LIKE '%"${act}"%'`));
const told = async (number) => (await (await fetch(`${programs.sandbox}/sandbox/zalo/received?phone=${number}`)).json()).messages;

test("a clerk opens dossiers of the own unit, with a purpose, and nobody else's", { timeout: 120_000 }, async () => {
  const [code] = await tell(1);
  const clerk = await desk("own", own), stranger = await desk("other", other);
  const id = await clerk.idOf(code);
  const closed = await clerk.get(`/can-bo/ho-so/${id}`);
  assert.match(closed.text, /Vì sao anh \(chị\) xem hồ sơ này/);
  for (const secret of ["H’Hoa", "630 552", "31.635.000"]) assert.ok(!closed.text.includes(secret), secret);
  assert.equal((await clerk.act(`/can-bo/ho-so/${id}/ly-do`, { "ly-do": "curious" })).status, 422);
  for (const act of ["so", "ma-tai-quay", "gui-lai", "du-lieu"]) {
    const early = await clerk.act(`/can-bo/ho-so/${id}/${act}`, { so: "0905123418", "ly-do": "called_back" });
    assert.match(early.text, /Vì sao anh \(chị\) xem hồ sơ này/, act);
  }
  assert.equal((await clerk.act(`/can-bo/ho-so/${id}/ly-do`, { "ly-do": "counter" })).status, 303);
  assert.match((await clerk.get(`/can-bo/ho-so/${id}`)).text, /H’Hoa/);
  const before = noted("desk.denied");
  const theirs = await stranger.get(`/can-bo/ho-so/${id}`);
  const nobodys = await stranger.get("/can-bo/ho-so/999999");
  assert.equal(theirs.status, 404);
  assert.equal(nobodys.status, 404);
  const said = ({ text }) => text.replaceAll(/name="lan" value="[0-9a-f]+"|999999|[A-Za-z0-9_-]{22}/g, "").replaceAll(String(id), "");
  assert.equal(said(theirs), said(nobodys), "another unit's looks like none");
  assert.ok((await stranger.act(`/can-bo/ho-so/${id}/ly-do`, { "ly-do": "counter" })).status >= 400);
  for (const act of ["so", "ma-tai-quay", "gui-lai", "du-lieu", "nguoi-cu"]) {
    const denied = await stranger.act(`/can-bo/ho-so/${id}/${act}`, { so: "0905123418", "ly-do": "called_back" });
    assert.equal(denied.status, 404, act);
    assert.ok(!denied.text.includes("H’Hoa"), act);
  }
  assert.equal((await stranger.get(`/can-bo/ho-so/${id}/giay-xac-nhan`)).status, 404);
  assert.equal(noted("desk.denied"), before + 7);
  assert.equal((await stranger.act("/can-bo/ho-so", { q: "0914630552", "ly-do": "phone" })).status, 303);
  const number = await stranger.get("/can-bo/ho-so?q=0914630552");
  assert.ok(!number.text.includes(code), "found, but another unit's");
});

test("a number is changed for one dossier, with a reason, once by one clerk; the old number is told", { timeout: 120_000 }, async () => {
  const [code, sibling] = await tell(2, { owner: { name: "Siu H’Bia", kind: "citizen", identity_number: "064188000777" } });
  const first = await desk("first", own), second = await desk("second", own);
  const id = await first.idOf(code), siblingId = await first.idOf(sibling);
  for (const clerk of [first, second])
    for (const one of [id, siblingId]) await clerk.act(`/can-bo/ho-so/${one}/ly-do`, { "ly-do": "phone" });
  const change = (clerk, so, reason) => clerk.act(`/can-bo/ho-so/${id}/so`, { so, "ly-do": reason });
  assert.equal((await change(first, "0905123418", "")).status, 422);
  assert.equal((await change(first, "0905123418", "no reason of ours")).status, 422);
  assert.equal((await change(first, "123", "called_back")).status, 422);
  assert.equal((await change(first, "0905123418", "called_back")).status, 303);
  const again = await change(first, "0905123419", "called_back");
  assert.equal(again.status, 422);
  assert.ok(again.text.includes("cần một cán bộ khác"));
  assert.equal((await change(second, "0905123419", "called_back")).status, 303);
  await waitFor(async () => (await told("84914630552")).some((one) => one.template_data.dossier_code === code && one.template_data.time), "the old number is told");
  assert.equal(Number(select(`SELECT count(*) FROM phone_message WHERE kind = 'number_changed'`)), 2);
  assert.equal(select(`SELECT corrected_phone_id IS NULL FROM dossier WHERE code = '${sibling}'`), "t");
  assert.equal(select(`SELECT corrected_phone_id IS NULL FROM dossier WHERE code = '${code}'`), "f");
});

test("search by number has a purpose and a bound, opening a bound, and who reads much is seen", { timeout: 240_000 }, async () => {
  const codes = await tell(61, { phone: "0914 630 554" });
  const clerk = await desk("busy", own);
  const asked = await clerk.get("/can-bo/ho-so?q=0914630554");
  assert.match(asked.text, /Vì sao anh \(chị\) tìm theo số này/);
  assert.ok(!asked.text.includes(codes[0]));
  assert.equal((await clerk.act("/can-bo/ho-so", { q: "0914630554", "ly-do": "" })).status, 422);
  assert.ok(!(await clerk.get("/can-bo/ho-so?q=0914630554&ly-do=counter")).text.includes(codes[0]), "an address alone states nothing");
  const search = async (number) => {
    await clerk.act("/can-bo/ho-so", { q: number, "ly-do": "counter" });
    return clerk.get(`/can-bo/ho-so?q=${number}`);
  };
  assert.ok((await search("0914630554")).text.includes(codes[0]));
  // Back and forth between a person's dossiers costs nothing more.
  for (let i = 0; i < 5; ++i) assert.equal((await clerk.get("/can-bo/ho-so?q=0914630554")).status, 200);
  for (let i = 1; i < 60; ++i) assert.equal((await search(`09050001${String(i).padStart(2, "0")}`)).status, 200);
  assert.equal((await search("0905000199")).status, 429);
  assert.equal((await clerk.get("/can-bo/ho-so?q=0914630554")).status, 200, "what was asked for stays open");
  assert.equal(noted("console.too_many_searched"), 1);
  // The page that asks why stands at each dossier; the sixty-first stays closed.
  const first = await clerk.idOf(codes[0]);
  for (let i = 0; i < 60; ++i) assert.equal((await clerk.act(`/can-bo/ho-so/${first + i}/ly-do`, { "ly-do": "task" })).status, 303);
  await clerk.act(`/can-bo/ho-so/${first + 60}/ly-do`, { "ly-do": "task" });
  const last = await clerk.get(`/can-bo/ho-so/${first + 60}`);
  assert.equal(last.status, 429);
  assert.ok(!last.text.includes("H’Hoa"));
  assert.equal((await clerk.get(`/can-bo/ho-so/${first}`)).status, 200, "what is open stays open");
  const shown = await (await fetch(`${programs.operator}/metrics`)).text();
  assert.match(shown, /^tnung_desk_reads_much 1$/m);
});

test("every answer tells the browser to keep to itself", { timeout: 60_000 }, async () => {
  const code = await fileDossier(programs, "Rơ Châm H’Hoa, 0914 630 552");
  const clerk = await desk("headers", own);
  const cookie = (await clerk.page.context().cookies()).map((one) => `${one.name}=${one.value}`).join("; ");
  const policy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
  for (const [path, headers] of [["/", {}], [`/tra-cuu?ma=${code}`, {}], ["/tra-cuu?ma=x", {}], ["/hs/AAAAAAAAAAAAAAAAAAAAAA", {}], ["/ho-so/1", {}],
    ["/xac-nhan/x", {}], ["/can-bo/vao", {}], ["/can-bo/viec", { Cookie: cookie }], ["/can-bo/ho-so", { Cookie: cookie }], ["/can-bo/ho-so/999999", { Cookie: cookie }]]) {
    const answer = await fetch(programs.gateway + path, { headers });
    assert.equal(answer.headers.get("content-security-policy"), policy, path);
    // The front page holds nothing of its reader: the browser may ask whether it is still the same.
    assert.equal(answer.headers.get("cache-control"), path === "/" ? "private, no-cache" : "no-store", path);
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff", path);
    assert.match(answer.headers.get("referrer-policy"), /^(no-referrer|same-origin)$/, path);
    const text = await answer.text();
    for (const [, address] of text.matchAll(/(?:src|href|action)="(https?:[^"]+)"/g))
      assert.ok(address.startsWith(programs.sandbox) || address.startsWith("https://zalo.me/"), `${path}: ${address} is a third party`);
  }
  const [session] = (await clerk.page.context().cookies()).filter((one) => one.name.startsWith("__Host-") && one.httpOnly);
  assert.ok(session.secure && session.httpOnly && session.sameSite === "Lax" && session.path === "/", JSON.stringify(session));
});
