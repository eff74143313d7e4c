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
