/**
 * Shows footnotes and cited works beside the text where the page is wide enough; they stay where they are for everybody else.
 * Enhances `[data-sidenotes]`, the body of an article; without it footnotes stand at the end.
 */

const WIDE = window.matchMedia("(min-width: 80rem)"); // as in layout/article.css
const GAP = 12; // pixels between notes
const BACK = ".footnote-backref, .citation-back";

/** A copy for the eye: screen readers and the keyboard use the note itself. @param {HTMLAnchorElement} link */
function noteOf(link) {
  const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!target) return null;
  const note = document.createElement("aside");
  note.className = "side-note";
  note.setAttribute("aria-hidden", "true");
  note.append(...target.cloneNode(true).childNodes);
  note.querySelectorAll(BACK).forEach((back) => back.remove());
  note.querySelectorAll("[id]").forEach((part) => part.removeAttribute("id"));
  note.querySelectorAll("a, [tabindex]").forEach((part) => part.setAttribute("tabindex", "-1"));
  if (link.matches(".footnote-ref")) note.dataset.number = link.textContent ?? "";
  return note;
}

/** @param {HTMLElement} body */
function notesOf(body) {
  const seen = new Set();
  const links = [...body.querySelectorAll("a:is(.footnote-ref, .citation)")].filter((link) => !link.closest(".footnote, .references"));
  return links.flatMap((link) => {
    const note = seen.has(link.hash) ? null : noteOf(link);
    seen.add(link.hash);
    return note ? [{ link, note }] : [];
  });
}

/** Puts each note beside its link, below those before it and below what stands in the gutter. @param {HTMLElement} body @param {ReturnType<typeof notesOf>} notes */
function place(body, notes) {
  const top = body.getBoundingClientRect().top;
  const taken = [...body.querySelectorAll(":scope > [data-layout]:not([data-layout='text'], [data-layout='middle'])")].map((each) => each.getBoundingClientRect());
  let free = 0;
  for (const { link, note } of notes) {
    let at = Math.max(link.getBoundingClientRect().top - top, free);
    for (const box of taken) {
      if (at < box.bottom - top && at + note.offsetHeight > box.top - top) at = box.bottom - top + GAP;
    }
    note.style.top = `${at}px`;
    free = at + note.offsetHeight + GAP;
  }
}

for (const body of document.querySelectorAll("[data-sidenotes]")) {
  /** @type {ReturnType<typeof notesOf> | undefined} */
  let notes;
  const update = () => {
    document.documentElement.toggleAttribute("data-notes-beside", WIDE.matches);
    if (!WIDE.matches) return;
    if (!notes) {
      notes = notesOf(body);
      body.append(...notes.map(({ note }) => note));
    }
    place(body, notes);
  };
  WIDE.addEventListener("change", update);
  new ResizeObserver(update).observe(body);
}
