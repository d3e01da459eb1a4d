// The scoring page. Each item (`[data-item]`) saves itself by htmx; this keeps those saves honest: only the item's own fields go, on top
// of the version that stands when they leave; nothing waits unseen; what did not arrive is tried again; nobody leaves before it is kept
// without being asked; and the page never moves under a finger. Without this file the form still posts as a whole.
const typed = new Map(); // item -> number of its newest change that is not known to be kept
const sent = new Map(); // item -> number of the change that is on its way
const lost = new Set(); // items whose save did not arrive
const refused = new Set(); // items whose save arrived and was refused
let changes = 0;
let afterwards = null; // where somebody wants to go as soon as everything is kept

const idOf = (element) => element?.closest?.("[data-item]")?.dataset.item;

function show() {
  document.getElementById("bar")?.toggleAttribute("data-waiting", typed.size > 0);
}

// --- what is sent -------------------------------------------------------------------------------------------------------
document.addEventListener("htmx:config:request", ({ target, detail }) => {
  const id = idOf(target);
  const { body, method } = detail.ctx.request;
  if (!id || method !== "POST") return;
  const own = [`answer-${id}`, `note-${id}`, `version-${id}`, `keep-${id}`];
  for (const name of [...body.keys()]) if (!own.includes(name)) body.delete(name);
  detail.ctx.number = typed.get(id);
});

// A save may have waited for the one before it, whose answer brought a newer version.
document.addEventListener("htmx:before:request", ({ target, detail }) => {
  const id = idOf(target);
  const version = document.getElementById(`version-${id}`);
  if (!version || detail.ctx.request.method !== "POST") return;
  detail.ctx.request.body.set(version.name, version.value);
  sent.set(id, detail.ctx.number);
});

// --- what is told -------------------------------------------------------------------------------------------------------
document.addEventListener("input", ({ target }) => {
  const id = idOf(target);
  if (!id) return;
  typed.set(id, ++changes);
  show();
});

document.addEventListener("htmx:finally:request", ({ detail }) => {
  const id = idOf(detail.ctx.sourceElement); // htmx names what took its place where a swap removed it
  if (!id) return;
  const status = detail.ctx.response?.status ?? 0;
  const kept = status > 0 && status < 400;
  if (typed.get(id) === sent.get(id) || !kept) typed.delete(id);
  sent.delete(id);
  lost.delete(id);
  refused.delete(id);
  if (!kept) (status === 409 || status === 422 ? refused : lost).add(id);
  if (lost.has(id)) tellLost(id);
  show();
  if (!typed.size) go(kept);
});

// What did not arrive is told at the item and in the bar, with a way to try again; the words of a save replace it.
function tellLost(id) {
  const here = document.querySelector(`#state-${id} .item__saved`);
  if (here) {
    here.textContent = "Not saved";
    here.classList.add("item__saved--lost");
  }
  const state = document.getElementById("saved-state");
  const words = state?.querySelector(".saved-state__rest");
  if (!words) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link-button";
  button.textContent = "Try again";
  button.addEventListener("click", again);
  state.className = "saved-state saved-state--failed";
  words.replaceChildren("Not saved ", button);
}

// --- what is tried again --------------------------------------------------------------------------------------------------
function again() {
  for (const id of lost) document.getElementById(`item-${id}`)?.dispatchEvent(new Event("save"));
}
window.addEventListener("online", again);
// Back from signing in again in another tab.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") again();
});

// --- leaving --------------------------------------------------------------------------------------------------------------
function go(kept) {
  const there = afterwards;
  afterwards = null;
  if (kept) there?.();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!sent.size || !link || link.target || link.hasAttribute("hx-get") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  afterwards = () => location.assign(link.href);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.id !== "part") return;
  if (sent.size) {
    const { submitter } = event;
    event.preventDefault();
    afterwards = () => form.requestSubmit(submitter);
    return;
  }
  for (const set of [typed, lost, refused]) set.clear(); // the whole form goes now, and comes back with whatever is wrong
});

window.addEventListener("beforeunload", (event) => {
  if (typed.size || lost.size || refused.size) event.preventDefault();
});

// --- what moves -----------------------------------------------------------------------------------------------------------
// Choosing a card folds the others on a phone; the chosen one stays where the finger is.
let touched = null;
document.addEventListener("pointerdown", ({ target }) => {
  const card = target.closest?.(".descriptor-card");
  touched = card && { card, top: card.getBoundingClientRect().top };
});
document.addEventListener("change", ({ target }) => {
  const card = target.closest?.(".descriptor-card");
  if (card && touched?.card === card) {
    window.scrollBy({ top: card.getBoundingClientRect().top - touched.top, behavior: "instant" });
  }
  touched = null;
});

// A button that was swapped away leaves the reader's place at its item.
document.addEventListener("htmx:after:swap", ({ detail }) => {
  const id = idOf(detail.ctx?.sourceElement);
  if (!id) return;
  if (detail.ctx.request.method === "GET") typed.delete(id); // the item took over what is saved
  if (document.activeElement === document.body) document.getElementById(`item-${id}`)?.focus({ preventScroll: true });
});
