// The arrows between rooms, read from the lists that build them.
//
//   node tools/rooms.mjs           fails on an include that no arrow of its own room allows, an arrow that nobody uses,
//                                  a cycle, and where docs/rooms.md is not what --write would write
//   node tools/rooms.mjs --write   draws docs/rooms.md

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const drawing = "docs/rooms.md";
const listed = (...patterns) =>
  execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...patterns], { encoding: "utf8" })
    .split("\n").filter((path) => path && existsSync(path));

/** By name: its folder, what its list says it needs. */
function readRooms() {
  const rooms = new Map();
  for (const list of listed("*CMakeLists.txt")) {
    const room = /^add_room\((\w+)([^)]*)\)/m.exec(readFileSync(list, "utf8"));
    if (!room) continue;
    const needs = /\bNEEDS\s+([a-z_\s]*)/.exec(room[2])?.[1].trim().split(/\s+/).filter(Boolean) ?? [];
    rooms.set(room[1], { folder: dirname(list), needs, list });
  }
  return rooms;
}

/** Rooms in an order in which each comes after what it needs; the names of a cycle where there is one. */
function inOrder(rooms) {
  const order = [], state = new Map();
  const visit = (name, path) => {
    if (state.get(name) === "done") return null;
    if (state.get(name) === "open") return [...path.slice(path.indexOf(name)), name];
    state.set(name, "open");
    for (const need of rooms.get(name)?.needs ?? []) {
      const cycle = visit(need, [...path, name]);
      if (cycle) return cycle;
    }
    state.set(name, "done");
    order.push(name);
    return null;
  };
  for (const name of [...rooms.keys()].sort()) {
    const cycle = visit(name, []);
    if (cycle) return { cycle };
  }
  return { order };
}

function check(rooms) {
  const troubles = [];
  const roomOf = new Map([...rooms].map(([name, room]) => [room.folder, name]));
  for (const [name, { folder, needs, list }] of rooms) {
    const text = readFileSync(list, "utf8");
    const used = new Set();
    for (const file of listed(`${folder}/*.cpp`, `${folder}/*.hpp`).filter((path) => dirname(path) === folder)) {
      if (file.endsWith(".cpp") && !text.includes(file.slice(folder.length + 1, -4))) troubles.push(`${file}: in no CMakeLists.txt`);
      const ofTests = /_(test\.cpp|fixture\.hpp)$/.test(file);
      for (const [, included] of readFileSync(file, "utf8").matchAll(/^#include "((?:foundation|gateway|registry|sandbox)\/[^"]*)"/gm)) {
        const other = roomOf.get(dirname(included));
        if (other === name || (ofTests && other === "testing")) continue;
        if (needs.includes(other)) used.add(other);
        else troubles.push(`${file}: no arrow to ${included} (NEEDS of ${name})`);
      }
    }
    for (const need of needs)
      if (!rooms.has(need)) troubles.push(`${list}: ${name} needs ${need}, which is no room`);
      else if (!used.has(need)) troubles.push(`${list}: ${name} needs ${need} and includes nothing of it`);
  }
  const { cycle } = inOrder(rooms);
  if (cycle) troubles.push(`rooms need each other in a circle: ${cycle.join(" → ")}`);
  return troubles;
}

/** What a room needs, without what it has through another of its needs. */
function nearest(rooms, name) {
  const reach = new Map();
  const all = (of) => {
    if (!reach.has(of)) reach.set(of, new Set((rooms.get(of)?.needs ?? []).flatMap((need) => [need, ...all(need)])));
    return reach.get(of);
  };
  const { needs } = rooms.get(name);
  return needs.filter((need) => !needs.some((other) => other !== need && all(other).has(need)));
}

function draw(rooms) {
  const { order } = inOrder(rooms);
  const building = (name) => rooms.get(name).folder.split("/")[0];
  const parts = order.reduce((all, name) => ({ ...all, [building(name)]: [...(all[building(name)] ?? []), name] }), {});
  const label = (name) => rooms.get(name).folder.split("/").slice(1).join("/") || rooms.get(name).folder;
  const lines = [
    "# Rooms", "",
    "Drawn by `node tools/rooms.mjs --write` from the lists that build the rooms; `bin/tidy` fails where it is not of today. An",
    "arrow goes from a room to one that it needs; what it has through another of its needs is left out, and so are arrows",
    "between buildings, which go to `foundation` alone.", ""];
  for (const name of ["foundation", "gateway", "registry", "sandbox"]) {
    lines.push(`## ${name}`, "", "```mermaid", "graph LR");
    for (const room of parts[name] ?? []) {
      const inside = nearest(rooms, room).filter((need) => building(need) === name);
      lines.push(`    ${room}["${label(room)}"]${inside.length ? ` --> ${inside.join(" & ")}` : ""}`);
    }
    lines.push("```", "");
  }
  return lines.join("\n");
}

const rooms = readRooms();
if (process.argv[2] === "--write") {
  writeFileSync(drawing, draw(rooms));
} else {
  const troubles = check(rooms);
  if (troubles.length === 0 && (!existsSync(drawing) || readFileSync(drawing, "utf8") !== draw(rooms)))
    troubles.push(`${drawing}: not of today; node tools/rooms.mjs --write`);
  for (const trouble of troubles) console.error(`tidy: ${trouble}`);
  process.exitCode = troubles.length > 0 ? 1 : 0;
}
