// Puts the answer of a save where it belongs: its main body beside the fields, its other parts where their ids are. Nothing typed is touched.
import htmx from "htmx.org/dist/htmx.esm.js";
import { parsed } from "../trusted.js";

export async function swap(element, text) {
  const { activeElement } = document;
  const within = element.contains(activeElement);
  await htmx.swap({ text, target: document.getElementById(`state-${element.dataset.saves}`), swap: "innerHTML", sourceElement: element });
  // A button that was swapped away leaves the reader's place where it was.
  if (within && document.activeElement === document.body) element.focus({ preventScroll: true });
}

// The answer of a save whose element is on another page: what it changes in the bar is taken over here too, where both are of one scoring.
export function swapAround(url, text) {
  const [, place, id] = url.split("/");
  if (!location.pathname.startsWith(`/${place}/${id}/`)) return;
  for (const fresh of parsed(text).querySelectorAll("[id][hx-swap-oob]")) {
    fresh.removeAttribute("hx-swap-oob");
    document.getElementById(fresh.id)?.replaceWith(fresh);
  }
}
