// Saving without being asked. An element with `data-saves` (its id) and `data-url` saves itself a moment after a change; without this file
// the form around it posts everything. See docs/decisions for what is kept where.
import "./told.js";
import "./leaving.js";
import * as away from "./away.js";
import * as forms from "./forms.js";
import * as queue from "./queue.js";
import * as store from "./store.js";

const SAVES = "[data-saves][data-url]:not(:disabled)";
const shownTo = document.body.dataset.shownTo ?? "";

const ownerOf = (target) => target.closest?.(SAVES);

document.addEventListener("input", ({ target }) => {
  const element = target.name && ownerOf(target);
  if (element) queue.changed(element);
});

document.addEventListener("change", ({ target }) => {
  const element = target.name && ownerOf(target);
  if (element) queue.changed(element, { now: true });
});

// "Keep mine" is a save of what stands here on top of the version it names.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.('button[name^="keep-"]');
  const element = button && ownerOf(button);
  if (!element) return;
  event.preventDefault();
  document.getElementById(`version-${element.dataset.saves}`).value = button.value;
  queue.changed(element, { now: true, force: true });
});

// "Keep what is saved": the element took over what stands.
document.addEventListener("htmx:after:swap", ({ detail }) => {
  const element = detail.ctx?.request?.method === "GET" && detail.ctx.sourceElement?.closest?.("[data-saves]");
  if (!element) return;
  for (const line of queue.all()) if (line.url === element.dataset.url) queue.drop(line);
  if (document.activeElement === document.body) element.focus({ preventScroll: true });
});

// --- the store ----------------------------------------------------------------------------------------------------------
const AFTER = 2000; // milliseconds: the page itself comes first
const FIRST_TOUCH = ["pointerdown", "focusin", "keydown"];

async function look() {
  const keeps = Boolean(document.querySelector("[data-saves]")) || forms.any();
  if (!shownTo || !(keeps || (await store.holdsSomething()))) return;
  if (!(await store.openFor(shownTo, { make: keeps }))) return;
  document.body.dataset.keeps = "";
  away.standIn();
  queue.persistAll();
  forms.persistAll();
  await store.adopt((found) => {
    for (const [record, number] of found) (record.form ? forms : queue).adopt(record, number);
    queue.pump();
  });
}

const tryAll = () => look().catch(() => {}).then(queue.again);
window.addEventListener("online", tryAll);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") tryAll();
});

// What waits is looked after at once. Where nothing does, the key is asked for before the first word is typed, and not while the page loads.
function begin() {
  FIRST_TOUCH.forEach((name) => document.removeEventListener(name, begin));
  clearTimeout(begun);
  look().catch(() => {});
}
const begun = setTimeout(begin, AFTER);
FIRST_TOUCH.forEach((name) => document.addEventListener(name, begin));
if (shownTo) store.holdsSomething().then((something) => something && begin(), () => {});
