// Judges of pages: axe-core on every page at both widths, light and dark; no sideways scroll; citizens'
// pages within 60 KiB with everything, readable without a script and fast on a slow line.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { faultsOf, followLinks, openTab, turnTo } from "./judges.mjs";
import { startBrowser, startPrograms } from "./programs.mjs";
import { makePages } from "./pages.mjs";

const bytesMax = 60 * 1024;
let programs, browser, pages;

before(async () => {
  programs = await startPrograms();
  browser = await startBrowser();
  pages = await makePages(programs, browser);
}, { timeout: 300_000 });
after(async () => {
  await browser?.close();
  await programs?.stop();
});

const open = (one, options) => openTab(browser, one, options);

test("axe finds nothing, and nothing scrolls sideways", { timeout: 600_000 }, async () => {
  assert.deepEqual(await faultsOf(browser, pages), []);
});

test("every link opens, and every file that one offers is what it says", { timeout: 300_000 }, async () => {
  const { faults, files } = await followLinks(pages, programs.gateway, programs.folder);
  assert.deepEqual(faults, []);
  assert.deepEqual(files, ["/can-bo/chi-phi/tai-ve", "/can-bo/doi-chieu/tai-ve", "/can-bo/don-vi/tai-ve", "/can-bo/goi/tai-ve",
    "/can-bo/ho-so/N/giay-xac-nhan", "/can-bo/nguoi-dung/tai-ve", "/ho-so/du-lieu/tai-ve"]);
});

test("larger letters and text spacing break nothing", { timeout: 300_000 }, async () => {
  const found = [];
  const tab = await openTab(browser, { cookies: [] }, { viewport: { width: 360, height: 800 } });
  for (const one of pages.filter((page) => !page.desk)) {
    const page = await turnTo(tab, { url: one.url, cookies: [...one.cookies, { name: "chu", value: "to", url: programs.gateway }] });
    await page.addStyleTag({ content: "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }" });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) found.push(`${one.name}: ${wide} px too wide`);
  }
  await tab.context.close();
  assert.deepEqual(found, []);
});

test("citizens' pages are light, need no script and are read within two seconds on slow 3G", { timeout: 300_000 }, async () => {
  for (const one of pages.filter((page) => !page.desk)) {
    const { context, page } = await open(one, { javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
    const loaded = [];
    page.on("response", (response) => loaded.push(response.body().catch(() => "")));
    await page.goto(one.url, { waitUntil: "networkidle" });
    const bytes = (await Promise.all(loaded)).reduce((sum, body) => sum + body.length, 0);
    assert.ok(bytes <= bytesMax, `${one.name}: ${bytes} bytes`);
    assert.ok((await page.textContent("h1")).length > 3, `${one.name} has a heading without scripts`);
    await context.close();
  }
  // Slow 3G as Chromium's own tools have it: 400 kbit/s, 400 ms there and back.
  for (const one of pages.filter((page) => /^(lookup-payment|link-payment|dossier-payment)$/.test(page.name))) {
    const { context, page } = await open(one, { viewport: { width: 360, height: 800 } });
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 });
    await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    await page.goto(one.url);
    await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0, null, { timeout: 20_000 });
    const painted = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime);
    console.log(`# ${one.name}: first text after ${Math.round(painted)} ms on slow 3G, processor 4 times slower`);
    await context.close();
  }
});

test("the keyboard alone reaches every act, and sees where it is", { timeout: 120_000 }, async () => {
  for (const one of pages.filter((page) => /^(link-payment|mine|why-wrong-number|calls)$/.test(page.name))) {
    const { context, page } = await open(one, { viewport: { width: 1280, height: 900 } });
    await page.goto(one.url);
    const wanted = await page.evaluate(() => document.querySelectorAll("a[href], button:not([tabindex='-1']), input:not([type=hidden]), select, summary").length);
    const reached = new Set();
    for (let i = 0; i < wanted + 10; ++i) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return null;
        const style = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        return { html: element.outerHTML.slice(0, 200), ring: style.outlineStyle !== "none" || style.boxShadow !== "none", shown: box.width > 0 };
      });
      if (!at) continue;
      assert.ok(at.ring, `${one.name}: focus is not seen on ${at.html}`);
      reached.add(at.html);
    }
    const visible = await page.evaluate(() => [...document.querySelectorAll("a[href], button:not([tabindex='-1']), input:not([type=hidden])")]
      .filter((element) => element.checkVisibility()).map((element) => element.outerHTML.slice(0, 200)));
    for (const html of new Set(visible)) assert.ok(reached.has(html), `${one.name}: the keyboard does not reach ${html}`);
    await context.close();
  }
});
