/**
 * Shows what a reference, a citation or a footnote points to, beside it, while it is hovered or has the focus.
 * Enhances links within the page; without it they are links.
 */

const LINKS = "a:is(.reference, .citation, .footnote-ref)[href^='#']";
const GAP = 8; // pixels between a link and its preview

/** @param {string} id */
function contentOf(id) {
  const target = document.getElementById(id);
  if (!target || target.matches("h2, h3, h4, h5, h6")) return null;
  const copy = /** @type {HTMLElement} */ (target.cloneNode(true));
  copy.querySelectorAll(".cell-source, .citation-back, .footnote-backref").forEach((part) => part.remove());
  [copy, ...copy.querySelectorAll("[id]")].forEach((part) => part.removeAttribute("id"));
  return copy;
}

/** @param {HTMLElement} box @param {DOMRect} link */
function place(box, link) {
  const left = Math.min(Math.max(GAP, link.left), window.innerWidth - box.offsetWidth - GAP);
  const below = link.bottom + GAP + box.offsetHeight < window.innerHeight;
  box.style.left = `${left}px`;
  box.style.top = `${below ? link.bottom + GAP : Math.max(GAP, link.top - GAP - box.offsetHeight)}px`;
}

/** @param {HTMLElement} box @param {HTMLAnchorElement} link */
function show(box, link) {
  if (link.matches(".footnote-ref") && document.documentElement.hasAttribute("data-notes-beside")) return;
  const content = contentOf(decodeURIComponent(link.hash.slice(1)));
  if (!content) return;
  box.replaceChildren(...(content.matches("li") ? content.childNodes : [content]));
  box.showPopover();
  place(box, link.getBoundingClientRect());
}

const box = document.createElement("div");
box.className = "preview";
box.popover = "manual";
box.setAttribute("aria-hidden", "true"); // a screen reader follows the link
const hide = () => box.matches(":popover-open") && box.hidePopover();

if ("popover" in HTMLElement.prototype) {
  document.body.append(box);
  for (const link of document.querySelectorAll(LINKS)) {
    link.addEventListener("mouseenter", () => show(box, link));
    link.addEventListener("focus", () => show(box, link));
    link.addEventListener("mouseleave", hide);
    link.addEventListener("blur", hide);
  }
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  document.addEventListener("scroll", hide, { passive: true });
}
