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
