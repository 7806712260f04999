// What a term means, or how we read a place, beside its link on hover and focus. The words stand in the page already.
// Esc puts it away, the pointer may move onto it, and it stays for as long as the reader does (WCAG 1.4.13).

const LINKS = "a.term, .policy-text a.reading-mark";
const note = document.createElement("p");
note.className = "term-note";
note.setAttribute("role", "status");
document.querySelector("main").append(note);
let shown = null;
let leaving = 0;

function words(link) {
  const place = document.getElementById(link.hash.slice(1));
  return (place?.matches("details") ? place.firstElementChild : place)?.textContent.trim();
}

function show(link) {
  clearTimeout(leaving);
  if (link === shown) return;
  hide();
  note.textContent = words(link);
  shown = link;
  place(link.getClientRects()[0]);
}

// Below the words, or above them where there is no room; never over the edge of the page.
function place({ left, top, bottom }) {
  const { width, height } = note.getBoundingClientRect();
  const isBelow = bottom + height < innerHeight;
  const edge = document.documentElement.clientWidth - width - 8;
  note.style.left = `${scrollX + Math.max(8, Math.min(left, edge))}px`;
  note.style.top = `${scrollY + (isBelow ? bottom : top - height)}px`;
}

function hide() {
  clearTimeout(leaving);
  shown = null;
  note.textContent = "";
}

function leave() {
  clearTimeout(leaving);
  leaving = setTimeout(hide, 250);
}

const linkOf = ({ target }) => target.closest?.(LINKS);

document.addEventListener("pointerover", (event) => {
  if (event.pointerType !== "mouse") return;
  const link = linkOf(event);
  if (link) show(link);
  else if (note.contains(event.target)) clearTimeout(leaving);
  else if (shown && shown !== document.activeElement) leave();
});
document.addEventListener("focusin", (event) => {
  const link = linkOf(event);
  if (link?.matches(":focus-visible")) show(link);
  else hide();
});
document.addEventListener("focusout", leave);
// A finger cannot hover: its first tap shows the words, a second one follows the link.
let isTouch = false;
document.addEventListener("keydown", ({ key }) => {
  isTouch = false;
  if (key === "Escape") hide();
});
document.addEventListener("pointerdown", (event) => {
  isTouch = event.pointerType === "touch";
  if (!linkOf(event) && !note.contains(event.target)) hide();
});
document.addEventListener("click", (event) => {
  const link = linkOf(event);
  if (!link || event.defaultPrevented) return;
  if (isTouch && link !== shown) {
    event.preventDefault();
    show(link);
  } else hide();
});
