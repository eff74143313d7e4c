// @ts-check
// Keys of the desk: "/" goes to the search, a letter shown on a button presses it. "?" switches the
// letters off and on (WCAG 2.1.4); the choice stays in this browser.

const off = "tnung-keys-off";

/** @param {EventTarget | null} target */
function types(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || types(event.target)) return;
  if (event.key === "?") {
    if (localStorage.getItem(off)) localStorage.removeItem(off);
    else localStorage.setItem(off, "1");
    return;
  }
  if (localStorage.getItem(off)) return;
  if (event.key === "/") {
    const search = document.getElementById("q");
    if (search) {
      event.preventDefault();
      search.focus();
    }
    return;
  }
  if (!/^[a-z]$/i.test(event.key)) return;
  const button = document.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
  if (button instanceof HTMLElement) {
    event.preventDefault();
    button.focus(); // pressing stays with Enter, so that a slip of a finger sends nothing
  }
});

// What changes by itself: the part marked "data-live" is fetched anew every so many seconds, while
// the page is looked at and nobody is at one of its buttons. A link on the page stops it.
const live = document.querySelector("[data-live]");
if (live instanceof HTMLElement) {
  setInterval(async () => {
    if (document.hidden || live.contains(document.activeElement)) return;
    try {
      const answer = await fetch(location.href, { redirect: "error" });
      if (!answer.ok) throw new Error("no figures");
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live]");
      if (fresh) live.replaceChildren(...fresh.childNodes);
      live.removeAttribute("data-lost");
    } catch {
      if (live.hasAttribute("data-lost")) return;
      live.setAttribute("data-lost", "");
      const said = live.querySelector("[data-live-said]");
      if (said) said.textContent = `Mất kết nối từ ${new Date().toLocaleTimeString("vi", { hour: "2-digit", minute: "2-digit" })}`;
    }
  }, 1000 * Number(live.dataset.live));
}

// A draft saves itself: a moment after a field was left, and now and then while somebody types. What the check says of that
// field comes back with it; other fields stay as they are. Nothing is kept in the browser: others may sit here tomorrow.
const said = document.querySelector("[data-draft-said]");
const draft = document.querySelector("main form:has(input[name=phien-ban])");
if (said instanceof HTMLElement && draft instanceof HTMLFormElement) {
  const afterField = 400;
  const whileTyping = 10_000;
  const again = 5_000;
  const answerMax = 15_000;
  /** @type {Set<string>} */
  const left = new Set();
  let changed = false;
  let leaving = false;
  let stopped = false;
  /** @type {Promise<void> | null} */
  let saving = null;
  let timer = 0;

  /** @param {string} words @param {boolean} [bad] */
  const tell = (words, bad) => {
    if (said.textContent !== words) said.textContent = words;
    said.classList.toggle("error", Boolean(bad));
  };
  /** @param {number} wait */
  const soon = (wait) => {
    clearTimeout(timer);
    if (leaving || stopped) return;
    timer = setTimeout(() => {
      timer = 0;
      saving ??= save().finally(() => {
        saving = null;
        if (changed && !timer) soon(afterField); // what was left meanwhile
      });
    }, wait);
  };
  /** @param {string} words */
  const stop = (words) => {
    stopped = true;
    changed = true; // whoever leaves the page is asked
    tell(words, true);
  };
  /** Whether every control of the field still says what was sent. @param {Element} field @param {URLSearchParams} sent */
  const asSent = (field, sent) =>
    [...field.querySelectorAll("input, select, textarea")].every((one) => {
      if (one instanceof HTMLInputElement && /^(radio|checkbox)$/.test(one.type)) return one.checked === sent.getAll(one.name).includes(one.value);
      return !("name" in one) || !("value" in one) || sent.get(String(one.name)) === one.value;
    });

  const save = async () => {
    if (!changed || leaving || stopped) return;
    changed = false;
    const sent = new URLSearchParams();
    for (const [name, value] of new FormData(draft)) sent.append(name, String(value));
    sent.set("act", "save");
    // A line of changes that is being typed is no line yet: its own button adds it.
    for (const name of [...sent.keys()]) if (name.startsWith("n-")) sent.delete(name);
    try {
      const answer = await fetch(draft.action, { method: "POST", body: sent, signal: AbortSignal.timeout(answerMax) });
      if (answer.status === 409) return stop("Chưa lưu: bản nháp vừa được lưu ở một cửa sổ khác. Bấm Lưu để so hai bản.");
      if (answer.status === 401 || /\/vao$/.test(new URL(answer.url).pathname))
        return stop("Chưa lưu: phiên đăng nhập đã hết. Bấm Lưu để đăng nhập lại; những gì đã gõ không mất.");
      if (!answer.ok && answer.status !== 503) return stop("Chưa lưu được. Bấm Lưu để xem vì sao.");
      if (!answer.ok) throw new Error("the vault starts again");
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const version = fresh.querySelector("input[name=phien-ban]");
      const mine = draft.querySelector("input[name=phien-ban]");
      if (!(version instanceof HTMLInputElement) || !(mine instanceof HTMLInputElement)) throw new Error("another page came");
      mine.value = version.value;
      for (const id of left) {
        const input = document.getElementById(id);
        const field = input?.closest(".field");
        const judged = fresh.getElementById(id)?.closest(".field");
        if (field && judged && asSent(field, sent) && !field.contains(document.activeElement)) {
          field.replaceWith(judged);
          left.delete(id);
        }
      }
      const contents = document.querySelector("nav.stick");
      const counted = fresh.querySelector("nav.stick");
      if (contents && counted && !contents.contains(document.activeElement)) contents.replaceWith(counted);
      tell(fresh.querySelector("[data-draft-said]")?.textContent ?? "");
    } catch {
      changed = true;
      tell("Chưa lưu được: mất kết nối. Những gì đã gõ vẫn còn ở đây; trang tự lưu lại khi có mạng.", true);
      soon(again);
    }
  };

  draft.addEventListener("input", () => {
    changed = true;
    if (!timer) soon(whileTyping);
  });
  draft.addEventListener("change", (event) => {
    changed = true;
    const field = event.target instanceof HTMLElement ? event.target.closest(".field")?.querySelector("input[id], select[id]") : null;
    if (field && !field.id.startsWith("n-")) left.add(field.id);
    soon(afterField);
  });
  addEventListener("online", () => soon(0));
  // A press of a button waits for the saving under way, whose version it has to name.
  draft.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (saving) {
      event.preventDefault();
      const button = event.submitter;
      saving.finally(() => setTimeout(() => draft.requestSubmit(button)));
      return;
    }
    leaving = true;
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && (changed || saving)) event.preventDefault();
  });
  addEventListener("pageshow", () => (leaving = false)); // back to it with the browser's button
}
