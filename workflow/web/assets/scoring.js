// The scoring page: it never moves under a finger. What is chosen and typed is kept by ./saving.

// Choosing a card folds the others on a phone; the chosen one stays where the finger is.
let touched = null;
document.addEventListener("pointerdown", ({ target }) => {
  const card = target.closest?.(".descriptor-card");
  touched = card && { card, top: card.getBoundingClientRect().top };
});
document.addEventListener("change", ({ target }) => {
  const card = target.closest?.(".descriptor-card");
  if (card && touched?.card === card) {
    window.scrollBy({ top: card.getBoundingClientRect().top - touched.top, behavior: "instant" });
  }
  touched = null;
});

// A prompt is answered by its words: while there are any, "Written down" is chosen, also instead of "Did not want to say"; beside any other reason they
// say why it is so. The server sees it so too.
function wordsAnswer({ target }) {
  const item = target.closest?.("[data-item]");
  const written = item?.querySelector("[name^='answer-'][value='noted']");
  const words = item?.querySelector("[name^='note-']");
  if (!written || !words) return;
  const chosen = item.querySelector("[name^='answer-']:checked")?.value;
  if (words.value.trim()) written.checked ||= !chosen || chosen === "refused";
  else if (target === words) written.checked = false;
}
document.addEventListener("input", wordsAnswer, true); // before what is on the page is read to be kept
document.addEventListener("change", wordsAnswer, true);
