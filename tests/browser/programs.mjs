// Starts the real programs on free ports with a private database, and a browser; ends them all.
import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, mkdirSync, writeFileSync, readFileSync, rmSync, chmodSync, existsSync, openSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { chromium } from "playwright-core";

const build = process.env.TNUNG_BUILD;
if (!build) throw new Error("TNUNG_BUILD: the build folder");

export async function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function waitFor(check, what, seconds = 60) {
  const until = Date.now() + seconds * 1000;
  while (Date.now() < until) {
    const found = await check();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`did not happen in ${seconds} s: ${what}`);
}

/** A folder, programs that run in it, and their end with the database they had; a program that ended badly fails the test. */
function makeStage(name) {
  const folder = mkdtempSync("/var/tmp/tnung-browser-");
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, name));
  const children = [];
  return {
    folder,
    shift: Math.round((Date.parse("2026-11-25T09:00:00+07:00") - Date.now()) / 1000),
    start(called, command, args) {
      const out = openSync(join(folder, `${called}.out`), "w");
      const err = join(folder, `${called}${children.length}.err`);
      const child = spawn(command, args, { stdio: ["ignore", out, openSync(err, "w")] });
      children.push({ child, err });
      return waitFor(() => {
        if (child.exitCode !== null) throw new Error(`${called} ended: ${readFileSync(err, "utf8").slice(-2000)}`);
        return readFileSync(join(folder, `${called}.out`), "utf8").includes("listening on");
      }, `${called} listens`).then(() => child);
    },
    async stop() {
      for (const { child } of children) child.kill("SIGTERM");
      await Promise.all(children.map(({ child }) => child.exitCode !== null || child.signalCode !== null ? null : new Promise((done) => child.on("exit", done))));
      const endedByUs = ({ killed, signalCode }) => killed && ["SIGTERM", "SIGKILL"].includes(signalCode);
      const failed = children.filter(({ child }) => child.exitCode || (child.signalCode && !endedByUs(child))).map(({ child, err }) =>
        `${child.exitCode ?? child.signalCode}: ${readFileSync(err, "utf8").slice(-8000)}`);
      const pidFile = join(folder, name, "db/pg/postmaster.pid");
      if (existsSync(pidFile)) {
        process.kill(Number(readFileSync(pidFile, "utf8").split("\n")[0]), "SIGINT");
        await waitFor(() => !existsSync(pidFile), "the database stops", 30);
      }
      rmSync(folder, { recursive: true, force: true });
      if (failed.length) throw new Error(`ended with ${failed.join("\n")}`); // a sanitizer speaks at the end
    },
  };
}

function runner(program, config) {
  return (...args) => execFileSync(program, ["--config", config, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** The gateway and the sandbox at nine on a working morning. */
export async function startPrograms({ feed = [] } = {}) {
  const stage = makeStage("gateway");
  const { folder, shift } = stage;
  const gatewayPort = await freePort();
  const operatorPort = await freePort();
  const sandboxPort = await freePort();
  const gateway = `http://127.0.0.1:${gatewayPort}`;
  const sandbox = `http://127.0.0.1:${sandboxPort}`;
  const config = join(folder, "gateway.toml");
  writeFileSync(config, `
[gateway]
environment = "sandbox"
data_folder = "${join(folder, "gateway")}"
[web]
port = ${gatewayPort}
operator_port = ${operatorPort}
[clock]
shift_seconds = ${shift}
[photos]
hosts = "127.0.0.1"
[rehearsal]
database_admin = true
[zalo]
oauth_origin = "${sandbox}"
openapi_origin = "${sandbox}"
business_origin = "${sandbox}"
account_page = "${sandbox}/"
app_id = "1234567890123456789"
oa_id = "9000000000000000001"
app_secret = "AppSecretDemo"
webhook_secret = "OaSecretKeyDemo"
first_access_token = "At-demo-01"
first_refresh_token = "Rt-demo-01"
`);
  const program = join(build, "gateway/tnung-gateway");
  const run = runner(program, config);
  const keyFile = join(folder, "key");
  writeFileSync(keyFile, run("add-sender", "Hệ thống một cửa tỉnh", "H21"));
  await stage.start("gateway", program, ["--config", config, "serve"]);
  await stage.start("sandbox", join(build, "sandbox/tnung-sandbox"), ["--clock-shift", String(shift), "serve", "--port", String(sandboxPort),
    "--gateway", gateway, "--key-file", keyFile, ...feed]);
  return { gateway, operator: `http://127.0.0.1:${operatorPort}`, sandbox, folder, program, run, shift, stop: stage.stop };
}

/** The registry's pages and its vault on the same morning, each a process of its own. */
/** `more`: lines of the configuration. */
export async function startRegistry(more = "") {
  const stage = makeStage("registry");
  const { folder, shift } = stage;
  const port = await freePort();
  const config = join(folder, "registry.toml");
  writeFileSync(config, `
[registry]
environment = "sandbox"
data_folder = "${join(folder, "registry")}"
[web]
port = ${port}
[clock]
shift_seconds = ${shift}
[rehearsal]
database_admin = true
${more}
`);
  const program = join(build, "registry/tnung-registry");
  const serve = () => stage.start("registry", program, ["--config", config, "serve"]);
  let pages = await serve();
  const restart = async () => {
    pages.kill("SIGTERM");
    await waitFor(() => pages.exitCode !== null, "the pages' end");
    pages = await serve();
  };
  const startVault = () => stage.start("vault", program, ["--config", config, "vault"]);
  const vault = await startVault();
  const sql = (statement) => {
    const socket = readFileSync(join(folder, "registry/db/pg/postmaster.pid"), "utf8").split("\n")[4];
    return execFileSync("psql", ["-h", socket, "-U", "tnung_bootstrap", "-d", "registry", "-At", "-c", statement], { encoding: "utf8" }).trim();
  };
  return { sql, registry: `http://127.0.0.1:${port}`, folder, shift, run: runner(program, config), vault, startVault, restart, start: stage.start, stop: stage.stop };
}

export async function startBrowser() {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
}

/** Files a dossier by hand at the one-stop system; its code. */
export async function fileDossier(programs, who, procedure = 0, identity = "") {
  const answer = await fetch(`${programs.sandbox}/mot-cua/nop`, {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "text/plain" },
    body: new URLSearchParams({ who, procedure: String(procedure), identity }),
  });
  if (!answer.ok) throw new Error(`the one-stop system: ${answer.status}`);
  return (await answer.text()).trim();
}

export async function moveDossier(programs, code, state) {
  await fetch(`${programs.sandbox}/mot-cua/${code}/chuyen`, {
    method: "POST", redirect: "manual",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ state: String(state) }),
  });
}

export { waitFor };

import { createHmac } from "node:crypto";

/** RFC 6238 as an authenticator app computes it. */
export function totp(uri, at) {
  const secret = new URL(uri).searchParams.get("secret");
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  let bits = "";
  for (const c of secret) bits += alphabet.indexOf(c).toString(2).padStart(5, "0");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
  const mac = createHmac("sha1", key).update(step).digest();
  const offset = mac[19] & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** The time that the rehearsal lives at. */
export function rehearsalNow(programs) {
  return Date.now() + programs.shift * 1000;
}

/** Signs somebody in at the desk; a page of his. */
export async function signIn(browser, programs, staff, options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(`${programs.gateway}/can-bo/vao`);
  await page.fill("#login", staff.login);
  await page.fill("#password", staff.password);
  await page.fill("#code", totp(staff.totp, rehearsalNow(programs)));
  await page.click("button:has-text('Vào')");
  await page.waitForURL(/can-bo\/(viec|nguoi-dung)/);
  return page;
}

export function addStaff(programs, login, name, role, unit) {
  return JSON.parse(programs.run("add-staff", login, name, role, ...(unit ? [unit] : [])));
}
