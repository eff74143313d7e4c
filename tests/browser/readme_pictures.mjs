// The pictures of README and docs: TNUNG_BUILD=build node tests/browser/readme_pictures.mjs [gateway|registry]
import { startPrograms, startBrowser, startRegistry, moveDossier, waitFor } from "./programs.mjs";
import { makePages } from "./pages.mjs";
import { makeRegistryPages } from "./registry_pages.mjs";

const folder = new URL("../../docs/pictures/", import.meta.url).pathname;
const browser = await startBrowser();

async function take({ url, cookies = [] }, { width, height }, file, clip) {
  const context = await browser.newContext({ viewport: { width, height } });
  if (cookies.length) await context.addCookies(cookies);
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForTimeout(400);
  await (clip ? page.locator(clip).first() : page).screenshot({ path: folder + file });
  await context.close();
}
const find = (pages, name) => pages.find((page) => page.name === name);

async function gateway() {
  const programs = await startPrograms();
  try {
    const pages = await makePages(programs, browser);
    const code = new URL(find(pages, "lookup-supplement").url).searchParams.get("ma");
    await moveDossier(programs, code, 4);
    await moveDossier(programs, code, 6);
    await waitFor(async () => (await (await fetch(`${programs.sandbox}/phone/${pages.phone}/screen`)).text()).includes("có khoản cần nộp, đến lượt"), "told");
    await take({ url: `${programs.sandbox}/phone?so=${pages.phone}` }, { width: 420, height: 800 }, "phones.png", ".handset");
    await take(find(pages, "dossier-supplement"), { width: 390, height: 760 }, "dossier.png");
    await take(find(pages, "why-wrong-number"), { width: 1180, height: 640 }, "why.png");
  } finally {
    await programs.stop();
  }
}

async function registry() {
  const programs = await startRegistry();
  try {
    const pages = await makeRegistryPages(programs, browser);
    programs.sql("UPDATE filing SET due_on = '2026-12-30' WHERE state IN ('listed', 'draft')");
    const land = find(pages, "registry-form-land");
    await take({ ...land, url: land.url.replace("?soat=1", "") }, { width: 1280, height: 760 }, "declaration.png");
    await take(find(pages, "registry-book"), { width: 1280, height: 660 }, "register-book.png");
  } finally {
    await programs.stop();
  }
}

const all = { gateway, registry };
try {
  for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(all)) await all[name]();
} finally {
  await browser.close();
}
