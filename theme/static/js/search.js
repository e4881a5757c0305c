/** Searches the whole text of the site; the index is loaded when one first searches. Enhances `[data-search]`, a dialog or a part of a page. */

for (const box of document.querySelectorAll("[data-search]")) {
  const field = /** @type {HTMLInputElement} */ (box.querySelector("input"));
  const list = /** @type {HTMLElement} */ (box.querySelector("[data-search-results]"));
  const status = /** @type {HTMLElement} */ (box.querySelector("[data-search-status]"));
  let engine, asked = 0;

  const load = () => (engine ??= import(box.dataset.search).then(async (found) => (await found.init?.(), found)));

  /** @param {{url: string, meta: {title?: string}, excerpt: string}} found */
  function entry(found) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = found.url;
    link.textContent = found.meta.title ?? found.url;
    const excerpt = document.createElement("p");
    excerpt.innerHTML = found.excerpt; // text with <mark>, made by the build from our own pages
    item.append(link, excerpt);
    return item;
  }

  async function search() {
    const words = field.value.trim(), turn = ++asked;
    if (!words) {
      list.replaceChildren();
      status.textContent = "";
      return;
    }
    try {
      const { results } = await (await load()).search(words);
      const shown = await Promise.all(results.slice(0, 8).map((result) => result.data()));
      if (turn !== asked) return;
      list.replaceChildren(...shown.map(entry));
      status.textContent = results.length === 1 ? "1 page" : `${results.length} pages`;
    } catch {
      status.textContent = "The search is there once the site is built: ./inv build";
    }
  }

  if (box instanceof HTMLDialogElement) {
    for (const opener of document.querySelectorAll("[data-search-open]")) {
      opener.hidden = false;
      opener.addEventListener("click", () => box.showModal());
    }
    box.addEventListener("click", (event) => event.target === box && box.close());
  }
  field.addEventListener("focus", load, { once: true });
  field.addEventListener("input", search);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && document.activeElement === field) {
      event.preventDefault(); // which would close the dialog
      list.querySelector("a")?.click();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [field, ...list.querySelectorAll("a")];
    const index = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    stops[Math.min(Math.max(index, 0), stops.length - 1)].focus();
    event.preventDefault();
  });
}
