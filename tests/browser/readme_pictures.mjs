// The pictures of README and docs: TNUNG_BUILD=build node tests/browser/readme_pictures.mjs
import { startPrograms, startBrowser, moveDossier, waitFor } from "./programs.mjs";
import { makePages } from "./pages.mjs";

const folder = new URL("../../docs/pictures/", import.meta.url).pathname;
const programs = await startPrograms();
const browser = await startBrowser();
try {
  const pages = await makePages(programs, browser);
  const find = (name) => pages.find((page) => page.name === name);
  const take = async (name, { width, height }, file, { clip, cookies = [], url } = {}) => {
    const context = await browser.newContext({ viewport: { width, height } });
    const all = [...cookies, ...(find(name)?.cookies ?? [])];
    if (all.length) await context.addCookies(all);
    const page = await context.newPage();
    await page.goto(url ?? find(name).url);
    await page.waitForTimeout(400);
    if (clip) await page.locator(clip).first().screenshot({ path: folder + file });
    else await page.screenshot({ path: folder + file });
    await context.close();
  };
  const code = new URL(find("lookup-supplement").url).searchParams.get("ma");
  await moveDossier(programs, code, 4);
  await moveDossier(programs, code, 6);
  await waitFor(async () => (await (await fetch(`${programs.sandbox}/phone/${pages.phone}/screen`)).text()).includes("có khoản cần nộp, đến lượt"), "told");
  await take("", { width: 420, height: 800 }, "phones.png", { clip: ".handset", url: `${programs.sandbox}/phone?so=${pages.phone}` });
  await take("dossier-supplement", { width: 390, height: 760 }, "dossier.png");
  await take("why-wrong-number", { width: 1180, height: 640 }, "why.png");
} finally {
  await browser.close();
  await programs.stop();
}
