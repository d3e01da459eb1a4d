// Grading by keyboard. The keys work only while the focus is in an item, and never while somebody types: digits choose the grade of that
// value, letters a state, arrows go between items, Enter on. What a grade rests on unfolds as soon as the grade asks for it. Everything
// here can be done without it.
const ITEMS = "[data-item]";
const TYPING = "textarea, select, input:not([type=radio], [type=checkbox])";
const WAIT = 700; // milliseconds in which a second digit makes a number of two
let typed = "";
let typedAt = 0;

const all = () => [...document.querySelectorAll(ITEMS)];

// --- what a key does ------------------------------------------------------------------------------------------------------
function choose(item, value) {
  const radio = [...item.querySelectorAll(`[name="answer-${CSS.escape(item.dataset.item)}"]`)].find((one) => one.value === value);
  if (!radio || radio.disabled) return false;
  if (!radio.checked) radio.click(); // as a finger would: what listens to a change hears of it
  radio.focus(); // or the arrows would go on from the answer of before
  return true;
}

// On a scale with grades of two digits, a digit that follows another soon makes one number with it where there is such a grade.
function digit(item, key, now) {
  const both = now - typedAt < WAIT ? typed + key : "";
  typed = key;
  typedAt = now;
  return (both && choose(item, both)) || choose(item, key);
}

function go(item) {
  if (!item) return false;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "start", behavior: "instant" });
  return true;
}

function step(item, by) {
  const items = all();
  return go(items[items.indexOf(item) + by]);
}

// Enter goes to the next item, after the last one to the next part.
function onwards(item) {
  if (step(item, 1)) return true;
  document.querySelector("[data-onwards]")?.click();
  return true;
}

function explain() {
  const keys = document.getElementById("keys");
  if (!keys) return false;
  keys.open = true;
  keys.querySelector("summary").focus();
  return true;
}

const letters = (item) => JSON.parse(item.closest("[data-keys]")?.dataset.keys ?? "{}");
const MOVES = { j: 1, k: -1 };

function act(item, event) {
  const { key, target } = event;
  const inRadio = target.matches("input[type=radio]");
  if (/^[0-9]$/.test(key)) return digit(item, key, event.timeStamp);
  const lettered = letters(item)[key];
  if (lettered) return choose(item, lettered);
  if (MOVES[key]) return step(item, MOVES[key]);
  if (key === "?") return explain();
  if (key === "Enter" && (inRadio || target === item)) return onwards(item);
  // In a group of radio buttons the arrows belong to the group, as everywhere.
  if (target === item && key === "ArrowDown") return step(item, 1);
  if (target === item && key === "ArrowUp") return step(item, -1);
  return false;
}

// In a sheet that is typed in, Enter keeps the row and goes on to the mark of the next one, after the last to the button; nothing is sent whole.
function enterInSheet(event) {
  const row = event.target.closest?.(".sheet-row");
  if (!row || event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
  event.preventDefault();
  if (!event.target.matches("[name^='mark-']")) {
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
    return;
  }
  const rows = [...document.querySelectorAll(".sheet-row")];
  const next = rows[rows.indexOf(row) + 1]?.querySelector("[name^='mark-']") ?? row.form.querySelector("button[type=submit]:not([name])");
  next?.focus(); // leaving the mark is what saves it
  next?.select?.();
}
document.addEventListener("keydown", enterInSheet);

document.addEventListener("keydown", (event) => {
  const item = event.target.closest?.(ITEMS);
  if (!item || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.matches(TYPING)) {
    // Enter in a line of text keeps it; it does not send the whole page.
    if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();
      event.target.dispatchEvent(new Event("change", { bubbles: true }));
    }
    return;
  }
  if (act(item, event)) event.preventDefault();
});

// --- what unfolds by itself -------------------------------------------------------------------------------------------------
document.addEventListener("change", ({ target }) => {
  if (!target.matches?.("[name^='answer-'], [name^='mark-']")) return;
  const fold = target.closest("[data-saves]")?.querySelector("details[data-opens-for]");
  if (fold && fold.dataset.opensFor.split(" ").includes(target.value.trim()) && !named(fold)) fold.open = true;
});

const named = (fold) => [...fold.querySelectorAll(".ticks input, .told input")].some((one) => (one.type === "checkbox" ? one.checked : one.value));

// A link to a field in something folded unfolds it; a link to an item, or to what somebody says of it, takes the focus there.
function arrive() {
  const there = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!there) return;
  const fold = there.closest("details");
  if (fold) fold.open = true;
  if (there.matches(`${ITEMS}, .voice`) || fold) there.focus({ preventScroll: Boolean(fold) });
}
window.addEventListener("hashchange", arrive);
document.addEventListener("click", ({ target }) => {
  const link = target.closest?.("a[href^='#']");
  if (link && link.hash === location.hash) arrive();
});
arrive();
