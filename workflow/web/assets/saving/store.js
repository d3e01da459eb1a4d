// What has to outlive the page: what could not be sent yet, in IndexedDB, encrypted under a key that this page holds in memory only and that
// the server gives to the same person, signed in, and to nobody else. In the clear stand random names and nothing else.
const DATABASE = "careprofile";
const KEY_BYTES = 32;
const IV_BYTES = 12;
const me = crypto.randomUUID?.() ?? ""; // this page, among those of the browser
const news = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(DATABASE);
const possible = Boolean(me && crypto.subtle && navigator.locks && window.indexedDB);

let database = null;
let open = null; // {id, key} once the store of this person is open
let opening = null;
let living = false; // whether the others see that this page lives

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function connect() {
  if (database) return database;
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("stores", { keyPath: "id" });
    request.result.createObjectStore("waiting", { keyPath: "number", autoIncrement: true });
  };
  database = await done(request);
  database.onversionchange = () => disconnect(); // another page of ours takes the database away
  return database;
}

function disconnect() {
  database?.close();
  database = null;
}

async function within(names, mode, act) {
  const transaction = (await connect()).transaction(names, mode);
  const result = await act(...names.map((name) => transaction.objectStore(name)));
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
  return result;
}

async function exists() {
  if (!indexedDB.databases) return true;
  return (await indexedDB.databases()).some(({ name }) => name === DATABASE);
}

// --- the key ------------------------------------------------------------------------------------------------------------
// Resolves to the key, or to null where this store is somebody else's. Throws where nobody can say now.
async function ask(id, shownTo) {
  const headers = { "HX-Request": "true", "X-Shown-To": shownTo };
  const answer = await fetch("/drafts/key", { method: "POST", headers, body: new URLSearchParams({ store: id }) });
  if (answer.status === 404) return null;
  if (answer.status !== 200 || answer.redirected) throw new Error("no key");
  const bytes = Uint8Array.from(atob(await answer.text()), (letter) => letter.charCodeAt(0));
  if (bytes.length !== KEY_BYTES) throw new Error("no key");
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

async function find(shownTo, make) {
  const stores = make || (await exists()) ? await within(["stores"], "readonly", (all) => done(all.getAllKeys())) : [];
  for (const id of stores) {
    const key = await ask(id, shownTo);
    if (key) return { id, key };
  }
  if (!make) return null;
  const id = crypto.randomUUID();
  const key = await ask(id, shownTo);
  if (!key) return null;
  await within(["stores"], "readwrite", (all) => done(all.put({ id })));
  return { id, key };
}

// Opens this person's store, and makes one where there is none; false where there can be none, or not now.
export async function openFor(shownTo, { make = true } = {}) {
  if (!possible || !shownTo) return false;
  if (open) return true;
  opening ??= navigator.locks
    .request(`${DATABASE}-opening`, () => find(shownTo, make))
    .catch(() => null)
    .then(opened);
  return opening;
}

function opened(found) {
  opening = null;
  open = found;
  if (open && !living) {
    living = true;
    navigator.locks.request(`${DATABASE}-page-${me}`, () => new Promise(() => {})); // held while the page lives
  }
  return Boolean(open);
}

export const isOpen = () => Boolean(open);

// Whether any page of this browser left anything behind, whoever may read it.
export async function holdsSomething() {
  if (!possible || !(await exists())) return false;
  return (await within(["waiting"], "readonly", (all) => done(all.count()))) > 0;
}

// --- what waits -----------------------------------------------------------------------------------------------------------
async function seal(record) {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const plain = new TextEncoder().encode(JSON.stringify(record));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(open.id) }, open.key, plain);
  return { store: open.id, owner: me, iv, sealed };
}

async function unseal(row) {
  const way = { name: "AES-GCM", iv: row.iv, additionalData: new TextEncoder().encode(open.id) };
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(way, open.key, row.sealed)));
}

// Keeps a record, in the place of number `number` where it has one. Resolves to its number.
export async function keep(record, number = null) {
  const row = await seal(record);
  if (number !== null) row.number = number;
  return within(["waiting"], "readwrite", (all) => done(all.put(row)));
}

export async function forget(number) {
  if (open && number !== null) await within(["waiting"], "readwrite", (all) => done(all.delete(number)));
}

// What pages of this person that are no more left behind, in order; the page has them from now on. What cannot be read any more, because
// its key is gone, is taken away. `each` is called with [record, number] pairs of one page after the other, also later, with what pages that live now leave.
export async function adopt(each) {
  const rows = (await within(["waiting"], "readonly", (all) => done(all.getAll()))).filter((row) => row.store === open.id);
  for (const owner of new Set(rows.map((row) => row.owner))) {
    if (owner === me || adopting.has(owner)) continue;
    adopting.add(owner);
    navigator.locks.request(`${DATABASE}-page-${owner}`, () => take(owner, each)).catch(() => adopting.delete(owner));
  }
}
const adopting = new Set();

async function take(owner, each) {
  const all = await within(["waiting"], "readonly", (waiting) => done(waiting.getAll()));
  const found = [];
  for (const row of all.filter((one) => open && one.store === open.id && one.owner === owner)) {
    const record = await unseal(row).catch(() => null);
    if (!record) await forget(row.number);
    else found.push([record, await keep(record, row.number)]);
  }
  adopting.delete(owner);
  each(found);
}

export async function waitingElsewhere(mine) {
  if (!open) return 0;
  const rows = await within(["waiting"], "readonly", (all) => done(all.getAll()));
  return rows.filter((row) => row.store === open.id && !mine.has(row.number)).length;
}

// --- signing out ----------------------------------------------------------------------------------------------------------
// Takes this person's store away, with all it holds; others' stay, which only they can read.
export async function destroy() {
  if (!open) return;
  const { id } = open;
  open = null;
  news?.postMessage("signed out");
  const left = await within(["stores", "waiting"], "readwrite", async (stores, waiting) => {
    stores.delete(id);
    for (const row of await done(waiting.getAll())) if (row.store === id) waiting.delete(row.number);
    return done(stores.count());
  });
  if (left) return;
  disconnect();
  await new Promise((resolve) => {
    const gone = indexedDB.deleteDatabase(DATABASE);
    gone.onsuccess = gone.onerror = gone.onblocked = resolve;
  });
}

news?.addEventListener("message", () => {
  open = null;
  disconnect();
});
