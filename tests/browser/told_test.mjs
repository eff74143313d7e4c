// The whole way of a citizen, in a browser on the real programs: search, follow, prove, be told,
// read, be told of a later dossier without doing anything, "not me", silence, and a clerk's task.
import { test, before, after } from "node:test";
import assert from "node:assert/strict";
import { addStaff, fileDossier, moveDossier, signIn, startBrowser, startPrograms, waitFor } from "./programs.mjs";

const phone = "84914630552";
const who = "Rơ Châm H’Hoa, 0914 630 552";
let programs, browser, desk;

before(async () => {
  programs = await startPrograms();
  browser = await startBrowser();
  desk = addStaff(programs, "duyen.quynhonbac", "Lê Thị Mỹ Duyên", "clerk", "21553");
}, { timeout: 120_000 });
after(async () => {
  await browser?.close();
  await programs?.stop();
});

const chat = (page) => page.locator(".handset .chat");
const newest = (page) => page.locator(".handset .chat li.theirs").last();

test("a citizen is told by message, and silence when it is not hers", { timeout: 180_000 }, async () => {
  const citizen = await browser.newContext({ viewport: { width: 360, height: 780 } });
  const handset = await citizen.newPage();
  const taps = [];
  const tap = async (page, selector) => {
    taps.push(selector);
    await page.click(selector);
  };

  // She has a receipt slip and looks her dossier up.
  const code = await fileDossier(programs, who, 0, "064179000418");
  const page = await citizen.newPage();
  await page.goto(`${programs.gateway}/tra-cuu?ma=${code}`);
  await page.waitForSelector("h1");
  assert.match(await page.textContent("h1"), /đã được tiếp nhận/);
  assert.doesNotMatch(await page.content(), /H’Hoa|biến động/, "level 0 tells no name and no procedure");

  // From there to a proved number: five taps at most beside typing codes.
  await tap(page, "button:has-text('Nhận tin về hồ sơ này')");
  const start = (await page.textContent("#start-code")).trim();
  assert.match(start, /^D[2-9A-Y]{3}-[2-9A-Y]{3}$/);
  await handset.goto(`${programs.sandbox}/phone?so=${phone}`);
  await tap(handset, "button:has-text('Quan tâm')");
  await handset.waitForSelector("text=Nối số điện thoại một lần");
  await handset.fill(".type input", start.toLowerCase());
  await tap(handset, ".type button");
  await handset.waitForSelector(".share button");
  await tap(handset, ".share button");
  await handset.waitForSelector("text=Mã nối số điện thoại");
  const message = await handset.locator("li.theirs", { hasText: "Mã nối số điện thoại" }).textContent();
  assert.match(message, /Không đọc mã cho ai/);
  await handset.fill(".type input", message.match(/\b(\d{6})\b/)[1]);
  await tap(handset, ".type button");
  await handset.waitForSelector("text=Đã nối số 0914 ••• 552");
  assert.ok(taps.length <= 5, `${taps.length} taps: ${taps.join(", ")}`);
  await handset.waitForSelector("text=Số này vừa được nối");

  // Her digits, typed where they are asked for, show that the number is the owner's.
  await handset.fill(".type input", "0418");
  await handset.click(".type button");
  await handset.waitForSelector("text=Đúng chủ hồ sơ");

  // Something happens: she reads it in the chat.
  await moveDossier(programs, code, 6);
  await handset.waitForSelector("li.theirs:has-text('có khoản cần nộp, đến lượt ông (bà)')");
  const told = await handset.locator("li.theirs", { hasText: "có khoản cần nộp" }).textContent();
  assert.doesNotMatch(told, /\d\sđ/, "no amount on the day she linked");
  assert.match(told, /chậm nhất thứ/);

  // The page behind it: level 1 first, her digits open the rest.
  const details = await handset.locator("li.theirs", { hasText: "có khoản cần nộp" }).locator("a:has-text('Xem chi tiết')").getAttribute("href");
  await page.goto(details);
  assert.match(await page.textContent("h1"), /Ông\s\(bà\) có khoản cần nộp/);
  assert.doesNotMatch(await page.textContent("main"), /\d\.\d{3}\sđ/);
  await page.fill("#so", "1234");
  await page.click("button:has-text('Mở chi tiết')");
  assert.match(await page.textContent(".error"), /còn 4 lần thử/);
  await page.fill("#so", "0418");
  await page.click("button:has-text('Mở chi tiết')");
  await page.waitForURL(/\/ho-so\/\d+$/);
  assert.match(await page.textContent("h1"), /Ông\s\(bà\) cần nộp [\d.]+\sđ, chậm nhất/);
  assert.match(await page.textContent("main"), /Rơ Châm H’Hoa/);

  // A later dossier with the same number: told without a new sign-up.
  const before = await handset.locator("li.theirs").count();
  const later = await fileDossier(programs, who, 2, "064179000418");
  await handset.waitForSelector(`li.theirs:has-text('…${later.slice(-4)} đã được tiếp nhận')`);
  assert.ok(await handset.locator("li.theirs").count() > before);

  // "My dossiers" by the menu.
  await handset.click("button:has-text('Hồ sơ của tôi')");
  await handset.waitForSelector(`li.theirs:has-text('Hồ sơ của ông (bà), việc mới nhất trước')`);
  assert.match(await newest(handset).textContent(), new RegExp(later.replaceAll(".", "\\.")));

  // The slip's QR, photographed and sent, is as good as its code.
  await handset.locator(".slips li", { hasText: code }).locator("button:has-text('Gửi ảnh giấy')").click();
  await handset.waitForSelector(`li.mine:has(img) ~ li.theirs:has-text('…${code.slice(-4)}')`);

  // "This is not me": asked once, then silence and a task for the clerk.
  await handset.locator("li.theirs", { hasText: "có khoản cần nộp" }).locator("button:has-text('Không phải hồ sơ của tôi')").first().click();
  await handset.waitForSelector("button:has-text('Đúng, không phải tôi')");
  await handset.click("button:has-text('Đúng, không phải tôi')");
  await handset.waitForSelector("text=Đã bỏ nối tài khoản này khỏi số 0914 ••• 552");
  const silent = await chat(handset).locator("li").count();
  await moveDossier(programs, code, 9);
  await moveDossier(programs, later, 9);

  const clerk = await signIn(browser, programs, desk, { viewport: { width: 1280, height: 900 } });
  await waitFor(async () => {
    await clerk.reload();
    return /Số điện thoại sai/.test(await clerk.textContent("main"));
  }, "the clerk's task");
  await clerk.click(`a:has-text('${code}')`);
  await clerk.check("input[value=task]");
  await clerk.click("button:has-text('Xem hồ sơ')");
  assert.match(await clerk.textContent("h1"), /Số điện thoại ghi trong hồ sơ là của người khác/);
  assert.equal(await chat(handset).locator("li").count(), silent, "nothing more reached that phone");

  // The clerk puts the number right: the one who should know is told at once.
  await clerk.fill("#so", "0914 630");
  await clerk.selectOption("#ly-do", "identity_seen");
  await clerk.click("button:has-text('Sửa và gửi lại ngay')");
  assert.match(await clerk.textContent(".field.bad"), /10 chữ số/);
  await clerk.fill("#so", "0905 123 418");
  await clerk.click("button:has-text('Sửa và gửi lại ngay')");
  await clerk.waitForSelector("text=Đã sửa số và gửi lại");
  const right = await citizen.newPage();
  await right.goto(`${programs.sandbox}/phone?so=84905123418`);
  await right.waitForSelector("text=Hồ sơ đã có kết quả");
  const proof = JSON.parse(programs.run("reconcile").trim().split("\n").at(-1));
  assert.equal(proof.unexplained, 0);
});

test("each form of a citizen's own pages does what its button says", { timeout: 120_000 }, async () => {
  const hers = "84905123418";
  const code = await fileDossier(programs, "Tôn Nữ Thị Hoàng Phương Quỳnh Hương, 0905 123 418", 1, "064179000777");
  const citizen = await browser.newContext({ viewport: { width: 360, height: 780 } });
  const handset = await citizen.newPage();
  const say = async (text) => {
    await handset.fill(".type input", text);
    await handset.click(".type button");
  };
  await handset.goto(`${programs.sandbox}/phone?so=${hers}`);
  await handset.click("button:has-text('Quan tâm')");
  await say(code);
  await handset.waitForSelector("text=Ai biết mã");
  await say("nối số");
  await handset.click(".share button");
  const message = await handset.locator("li.theirs", { hasText: "Mã nối số điện thoại" }).last().textContent();
  await say(message.match(/\b(\d{6})\b/)[1]);
  await handset.waitForSelector("text=Đã nối số 0905 ••• 418");
  await handset.click("button:has-text('Hồ sơ của tôi')");
  const list = await handset.locator("li.theirs a:has-text('Mở thành trang')").last().getAttribute("href");

  const page = await citizen.newPage();
  await page.goto(list);
  await page.fill("#so", "0777");
  await page.click("button:has-text('Xem danh sách')");
  await page.waitForURL(/\/ho-so$/);
  await page.click("a[href='/ho-so/du-lieu']");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("a:has-text('Tải về')")]);
  assert.equal(download.suggestedFilename(), "du-lieu-cua-toi.json");
  await page.click("summary:has-text('Xóa dữ liệu')");
  await page.click("details button.danger");
  await page.waitForSelector("button:has-text('Giữ lại')");
  await page.click("button:has-text('Giữ lại')");
  await page.waitForSelector("summary:has-text('Xóa dữ liệu')");
  await page.goto(`${programs.gateway}/ho-so`);
  await page.click("button:has-text('Bỏ nối')");
  await page.waitForURL(/\/ho-so$/);
  assert.equal(await page.locator("button:has-text('Bỏ nối')").count(), 0, "unlinked");

  // The dossier's own address, in the message to the number.
  await moveDossier(programs, code, 9);
  const told = await waitFor(async () => {
    const { messages } = await (await fetch(`${programs.sandbox}/sandbox/zalo/received?phone=${hers}`)).json();
    return messages.filter((one) => one.template_data.dossier_code === code && /kết quả/.test(one.template_data.status)).at(-1);
  }, "told by number");
  await page.goto(`${programs.gateway}/hs/${told.template_data.link}`);
  await page.click("a:has-text('Đây không phải hồ sơ của tôi')");
  await page.click("button:has-text('Ngừng mọi tin đến số này')");
  await page.waitForSelector("text=Đã ngừng mọi tin đến số 0905 ••• 418");
  await page.goto(`${programs.gateway}/hs/${told.template_data.link}`); // closed, and come back
  assert.match(await page.textContent("main"), /nhận tin lại được đến \d\d:\d\d/);
  await page.click("button:has-text('Tôi bấm nhầm')");
  await page.waitForSelector("text=được báo như trước");
  await page.click("main a.btn");
  assert.match(await page.textContent("h1"), /kết quả/);
});

test("what a clerk may not see stays closed, and is noted", { timeout: 60_000 }, async () => {
  const elsewhere = addStaff(programs, "an.pleiku", "Trần An", "clerk", "23575");
  const clerk = await signIn(browser, programs, elsewhere);
  await clerk.goto(`${programs.gateway}/can-bo/ho-so/1`);
  assert.match(await clerk.textContent("main"), /Không có hồ sơ này ở đơn vị của anh/);
  await clerk.goto(`${programs.gateway}/can-bo/nguoi-dung`);
  assert.match(await clerk.textContent("main"), /Vai trò của anh \(chị\) không dùng trang này/);
  const checkpoint = await waitFor(async () => {
    const text = await (await fetch(`${programs.gateway}/audit/checkpoint`)).text();
    return Number(text.split("\n")[1]) > 5 && text;
  }, "the audit log grows");
  assert.match(checkpoint, /^gateway\.gialai\.example\/audit\n\d+\n[A-Za-z0-9+/=]{44}\n\n— /);
});
