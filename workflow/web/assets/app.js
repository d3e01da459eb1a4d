// The page works without this file. It adds: saves without leaving the page (htmx), fields revealed by a choice, focus on the error
// summary, one click for one press, and honest words when a save did not arrive.
import "./trusted.js";
import { createAll } from "govuk-frontend/dist/govuk/init.mjs";
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs";
import "./saving/index.js";
import "./keys.js";
import "./scoring.js";
import "./passkeys.js";

const COMPONENTS = [Button, Checkboxes, ErrorSummary, Radios];
const DOUBLE_CLICK = 1000; // milliseconds
const LOST =
  "Nothing was saved: Care Profile cannot be reached. What you typed is still here. Check the connection, then try again.";

function start(scope) {
  for (const Component of COMPONENTS) createAll(Component, undefined, { scope, onError: () => {} });
}

document.body.classList.add("js-enabled", "govuk-frontend-supported");
start(document.body);
document.addEventListener("htmx:after:swap", () => start(document.body)); // what has started already is left alone

// One press is one post. Forms that htmx sends are answered in place and may be sent again at once.
const sent = new WeakMap();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (event.timeStamp - (sent.get(form) ?? -DOUBLE_CLICK) < DOUBLE_CLICK) event.preventDefault();
  else sent.set(form, event.timeStamp);
});

// A save that never arrived says so where everything else that goes wrong is said.
function problem(text) {
  const region = document.getElementById("problem");
  if (!region) return;
  const box = document.createElement("div");
  const words = document.createElement("p");
  box.className = "problem__box";
  words.className = "govuk-body";
  words.textContent = text;
  box.append(words);
  region.replaceChildren(box);
}

document.addEventListener("htmx:error", (event) => {
  if (event.detail?.error?.name !== "AbortError" || event.detail?.ctx?.request?.signal?.reason === "timeout") problem(LOST);
});
// What went wrong is taken away once something went right again.
document.addEventListener("htmx:after:request", (event) => {
  const region = document.getElementById("problem");
  if (region && event.detail?.ctx?.response?.status < 400) region.replaceChildren();
});
