// Judges of the registry's pages: axe-core, both widths and colours; larger letters; the keyboard alone.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { faultsOf, followLinks, openTab, turnTo } from "./judges.mjs";
import { startBrowser, startRegistry } from "./programs.mjs";
import { makeRegistryPages } from "./registry_pages.mjs";

let registry, browser, pages;

before(async () => {
  registry = await startRegistry();
  browser = await startBrowser();
  pages = await makeRegistryPages(registry, browser);
}, { timeout: 300_000 });
after(async () => {
  await browser?.close();
  await registry?.stop();
});

test("axe finds nothing, and nothing scrolls sideways", { timeout: 300_000 }, async () => {
  assert.deepEqual(await faultsOf(browser, pages), []);
});

test("every link opens, and every file that one offers is what it says", { timeout: 300_000 }, async () => {
  const { faults, files } = await followLinks(pages, registry.registry, registry.folder);
  assert.deepEqual(faults, []);
  assert.deepEqual(files, ["/co-quan/tai-ve", "/don-vi/ban-giao/N", "/don-vi/cong-khai/N/bien-ban", "/don-vi/danh-sach/tai-ve", "/don-vi/danh-sach/thong-bao/N",
    "/don-vi/so/tai-ve", "/dot-ke-khai/tai-ve", "/ke-khai/N/ban-in", "/ke-khai/N/bang-chung/CODE", "/ke-khai/N/bien-nhan/CODE", "/ke-khai/N/noi-dung/CODE",
    "/thanh-tra/ban-giao/N", "/thanh-tra/cung-cap/tai-ve"]);
});

test("text twice as large and spaced out breaks nothing", { timeout: 120_000 }, async () => {
  const found = [];
  const tab = await openTab(browser, { cookies: [] }, { viewport: { width: 640, height: 800 } });
  for (const one of pages) {
    const page = await turnTo(tab, one);
    await page.addStyleTag({ content: "html { font-size: 200% !important } * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }" });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) found.push(`${one.name}: ${wide} px too wide`);
  }
  await tab.context.close();
  assert.deepEqual(found, []);
});

test("the keyboard alone fills a screen of the form and saves it", { timeout: 120_000 }, async () => {
  const income = pages.find((one) => one.name === "registry-form-income");
  const { context, page } = await openTab(browser, income, { viewport: { width: 1280, height: 900 } });
  await page.goto(income.url);
  await page.locator(".unit input").first().focus();
  await page.keyboard.type("240 triệu");
  await page.keyboard.press("Enter"); // saves; it neither adds nor removes
  await page.waitForURL(/luu=1/);
  assert.match(await page.textContent("main"), /240\.000\.000 đồng\. Hai trăm bốn mươi triệu đồng/);
  const reached = new Set();
  for (let i = 0; i < 80; ++i) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      return { name: element.textContent.trim() || element.name, ring: style.outlineStyle !== "none" || style.boxShadow !== "none", body: element === document.body };
    });
    if (at.body) break;
    assert.ok(at.ring, `focus is not seen on ${at.name}`);
    reached.add(at.name);
  }
  for (const name of ["Đăng xuất", "Soát và nộp", "Xem cả bản", "Lưu"]) assert.ok([...reached].some((one) => one.includes(name)), `${name} is not reached`);
  await context.close();
});
