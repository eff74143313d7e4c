// Takes each defence of docs/threats.md out by itself and sees that the test which the row names fails then, and passes
// where nothing was taken out.
//
// All mutations are compiled at once, each behind a switch that the environment sets (TNUNG_MUTANT=<id>): MUTANT stands
// in C++ for "this mutation is on", MUTANT_SQL in SQL. A changed source is compiled apart and linked before the archive
// that has the original, so neither the sources nor the build folder are touched.
//
//   node mutate.mjs --build FOLDER [--out FOLDER] [--quick] [--only ID,ID…] [--shared-cluster]
//
// --shared-cluster: somebody else starts the tests' database and ends it.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { mutations, plumbing, without } from "./threats.mjs";

const { values: options } = parseArgs({ options: {
  build: { type: "string" }, out: { type: "string" }, only: { type: "string" }, quick: { type: "boolean" },
  "shared-cluster": { type: "boolean" },
} });
const source = resolve(import.meta.dirname, "../..");
const build = resolve(options.build);
const jobs = 2;
const wanted = options.only?.split(",");
const chosen = mutations.filter(({ id, quick }) => wanted ? wanted.includes(id) : quick || !options.quick);
if (!chosen.length) throw new Error("no such mutation");

const out = options.out ? resolve(options.out) : mkdtempSync("/var/tmp/tnung-mutations-");
mkdirSync(out, { recursive: true });

/** What the list must be: a row of docs/threats.md each, names that are unique, texts that are found once. */
function faultsOfList() {
  const faults = [];
  const rows = new Set(readFileSync(join(source, "docs/threats.md"), "utf8").split("\n")
    .filter((line) => line.startsWith("| ")).map((line) => line.split(" | ")[0].slice(2).trim()));
  const ids = new Set();
  const held = new Set([...mutations.map(({ row }) => row), ...Object.keys(without), "threat", "---"]);
  for (const row of rows) if (!held.has(row)) faults.push(`docs/threats.md: no mutation for the row "${row}"`);
  for (const { id, row, changes } of mutations) {
    if (ids.has(id) || !/^[a-z0-9_]+$/.test(id)) faults.push(`${id}: not a name, or twice`);
    ids.add(id);
    if (!rows.has(row)) faults.push(`${id}: docs/threats.md has no row "${row}"`);
    for (const { file, was, now } of changes) {
      const found = readFileSync(join(source, file), "utf8").split(was).length - 1;
      if (found !== 1) faults.push(`${id}: what ${file} must contain once is there ${found} times`);
      if (!/MUTANT/.test(now)) faults.push(`${id}: no switch in ${file}`);
    }
  }
  return faults;
}

/** Each changed file with all its mutations in it; the originals' line numbers do not matter. */
function changedSources(list) {
  const texts = new Map();
  const spans = new Map(); // what mutations of one file replace, in its original text
  for (const { id, changes } of list)
    for (const { file, was, now } of changes ?? []) {
      const original = readFileSync(join(source, file), "utf8");
      const at = original.indexOf(was);
      const text = now.replaceAll("MUTANT_SQL", `(current_setting('tnung.mutant', true) IS NOT DISTINCT FROM '${id}')`)
        .replaceAll("MUTANT", `(::tnung_mutant("${id}"))`);
      spans.set(file, [...(spans.get(file) ?? []), { id, at, end: at + was.length, text }]);
      texts.set(file, original);
    }
  for (const [file, list] of spans) {
    list.sort((a, b) => a.at - b.at);
    let text = "", from = 0;
    for (const { id, at, end, text: now } of list) {
      if (at < from) throw new Error(`${id}: two mutations change the same place of ${file}`);
      text += texts.get(file).slice(from, at) + now;
      from = end;
    }
    texts.set(file, text + texts.get(file).slice(from));
  }
  return texts;
}

async function inParallel(items, act) {
  const queue = [...items];
  const results = [];
  await Promise.all(Array.from({ length: jobs }, async () => {
    for (let item; (item = queue.shift()) !== undefined;) results.push(await act(item));
  }));
  return results;
}

function run(command, args, { seconds = 600, env = {}, cwd = build } = {}) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, detached: true });
    let said = "", late = false;
    const end = setTimeout(() => { late = true; process.kill(-child.pid, "SIGKILL"); }, seconds * 1000);
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => { said = (said + bytes).slice(-200_000); });
    child.on("close", (code) => { clearTimeout(end); done({ code: late ? null : code ?? -1, said }); });
  });
}

const shell = (line, options) => run("/bin/sh", ["-c", line], options);

/** The build's own rules with the changed sources in their place. */
class MutatedBuild {
  constructor(texts) {
    this.texts = texts;
    this.commands = JSON.parse(readFileSync(join(build, "compile_commands.json"), "utf8"));
    this.objects = new Map(); // of the build folder -> ours
    this.made = new Map(); // what was made once, by name: a promise of where it is
  }

  once(name, make) {
    if (!this.made.has(name)) this.made.set(name, make());
    return this.made.get(name);
  }

  async compile() {
    const header = join(out, "mutant.hpp");
    writeFileSync(header, `#pragma once
#include <cstdlib>
#include <string_view>
inline bool tnung_mutant(std::string_view id)
{
    const char* on = std::getenv("TNUNG_MUTANT");
    return on != nullptr && id == on;
}
`);
    const work = [];
    for (const [file, text] of this.texts) {
      const copy = join(out, "source", file);
      mkdirSync(dirname(copy), { recursive: true });
      writeFileSync(copy, text);
      if (file.endsWith(".sql")) {
        for (const entry of this.commands.filter(({ file: name }) => name.endsWith(".S"))) {
          const assembly = readFileSync(entry.file, "utf8");
          if (assembly.includes(`"${join(source, file)}"`)) work.push({ entry, copy: entry.file });
        }
      } else {
        const entries = this.commands.filter(({ file: name }) => name === join(source, file));
        if (!entries.length) throw new Error(`${file} is not compiled`);
        for (const entry of entries) work.push({ entry, copy, header, origin: dirname(join(source, file)) });
      }
    }
    const once = new Map(work.map((item) => [item.entry.file + item.entry.command, item]));
    const failed = await inParallel(once.values(), async (item) => {
      const command = item.entry.command;
      const object = command.match(/ -o (\S+) /)[1];
      const ours = join(out, "objects", object);
      mkdirSync(dirname(ours), { recursive: true });
      let input = item.copy;
      if (input.endsWith(".S")) {
        let assembly = readFileSync(input, "utf8");
        for (const file of this.texts.keys()) assembly = assembly.replaceAll(`"${join(source, file)}"`, `"${join(out, "source", file)}"`);
        input = join(out, "source", basename(input));
        writeFileSync(input, assembly);
      }
      const flags = item.header ? `-include ${item.header} -iquote ${item.origin} -Wno-error ` : "";
      const { code, said } = await shell(command.replace(/ -o \S+ /, ` -o ${ours} ${flags}`).replace(` -c ${item.entry.file}`, ` -c ${input}`));
      if (code !== 0) return said;
      this.objects.set(object, ours);
      return "";
    });
    const errors = failed.filter(Boolean).join("\n");
    if (errors) throw new Error(errors);
  }

  /** Our own link of what the build calls `target`; the build's own where nothing of it changed. */
  link(target, more = {}) {
    return this.once(`link ${target}`, () => this.makeLink(target, more));
  }

  async makeLink(target, more) {
    const line = execFileSync("ninja", ["-C", build, "-t", "commands", target], { encoding: "utf8" }).trim().split("\n").at(-1);
    let ours = line;
    const first = [];
    const all = { ...Object.fromEntries(this.objects), ...more };
    for (const [object, replaced] of Object.entries(all)) {
      if (line.includes(` ${object} `)) ours = ours.replace(` ${object} `, ` ${replaced} `);
      else if (ofArchive(object) && line.includes(` ${ofArchive(object)} `)) first.push(replaced);
    }
    const linked = join(out, "programs", target);
    mkdirSync(dirname(linked), { recursive: true });
    if (ours === line && !first.length) return join(build, target);
    ours = ours.replace(` -o ${target} `, ` ${first.join(" ")} -o ${linked} `);
    const { code, said } = await shell(ours);
    if (code !== 0) throw new Error(said);
    return linked;
  }

  /** A folder that looks like the build folder to what starts programs, with ours in it. */
  programs() {
    return this.once("programs", () => this.makePrograms());
  }

  async makePrograms() {
    const folder = join(out, "build");
    for (const target of programs) {
      const linked = await this.link(target);
      mkdirSync(dirname(join(folder, target)), { recursive: true });
      cpSync(linked, join(folder, target));
    }
    return folder;
  }

  /** A test, with what its source says of programs' places corrected where those are ours. */
  test(target) {
    return this.once(`test ${target}`, () => this.makeTest(target));
  }

  async makeTest(target) {
    const entry = this.commands.find(({ command }) => command.match(/ -o (\S+) /)?.[1].includes(`/${basename(target)}.dir/`));
    const named = [...entry.command.matchAll(/-D[A-Z_]+=\\"([^"\\]+)\\"/g)].map((match) => match[1]).filter((path) => path.startsWith(`${build}/`));
    let command = entry.command, changed = false;
    for (const path of named) {
      const linked = await this.link(relative(build, path));
      if (linked !== path) { command = command.replaceAll(`\\"${path}\\"`, `\\"${linked}\\"`); changed = true; }
    }
    if (!changed) return this.link(target);
    const object = command.match(/ -o (\S+) /)[1];
    const ours = join(out, "objects", object);
    mkdirSync(dirname(ours), { recursive: true });
    const { code, said } = await shell(command.replace(` -o ${object} `, ` -o ${ours} `));
    if (code !== 0) throw new Error(said);
    return this.link(target, { [object]: ours });
  }
}

const programs = ["gateway/tnung-gateway", "gateway/tnung-photo-reader", "registry/tnung-registry", "registry/tnung-paper-reader",
  "sandbox/tnung-sandbox", "tools/audit_fsck"].filter((target) => existsSync(join(build, target)));

function ofArchive(object) {
  const match = object.match(/^(.*)\/CMakeFiles\/(tnung_[a-z_]+)\.dir\//);
  return match && `${match[1]}/lib${match[2]}.a`;
}

const tests = new Map(JSON.parse(execFileSync("ctest", ["--test-dir", build, "--show-only=json-v1"], { encoding: "utf8", maxBuffer: 1 << 28 })).tests
  .map(({ name, command }) => [name, command]));

/** Runs a test of the list; says how many ran and whether all passed. */
async function runTest(mutated, { test, filter }, env) {
  const command = tests.get(test);
  if (!command) throw new Error(`no test ${test}`);
  if (basename(command[0]) === "node") {
    const { code, said } = await run(command[0], ["--test", `--test-name-pattern=${filter}`, ...command.slice(2)],
      { env: { ...env, TNUNG_BUILD: await mutated.programs() } });
    const passed = Number(said.match(/^# pass (\d+)/m)?.[1] ?? 0);
    return { passed: code === 0 && passed > 0, ran: passed + Number(said.match(/^# fail (\d+)/m)?.[1] ?? 0), said };
  }
  if (basename(command[0]) === "tnung-attack") {
    const { code, said } = await run(await mutated.link(relative(build, command[0])), ["--programs", await mutated.programs(), "--seconds", "2"], { env });
    return { passed: code === 0, ran: 1, said };
  }
  const { code, said } = await run(await mutated.test(relative(build, command[0])), [`--gtest_filter=${filter}`], { env });
  return { passed: code === 0, ran: Number(said.match(/Running (\d+) test/)?.[1] ?? 0), said };
}

const faults = faultsOfList();
if (faults.length) {
  console.error(faults.join("\n"));
  process.exit(1);
}
const started = Date.now();
const mutated = new MutatedBuild(changedSources([...plumbing, ...chosen]));
await mutated.compile();
const cluster = (word) => options["shared-cluster"] ? undefined : run(join(build, "foundation/testing/test_cluster"), [word]);
await cluster("start");
await inParallel(new Set(chosen.flatMap(({ tests: named }) => named.map(({ test }) => test))), (test) => {
  const command = tests.get(test);
  if (!command) throw new Error(`no test ${test}`);
  return basename(command[0]) === "node" || test === "attack.run" ? mutated.programs() : mutated.test(relative(build, command[0]));
});
console.log(`built in ${Math.round((Date.now() - started) / 1000)} s: ${mutated.texts.size} sources`);

const work = chosen.flatMap(({ id, tests: named }) => named.map((test) => ({ id, ...test })));
const survived = [];
const controls = new Map(); // a test without any mutation runs once
await inParallel(work, async (item) => {
  const key = `${item.test} ${item.filter}`;
  if (!controls.has(key)) controls.set(key, runTest(mutated, item, {}));
  const control = await controls.get(key);
  const mutant = await runTest(mutated, item, { TNUNG_MUTANT: item.id, PGOPTIONS: `-c tnung.mutant=${item.id}` });
  const verdict = !control.ran ? "NO SUCH TEST" : !control.passed ? "FAILS WITHOUT IT" : mutant.passed ? "SURVIVED" : "failed";
  console.log(`${verdict.padEnd(16)} ${item.id}: ${key}`);
  if (verdict === "failed") return;
  survived.push(item.id);
  writeFileSync(join(out, `${item.id}.txt`), (control.passed ? mutant : control).said);
});
await cluster("stop");
console.log(JSON.stringify({ mutations: chosen.length, tests: work.length, survived, seconds: Math.round((Date.now() - started) / 1000) }));
if (!options.out && !survived.length) rmSync(out, { recursive: true });
process.exit(survived.length ? 1 : 0);
