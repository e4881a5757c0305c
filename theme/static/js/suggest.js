/** Says which page was probably meant, where there is none. Enhances `[data-suggest]`, which names the sitemap. */

const ALIKE = 0.4; // how much of two addresses' pairs of letters must be the same

/** @param {string} text */
const pairs = (text) => new Set([...text.toLowerCase()].slice(1).map((letter, index) => text.toLowerCase()[index] + letter));

/** @param {string} first @param {string} second */
function likeness(first, second) {
  const [one, two] = [pairs(first), pairs(second)];
  return (2 * [...one].filter((pair) => two.has(pair)).length) / (one.size + two.size || 1);
}

for (const place of document.querySelectorAll("[data-suggest]")) {
  const map = await fetch(place.dataset.suggest).then((answer) => (answer.ok ? answer.text() : ""), () => "");
  const pages = [...map.matchAll(/<loc>([^<]+)<\/loc>/g)].map((match) => new URL(match[1]));
  const [best] = pages.map((page) => ({ page, value: likeness(page.pathname, location.pathname) })).sort((one, two) => two.value - one.value);
  if (!best || best.value < ALIKE) continue;
  const link = document.createElement("a");
  link.href = best.page.href;
  link.textContent = best.page.pathname;
  place.append("Did you mean ", link, "?");
}
