// What stands in while a page of a scoring cannot be fetched: a page of ours instead of the browser's own, which says what became of the
// words. It keeps that one page, which says nothing of anybody, and looks at nothing but whether a page came.
const PAGE = "/no-connection";
const CACHE = self.location.pathname; // changes with every version of what is served

async function keep() {
  const page = await fetch(PAGE, { credentials: "omit", cache: "reload" });
  if (!page.ok) throw new Error("no page");
  await (await caches.open(CACHE)).put(PAGE, page);
}

async function tidy() {
  const older = (await caches.keys()).filter((name) => name !== CACHE);
  await Promise.all(older.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function instead(error) {
  const page = await caches.match(PAGE);
  if (!page) throw error;
  return page;
}

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate" && event.request.method === "GET") event.respondWith(fetch(event.request).catch(instead));
});
