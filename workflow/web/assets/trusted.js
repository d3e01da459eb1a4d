// Markup reaches the page from here and from nowhere else: the content policy demands it of the browser, and names this one way in. What
// comes through is what our own server answered. Nothing at all may be made into script, but the one worker that stands beside this script.
import htmx from "htmx.org/dist/htmx.esm.js";

function beside(app) {
  if (new URL(app).origin !== location.origin) throw new Error("The worker is ours or there is none.");
  return new URL("worker.js", app).href;
}

const own = { createHTML: (html) => html, createScriptURL: beside };
const policy = window.trustedTypes?.createPolicy("careprofile", own) ?? own;

export const parsed = (html) => new DOMParser().parseFromString(policy.createHTML(html), "text/html");

export const worker = (app) => policy.createScriptURL(app);

function Never() {
  throw new Error("Nothing here is made into script.");
}

htmx.registerExtension("trusted", { init: (inside) => inside.initSecurity(policy, Never, Never) });
