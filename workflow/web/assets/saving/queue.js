// The queue: for each element that saves itself (a line, by its address) the save that is on its way or of unknown fate, and after it the
// newest change, which replaces an older one that never left. Lines go one at a time, in order; what does not arrive is tried again after
// growing waits. Every save has a name (client key), so that one that is sent twice is applied once.
import * as fields from "./fields.js";
import * as store from "./store.js";
import { swap, swapAround } from "./swap.js";

const PAUSE = 700; // milliseconds without a key pressed
const LONGEST_PAUSE = 5000;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 60000;
const TIMEOUT = 20000;
const KEEPALIVE = 60000; // bytes that a browser takes along when its page is left
const AGAIN = new Set([408, 425, 429]);

const lines = new Map(); // url -> line
const listeners = [];
let running = null;
let timer = 0;
let wait = FIRST_WAIT;
let trouble = ""; // "lost" | "signed-out": nothing arrives just now
const shownTo = document.body.dataset.shownTo ?? "";

export const onTold = (listener) => listeners.push(listener);
const tell = (event) => listeners.forEach((listener) => listener(event));
export const troubled = () => trouble;
const held = (line) => [line.sent, line.next, line.refused].filter(Boolean);
export const all = () => [...lines.values()];
export const busy = () => all().some((line) => !line.stuck && (line.sent || line.next));
export const unsaved = () => all().filter((line) => line.sent || line.next || line.refused);
export const safe = () => store.isOpen() && unsaved().every((line) => held(line).every((one) => one.kept && one.number !== null));

export const numbers = () => new Set(all().flatMap((line) => held(line).map((one) => one.number)));

export const elementOf = (line) => [...document.querySelectorAll(`[data-saves="${CSS.escape(line.id)}"]`)].find((one) => one.dataset.url === line.url && !one.matches(":disabled"));

function name() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function lineFor(url, id) {
  if (!lines.has(url)) lines.set(url, { url, id, sent: null, next: null, refused: null, stuck: "", ready: false, due: 0, since: 0 });
  return lines.get(url);
}

// --- what is typed ----------------------------------------------------------------------------------------------------------
// Notes what an element says now. At once where somebody has chosen or left the field, after a pause where they are typing.
export function changed(element, { now = false, force = false } = {}) {
  const line = lineFor(element.dataset.url, element.dataset.saves);
  const said = fields.read(element);
  const newest = line.next ?? line.sent ?? line.refused;
  if (force || !newest || !fields.same(newest.fields, said)) {
    line.next = {
      key: name(),
      url: line.url,
      id: line.id,
      fields: said,
      version: line.sent ? null : fields.version(line.id),
      where: location.pathname,
      anchor: element.id,
      label: fields.label(element),
      number: line.next?.number ?? line.refused?.number ?? null, // its place in the store
      kept: false, // whether it is there as it is here
    };
    if (line.refused) line.refused = null;
    line.stuck = "";
    line.ready = false;
    line.since ||= Date.now();
    persist(line);
  }
  if (!line.next) return;
  clearTimeout(line.due);
  if (now) line.ready = true;
  else line.due = setTimeout(() => ready(line), Math.max(0, Math.min(PAUSE, line.since + LONGEST_PAUSE - Date.now())));
  tell({ line, kind: "waiting" });
  if (now && trouble) again();
  else if (now) pump();
}

function ready(line) {
  line.ready = true;
  pump();
}

// Puts what a line holds into the store, one record at a time; each stays at its number, so that the order stays too.
function persist(line) {
  if (store.isOpen()) line.keeping ??= keepAll(line).finally(() => (line.keeping = null));
}

async function keepAll(line) {
  for (let record = held(line).find((one) => !one.kept); record; record = held(line).find((one) => !one.kept)) {
    record.kept = true;
    const { number, kept, ...rest } = record;
    try {
      record.number = await store.keep(rest, number);
    } catch {
      record.kept = false;
      return;
    }
    if (held(line).includes(record)) continue;
    // Something newer was typed while this was being kept, or it was saved already.
    if (line.next && line.next.number === null) line.next.number = record.number;
    else if (line.next?.number !== record.number) await store.forget(record.number);
  }
}

// The store is open, or open again: whatever is only in memory goes there too.
export const persistAll = () => lines.forEach(persist);

// --- what is sent -----------------------------------------------------------------------------------------------------------
export function pump() {
  running ??= run().finally(() => (running = null));
  return running;
}

async function run() {
  if (trouble) return;
  for (let line = due(); line; line = due()) {
    await send(line);
    if (trouble) break;
  }
  tell({ kind: "rest" });
}

const due = () => all().find((line) => !line.stuck && (line.sent || (line.next && line.ready)));

// Sends everything that waits, now, whatever was in the way before.
export function again() {
  clearTimeout(timer);
  trouble = "";
  for (const line of lines.values()) {
    if (line.stuck === "lost") line.stuck = "";
    if (line.next) line.ready = true;
  }
  return pump();
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(again, wait);
  wait = Math.min(2 * wait, LONGEST_WAIT);
}

function bodyOf(record) {
  return new URLSearchParams([...record.fields, [`version-${record.id}`, record.version], ["client-key", record.key]]).toString();
}

function post(record) {
  const body = bodyOf(record);
  const headers = { "HX-Request": "true", "X-Shown-To": shownTo, "Content-Type": "application/x-www-form-urlencoded" };
  const signal = AbortSignal.timeout?.(TIMEOUT);
  return fetch(record.url, { method: "POST", headers, body, signal, keepalive: body.length < KEEPALIVE });
}

async function send(line) {
  if (!line.sent) {
    line.sent = line.next;
    line.next = null;
    line.ready = false;
    line.since = 0;
  }
  tell({ line, kind: "sending" });
  let answer = null;
  let text = "";
  try {
    answer = await post(line.sent);
    text = await answer.text();
  } catch {
    answer = null;
  }
  await hear(line, answer, text);
}

async function hear(line, answer, text) {
  const status = answer?.status ?? 0;
  const signedOut = status === 401 || Boolean(answer?.redirected && new URL(answer.url).pathname === "/sign-in");
  const elsewhere = answer?.headers.has("HX-Retarget");
  if (signedOut || status !== 200) await line.keeping; // what is told of a failure says whether the words are safe
  if (signedOut || !status) {
    trouble = signedOut ? "signed-out" : "lost";
    later();
    tell({ line, kind: trouble });
  } else if (status < 400) await saved(line, text);
  else if (status >= 500 || AGAIN.has(status)) {
    line.stuck = "lost";
    later();
    tell({ line, kind: "lost", text });
  } else await refused(line, text, elsewhere);
}

async function saved(line, text) {
  wait = FIRST_WAIT;
  const record = line.sent;
  const element = elementOf(line);
  if (element) await swap(element, text);
  else swapAround(record.url, text);
  line.sent = null;
  if (line.next) await follow(line, record, element ? fields.version(line.id) : fields.versionIn(text, line.id));
  else {
    lines.delete(line.url);
    await forget(line, record);
  }
  tell({ line, kind: "saved" });
}

// What was typed after a save rests on what became of that save.
async function follow(line, record, version) {
  line.next.version = version;
  line.next.kept = false;
  persist(line);
  await forget(line, record);
}

async function forget(line, record) {
  await line.keeping;
  await store.forget(record.number).catch(() => {});
}

async function refused(line, text, elsewhere) {
  const record = line.sent;
  line.sent = null;
  if (line.next) {
    // What was typed since may be taken; or it is what there is to choose from. Where all but a field of the save was kept, its answer says so
    // by another version.
    const version = fields.versionIn(text, line.id);
    line.ready = true;
    await follow(line, record, version === "0" ? record.version : version);
    return;
  }
  line.refused = record;
  line.stuck = "refused";
  const element = elementOf(line);
  if (element && !elsewhere) await swap(element, text);
  tell({ line, kind: "refused", element, text, elsewhere: elsewhere || !element });
}

// --- what was left behind ---------------------------------------------------------------------------------------------------
// A record of a page that is no more: shown where it belongs, if that is here, and sent.
export function adopt(record, number) {
  const line = lineFor(record.url, record.id);
  const kept = { ...record, number, kept: true };
  const typedHere = line.next && !line.sent;
  if (!line.sent) {
    kept.version ??= fields.version(record.id);
    line.sent = kept;
    if (typedHere) line.next.version = null;
  } else if (!line.next) Object.assign(line, { next: kept, ready: true });
  const element = elementOf(line);
  if (element && !typedHere) fields.write(element, (line.next ?? line.sent).fields);
  tell({ line, kind: "waiting" });
}

// Somebody decided against what was typed: nothing of it is kept.
export async function drop(line) {
  lines.delete(line.url);
  clearTimeout(line.due);
  for (const one of held(line)) await forget(line, one);
  tell({ kind: "rest" });
}

// The page goes: what still waits for its pause is sent with it. Nobody hears the answer, so the next page sends it again.
export function part() {
  if (trouble) return;
  for (const line of lines.values()) {
    if (line.next && !line.sent) post(line.next).catch(() => {});
  }
}

// Resolves once nothing is on its way or waiting, or after so many milliseconds: whether all is saved.
export async function settle(most) {
  again();
  const limit = new Promise((resolve) => setTimeout(resolve, most));
  await Promise.race([limit, (async () => { while (running) await running; })()]);
  return !unsaved().length;
}
