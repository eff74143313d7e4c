// Signed papers that take long to look at: one of a person at a time, over real connections.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { startBrowser, startRegistry } from "./programs.mjs";
import { addPeople, begin, cookiesOf, enter, fillNothing, openCampaign, submit } from "./registry_pages.mjs";

let registry, browser, hoa, filing;
const papers = (page) => page.locator("#ban-ky .chip").allTextContents();

before(async () => {
  registry = await startRegistry();
  browser = await startBrowser();
  const people = addPeople(registry);
  await openCampaign(await enter(registry, browser, people.an));
  hoa = await enter(registry, browser, people.hoa);
  await begin(hoa);
  await fillNothing(hoa);
  await submit(registry, hoa, people.hoa);
  filing = /\d+$/.exec(new URL(hoa.url()).pathname)[0];
});

after(async () => {
  await browser?.close();
  await registry?.stop();
});

/** One page full of corners of QR codes: whoever looks for codes in it is at work until told to stop. */
function withoutEnd() {
  const side = 1800, rows = ["000000011", "011111011", "010001011", "010001011", "010001011", "011111011", "000000011", "111111111", "111111111"];
  const points = Buffer.alloc(side * side / 8);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      if (rows[(y >> 1) % 9][(x >> 1) % 9] === "1") points[y * side / 8 + (x >> 3)] |= 128 >> (x & 7);
  const content = "q 595 0 0 595 0 0 cm /I Do Q";
  const objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [ 3 0 R ] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 595 842 ] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>",
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    `<< /Subtype /Image /Width ${side} /Height ${side} /BitsPerComponent 1 /ColorSpace /DeviceGray /Length ${points.length} >>\n` +
      `stream\n${points.toString("latin1")}\nendstream`];
  let file = "%PDF-1.4\n", table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  objects.forEach((object, i) => {
    table += `${String(file.length).padStart(10, "0")} 00000 n \n`;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
  });
  return Buffer.from(`${file}${table}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`, "latin1");
}

test("one paper of a person is looked at a time, and nothing else of theirs waits", { timeout: 120_000 }, async () => {
  await hoa.goto(`${registry.registry}/ke-khai/${filing}`);
  const token = await hoa.locator("#ban-ky input[name=the]").first().getAttribute("value");
  const headers = { Cookie: await cookiesOf(hoa), Origin: registry.registry };
  const upload = () => {
    const form = new FormData();
    form.append("the", token);
    form.append("tep", new Blob([withoutEnd()]), "slow.pdf");
    return fetch(`${registry.registry}/ke-khai/${filing}/ban-ky?the=${encodeURIComponent(token)}`,
      { method: "POST", body: form, headers, redirect: "manual" });
  };
  const ended = [];
  const all = Promise.all([upload(), upload(), upload()]).then((answers) => { ended.push("papers"); return answers; });
  await new Promise((resolve) => setTimeout(resolve, 500)); // one is being looked at
  const page = await fetch(`${registry.registry}/ke-khai/${filing}`, { headers });
  ended.push("page");
  assert.equal(page.status, 200);
  const answers = await all;
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [303, 429, 429]);
  assert.deepEqual(ended, ["page", "papers"]);
  const refused = answers.find((answer) => answer.status === 429);
  assert.equal(refused.headers.get("retry-after"), "10");
  assert.match(await refused.text(), /Tệp trước của anh \(chị\) đang được kiểm tra/);
  // Its turn is over: the next one is looked at.
  await hoa.goto(`${registry.registry}/ke-khai/${filing}`);
  assert.deepEqual(await papers(hoa), ["bản quét, cần so bằng mắt"]);
});

test("papers are drawn in a lane of their own, a few of one session, while others' pages go on", { timeout: 120_000 }, async () => {
  const headers = { Cookie: await cookiesOf(hoa), Accept: "text/html" };
  const printed = Promise.all(Array.from({ length: 30 }, () => fetch(`${registry.registry}/ke-khai/${filing}/ban-in`, { headers })));
  const [own, other] = await Promise.all([
    fetch(`${registry.registry}/ke-khai/${filing}`, { headers }), fetch(`${registry.registry}/vao`)]);
  assert.equal(own.status, 200);
  assert.equal(other.status, 200);
  const answers = await printed;
  assert.deepEqual([...new Set(answers.map((answer) => answer.status))].sort(), [200, 429]);
  assert.match(await answers.find((answer) => answer.status === 429).text(), /Việc trước của anh \(chị\) đang làm/);
  assert.equal((await fetch(`${registry.registry}/ke-khai/${filing}/ban-in`, { headers })).status, 200);
});
