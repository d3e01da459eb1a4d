// While a page of a scoring cannot be fetched, a page of ours stands in (see ../worker.js), and goes as soon as there is a connection.
import { worker } from "../trusted.js";

const SCORINGS = "/scorings/"; // where people type in kitchens; signing in and all else stays the browser's own affair
const app = document.querySelector('script[src$="/app.js"]').src;

// Once a page keeps what is typed, so that it never slows the first page down.
export function standIn() {
  navigator.serviceWorker?.register(worker(app), { scope: SCORINGS }).catch(() => {});
}

if (document.getElementById("no-connection")) window.addEventListener("online", () => location.reload());
