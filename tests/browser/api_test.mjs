// The documents that promise something, held to the running program: OpenAPI, who may open what at
// the desk, and the audit log as verifiers of others' making see it.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { spawn, spawnSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv/dist/2020.js";
import formats from "ajv-formats";
import readSpreadsheet from "read-excel-file/node";
import { httpbis } from "http-message-signatures";
import { addStaff, fileDossier, moveDossier, startBrowser, startPrograms, signIn, waitFor } from "./programs.mjs";

let programs, browser, key, api, ajv;
before(async () => {
  programs = await startPrograms();
  browser = await startBrowser();
  key = readFileSync(join(programs.folder, "key"), "utf8").trim();
  api = await (await fetch(`${programs.gateway}/api/v1/openapi.json`)).json();
  ajv = formats(new Ajv({ strict: false, allErrors: true }));
  ajv.addSchema(api, "api");
}, { timeout: 120_000 });
after(async () => {
  await browser?.close();
  await programs?.stop();
});

const schema = (name) => ajv.getSchema(`api#/components/schemas/${name}`);
function fits(name, value) {
  const check = schema(name);
  assert.ok(check(value), `${name}: ${JSON.stringify(check.errors)} in ${JSON.stringify(value).slice(0, 300)}`);
}
const post = (body, headers = {}) => fetch(`${programs.gateway}/api/v1/dossier-events`, {
  method: "POST", headers: { "Content-Type": "application/json", Authorization: `Bearer ${key}`, ...headers },
  body: typeof body === "string" ? body : JSON.stringify(body) });
const event = (more = {}) => ({ event_id: "a1", dossier_code: "H21.12.34-261124-0007", occurred_at: "2026-11-25T08:12:00+07:00", state: 6,
  agency_id: "H21.12", agency_name: "Trung tâm Phục vụ hành chính công Phường Pleiku", unit_code: "23575",
  owner: { name: "Rơ Châm H’Hoa", kind: "citizen", identity_number: "064179000418" }, phone: "0914 630 552",
  detail: { amount_dong: 31635000, act_by: "2026-12-25", papers: [] }, ...more });

test("every API route is in the document and every path of it answers", async () => {
  const routes = programs.run("routes").trim().split("\n").filter((line) => line.includes(" /api/"));
  const documented = Object.entries(api.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
  assert.deepEqual(routes.sort(), documented.sort());
});

test("answers fit their schemas, good and bad", async () => {
  const good = event();
  fits("Event", good);
  let answer = await post({ events: [good, event({ event_id: "a2", dossier_code: "xin chào" }), good] });
  assert.equal(answer.status, 200);
  const { results } = await answer.clone().json();
  fits("Results", await answer.json());
  assert.deepEqual(results.map((one) => one.status), ["stored", "refused", "repeated"]);
  assert.equal(results[1].errors[0].field, "/events/1/dossier_code");
  for (const [status, call] of [[401, () => post({ events: [] }, { Authorization: "Bearer x" })], [400, () => post("{")], [400, () => post({})],
    [413, () => post({ events: Array(1001).fill({}) })]]) {
    answer = await call();
    assert.equal(answer.status, status);
    assert.match(answer.headers.get("content-type"), /problem\+json/);
    fits("Problem", await answer.json());
  }
  // What the document allows is taken, what it does not is refused.
  answer = await post({ events: [event({ event_id: "a3", kind: "delayed", state: "Đang xử lý" }), event({ event_id: "a4", kind: "nothing" })] });
  assert.deepEqual((await answer.json()).results.map((one) => one.status), ["stored", "refused"]);
});

/// Values for one field, from what its schema says and from what programs write.
const odd = [null, "", " ", "\u0000", "\u00a0", "\u200b", "\ufffd", "\ud83d", "x", "0", "1", "7", "-1", "Đang xử lý", 0, 1, 6, 6.0, 10, 11, -1, 1.5,
  999999999999, 1000000000000, 1000000000001, "1000000000000", "1000000000001", "007", 2 ** 53, 2 ** 53 + 2, -(2 ** 53), -(2 ** 53) - 2, 2 ** 63, 1e300, true, false,
  [], {}, [1], ["x"], Array(50).fill("Đơn"), Array(51).fill("Đơn"), ["x".repeat(2000)], ["x".repeat(2001)], ["\ufffd"], [null],
  "state", "delayed", "payment_recorded", "State", "citizen", "business", "nobody",
  "2026-11-24", "2026-02-29", "2028-02-29", "2026-13-01", "2026-04-31", "1899-12-31", "1900-01-02", "2199-12-31", "2200-01-01", "0001-01-01", "9999-12-31", "24/11/2026",
  "2026-11-24T08:12:00+07:00", "2026-11-24T08:12:00Z", "2026-11-24T08:12+0700", "2026-11-24 08:12:00.5+07:00", "2026-11-24T08:12:00", "2026-11-24T24:00:00Z",
  "2026-11-24T08:60:00Z", "2026-11-24T08:12:60Z", "2026-11-24T08:12:00+15:00", "2026-11-24T08:12:00.1234567890123Z", "1999-12-31T08:12:00Z", "1970-01-01T00:00:00Z",
  "0001-01-01T00:00:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "20261124081200", "20261124246000", "2026112408120", "18991231000000",
  "H21.12.34-261124-0042", "h21.12.34-20261124-123", "H21-261124-00", "H21..12-261124-0001", "-261124-0001", "H21.12-091124-0001", "H21.12-261324-0001",
  "000.00.12.H21-260901-1234567890", "H21.12.34-261124-0001-2", "H21.12.34_261124_0001",
  "064179000418", "0641 7900 0418", "064179000", "0641790004", "5900123456", "5900123456-001", "06417900041x", "...", "1234567890123456789012"];
const candidates = ({ maxLength: max }) => max ? [...odd, "ă".repeat(max), "ă".repeat(max + 1), "ă".repeat(max * 8), "1".repeat(max), "1".repeat(max + 1)] : odd;

test("the document and the program say the same of every value, field by field", async () => {
  const { properties } = schema("Event").schema ?? api.components.schemas.Event;
  const cases = [];
  const add = (field, change) => {
    const one = event({ event_id: `judged-${cases.length}`, dossier_code: `H21.12.34-261124-${10000 + cases.length}` });
    change(one);
    cases.push([field, one]);
  };
  for (const [name, property] of Object.entries(properties)) {
    add(name, (one) => delete one[name]);
    for (const value of candidates(property)) add(name, (one) => { one[name] = value; });
    for (const [inner, nested] of Object.entries(property.properties ?? {}))
      for (const kind of name === "owner" ? ["citizen", "business"] : [""])
        for (const value of candidates(nested))
          add(`${name}.${inner}`, (one) => { one[name] = { ...one[name], ...(kind ? { kind } : {}), [inner]: value }; });
  }
  const check = schema("Event");
  const differences = [];
  for (let from = 0; from < cases.length; from += 250) {
    const batch = cases.slice(from, from + 250);
    const answer = await post({ events: batch.map(([, one]) => one) });
    assert.equal(answer.status, 200, await answer.clone().text());
    const { results } = await answer.json();
    fits("Results", { results });
    results.forEach((result, i) => {
      const [field, one] = batch[i];
      const allowed = check(JSON.parse(JSON.stringify(one)));
      const outcome = result.status === "refused" ? "refused" : "taken";
      if (allowed !== (outcome === "taken"))
        differences.push(`${field} ${JSON.stringify(one[field.split(".")[0]]).slice(0, 120)}: the document ${allowed ? "allows" : "denies"} it, ${outcome} ${JSON.stringify(result.errors ?? "")}`);
    });
  }
  assert.ok(cases.length > 1500, `${cases.length} cases`);
  assert.deepEqual(differences, []);
}, { timeout: 120_000 });

test("a call too large is told so, with the whole body on its way", async () => {
  for (const [path, name] of [["/api/v1/dossier-events", "Problem"], ["/api/v1/national", "NationalAnswer"]]) {
    const answer = await fetch(programs.gateway + path, { method: "POST", headers: { "Content-Type": "application/json", Authorization: `Bearer ${key}` },
      body: `{"events":[${" ".repeat(path.endsWith("national") ? 9 << 20 : 5 << 20)}]}` });
    assert.equal(answer.status, 413, path);
    fits(name, await answer.json());
  }
});

test("calls that a library of others' making signed (RFC 9421) are heard, once; others not", async () => {
  const keys = generateKeyPairSync("ed25519");
  const id = keys.publicKey.export({ format: "jwk" }).x; // the public key in base64url
  const key = programs.run("add-sender", "Trục ký số", "H21").trim();
  programs.run("require-signature", "Trục ký số", id);
  const url = `${programs.gateway}/api/v1/dossier-events`;
  const body = JSON.stringify({ events: [event({ event_id: "signed-1" })] });
  const signed = (more = {}) => httpbis.signMessage({
    key: { id, alg: "ed25519", sign: async (data) => sign(null, data, keys.privateKey) },
    fields: ["@method", "@path", "content-digest", "content-type"], params: ["created", "keyid", "nonce", "alg"],
    paramValues: { created: new Date(Date.now() + programs.shift * 1000), nonce: createHash("sha256").update(String(Math.random())).digest("base64url"), ...more },
  }, { method: "POST", url, headers: { "Content-Type": "application/json",
    "Content-Digest": `sha-256=:${createHash("sha256").update(body).digest("base64")}:` } });
  const send = (message, text = body) => fetch(url, { method: "POST", headers: message.headers, body: text });
  const first = await signed();
  let answer = await send(first);
  assert.equal(answer.status, 200, await answer.clone().text());
  assert.equal((await answer.json()).results[0].status, "stored");
  for (const [call, title] of [[() => send(first), "Signature used already"],
    [async () => send(await signed(), body.replace("signed-1", "signed-2")), "Signature not valid"],
    [async () => send(await signed({ created: new Date(Date.now() + programs.shift * 1000 - 600_000) })), "Signature not valid"],
    [() => post(body, { Authorization: `Bearer ${key}` }), "Signature needed"]]) {
    answer = await call();
    assert.equal(answer.status, 401);
    const problem = await answer.json();
    fits("Problem", problem);
    assert.equal(problem.title, title);
  }
});

test("a system that speaks as to the national portal is understood", async () => {
  const call = (path, body, headers = {}) => fetch(`${programs.gateway}/api/v1/national${path}`, {
    method: "POST", headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(body) });
  const wrong = await call("/login", { username: "Trục", password: "sai" });
  assert.equal(wrong.status, 401);
  fits("NationalAnswer", await wrong.json());
  const password = programs.run("add-sender", "Trục quốc gia", "H21").trim();
  const { session } = await (await call("/login", { username: "Trục quốc gia", password }, { dstcode: "VN:tinh" })).json();
  const body = { session, madonvi: "H21.12", isUpdating: "False", data: [{ MaHoSo: "H21.12.34-261124-0909", TrangThaiHoSo: "2",
    TenTTHC: "Đăng ký biến động", ChuHoSo: "Nguyễn Thị Thu Hà", SoDienThoai: "0914 630 552", NgayTiepNhan: "20261124080000" }, { MaHoSo: "?" }] };
  fits("NationalCall", body);
  const answer = await (await call("/DongBoHoSoMC?MaDinhDanhDV=H21.12&isUpdating=False", body)).json();
  fits("NationalAnswer", answer);
  assert.deepEqual(answer.data.map((one) => one.error_code), [0, 2]);
  const step = await (await call("", { session, service: "CapNhatTienDoHoSoMC",
    data: [{ MaHoSo: "H21.12.34-261124-0909", ThoiDiemXuLy: "20261124083000", TrangThai: 9, PhongBanXuLy: "Bộ phận trả kết quả" }] })).json();
  assert.equal(step.error_code, 0);
});

test("a clerk's correction is fetched by the sender, and by nobody else", { timeout: 60_000 }, async () => {
  const clerk = addStaff(programs, "duyen", "Lê Thị Mỹ Duyên", "clerk", "23575");
  const page = await signIn(browser, programs, clerk);
  await page.goto(`${programs.gateway}/can-bo/ho-so?q=H21.12.34-261124-0007`);
  await page.check("input[value=phone]");
  await page.click("button:has-text('Xem hồ sơ')");
  await page.locator("summary:has-text('Sửa số')").click();
  await page.fill("#so", "0905 123 418");
  await page.selectOption("#ly-do", "called_back");
  await page.click("button:has-text('Sửa và gửi lại ngay')");
  await page.waitForSelector("text=Đã sửa số và gửi lại");
  const get = (after, bearer = key) => fetch(`${programs.gateway}/api/v1/corrections?after=${after}`, { headers: { Authorization: `Bearer ${bearer}` } });
  const first = await (await get(0)).json();
  fits("Corrections", first);
  assert.equal(first.corrections[0].phone, "+84905123418");
  assert.deepEqual((await (await get(first.last)).json()).corrections, []);
  const other = programs.run("add-sender", "Sở Y tế", "H21.07").trim();
  assert.deepEqual((await (await get(0, other)).json()).corrections, []);
  assert.equal((await get("x")).status, 400);
  assert.equal((await get(0, "x")).status, 401);
});

test("a proof of notice is signed as a program of others' making verifies, and can be checked by its QR", { timeout: 60_000 }, async () => {
  const clerk = addStaff(programs, "proof", "Lê Thị Mỹ Duyên", "clerk", "23575");
  const page = await signIn(browser, programs, clerk);
  await page.goto(`${programs.gateway}/can-bo/ho-so?q=H21.12.34-261124-0007`);
  await page.check("input[value=phone]");
  await page.click("button:has-text('Xem hồ sơ')");
  const path = await page.getAttribute("a:has-text('Giấy xác nhận')", "href");
  const cookie = (await page.context().cookies()).map((one) => `${one.name}=${one.value}`).join("; ");
  const answer = await fetch(programs.gateway + path, { headers: { Cookie: cookie } });
  assert.equal(answer.headers.get("content-type"), "application/pdf");
  const file = join(programs.folder, "proof.pdf");
  writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
  const run = (command, args) => spawnSync(command, args, { encoding: "utf8" });
  const signature = run("pdfsig", ["-nocert", file]).stdout;
  assert.match(signature, /Signature is Valid/);
  assert.match(signature, /Total document signed/);
  const text = run("pdftotext", ["-layout", file, "-"]).stdout;
  for (const part of ["GIẤY XÁC NHẬN", "H21.12.34-261124-0007", "Rơ Châm H’Hoa", "Cần nộp tiền", "0914 ••• 552"]) assert.ok(text.includes(part), `${part} in ${text}`);
  assert.ok(!text.includes("31.635.000"), "no amount");
  // The QR read back by another's reader, from the page as it is printed.
  run("pdftoppm", ["-png", "-r", "200", file, join(programs.folder, "proof")]);
  const picture = readdirSync(programs.folder).find((name) => /^proof-.*png$/.test(name));
  const address = run("zbarimg", ["-q", "--raw", join(programs.folder, picture)]).stdout.trim();
  const checked = await fetch(address);
  assert.equal(checked.status, 200);
  const said = await checked.text();
  assert.ok(said.includes("do tỉnh cấp") && said.includes("H21.12.34-261124-0007") && !said.includes("Hoa"));
  const letters = address.split("");
  letters[letters.length - 20] = letters[letters.length - 20] === "A" ? "B" : "A";
  assert.equal((await fetch(letters.join(""))).status, 404);
  await page.close();
});

test("who may open what at the desk is what docs/access.tsv says", { timeout: 120_000 }, async () => {
  const rows = readFileSync(new URL("../../docs/access.tsv", import.meta.url), "utf8").split("\n").filter((line) => line && !line.startsWith("#")).map((line) => line.split("\t"));
  const [heads, ...access] = rows;
  const roles = heads.slice(2, 5);
  const said = access.map(([method, route, ...may]) => {
    const allowed = roles.filter((_, i) => may[i] === "yes");
    return `${method} ${route} ${allowed.length ? allowed.join(",") : "anybody"}`;
  });
  const running = programs.run("routes").trim().split("\n").filter((line) => line.includes(" /can-bo"));
  assert.deepEqual(running.sort(), said.sort());
  // And the program does as its table says: each page, each role.
  for (const role of roles) {
    const page = await signIn(browser, programs, addStaff(programs, `thu.${role}`, "Người thử", role, role === "clerk" ? "23575" : undefined));
    for (const [method, route, ...may] of access.filter(([method, route]) => method === "GET" && !route.includes("{") && route !== "/can-bo/vao" && route !== "/can-bo")) {
      const status = await page.evaluate(async (path) => (await fetch(path, { redirect: "error" })).status, route);
      assert.equal(status !== 403, may[roles.indexOf(role)] === "yes", `${role} ${method} ${route}: ${status}`);
    }
    await page.context().close();
  }
  const stranger = await fetch(`${programs.gateway}/can-bo/viec`, { redirect: "manual" });
  assert.equal(stranger.headers.get("location"), "/can-bo/vao");
});

test("what an office takes away opens in a spreadsheet program, text as text", { timeout: 120_000 }, async () => {
  const operator = addStaff(programs, "yen", "=Phạm Thị Kim Yến", "operator");
  const page = await signIn(browser, programs, operator);
  const taken = async (path) => {
    await page.goto(programs.gateway + path);
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("a:has-text('Tải bảng tính')")]);
    assert.match(download.suggestedFilename(), /^[a-z-]+-2026-11-25\.xlsx$/);
    return readSpreadsheet(await download.path());
  };
  const [title, said, , heads, ...units] = await taken("/can-bo/don-vi");
  assert.equal(title[0], "Hồ sơ theo đơn vị");
  assert.match(said[0], /Toàn tỉnh\. =Phạm Thị Kim Yến tải về lúc \d\d:\d\d 25\/11\/2026/);
  assert.deepEqual(heads, ["Đơn vị", "Mã", "Hồ sơ", "Đang làm"]);
  assert.equal(units.length, 135);
  assert.ok(units.some(([name, code, dossiers]) => name === "Phường Pleiku" && code === "23575" && dossiers >= 1));

  const account = new Map((await taken("/can-bo/doi-chieu")).slice(4));
  assert.equal(account.get("Không giải thích được"), 0);
  assert.ok(account.get("Sự kiện nhận vào") > 0);

  // Twelve numbers; some are not on Zalo, and a payment with a deadline is told by telephone.
  for (let i = 0; i < 12; ++i)
    await moveDossier(programs, await fileDossier(programs, `=Đinh Văn Nghĩa, 0905 000 0${10 + i}`, 5), 6);
  await waitFor(async () => { await page.goto(`${programs.gateway}/can-bo/goi`); return page.locator("a:has-text('Tải bảng tính')").count(); }, "somebody to call");
  const listed = await page.locator("a[href^='tel:']").count();
  const calls = (await taken("/can-bo/goi")).slice(4);
  assert.equal(calls.length, listed);
  const [before, owner, number, kind, , code] = calls[0];
  assert.ok(before instanceof Date && before > new Date("2026-11-25"));
  assert.equal(owner, "=Đinh Văn Nghĩa");
  assert.match(number, /^0905 000 0\d\d$/);
  assert.equal(kind, "Cần nộp tiền");
  assert.match(code, /^H21\./);
  await page.context().close();
});

test("alarms and dashboard ask for figures that the program shows", async () => {
  const forged = await fetch(`${programs.gateway}/webhooks/zalo`, { method: "POST", body: '{"event_name":"follow"}', headers: { "X-ZEvent-Signature": "mac=0" } });
  assert.equal(forged.status, 401);
  // Somebody is told by template, which uses one of the day's messages.
  await post({ events: [event({ event_id: "figures", dossier_code: "H21.12.34-261124-0900" })] });
  const figures = async () => (await fetch(`${programs.operator}/metrics`)).text();
  const used = /^tnung_template_messages_used [1-9]/m;
  await waitFor(async () => used.test(await figures()), "a message of the day");
  const shown = await figures();
  // They are the operator's alone: where people come, there is no such page.
  for (const path of ["/metrics", "/health", "/ready"]) {
    assert.equal((await fetch(`${programs.operator}${path}`)).status, 200, path);
    assert.equal((await fetch(`${programs.gateway}${path}`)).status, 404, path);
  }
  const names = new Set([...shown.matchAll(/^(tnung_\w+)/gm)].map(([, name]) => name));
  const asked = ["prometheus/tnung.rules.yml", "grafana/gateway.json"].flatMap((file) =>
    [...readFileSync(new URL(`../../deploy/${file}`, import.meta.url), "utf8").matchAll(/tnung_\w+/g)].map(([name]) => name));
  assert.ok(asked.length > 20);
  for (const name of new Set(asked)) assert.ok(names.has(name), `${name} is not among ${[...names].sort()}`);
  assert.match(shown, /^tnung_zalo_consent_needed 0$/m);
  assert.doesNotMatch(shown, /(?<![\d.])(84|0)905\d{6}/, "no number in metrics"); // 0.0905 s is none
});

test("an act needs our page: no token, another origin, a guessed session change nothing", { timeout: 60_000 }, async () => {
  const code = await fileDossier(programs, "Siu H’Bia, 0905 222 333");
  const clerk = addStaff(programs, "an", "Trần An", "clerk", "21553");
  const page = await signIn(browser, programs, clerk);
  await page.goto(`${programs.gateway}/can-bo/ho-so?q=${code}`);
  const id = page.url().split("/").at(-1);
  const cookie = (await page.context().cookies()).map((one) => `${one.name}=${one.value}`).join("; ");
  const token = await page.locator("main form input[name=the]").last().getAttribute("value");
  const attempt = (headers, body) => fetch(`${programs.gateway}/can-bo/ho-so/${id}/ly-do`, {
    method: "POST", redirect: "manual", headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers }, body: new URLSearchParams(body) });
  assert.equal((await attempt({ Cookie: cookie, Origin: programs.gateway }, { "ly-do": "counter" })).status, 403);
  assert.equal((await attempt({ Cookie: cookie, Origin: "https://evil.example" }, { "ly-do": "counter", the: token })).status, 403);
  assert.equal((await attempt({ Origin: programs.gateway }, { "ly-do": "counter", the: token })).status, 401); // told to sign in elsewhere and send it again
  assert.equal((await attempt({ Cookie: cookie, Origin: programs.gateway }, { "ly-do": "counter", the: token })).status, 303);
  const wrong = { login: "an", password: "x", code: "000000" };
  const tries = [];
  for (let i = 0; i < 6; ++i)
    tries.push((await fetch(`${programs.gateway}/can-bo/vao`, { method: "POST", headers: { Origin: programs.gateway, "Content-Type": "application/x-www-form-urlencoded" }, body: new URLSearchParams(wrong) })).status);
  assert.deepEqual(tries, [401, 401, 401, 401, 401, 429]);
});

test("Ctrl-C ends an import that is under way", { timeout: 60_000 }, async () => {
  const file = join(programs.folder, "long.jsonl");
  writeFileSync(file, '{"event_id":"x"}\n'.repeat(1_000_000)); // each is refused, so nothing is stored
  const child = spawn(programs.program, ["--config", join(programs.folder, "gateway.toml"), "import", file, "--sender", "Hệ thống một cửa tỉnh"],
    { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((done) => child.on("exit", (code, signal) => done(signal ?? code)));
  child.stderr.once("data", () => child.kill("SIGINT")); // it tells of its first rows
  assert.equal(await ended, "SIGINT");
});

test("the audit log verifies with another's signature check and our own tree by definition", { timeout: 60_000 }, async () => {
  const sha = (...parts) => createHash("sha256").update(Buffer.concat(parts.map((part) => Buffer.from(part)))).digest();
  const root = (leaves) => {
    if (leaves.length === 1) return leaves[0];
    let split = 1;
    while (split * 2 < leaves.length) split *= 2;
    return sha([1], root(leaves.slice(0, split)), root(leaves.slice(split)));
  };
  const note = await waitFor(async () => {
    const text = await (await fetch(`${programs.gateway}/audit/checkpoint`)).text();
    return Number(text.split("\n")[1]) >= 10 && text;
  }, "entries");
  const [origin, size, rootText] = note.split("\n");
  const [signedPart, signatureLine] = note.split("\n\n");
  // The verifier key as notes have it: name+id+base64(1 ‖ public key).
  const [, name, id, keyText] = programs.run("audit-key").trim().match(/^([^+]+)\+([0-9a-f]{8})\+(.+)$/);
  assert.equal(name, origin);
  const publicKey = Buffer.from(keyText, "base64");
  assert.equal(publicKey[0], 1);
  assert.equal(sha(name, "\n", publicKey).subarray(0, 4).toString("hex"), id);
  const signature = Buffer.from(signatureLine.trim().split(" ").at(-1), "base64");
  assert.equal(signature.subarray(0, 4).toString("hex"), id);
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), publicKey.subarray(1)]);
  const ed25519 = createPublicKey({ key: spki, format: "der", type: "spki" });
  assert.ok(verify(null, Buffer.from(signedPart + "\n"), ed25519, signature.subarray(4)));
  assert.ok(!verify(null, Buffer.from(signedPart + "x\n"), ed25519, signature.subarray(4)));
  const width = Number(size);
  assert.ok(width < 256);
  const tile = Buffer.from(await (await fetch(`${programs.gateway}/audit/tile/0/000.p/${width}`)).arrayBuffer());
  assert.equal(tile.length, width * 32);
  const leaves = Array.from({ length: width }, (_, i) => tile.subarray(i * 32, i * 32 + 32));
  assert.equal(root(leaves).toString("base64"), rootText);
  assert.equal((await fetch(`${programs.gateway}/audit/tile/entries/000.p/${width}`)).status, 404); // not for strangers
  assert.equal((await fetch(`${programs.gateway}/audit/tile/0/001`)).status, 404);
});
