// What every page is judged by.
import { createRequire } from "node:module";

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
