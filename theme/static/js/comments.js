/** Loads comments when a reader asks for them, and not before. Enhances `[data-comments]`. */

for (const button of document.querySelectorAll("[data-comments]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const script = document.createElement("script");
    script.src = "https://giscus.app/client.js";
    script.crossOrigin = "anonymous";
    for (const { name, value } of button.attributes) if (name.startsWith("data-") && name !== "data-comments") script.setAttribute(name, value);
    button.replaceWith(script);
  });
}
