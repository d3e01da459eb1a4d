// What an element that saves itself (`[data-saves]`) holds, as the fields that a form would send; and back onto the page.
import { parsed } from "../trusted.js";

const CONTROLS = "input[name], textarea[name], select[name]";
const ANSWERED = new Set(["radio", "checkbox"]);

// The words and choices alone; the version goes with each save anew.
export function read(element) {
  const fields = [];
  for (const control of element.querySelectorAll(CONTROLS)) {
    if (control.matches(":disabled") || control.id === `version-${element.dataset.saves}`) continue;
    if (ANSWERED.has(control.type) && !control.checked) continue;
    if (control.multiple) for (const option of control.selectedOptions) fields.push([control.name, option.value]);
    else fields.push([control.name, control.value]);
  }
  return fields;
}

export function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

// Shows what was typed before. Whoever draws something from a field listens to `restored` as well.
export function write(element, fields) {
  for (const control of element.querySelectorAll(CONTROLS)) {
    const values = fields.filter(([name]) => name === control.name).map(([, value]) => value);
    if (control.type === "hidden") continue;
    if (ANSWERED.has(control.type)) control.checked = values.includes(control.value);
    else if (control.multiple) for (const option of control.options) option.selected = values.includes(option.value);
    else if (values.length) control.value = values[0];
  }
  element.dispatchEvent(new CustomEvent("restored", { bubbles: true }));
}

export function version(id) {
  return document.getElementById(`version-${id}`)?.value ?? "0";
}

// The version that an answer brought for an element that is not on this page.
export function versionIn(html, id) {
  const found = parsed(html).getElementById(`version-${id}`);
  return found?.value ?? "0";
}

// What went wrong, out of an answer that has no place on this page.
export function sentenceIn(html) {
  const found = parsed(html);
  found.querySelectorAll(".govuk-visually-hidden").forEach((hidden) => hidden.remove());
  return (found.querySelector(".govuk-error-message, .problem__box p")?.textContent ?? "").replace(/\s+/g, " ").trim().replace(/^Not saved\. /, "");
}

// What the element is called, and on which page it stands.
export function label(element) {
  const words = element.querySelector("legend, h2, h3, label")?.textContent ?? "";
  const page = document.title.replace(/^Error: /, "").replace(/ – [^–]*$/, "");
  return `${words.replace(/\s+/g, " ").trim()} (${page})`;
}
