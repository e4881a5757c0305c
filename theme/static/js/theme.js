// Lets the reader choose between light and dark; without a choice the system's scheme is used.

const STORED = "theme";
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

/** @returns {boolean} whether the page is dark now */
const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

/**
 * Choose a scheme; choosing the system's own forgets the choice.
 * @param {boolean} dark
 */
function choose(dark) {
  const theme = dark ? "dark" : "light";
  const follow = dark === system.matches;
  if (follow) delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (follow) localStorage.removeItem(STORED);
    else localStorage.setItem(STORED, theme);
  } catch {
    // a browser that stores nothing still switches this page
  }
}

/** @type {NodeListOf<HTMLButtonElement>} */
const buttons = document.querySelectorAll("[data-theme-toggle]");

for (const button of buttons) {
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  button.addEventListener("click", () => {
    choose(!isDark());
    show();
  });
  system.addEventListener("change", show);
  show();
  button.hidden = false;
}
