// A contents list stands open beside the text and marks the clause that is being read; where there is no room it is folded.
// A link to something that is folded opens it, also in browsers that would only jump there.

const wide = matchMedia("(min-width: 64rem)");

function follow(list) {
  const links = new Map();
  for (const link of list.querySelectorAll("a[href^='#']")) {
    const heading = document.getElementById(link.hash.slice(1));
    if (heading) links.set(heading, link);
  }
  let current;
  const mark = () => {
    const passed = [...links.keys()].filter((heading) => heading.getBoundingClientRect().top < innerHeight / 5);
    const link = links.get(passed.at(-1));
    if (link === current) return;
    current?.removeAttribute("aria-current");
    link?.setAttribute("aria-current", "location");
    current = link;
    keepInView(list, link);
  };
  list.addEventListener("toggle", () => keepInView(list, current));
  const watch = new IntersectionObserver(mark, { rootMargin: "0px 0px -80% 0px" });
  for (const heading of links.keys()) watch.observe(heading);
}

// The list scrolls by itself, or on a phone the part of it that is unfolded; the page must not move with it.
function keepInView(list, link) {
  if (!link || !list.open) return;
  for (const box of [list, link.closest("nav")]) {
    const room = box.getBoundingClientRect();
    const { top, bottom } = link.getBoundingClientRect();
    if (top < room.top + 64 || bottom > room.bottom - 64) box.scrollTop += top - room.top - room.height / 2;
  }
}

function fold(list) {
  list.open = wide.matches;
}

function unfold() {
  const aim = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = aim && aim.closest("details:not([open])");
  if (!folded) return;
  folded.open = true;
  aim.scrollIntoView();
}

for (const list of document.querySelectorAll("details.contents")) {
  fold(list);
  follow(list);
  wide.addEventListener("change", () => fold(list));
  list.addEventListener("click", ({ target }) => {
    if (target.closest("a")) fold(list);
  });
}
addEventListener("hashchange", unfold);
unfold();
