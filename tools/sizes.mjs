// Sizes of files and functions by building, for docs/measurements.md:
//
//   node tools/sizes.mjs            medians, ninetieth percentiles, the ten longest of each
//   node tools/sizes.mjs REVISION   the same of another revision
//
// A function's body is what stands between a brace alone on its line, as clang-format puts those of functions, and the
// brace that closes it at the same depth. Lines count as they stand, tests apart.

import { execFileSync } from "node:child_process";

const revision = process.argv[2] ?? "HEAD";
const git = (...words) => execFileSync("git", words, { encoding: "utf8", maxBuffer: 1 << 28 });
const files = git("ls-tree", "-r", "--name-only", revision).split("\n").filter((path) => /\.[ch]pp$/.test(path));

const quantile = (sorted, part) => (sorted.length === 0 ? 0 : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]);

function functionsOf(path, lines) {
  const found = [];
  lines.forEach((line, start) => {
    const indent = /^( *)\{$/.exec(line)?.[1];
    if (indent === undefined || start === 0) return;
    const end = lines.indexOf(`${indent}}`, start);
    if (end < 0) return;
    let head = start - 1;
    while (head > 0 && !/^ *[\w~:<>,&* ]*\b([\w:~]+|operator.+)\(/.test(lines[head])) --head;
    const name = /([\w:~]+)\(/.exec(lines[head])?.[1] ?? "?";
    found.push({ length: end - start - 1, name: `${name} (${path}:${start + 1})` });
  });
  return found;
}

const buildings = new Map();
for (const path of files) {
  const building = path.split("/")[0];
  const isTest = /(_test|_fixture)\.[ch]pp$|^tests\//.test(path);
  const name = isTest ? "tests" : building;
  const lines = git("show", `${revision}:${path}`).split("\n");
  const kept = buildings.get(name) ?? { files: [], functions: [] };
  kept.files.push({ length: lines.length - 1, name: path });
  kept.functions.push(...functionsOf(path, lines));
  buildings.set(name, kept);
}

for (const [name, { files: ofFiles, functions }] of [...buildings].sort()) {
  for (const [what, all] of [["files", ofFiles], ["functions", functions]]) {
    const lengths = all.map((one) => one.length).sort((a, b) => a - b);
    console.log(`${name} ${what}: ${lengths.length}, median ${quantile(lengths, 0.5)}, ninetieth percentile ${quantile(lengths, 0.9)}, longest ${lengths.at(-1) ?? 0}`);
  }
}
for (const what of ["files", "functions"]) {
  console.log(`\nthe ten longest ${what}, tests apart:`);
  const all = [...buildings].filter(([name]) => name !== "tests").flatMap(([, kept]) => kept[what]);
  for (const one of all.sort((a, b) => b.length - a.length).slice(0, 10)) console.log(`  ${one.length}  ${one.name}`);
}
