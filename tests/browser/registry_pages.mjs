// A register with somebody at each step, for pictures and for the judges of the registry's pages.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { rehearsalNow, totp, waitFor } from "./programs.mjs";

const columns = "number,name,post,agency,agency_name\n";
const list = columns +
  "GL-0001,Rơ Châm H’Hoa,Trưởng phòng Quản lý xây dựng,H21.5,Sở Xây dựng tỉnh Gia Lai\n" +
  "GL-0002,Nguyễn Thị Hoàng Phương Quỳnh Hương,Kế toán trưởng,H21.5,Sở Xây dựng tỉnh Gia Lai\n" +
  "GL-0003,Đinh Văn Nghĩa,Thanh tra viên,H21.9,Sở Y tế tỉnh Gia Lai\n";

/** People of the register who can sign in. */
export function addPeople(registry) {
  const file = join(registry.folder, "people.csv");
  writeFileSync(file, list);
  registry.run("import-people", file);
  const add = (login, name, role, ...more) => JSON.parse(registry.run("add-staff", login, name, role, ...more));
  return {
    hoa: add("hoa", "Rơ Châm H’Hoa", "declarant", "--person", "GL-0001"),
    huong: add("huong", "Nguyễn Thị Hoàng Phương Quỳnh Hương", "declarant", "--person", "GL-0002"),
    duyen: add("duyen", "Lê Thị Mỹ Duyên", "personnel", "--unit", "H21.5"),
    nghia: add("nghia", "Đinh Văn Nghĩa", "personnel", "--unit", "H21.9", "--person", "GL-0003"),
    yen: add("yen", "Phạm Thị Kim Yến", "inspector"),
    long: add("long", "Nguyễn Hoàng Long", "head"),
    tam: add("tam", "Nay H’Tâm", "home_affairs"),
    khanh: add("khanh", "Trần Quốc Khánh", "auditor"),
    an: add("an", "Võ Thành An", "administrator"),
  };
}

/** One more, of the first unit or another, who is listed and can sign in. */
export function addPerson(registry, number, name, post, login, agency = "H21.5,Sở Xây dựng tỉnh Gia Lai") {
  const file = join(registry.folder, `${number}.csv`);
  writeFileSync(file, `${columns}${number},${name},${post},${agency}\n`);
  registry.run("import-people", file);
  return JSON.parse(registry.run("add-staff", login, name, "declarant", "--person", number));
}

/** It is no more; another takes over. */
export async function endAgency(registry, tam, code, successor, paper) {
  await tam.goto(`${registry.registry}/co-quan/mot?ma=${code}`);
  await tam.click("summary:has-text('Giải thể')");
  await tam.selectOption("#tiep-nhan", successor);
  await tam.fill("#cham-dut", "20/11/2026");
  await tam.fill("#quyet-dinh", paper);
  await tam.locator("form[action$='ket-thuc'] button").click();
  await tam.waitForSelector("text=Chấm dứt từ");
}

const codeStep = 30_000;
const codeMargin = 15_000;

/** Six digits that were not used before: a code serves once. That of the step before is still good, and is taken where it
stays so for long enough to be typed. */
export async function freshCode(registry, person) {
  const stepAt = (at) => Math.floor(at / codeStep);
  person.step = Math.max((person.step ?? 0) + 1, stepAt(rehearsalNow(registry) + codeMargin) - 1);
  await waitFor(() => stepAt(rehearsalNow(registry)) >= person.step, "the next code");
  return totp(person.totp, person.step * codeStep);
}

/** Whoever it is, signed in. */
export async function enter(registry, browser, person) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signInAgain(registry, page, person);
  return page;
}

export async function signInAgain(registry, page, person) {
  await page.goto(`${registry.registry}/vao`);
  await page.fill("#login", person.login);
  await page.fill("#password", person.password);
  await page.fill("#code", await freshCode(registry, person));
  await page.click("button:has-text('Vào')");
  await page.waitForURL((url) => url.pathname !== "/vao");
  if (new URL(page.url()).pathname !== "/quy-che") return;
  await page.click("button:has-text('Tôi đã đọc')"); // the first time
  await page.waitForURL((url) => url.pathname !== "/quy-che");
}

/** The cookies of a page as a header, for what is fetched without it. */
export async function cookiesOf(page) {
  return (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** What a page's heading and its main part say; blanks that do not break as blanks. */
export const heading = async (page) => (await page.textContent("h1")).replaceAll("\u00a0", " ");
export const main = async (page) => (await page.textContent("main")).replaceAll("\u00a0", " ");

/** A file that whoever sits at the page may have; where it lies. */
export async function takeFile(registry, page, path) {
  const answer = await fetch(registry.registry + path, { headers: { Cookie: await cookiesOf(page) } });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
  const file = join(registry.folder, path.replaceAll(/\W/g, "-"));
  writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
  return file;
}

/** The words of a paper, in one line; `-layout`: what stands beside each other is read so. */
export function textOf(file, ...options) {
  return execFileSync("pdftotext", [...options, file, "-"], { encoding: "utf8" }).replace(/\s+/g, " ");
}

const jars = ["preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "commons-io", "jaxb-api", "javax.activation"].map((jar) => `/usr/share/java/${jar}.jar`).join(":");
/** What Apache Preflight says of a paper. */
export const preflight = (file) => spawnSync("java", ["-cp", jars, "org.apache.pdfbox.preflight.Validator_A1b", file], { encoding: "utf8" }).stdout;

/** The same of a paper that is kept for long: it must be PDF/A-1b. */
export function archivalTextOf(file, ...options) {
  assert.match(preflight(file), /is a valid PDF\/A-1b file/);
  return textOf(file, ...options);
}

/** The field of that label, where it stands first. */
export function field(page, label) {
  return page.locator(`.field:has(> label:has-text("${label}")) input`).first();
}

export async function openCampaign(administrator) {
  await administrator.fill("#year", "2026");
  await administrator.click("button:has-text('Mở đợt')");
  await waitFor(async () => /Sở Xây dựng/.test(await administrator.textContent("main")), "the campaign's progress");
}

export async function begin(page) {
  await page.click("text=Bắt đầu kê khai");
  await page.click("button:has-text('Bắt đầu kê khai')");
  await page.waitForURL(/muc\/chung/);
}

/** Everything there is to write for somebody who has nothing; ends where it is checked. */
export async function fillNothing(page) {
  await field(page, "Cơ quan cấp trên").fill("UBND tỉnh Gia Lai");
  const declarant = page.locator("section.card:has(> h2:has-text('1. Người kê khai'))");
  const write = (label, text) => declarant.locator(`.field:has(label:has-text("${label}")) input`).first().fill(text);
  await write("Ngày tháng năm sinh", "05/09/1978");
  await write("Nơi thường trú", "27/4 đường Lý Nam Đế, phường Diên Hồng, tỉnh Gia Lai");
  await write("Số căn cước", "064178000418");
  await write("Ngày cấp", "10/05/2021");
  await write("Nơi cấp", "Cục Cảnh sát quản lý hành chính về trật tự xã hội");
  for (;;) {
    if (/\/soat$/.test(page.url())) return;
    if (/muc\/income/.test(page.url()))
      for (const input of await page.locator(".unit input").all()) await input.fill("0");
    else
      for (const box of await page.locator("label.choice:has-text('Không có') input").all()) await box.check();
    const here = page.url();
    await page.click("button.btn:not(.plain)[name=act]");
    await page.waitForURL((url) => url.href !== here);
  }
}

export async function submit(registry, page, person) {
  if (!/\/soat$/.test(page.url())) await page.click("text=Soát và nộp");
  await page.fill("#mat-khau", person.password);
  await page.fill("#ma", await freshCode(registry, person));
  await page.click("button:has-text('Xác nhận và nộp')");
  await page.waitForURL(/\/ke-khai\/\d+$/);
}

/** From the page of what was received, to the inspectorate; ends at that page again. */
export async function handOver(page, taker = "Phạm Thị Kim Yến, Thanh tra viên") {
  await page.click("a.btn:has-text('Bàn giao')");
  await page.waitForURL(/ban-giao\?ban=/);
  const filing = new URL(page.url()).searchParams.get("ban");
  const card = page.locator("section.card", { hasText: "Bàn giao cho Thanh tra tỉnh" });
  await card.getByLabel("Người giao").fill("Lê Thị Mỹ Duyên, Chánh Văn phòng");
  await card.getByLabel("Người nhận").fill(taker);
  await card.locator("button:has-text('Bàn giao')").click();
  await page.waitForURL(/da-giao=1/);
  await page.goto(new URL(`/don-vi/${filing}`, page.url()).href);
}

/** By the unit, whose page it is: read, received, handed over. */
export async function receiveAndHandOver(registry, page, filing) {
  await page.goto(`${registry.registry}/don-vi/${filing}`);
  await page.click("button:has-text('Mở bản kê khai')");
  await page.click("button:has-text('Đủ, tiếp nhận')");
  await page.waitForURL(/don-vi\/\d+$/);
  await handOver(page);
}

/** For personnel work, half a year later: a plot, a car, money, and what it was paid from. */
async function declareAgain(registry, page, person, unit) {
  await unit.goto(`${registry.registry}/don-vi/nguoi`);
  await unit.click("a:has-text('Siu H’Bia')");
  await unit.check("label.choice:has-text('phục vụ công tác cán bộ') input");
  await unit.fill("#viec", "Dự kiến bổ nhiệm Trưởng phòng");
  await unit.fill("#ngay", "21/12/2026");
  await unit.click("button:has-text('Yêu cầu kê khai')");
  await unit.waitForURL(/don-vi\/\d+$/);
  const filing = new URL(unit.url()).pathname.split("/").at(-1);
  await page.goto(`${registry.registry}/ke-khai/${filing}`);
  await page.click("button:has-text('Bắt đầu kê khai')");
  await page.waitForURL(/muc\/chung/);
  await fillNothing(page);
  const screen = async (name) => page.goto(`${registry.registry}/ke-khai/${filing}/muc/${name}`);
  const list = (heading) => page.locator(`section:has(> :is(h2, h3):has-text("${heading}"))`).last();
  const put = async (name, heading, answers) => {
    await screen(name);
    const box = list(heading).locator("label.choice:has-text('Không có') input");
    if (await box.count()) await box.uncheck();
    await list(heading).locator("button:has-text('Thêm')").first().click();
    await page.waitForURL(/#i/);
    const card = list(heading).locator("section.card").last();
    for (const [label, text] of answers) {
      const at = card.locator(`.field:has(> label:has-text("${label}"))`).first();
      if (await at.locator("select").count()) await at.locator("select").selectOption({ value: text });
      else for (const [i, part] of text.split(" / ").entries()) await at.locator("input[type=text]").nth(i).fill(part);
    }
    await page.click("button.plain:has-text('Lưu')");
    await page.waitForURL(/luu=1/);
  };
  await put("land", "1.1. Đất ở", [["Địa chỉ", "Thửa 308, tờ bản đồ 41, làng Ia Rok, phường An Phú, tỉnh Gia Lai"], ["Diện tích", "187,5"], ["Giá trị", "1,15 tỷ"], ["Giấy chứng nhận", "CS 041 226 / Siu H’Bia"]]);
  await put("others", "7.1. Tài sản theo quy định", [["Tên tài sản", "Ô tô Toyota Vios"], ["Số đăng ký", "81A-123.45"], ["Giá trị", "500 triệu"]]);
  await screen("income");
  for (const input of await page.locator(".unit input").all()) await input.fill("0");
  await page.locator(".unit input").first().fill("884 triệu");
  await page.locator(".unit input").last().fill("884 triệu");
  await page.click("button.plain:has-text('Lưu')");
  await page.waitForURL(/luu=1/);
  await screen("changes");
  await page.click("button:has-text('So lại với lần trước')");
  await page.waitForSelector("text=Giải trình nguồn gốc, lý do >> nth=1");
  for (const input of await page.locator("main textarea, main input[type=text]").all())
    if (await input.isVisible() && !(await input.inputValue())) await input.fill("Tiền lương và tiền tiết kiệm của hai vợ chồng");
  await page.click("button.plain:has-text('Lưu')");
  await page.waitForURL(/luu=1/);
  await page.goto(`${registry.registry}/ke-khai/${filing}/soat`);
  await submit(registry, page, person);
  await receiveAndHandOver(registry, unit, filing);
}

/** One of every page: name, address, cookies. */
export async function makeRegistryPages(registry, browser) {
  const people = addPeople(registry);
  const pages = [];
  const add = async (name, page, path, act) => pages.push({
    name, url: path ? registry.registry + path : page.url(), cookies: (await page.context().cookies()).filter((one) => one.name.startsWith("__Host")), desk: true, act,
  });
  pages.push({ name: "registry-sign-in", url: `${registry.registry}/vao`, cookies: [], desk: true });
  const an = await enter(registry, browser, people.an);
  await add("registry-rules", an, "/quy-che");
  await add("registry-campaigns-empty", an, "/dot-ke-khai");
  await openCampaign(an);
  await add("registry-campaigns", an);
  const hoa = await enter(registry, browser, people.hoa);
  await begin(hoa);
  await fillNothing(hoa);
  await submit(registry, hoa, people.hoa);
  await add("registry-submitted", hoa);
  await add("registry-paper", hoa, `${new URL(hoa.url()).pathname}/xem`);
  const huong = await enter(registry, browser, people.huong);
  await add("registry-my-filings", huong, "/ke-khai");
  await begin(huong);
  const draft = new URL(huong.url()).pathname.replace("/chung", "");
  await add("registry-form-start", huong, `${draft}/chung`);
  await huong.goto(`${registry.registry}${draft}/land`);
  await huong.locator("button:has-text('Thêm')").first().click();
  await huong.waitForURL(/#i/);
  const plot = huong.locator("section.card").first();
  const write = (label, text) => plot.locator(`.field:has(> label:has-text("${label}")) input`).first().fill(text);
  await write("Địa chỉ", "Thửa 308, tờ bản đồ 41, làng Ia Rok, phường An Phú, tỉnh Gia Lai");
  await write("Diện tích", "187,5");
  await write("Giá trị", "691 triệu");
  await write("Giấy chứng nhận", "CS 041 226");
  await huong.click("button.plain:has-text('Lưu')");
  await huong.waitForURL(/luu=1/);
  await add("registry-form-land", huong, `${draft}/land?soat=1`);
  await add("registry-form-income", huong, `${draft}/income`);
  await add("registry-form-changes", huong, `${draft}/changes?soat=1`);
  await add("registry-check", huong, draft.replace("/muc", "/soat"));
  const duyen = await enter(registry, browser, people.duyen);
  await add("registry-unit", duyen, "/don-vi");
  await duyen.click("a:has-text('Rơ Châm H’Hoa')");
  await duyen.waitForURL(/don-vi\/\d/);
  await add("registry-unit-filing", duyen);
  // Two whose declarations are handed over, one of them put up; whoever has not handed in is late.
  for (const [number, name, post, login] of [
    ["GL-0004", "Ksor Y Bliên", "Kế toán viên", "blien"], ["GL-0005", "Siu H’Bia", "Phó trưởng phòng Kinh tế xây dựng", "bia"]]) {
    const person = addPerson(registry, number, name, post, login);
    const page = await enter(registry, browser, person);
    await begin(page);
    if (login === "bia") await field(page, "Ngày hoàn thành").fill("20/11/2026");
    await fillNothing(page);
    await submit(registry, page, person);
    await receiveAndHandOver(registry, duyen, new URL(page.url()).pathname.split("/").at(-1));
    if (login === "bia") await declareAgain(registry, page, person, duyen);
    await page.context().close();
    if (login !== "blien") continue;
    await duyen.goto(`${registry.registry}/don-vi/cong-khai`);
    await duyen.fill("#noi", "Bảng tin tầng 1, trụ sở 02 Trần Phú, phường Pleiku");
    await duyen.fill("#thu-truong", "Nguyễn Văn Bình");
    await duyen.fill("#cong-doan", "Ksor H’Nga");
    await duyen.click("button:has-text('Lập lần công khai')");
    await duyen.waitForURL(/cong-khai\/\d+$/);
    await add("registry-publication", duyen);
  }
  await add("registry-publications", duyen, "/don-vi/cong-khai");
  registry.sql("UPDATE filing SET due_on = '2026-11-20' WHERE state IN ('listed', 'draft')");
  await add("registry-reminders", duyen, "/don-vi/don-doc");
  await add("registry-book", duyen, "/don-vi/so");
  // Another list says otherwise of one, and names one who is not on the unit's.
  const other = join(registry.folder, "other.csv");
  writeFileSync(other, `${columns}GL-0002,Nguyễn Thị Hoàng Phương Quỳnh Hương,Phó Giám đốc Sở,H21.5,Sở Xây dựng tỉnh Gia Lai\n` +
    "GL-0003,Đinh Văn Nghĩa,Thanh tra viên,H21.5,Sở Xây dựng tỉnh Gia Lai\n");
  registry.run("import-people", other);
  await add("registry-people", duyen, "/don-vi/nguoi");
  await duyen.goto(`${registry.registry}/don-vi/nguoi`);
  await duyen.click("a:has-text('Nguyễn Thị Hoàng Phương Quỳnh Hương')");
  await duyen.check("label.choice:has-text('phục vụ công tác cán bộ') input");
  await duyen.fill("#viec", "Dự kiến bổ nhiệm Phó Giám đốc Sở Xây dựng phụ trách quy hoạch");
  await duyen.fill("#ngay", "23/12/2026");
  await duyen.click("button:has-text('Yêu cầu kê khai')");
  await duyen.waitForURL(/don-vi\/\d+$/);
  await add("registry-personnel-filing", duyen);
  await duyen.goto(`${registry.registry}/don-vi/nguoi`);
  await duyen.click("a:has-text('Nguyễn Thị Hoàng Phương Quỳnh Hương')");
  await add("registry-person", duyen);
  await add("registry-list", duyen, "/don-vi/danh-sach");
  await add("registry-my-filings-several", huong, "/ke-khai");
  await add("registry-officers-empty", duyen, "/don-vi/phu-trach");
  await duyen.goto(`${registry.registry}/don-vi/phu-trach`);
  await duyen.selectOption("#nguoi", { label: "Nguyễn Thị Hoàng Phương Quỳnh Hương (huong)" });
  await duyen.fill("#tu-ngay", "30/11/2026");
  await duyen.fill("#den-ngay", "15/12/2026");
  await duyen.fill("#van-ban", "45/QĐ-SXD ngày 24/11/2026");
  await duyen.click("button:has-text('Cử người thay')");
  await duyen.waitForSelector("text=Sắp tới");
  await add("registry-officers", duyen, "/don-vi/phu-trach");
  await duyen.goto(`${registry.registry}/don-vi/danh-sach`);
  await duyen.click("button:has-text('Lập thông báo')");
  await duyen.waitForURL(/dot=/);
  await add("registry-list-told", duyen, "/don-vi/danh-sach");
  const thao = addPerson(registry, "GL-0006", "Nguyễn Trần Hoàng Phương Thảo Vy", "Phó Chánh Văn phòng Sở phụ trách tài vụ và quản trị công sở", "thao");
  const thaos = await enter(registry, browser, thao);
  await begin(thaos);
  await fillNothing(thaos);
  await submit(registry, thaos, thao);
  await duyen.goto(`${registry.registry}/don-vi/${/\d+$/.exec(new URL(thaos.url()).pathname)[0]}`);
  await duyen.click("button:has-text('Mở bản kê khai')");
  await duyen.click("button:has-text('Đủ, tiếp nhận')");
  await duyen.waitForURL(/don-vi\/\d+$/);
  await add("registry-unit-received", duyen);
  await add("registry-handovers", duyen, "/don-vi/ban-giao");
  await duyen.goto(`${registry.registry}/doc-them`);
  await duyen.fill("#so-ban", "150");
  await duyen.fill("#ly-do", "Tuần cuối của đợt kê khai, còn 130 bản chờ kiểm tra và tiếp nhận.");
  await duyen.click("button:has-text('Xin đọc thêm')");
  await duyen.waitForSelector("text=Chờ đồng nghiệp");
  await add("registry-permits", duyen, "/doc-them");
  const yen = await enter(registry, browser, people.yen);
  await add("registry-inspector", yen, "/thanh-tra");
  await yen.click("a:has-text('Siu H’Bia')");
  await yen.waitForURL(/thanh-tra\/\d/);
  await add("registry-inspector-filing", yen);
  await add("registry-comparison", yen, undefined, async (page) => {
    await page.check("input[name=viec][value=follow]");
    await page.click("button:has-text('So sánh hai lần')");
    await page.waitForSelector("text=chỗ thay đổi");
  });
  await add("registry-taken-over", yen, "/thanh-tra/ban-giao");
  const tam = await enter(registry, browser, people.tam);
  await tam.goto(`${registry.registry}/co-quan/mot?ma=H21.9`);
  await tam.click("summary:has-text('Đổi tên')");
  await tam.fill("#ten", "Sở Y tế và Dân số tỉnh Gia Lai");
  await tam.selectOption("#tren", "H21.5");
  await tam.fill("#tu-ngay", "01/11/2026");
  await tam.fill("#van-ban", "Nghị quyết 15/NQ-HĐND ngày 20/10/2026");
  await tam.locator("form[action$='sua'] button").click();
  await tam.waitForSelector("text=trước 01/11/2026");
  await add("registry-agencies", tam, "/co-quan");
  await add("registry-agency", tam, "/co-quan/mot?ma=H21.9");
  // What one that is no more left waits for the first unit.
  addPerson(registry, "GL-0012", "Kpă H’Liên", "Kế toán trưởng", "lien", "H21.12,Ban Quản lý dự án đầu tư xây dựng các công trình dân dụng và công nghiệp tỉnh");
  await endAgency(registry, tam, "H21.12", "H21.5", "Nghị quyết 16/NQ-HĐND ngày 30/10/2026");
  await add("registry-agency-ended", tam, "/co-quan/mot?ma=H21.12");
  await add("registry-succession", duyen, "/don-vi");
  await add("registry-provisions-empty", yen, "/thanh-tra/cung-cap");
  await yen.goto(`${registry.registry}/thanh-tra/cung-cap`);
  await yen.click("summary:has-text('Ghi một yêu cầu')");
  await yen.fill("#co-quan", "Ủy ban Kiểm tra Tỉnh ủy Gia Lai");
  await yen.fill("#van-ban", "112-CV/UBKTTU ngày 20/11/2026");
  await yen.fill("#muc-dich", "Kiểm tra khi có dấu hiệu vi phạm về kê khai tài sản, thu nhập");
  await yen.fill("#pham-vi", "Các bản kê khai năm 2026 của bà Siu H’Bia, Phó trưởng phòng Kinh tế xây dựng");
  await yen.fill("#nhan-ngay", "23/11/2026");
  await yen.click("button:has-text('Ghi yêu cầu')");
  await yen.waitForURL(/cung-cap\/\d+$/);
  await yen.fill("#q", "bia");
  await yen.click("button:has-text('Tìm')");
  await yen.click("button:has-text('Đưa vào yêu cầu') >> nth=0");
  await yen.waitForURL(/cung-cap\/\d+$/);
  await add("registry-provision", yen, `${new URL(yen.url()).pathname}?q=bia`);
  await add("registry-provisions", yen, "/thanh-tra/cung-cap");
  const second = await enter(registry, browser, people.long);
  await add("registry-provision-decision", second, new URL(yen.url()).pathname);
  await add("registry-erasures-kept", yen, "/thanh-tra/huy");
  await add("registry-denied", yen, "/don-vi");
  const khanh = await enter(registry, browser, people.khanh);
  await add("registry-log", khanh, "/nhat-ky");
  registry.sql("INSERT INTO reading_alarm (kind, staff_id, record_id, at) SELECT unnest(ARRAY['out_of_hours', 'tampered']), min(id), 3, now() FROM staff");
  await add("registry-alarms", khanh, "/nhat-ky/canh-bao");
  return pages;
}
