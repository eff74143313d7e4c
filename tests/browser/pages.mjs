// A small world with one of every page in it, for pictures and for the judges of pages.
import { addStaff, fileDossier, moveDossier, signIn, waitFor } from "./programs.mjs";

const phone = "84914630552";
const who = "Rơ Châm H’Hoa, 0914 630 552";

async function received(programs, number, count) {
  return waitFor(async () => {
    const { messages } = await (await fetch(`${programs.sandbox}/sandbox/zalo/received?phone=${number}`)).json();
    return messages.length >= count && messages;
  }, `${count} messages to ${number}`);
}

async function act(programs, number, what, fields = {}) {
  await fetch(`${programs.sandbox}/phone/${number}/${what}`, {
    method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "text/plain" },
    body: new URLSearchParams(fields),
  });
}

async function screen(programs, number) {
  return (await fetch(`${programs.sandbox}/phone/${number}/screen`)).text();
}

/** Pages of citizens and of the desk: name, address, cookies, and which width they are made for. */
export async function makePages(programs, browser) {
  const pages = [];
  const add = (name, url, { cookies = [], desk = false } = {}) =>
    pages.push({ name, url: url.startsWith("http") ? url : programs.gateway + url, cookies, desk });

  add("home", "/");
  add("lookup-unknown", "/tra-cuu?ma=H21.12.34-261124-9999");
  const link = {};
  // One dossier in each state that reads differently.
  for (const [name, states, procedure] of [["accepted", [], 0], ["supplement", [4, 5], 1], ["payment", [4, 6], 0],
    ["refused", [3], 5], ["result", [4, 9], 3], ["given", [4, 9, 10], 6], ["stopped", [4, 8], 7]]) {
    const code = await fileDossier(programs, who, procedure, "064179000418");
    let messages = (await received(programs, phone, 1)).length;
    for (const state of states) await moveDossier(programs, code, state);
    add(`lookup-${name}`, `/tra-cuu?ma=${code}`);
    const newest = await waitFor(async () => {
      const all = await received(programs, phone, 1);
      const of = all.filter((one) => one.template_data.dossier_code === code);
      return of.length >= (states.length > 1 ? states.length : states.length + 1) && of.at(-1);
    }, `told of ${name}`);
    link[name] = { code, token: newest.template_data.link, messages };
    add(`link-${name}`, `/hs/${newest.template_data.link}`);
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${programs.gateway}/hs/${newest.template_data.link}`);
    await page.fill("#so", "0418");
    await page.click("button:has-text('Mở chi tiết')");
    await page.waitForURL(/ho-so/);
    const cookies = (await context.cookies()).filter((one) => one.name.startsWith("__Host"));
    add(`dossier-${name}`, new URL(page.url()).pathname, { cookies });
    await context.close();
  }
  add("not-mine", `/hs/${link.payment.token}/khong-phai-toi`);
  add("gone", "/hs/AAAAAAAAAAAAAAAAAAAAAA");
  add("closed", "/ho-so/1");
  add("absent", "/khong-co-trang-nay");

  // A follower with a proved number, and his own list.
  await act(programs, phone, "follow");
  await act(programs, phone, "say", { text: link.payment.code });
  await waitFor(async () => (await screen(programs, phone)).includes("Ai biết mã"), "public state");
  await act(programs, phone, "say", { text: "nối số" });
  await waitFor(async () => (await screen(programs, phone)).includes("Chia sẻ số điện thoại"), "the form");
  await act(programs, phone, "share", { number: phone });
  const withCode = await waitFor(async () => (await received(programs, phone, 1)).find((one) => one.template_data.code), "the code");
  await act(programs, phone, "say", { text: withCode.template_data.code });
  await waitFor(async () => (await screen(programs, phone)).includes("Đã nối số"), "linked");
  await moveDossier(programs, link.payment.code, 4);
  await act(programs, phone, "say", { text: "hồ sơ của tôi" });
  const mine = await waitFor(async () => (await screen(programs, phone)).match(/href="([^"]*)"[^>]*>Mở thành trang/), "the list's page");
  add("mine-link", mine[1]);
  {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(mine[1]);
    await page.fill("#so", "0418");
    await page.click("button:has-text('Xem danh sách')");
    await page.waitForURL(/\/ho-so$/);
    const cookies = (await context.cookies()).filter((one) => one.name.startsWith("__Host"));
    add("mine", "/ho-so", { cookies });
    add("my-data", "/ho-so/du-lieu", { cookies });
    await context.close();
  }
  await act(programs, phone, "say", { text: "gặp cán bộ" });
  await waitFor(async () => (await screen(programs, phone)).includes("gõ điều muốn hỏi"), "asked what");
  await act(programs, phone, "say", { text: "Tôi muốn hỏi nộp tiền ở đâu, con tôi đi làm xa có nộp thay được không?" });

  // Dossiers with trouble for the desk.
  const refusedCode = await fileDossier(programs, "Nguyễn Thị Hoàng Phương Quỳnh Hương, 0905 123 418", 0);
  await moveDossier(programs, refusedCode, 6);
  const [first] = await received(programs, "84905123418", 1);
  await fetch(`${programs.gateway}/hs/${first.template_data.link}/khong-phai-toi`, { method: "POST" });
  const noZalo = await fileDossier(programs, "Tôn Nữ Thị Mỹ Duyên, 0905 000 003", 0);
  for (let i = 0; i < 12; ++i) await fileDossier(programs, `Đinh Văn Nghĩa, 0905 000 0${10 + i}`, 5).then((code) => moveDossier(programs, code, 6));
  await moveDossier(programs, noZalo, 6);
  const clerk = addStaff(programs, "duyen", "Lê Thị Mỹ Duyên", "clerk", "21553");
  const admin = addStaff(programs, "quan-tri", "Trần Quốc Khánh", "administrator");
  const operator = addStaff(programs, "dieu-hanh", "Phạm Thị Kim Yến", "operator");
  const cookiesOf = async (staff) => {
    const page = await signIn(browser, programs, staff);
    const cookies = (await page.context().cookies()).filter((one) => one.name.startsWith("__Host"));
    return { page, cookies };
  };
  add("sign-in", "/can-bo/vao", { desk: true });
  add("desk-absent", "/can-bo/khong-co-trang-nay", { desk: true });
  const c = await cookiesOf(clerk);
  await waitFor(async () => { await c.page.goto(`${programs.gateway}/can-bo/viec`); return /Người dân hỏi/.test(await c.page.textContent("main")); }, "a talk task");
  const talk = await c.page.getAttribute("a[href^='/can-bo/viec/']", "href");
  await c.page.goto(`${programs.gateway}/can-bo/ho-so?q=${refusedCode}`);
  const refusedPath = new URL(c.page.url()).pathname;
  add("purpose", refusedPath.replace(/\d+$/, "2"), { cookies: c.cookies, desk: true });
  for (const path of [refusedPath, "/can-bo/ho-so/1"]) {
    await c.page.goto(programs.gateway + path);
    await c.page.check("input[value=counter]");
    await c.page.click("button:has-text('Xem hồ sơ')");
  }
  await c.page.locator("details:has(button:has-text('In bản sao')) summary").click();
  await c.page.click("button:has-text('In bản sao')");
  await c.page.waitForURL(/du-lieu\/\d+$/);
  add("receipt", new URL(c.page.url()).pathname, { cookies: c.cookies, desk: true });
  add("tasks", "/can-bo/viec", { cookies: c.cookies, desk: true });
  add("tasks-of-a-kind", "/can-bo/viec?loai=talk", { cookies: c.cookies, desk: true });
  add("talk", talk, { cookies: c.cookies, desk: true });
  add("calls", "/can-bo/goi", { cookies: c.cookies, desk: true });
  add("search-purpose", "/can-bo/ho-so?q=0914630552", { cookies: c.cookies, desk: true });
  const busy = await signIn(browser, programs, addStaff(programs, "tim", "Đinh Thị Ngọc", "clerk", "21553"));
  await busy.goto(`${programs.gateway}/can-bo/ho-so?q=0914630552`);
  await busy.check("input[value=counter]");
  await busy.click("button:has-text('Tìm hồ sơ')");
  await busy.waitForURL(/can-bo/);
  add("search", "/can-bo/ho-so?q=0914630552", { cookies: await busy.context().cookies(), desk: true });
  add("why-wrong-number", refusedPath, { cookies: c.cookies, desk: true });
  add("why-delivered", "/can-bo/ho-so/1", { cookies: c.cookies, desk: true });
  const a = await cookiesOf(admin);
  for (const [name, path] of [["staff", "/can-bo/nguoi-dung"], ["senders", "/can-bo/he-thong-gui"], ["units", "/can-bo/don-vi"], ["units-found", "/can-bo/don-vi?q=ia&xep=-3"], ["staff-none", "/can-bo/nguoi-dung?q=khong+ai"], ["person", "/can-bo/nguoi-dung/1"],
    ["reconcile", "/can-bo/doi-chieu"], ["previews", "/can-bo/mau-tin?loai=supplement_asked"]])
    add(name, path, { cookies: a.cookies, desk: true });
  const o = await cookiesOf(operator);
  add("tasks-empty", "/can-bo/viec", { cookies: o.cookies, desk: true });
  for (const [name, path] of [["operations", "/can-bo/dang-chay"], ["costs", "/can-bo/chi-phi"], ["kept", "/can-bo/luu-giu"]])
    add(name, path, { cookies: o.cookies, desk: true });
  pages.phone = phone;
  return pages;
}
