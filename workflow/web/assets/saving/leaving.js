// Leaving a page: what is on its way is waited for, a moment and no longer; what cannot be saved now goes along in the browser, encrypted.
// Only where that cannot be (no encryption, no store) the browser asks before the page is closed.
import * as forms from "./forms.js";
import * as queue from "./queue.js";
import * as store from "./store.js";
import { button, made } from "./told.js";

const MOMENT = 3000; // milliseconds
const SIGN_OUT = 'form[action="/sign-out"]';
let letGo = false;

function plain(event, link) {
  const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.button;
  return !modified && !link.target && !link.hasAttribute("hx-get") && !link.hasAttribute("download") && !link.getAttribute("href").startsWith("#");
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[href]");
  if (event.defaultPrevented || !link || !queue.busy() || queue.troubled() || !plain(event, link)) return;
  event.preventDefault();
  const saved = await queue.settle(MOMENT);
  if (saved || !queue.unsaved().some((line) => line.refused)) location.assign(link.href); // what is refused is to be seen first
});

document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (!form.querySelector("[data-saves]") || !queue.unsaved().some((line) => line.sent || line.next)) return;
  event.preventDefault();
  await queue.settle(MOMENT);
  if (!queue.unsaved().length) form.requestSubmit(submitter);
});

document.addEventListener("submit", async (event) => {
  const { target: form } = event;
  if (letGo || !form.matches(SIGN_OUT)) return;
  event.preventDefault();
  await Promise.race([queue.settle(MOMENT), new Promise((resolve) => setTimeout(resolve, MOMENT))]);
  await store.openFor(document.body.dataset.shownTo, { make: false });
  const known = new Set([...queue.numbers(), ...forms.numbers()]);
  const left = queue.unsaved().length + forms.count() + (await store.waitingElsewhere(known));
  const out = async () => {
    letGo = true;
    await store.destroy().catch(() => {});
    form.requestSubmit();
  };
  if (left) ask(left, out);
  else await out();
});

function ask(left, out) {
  const things = forms.count() ? "answers or forms" : "answers";
  const one = forms.count() ? "What you typed into a form is not sent yet." : "One answer is not saved yet.";
  const many = left === 1 ? one : `${left} ${things} are not saved yet.`;
  const words = made("p", "govuk-body", `${many} Signing out takes away what this browser keeps of it.`);
  const stay = button("Stay signed in", () => box.remove(), "govuk-button");
  const group = made("div", "govuk-button-group", stay, button("Sign out and let it go", out, "govuk-button govuk-button--secondary"));
  const box = made("div", "problem__box", words, group);
  document.getElementById("problem")?.replaceChildren(box);
}

window.addEventListener("pagehide", queue.part);
window.addEventListener("beforeunload", (event) => {
  if (!letGo && queue.unsaved().length && !queue.safe()) event.preventDefault();
});
