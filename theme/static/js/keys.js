/** Keys for those who use no mouse: `/` searches, `j` and `k` go to the next and the last heading, `?` says so. */

const HEADINGS = ".article-body :is(h2, h3, h4)[id]";
const help = /** @type {HTMLDialogElement | null} */ (document.querySelector("[data-keys]"));
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** @param {number} direction */
function step(direction) {
  const headings = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(HEADINGS)]);
  const tops = headings.map((heading) => heading.getBoundingClientRect().top);
  const edge = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
  const index = direction > 0 ? tops.findIndex((top) => top > edge + 2) : tops.findLastIndex((top) => top < edge - 2);
  if (index < 0) return;
  headings[index].tabIndex = -1;
  headings[index].focus({ preventScroll: true });
  headings[index].scrollIntoView({ behavior: calm.matches ? "auto" : "smooth" });
}

const KEYS = {
  "/": () => /** @type {HTMLElement | null} */ (document.querySelector("[data-search-open]"))?.click(),
  "?": () => help?.showModal(),
  j: () => step(1),
  k: () => step(-1),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
  const act = KEYS[/** @type {keyof typeof KEYS} */ (event.key)];
  if (typing || !act || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  act();
});
help?.addEventListener("click", (event) => event.target === help && help.close());
