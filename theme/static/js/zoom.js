/** Shows a picture as large as the window, in a dialog. Enhances the figures of an article. */

const PICTURES = ".article-body :is(figure > img, figure > .drawing, p > img:only-child)";
const dialog = document.createElement("dialog");
dialog.className = "zoom";
dialog.setAttribute("aria-label", "Picture");
dialog.addEventListener("click", () => dialog.close());

/** @param {Element} picture */
function show(picture) {
  const copy = /** @type {Element} */ (picture.cloneNode(true));
  ["loading", "sizes", "tabindex", "role"].forEach((name) => copy.tagName === "IMG" && copy.removeAttribute(name));
  const close = document.createElement("button");
  close.type = "button";
  close.className = "zoom-close";
  close.textContent = "Close";
  dialog.replaceChildren(close, copy);
  dialog.showModal();
}

const pictures = document.querySelectorAll(PICTURES);
if (pictures.length) document.body.append(dialog);
for (const picture of pictures) {
  if (picture.closest("a")) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "zoom-open";
  const name = picture.getAttribute("alt") ?? picture.getAttribute("aria-label");
  button.setAttribute("aria-label", `Enlarge: ${name || "picture"}`);
  picture.replaceWith(button);
  button.append(picture);
  button.addEventListener("click", () => show(picture));
}
