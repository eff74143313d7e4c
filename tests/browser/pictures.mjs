// Pictures of every page, for people to look at: TNUNG_BUILD=build node tests/browser/pictures.mjs FOLDER [name…]
import { mkdirSync } from "node:fs";
import { startPrograms, startBrowser, startRegistry } from "./programs.mjs";
import { makePages } from "./pages.mjs";
import { makeRegistryPages } from "./registry_pages.mjs";

const [folder, ...only] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const registryAlone = only.length > 0 && only.every((name) => name.startsWith("registry"));
const programs = registryAlone ? null : await startPrograms();
const registry = await startRegistry();
const browser = await startBrowser();
try {
  const pages = programs ? await makePages(programs, browser) : [];
  if (programs) pages.push({ name: "sandbox", url: `${programs.sandbox}/`, cookies: [] }, { name: "phones", url: `${programs.sandbox}/phone?so=${pages.phone}`, cookies: [] },
    { name: "one-stop", url: `${programs.sandbox}/mot-cua`, cookies: [] });
  pages.push(...await makeRegistryPages(registry, browser));
  for (const { name, url, cookies, act } of pages) {
    if (only.length && !only.some((one) => name.includes(one))) continue;
    for (const [width, height] of [[360, 780], [1280, 900]])
      for (const colorScheme of ["light", "dark"]) {
        const context = await browser.newContext({ viewport: { width, height }, colorScheme });
        if (cookies.length) await context.addCookies(cookies);
        const page = await context.newPage();
        await page.goto(url);
        await act?.(page);
        await page.waitForTimeout(120);
        await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
        await context.close();
      }
  }
} finally {
  await browser.close();
  await programs?.stop();
  await registry.stop();
}
