// What every page is judged by.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import readSpreadsheet from "read-excel-file/node";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

export async function openTab(browser, { cookies }, options) {
  const context = await browser.newContext({ bypassCSP: true, ...options });
  if (cookies.length) await context.addCookies(cookies);
  return { context, page: await context.newPage() };
}

/** The same tab at another page, with that page's cookies and no others; `act`: what leads from there to a page that only
answers a form. */
export async function turnTo({ context, page }, { url, cookies, act }) {
  await context.clearCookies();
  if (cookies.length) await context.addCookies(cookies);
  await page.goto(url);
  await act?.(page);
  return page;
}

/** What axe finds and what scrolls sideways. Opening costs as much as judging: one tab goes through all pages, and each is
looked at once in both widths and both colours. What a page says does not hang on its colours, so the dark ones are judged by
contrast alone. */
export async function faultsOf(browser, pages) {
  const found = [];
  const tab = await openTab(browser, { cookies: [] }, {});
  for (const one of pages) {
    const page = await turnTo(tab, one);
    const twice = await page.evaluate(() => [...document.querySelectorAll("[id]")].map(({ id }) => id).filter((id, i, all) => all.indexOf(id) < i));
    if (twice.length > 0) found.push(`${one.name}: two elements are called ${twice}`); // a label would name the first
    await page.addScriptTag({ path: axe });
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) found.push(`${one.name} ${width}: ${wide} px too wide`);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        const { violations } = await page.evaluate((dark) => globalThis.axe.run(document,
          { resultTypes: ["violations"], ...(dark && { runOnly: { type: "rule", values: ["color-contrast"] } }) }), colorScheme === "dark");
        for (const violation of violations)
          found.push(`${one.name} ${width} ${colorScheme}: ${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
      }
    }
  }
  await tab.context.close();
  return [...new Set(found)];
}

const kindOf = { "application/pdf": (file) => execFileSync("pdfinfo", [file]),
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": async (file) => {
    if ((await readSpreadsheet(file)).length === 0) throw new Error("an empty sheet");
  },
  "application/json": (file) => JSON.parse(readFileSync(file, "utf8")),
  "text/plain": (file) => { if (readFileSync(file).length === 0) throw new Error("empty"); } };

/** Follows every link that a page or a page behind it shows, with the cookies of whoever sees it: what answers with a fault,
and what was offered as a file, opened by the program that people would open it with. Forms are pressed elsewhere. */
export async function followLinks(pages, origin, folder) {
  const faults = [], files = new Set();
  const who = new Map();
  for (const { url, cookies } of pages) {
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    who.set(cookie, [...(who.get(cookie) ?? []), { url }]);
  }
  for (const [cookie, seen] of who) {
    const waiting = seen.map(({ url }) => ({ url, from: "" }));
    const asked = new Set(waiting.map(({ url }) => url));
    for (const { url, from } of waiting) {
      const answer = await fetch(url, { headers: cookie ? { Cookie: cookie } : {}, redirect: "manual" });
      const body = Buffer.from(await answer.arrayBuffer());
      const type = answer.headers.get("content-type")?.split(";")[0];
      if (answer.status >= 400 && from) faults.push(`${answer.status} ${url} from ${from}`);
      if (answer.headers.get("content-disposition")?.startsWith("attachment")) {
        const file = join(folder, `followed-${files.size}.${answer.headers.get("content-disposition").match(/\.(\w+)"/)?.[1]}`);
        writeFileSync(file, body);
        files.add(new URL(url).pathname.replaceAll(/\/[A-Z2-7]{16}/g, "/CODE").replaceAll(/\d+/g, "N"));
        try { await kindOf[type](file); } catch (error) { faults.push(`${url}, ${type}: ${error.message}`); }
      }
      if (type !== "text/html" || answer.status >= 300) continue;
      for (const [, href] of body.toString("utf8").matchAll(/<a\b[^>]*\shref="([^"]+)"/g)) {
        const next = new URL(href.replaceAll("&amp;", "&"), url);
        next.hash = "";
        if (next.origin !== origin || asked.has(next.href) || asked.size > 600) continue;
        asked.add(next.href);
        waiting.push({ url: next.href, from: url });
      }
    }
  }
  return { faults, files: [...files].sort() };
}
