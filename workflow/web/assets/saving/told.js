// What is said of saving: beside each element, in the bar, and, where something went wrong, in the region that is read out. Successes are
// shown and not announced; a failure is announced once, not at every try.
import * as fields from "./fields.js";
import * as queue from "./queue.js";

// On a page that was handed over: who has the device is told this and no more, and is offered nothing but their own page.
const handed = document.querySelector("[data-not-saved]")?.dataset.notSaved ?? "";
const LATER = handed ? "Not saved yet" : "Not saved, will keep trying";
let said = ""; // the failure that the region speaks of
const noticed = new Set(); // keys of saves whose refusal was told

function made(tag, className, ...inside) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...inside);
  return element;
}

function button(words, act, className = "link-button") {
  const element = made("button", className, words);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

function signInLink() {
  const here = location.pathname + location.search;
  const anchor = queue.unsaved().map((line) => (line.next ?? line.sent ?? line.refused).anchor).find(Boolean);
  const link = made("a", "govuk-link", queue.safe() ? "Sign in again" : "Sign in again (opens in a new tab)");
  link.href = `/sign-in?next=${encodeURIComponent(anchor ? `${here}#${anchor}` : here)}`;
  if (!queue.safe()) Object.assign(link, { target: "_blank", rel: "noopener" });
  return link;
}

// --- beside the element, and in the bar -------------------------------------------------------------------------------------
function mark(line) {
  const words = document.querySelector(`#state-${CSS.escape(line.id)} .item__saved`);
  if (!words || words.textContent === LATER) return;
  words.textContent = LATER;
  words.classList.add("item__saved--lost");
}

function bar() {
  document.getElementById("bar")?.toggleAttribute("data-waiting", queue.busy() && !queue.troubled());
  const state = document.getElementById("saved-state");
  const words = state?.querySelector(".saved-state__rest");
  if (!words) return;
  const refused = queue.unsaved().find((line) => line.refused && queue.elementOf(line));
  const lost = queue.troubled() || queue.unsaved().some((line) => line.stuck === "lost");
  if (!lost && !refused) return;
  const now = [queue.troubled(), lost, refused?.id, queue.safe()].join();
  if (words.dataset.now === now) return; // nothing is drawn anew under a finger or a focus
  words.dataset.now = now;
  state.className = "saved-state saved-state--failed";
  if (handed) words.replaceChildren(LATER);
  else if (queue.troubled() === "signed-out") words.replaceChildren("Not saved ", signInLink());
  else if (lost) words.replaceChildren(`${LATER} `, button("Try again", queue.again));
  else {
    const link = made("a", "govuk-link saved-state__link", "Not saved");
    link.href = `#state-${refused.id}`;
    words.replaceChildren(link);
  }
}

// --- in the region that is read out -----------------------------------------------------------------------------------------
function kept() {
  return queue.safe()
    ? "What you typed is kept in this browser, encrypted, and saved as soon as it can be."
    : "What you typed is still here, and saved as soon as it can be. Keep this page open until then.";
}

function say(kind, ...inside) {
  const region = document.getElementById("problem");
  if (!region || said === kind) return;
  said = kind;
  const box = made("div", "problem__box", made("p", "govuk-body", ...inside), button("Close", () => box.remove()));
  region.replaceChildren(box);
}

function failed(kind, text) {
  if (handed) say("handed", handed);
  else if (kind === "signed-out") say(kind, made("strong", "", "You have been signed out."), ` ${kept()} `, signInLink());
  else if (text) say(text, `${fields.sentenceIn(text)} ${kept()}`);
  else say(kind, `Nothing was saved: Care Profile cannot be reached. ${kept()}`);
}

function mended() {
  if (!said || queue.troubled() || queue.unsaved().some((line) => line.stuck)) return;
  said = "";
  document.getElementById("problem")?.replaceChildren();
}

// What was typed on a page that is not open and cannot be taken as it is: kept until somebody decides.
function notice(line, text) {
  const { refused } = line;
  const region = document.getElementById("problem");
  if (!region || handed || noticed.has(refused.key)) return; // it goes on waiting, and is told on the practitioner's own page
  noticed.add(refused.key);
  const box = made("div", "problem__box");
  const words = refused.fields.map(([, value]) => value).filter((value) => value.includes(" "));
  box.append(made("p", "govuk-body", made("strong", "", `Not saved: ${refused.label}.`), ` ${fields.sentenceIn(text)}`));
  for (const one of words) {
    const typed = made("p", "govuk-body typed-words", one);
    typed.dir = "auto";
    box.append(typed);
  }
  const there = made("a", "govuk-link govuk-!-margin-right-4", "Go there");
  there.href = refused.anchor ? `${refused.where}#${refused.anchor}` : refused.where;
  const letGo = button("Discard it", async () => {
    await queue.drop(line);
    box.remove();
  });
  const group = made("p", "govuk-body", ...(refused.where === location.pathname ? [] : [there]), letGo);
  box.append(group);
  region.append(box);
}

queue.onTold(({ line, kind, text, element, elsewhere }) => {
  if (kind === "lost" || kind === "signed-out") failed(kind, text);
  if (kind === "refused" && elsewhere) notice(line, text);
  for (const one of queue.unsaved()) if (queue.troubled() || one.stuck === "lost") mark(one);
  bar();
  if (kind === "saved") mended();
});

export { button, made };
