// Pictures of pages, for people to look at: node pictures.mjs FOLDER. Not a test.
import { mkdirSync } from "node:fs";
import { startPrograms, startBrowser, fileDossier, moveDossier, waitFor } from "./programs.mjs";

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
const programs = await startPrograms();
const browser = await startBrowser();
const sizes = [[360, 780], [1280, 900]];
async function take(path, name, { schemes = ["light", "dark"], cookies = [] } = {}) {
  for (const [width, height] of sizes)
    for (const colorScheme of schemes) {
      const context = await browser.newContext({ viewport: { width, height }, colorScheme, deviceScaleFactor: 1 });
      if (cookies.length) await context.addCookies(cookies);
      const page = await context.newPage();
      await page.goto(path.startsWith("http") ? path : programs.gateway + path);
      await page.waitForTimeout(150);
      await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
      await context.close();
    }
}
try {
  const phone = "84914630552";
  const code = await fileDossier(programs, "Rơ Châm H’Hoa, 0914 630 552");
  await moveDossier(programs, code, 4);
  await moveDossier(programs, code, 6);
  await take(`/tra-cuu?ma=${code}`, "lookup");
  await take("/", "home", { schemes: ["light"] });
  await waitFor(async () => (await (await fetch(`${programs.sandbox}/sandbox/zalo/received?phone=${phone}`)).json()).messages.length >= 2, "messages");
  const received = (await (await fetch(`${programs.sandbox}/sandbox/zalo/received?phone=${phone}`)).json()).messages;
  const link = received.at(-1).template_data.link;
  await take(`/hs/${link}`, "link");
  await take(`/hs/${link}/khong-phai-toi`, "not-mine", { schemes: ["light"] });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${programs.gateway}/hs/${link}`);
  await page.fill("#so", "0418");
  await page.click("button:has-text('Mở chi tiết')");
  console.log("at", page.url());
  const cookies = (await context.cookies()).filter((c) => c.name.startsWith("__Host"));
  await take(new URL(page.url()).pathname, "dossier", { cookies });
  await take(`${programs.sandbox}/`, "sandbox-home", { schemes: ["light"] });
  await take(`${programs.sandbox}/phone?so=${phone},84905000001`, "phones", { schemes: ["light"] });
  await take(`${programs.sandbox}/mot-cua`, "one-stop", { schemes: ["light"] });
  await take(`${programs.sandbox}/mot-cua/${code}/giay`, "slip", { schemes: ["light"] });
} finally {
  await browser.close();
  await programs.stop();
}
