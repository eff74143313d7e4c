// @ts-check
// The phones of the sandbox: messages appear as they come, taps and texts do not reload the page.

/** Asked last, of each phone: an answer that was overtaken shows what is no longer so. @type {WeakMap<Element, number>} */
const asked = new WeakMap();

/** @param {Element} phone */
async function refresh(phone) {
  const mine = (asked.get(phone) ?? 0) + 1;
  asked.set(phone, mine);
  const number = phone.getAttribute("data-phone");
  const answer = await fetch(`/phone/${number}/screen`);
  const content = await answer.text();
  const screen = phone.querySelector(".screen");
  if (!answer.ok || !screen || asked.get(phone) !== mine) return;
  screen.innerHTML = content;
  const chat = screen.querySelector(".chat");
  if (chat) chat.scrollTop = chat.scrollHeight;
}

/** @param {SubmitEvent} event */
async function send(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  const phone = form.closest(".handset");
  if (!phone) return;
  event.preventDefault();
  /** @type {Record<string, string>} */
  const fields = {};
  new FormData(form).forEach((value, name) => { fields[name] = String(value); });
  await fetch(form.action, {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "text/plain" },
    body: new URLSearchParams(fields),
  });
  if (form.classList.contains("type")) form.reset();
  await refresh(phone);
}

document.addEventListener("submit", send);
const phones = document.querySelectorAll(".handset");
if (phones.length > 0) {
  phones.forEach((phone) => refresh(phone));
  const events = new EventSource("/phone/events");
  events.addEventListener("inbox", (event) => {
    phones.forEach((phone) => {
      if (phone.getAttribute("data-user") === event.data) refresh(phone);
    });
  });
  // What came while the line was cut is fetched when it is back.
  events.addEventListener("open", () => phones.forEach((phone) => refresh(phone)));
}
