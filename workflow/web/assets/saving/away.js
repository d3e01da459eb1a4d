// While a page of a scoring cannot be fetched, a page of ours stands in (see ../worker.js), and goes as soon as there is a connection.
import { worker } from "../trusted.js";

const SCORINGS = "/scorings/"; // where people type in kitchens; signing in and all else stays the browser's own affair
const STAND_IN = "/no-connection";
const FIRST_WAIT = 1000; // milliseconds
const LONGEST_WAIT = 30000;
const app = document.querySelector('script[src$="/app.js"]').src;

// Once a page keeps what is typed, so that it never slows the first page down.
export function standIn() {
  navigator.serviceWorker?.register(worker(app), { scope: SCORINGS }).catch(() => {});
}

// Once what nobody signs in for can be fetched again. A browser says that it is connected before it is, and says nothing of a server that is back.
export function whenReachable(act) {
  let wait = FIRST_WAIT;
  let timer = 0;
  async function look() {
    clearTimeout(timer);
    const answer = await fetch(STAND_IN, { credentials: "omit", cache: "no-store" }).catch(() => null);
    clearTimeout(timer);
    if (answer?.ok) {
      window.removeEventListener("online", look);
      act();
      return;
    }
    timer = setTimeout(look, wait);
    wait = Math.min(2 * wait, LONGEST_WAIT);
  }
  window.addEventListener("online", look);
  timer = setTimeout(look, wait);
}

if (document.getElementById("no-connection")) whenReachable(() => location.reload());
