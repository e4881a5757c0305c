/** Marks the section one reads in the table of contents beside the text. Enhances `[data-contents]`. */

for (const contents of document.querySelectorAll("[data-contents]")) {
  const links = new Map([...contents.querySelectorAll("a")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const headings = [...links.keys()].flatMap((id) => document.getElementById(id) ?? []);
  let current;
  const mark = () => {
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < window.innerHeight / 4);
    const link = links.get(passed.at(-1)?.id);
    if (link === current) return;
    current?.removeAttribute("aria-current");
    link?.setAttribute("aria-current", "true");
    current = link;
  };
  new IntersectionObserver(mark, { rootMargin: "0px 0px -75% 0px" }).observe(contents);
  document.addEventListener("scroll", () => requestAnimationFrame(mark), { passive: true });
  mark();
}
