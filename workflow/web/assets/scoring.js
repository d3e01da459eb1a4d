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
