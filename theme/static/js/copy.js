/** Copies code: what was written, without prompts and outputs. Enhances blocks of code; without it one selects them. */

const PROMPT = /^(?:>>> |\.\.\. |\$ |In \[\d+\]: )/; // how lines to be typed begin in sessions
const SHOWN = 1500; // milliseconds for which a button says that it has copied

/** What of a session one types; of anything else, all. @param {string} text */
function typed(text) {
  const lines = text.split("\n");
  const entered = lines.filter((line) => PROMPT.test(line));
  return PROMPT.test(lines[0] ?? "") ? entered.map((line) => line.replace(PROMPT, "")).join("\n") : text;
}

for (const block of document.querySelectorAll(".highlight")) {
  const code = block.querySelector("pre");
  if (!code || !navigator.clipboard) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(typed(code.innerText.replace(/\n$/, "")));
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), SHOWN);
  });
  block.append(button);
}
