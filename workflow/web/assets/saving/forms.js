// Forms that are sent as a whole: what is typed into one is kept like everything else that waits (see ./store), under the address that it
// would be sent to, until that answers with a success. A reload, a lost connection, a sign-in that ran out: the words come back.
import { parsed } from "../trusted.js";
import * as away from "./away.js";
import * as fields from "./fields.js";
import * as store from "./store.js";
import { button, made } from "./told.js";

const TIMEOUT = 30000;
const UNSEEN = "[type=hidden], [type=password], [type=file], [type=submit], [type=button]";
const WORDS = `textarea:enabled, input:enabled:not([type=radio], [type=checkbox], ${UNSEEN})`;
const OTHERS = "[data-saves], [type=password], [type=file], [autocomplete='one-time-code']"; // what has its own way, and what nobody keeps
const AGAIN = new Set([408, 425, 429]);
const UNREACHED = "Nothing was saved: Care Profile cannot be reached.";

const shownTo = document.body.dataset.shownTo ?? "";
const lines = new Map(); // name -> what is kept of one form
const sending = new WeakSet();
const plainly = new WeakSet(); // forms that the browser sends itself

// --- which forms, and what they say -------------------------------------------------------------------------------------
function ours(form) {
  return Boolean(
    shownTo && form?.matches?.("main form[method=post]:not([target], [hx-post], [data-passkey])") && form.querySelector(WORDS) && !form.querySelector(OTHERS),
  );
}

const allHere = () => [...document.querySelectorAll("main form[method=post]")].filter(ours);
const addressOf = (form) => form.getAttribute("action") ?? location.pathname;

// Two forms of a page may lead to one address.
function nameOf(form) {
  const same = allHere().filter((one) => addressOf(one) === addressOf(form));
  return `${addressOf(form)} ${same.indexOf(form)}`;
}

const here = (name) => allHere().find((form) => nameOf(form) === name);

function typed(form) {
  const unseen = new Set([...form.querySelectorAll(UNSEEN)].map((control) => control.name));
  return fields.read(form).filter(([name]) => !unseen.has(name));
}

// What the server wrote into the page, whatever was typed over it since.
const given = new WeakMap();

function asGiven(form) {
  if (!given.has(form)) {
    const untouched = form.cloneNode(true);
    untouched.reset();
    given.set(form, typed(untouched));
  }
  return given.get(form);
}

function lineOf(name) {
  if (!lines.has(name)) lines.set(name, { name, said: [], label: "", where: "", number: null, kept: false, work: Promise.resolve() });
  return lines.get(name);
}

// --- keeping --------------------------------------------------------------------------------------------------------------
export const any = () => allHere().length > 0;
export const numbers = () => [...lines.values()].map((line) => line.number);
export const count = () => lines.size;
export const persistAll = () => Promise.all([...lines.values()].map(keep));
const safe = (line) => Boolean(line?.kept && line.number !== null);

function changed(form) {
  const name = nameOf(form);
  if (fields.same(typed(form), asGiven(form))) {
    forget(lines.get(name));
    return null;
  }
  const line = lineOf(name);
  Object.assign(line, { said: typed(form), label: fields.label(form), where: location.pathname + location.search, kept: false });
  return line;
}

function keep(line) {
  line.work = line.work.then(async () => {
    if (line.kept || !store.isOpen() || lines.get(line.name) !== line) return;
    const { name, said, label, where } = line;
    try {
      line.kept = true;
      line.number = await store.keep({ form: name, fields: said, label, where }, line.number);
    } catch {
      line.kept = false;
    }
    if (lines.get(name) !== line) await store.forget(line.number).catch(() => {});
  });
  return line.work;
}

async function forget(line) {
  if (!line) return;
  lines.delete(line.name);
  await line.work;
  await store.forget(line.number).catch(() => {});
}

function heard({ target }) {
  const form = target.name && target.form;
  const line = form && ours(form) && changed(form);
  if (line) keep(line); // at once: whoever reloads does not wait for a pause
}
document.addEventListener("input", heard);
document.addEventListener("change", heard);
window.addEventListener("pagehide", persistAll);
window.addEventListener("beforeunload", (event) => {
  if (!store.isOpen() && [...lines.values()].some((line) => !line.leaving)) event.preventDefault();
});

// --- what was left behind -------------------------------------------------------------------------------------------------
// What was typed into a form of a page that is no more: back where it belongs, if that is here; else it goes on waiting.
export function adopt(record, number) {
  const form = here(record.form);
  const mine = lines.get(record.form);
  const line = lineOf(record.form);
  if (mine?.number != null) store.forget(mine.number).catch(() => {});
  Object.assign(line, { said: record.fields, label: record.label, where: record.where, number, kept: true });
  if (!form || fields.same(asGiven(form), record.fields)) return; // what was refused comes back from the server itself
  restore(form, record.fields);
  if (!fields.same(typed(form), record.fields)) keep(Object.assign(line, { said: typed(form), kept: false }));
}

// As a finger would, so that whatever listens hears of it. What somebody has typed here already stays.
function restore(form, said) {
  const before = asGiven(form);
  for (const control of form.querySelectorAll("input[name], textarea[name], select[name]")) {
    if (control.matches(UNSEEN)) continue;
    const values = said.filter(([name]) => name === control.name).map(([, value]) => value);
    const choice = control.matches("[type=radio], [type=checkbox]");
    if (choice && control.checked !== values.includes(control.value) && (control.type === "checkbox" || !control.checked)) control.click();
    else if (control.multiple) for (const option of control.options) option.selected = values.includes(option.value);
    else if (!choice && values.length && before.some(([name, value]) => name === control.name && value === control.value)) control.value = values[0];
  }
  form.dispatchEvent(new CustomEvent("restored", { bubbles: true }));
  for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  for (const fold of form.querySelectorAll("details")) if ([...fold.querySelectorAll(WORDS)].some((one) => one.value)) fold.open = true;
  tell(form);
}

function tell(form) {
  const letGo = button("Discard it", () => {
    form.reset();
    form.querySelectorAll("[type=radio]:checked").forEach((one) => one.dispatchEvent(new Event("click", { bubbles: true })));
    forget(lines.get(nameOf(form)));
    box.remove();
  });
  const box = made("div", "restored", made("p", "govuk-body", made("strong", "", "What you had typed is back."), " It is not sent yet. ", letGo));
  box.setAttribute("role", "status");
  form.prepend(box);
}

// --- sending --------------------------------------------------------------------------------------------------------------
document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || !ours(form) || plainly.has(form)) return;
  event.preventDefault();
  if (sending.has(form)) return;
  sending.add(form);
  form.setAttribute("aria-busy", "true");
  const line = changed(form);
  const [answer, text] = await post(form, submitter);
  sending.delete(form);
  form.removeAttribute("aria-busy");
  await heed(form, submitter, line, answer, text);
});

async function post(form, submitter) {
  const body = new URLSearchParams(new FormData(form));
  if (submitter?.name) body.append(submitter.name, submitter.value);
  const headers = { "HX-Request": "true", "X-Shown-To": shownTo };
  try {
    const answer = await fetch(addressOf(form), { method: "POST", headers, body, signal: AbortSignal.timeout?.(TIMEOUT) });
    return [answer, await answer.text()];
  } catch {
    return [null, ""];
  }
}

async function heed(form, submitter, line, answer, text) {
  const there = answer?.headers.get("HX-Redirect");
  if (line) line.leaving = Boolean(there);
  if (answer?.status === 401 || answer?.redirected) await failed(line, "You have been signed out.", signIn);
  else if (there) {
    await forget(line);
    go(there);
  } else if (!answer) await failed(line, UNREACHED);
  else if (answer.status >= 500 || AGAIN.has(answer.status)) await failed(line, fields.sentenceIn(text));
  else if (answer.ok) {
    await forget(line);
    show(text);
  } else {
    // Something is to be mended, or it cannot be done now: the browser shows that page, and it has what was typed.
    if (line) await keep(line);
    if (line) line.leaving = true;
    plainly.add(form);
    form.requestSubmit(submitter);
  }
}

function go(address) {
  const there = new URL(address, location.href);
  if (there.hash && there.pathname + there.search === location.pathname + location.search) {
    history.replaceState(null, "", "/"); // or the browser would only move on the page it has
    location.replace(there);
  } else location.assign(there);
}

function show(text) {
  const page = parsed(text);
  document.title = page.title;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  document.querySelector("main").focus();
  window.scrollTo(0, 0);
}

function signIn(kept) {
  const link = made("a", "govuk-link", kept ? "Sign in again" : "Sign in (opens in a new tab)");
  link.href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
  if (!kept) Object.assign(link, { target: "_blank", rel: "noopener" });
  return link;
}

async function failed(line, sentence, more = () => "") {
  await store.openFor(shownTo).catch(() => {});
  if (line) await keep(line);
  const kept = safe(line) ? "What you typed is kept in this browser, encrypted." : "What you typed is still here. Keep this page open.";
  const again = more === signIn ? "" : "Send it again in a moment. ";
  const words = made("p", "govuk-body", made("strong", "", sentence), ` ${kept} ${again}`, more(safe(line)));
  const box = made("div", "problem__box", words, button("Close", () => box.remove()));
  if (sentence === UNREACHED) away.whenReachable(() => mended(box));
  document.getElementById("problem")?.replaceChildren(box);
}

// Once there is a connection again the page no longer says that there is none. Nothing is sent by itself: a form is sent by whoever fills it in.
function mended(box) {
  if (!box.isConnected) return;
  const words = made("p", "govuk-body", "The connection is back. What you typed is not sent yet: send it again.");
  const told = made("div", "problem__box problem__box--mended", words, button("Close", () => told.remove()));
  box.replaceWith(told);
}
