// How many characters a field still takes. Nothing is cut off: the site says what is too long, and keeps it.

const PAUSE = 1000;

function words(left) {
  const count = Math.abs(left).toLocaleString(document.documentElement.lang);
  return `${count} character${Math.abs(left) === 1 ? "" : "s"} ${left < 0 ? "too many" : "left"}`;
}

for (const field of document.querySelectorAll("[data-limit]")) {
  const limit = Number(field.dataset.limit);
  const shown = document.createElement("p");
  const said = document.createElement("p");
  shown.className = "count";
  shown.setAttribute("aria-hidden", "true");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  field.after(shown, said);
  let waiting;

  // Seen from half the length on; spoken near the end only, and in a pause.
  function count() {
    const left = limit - [...field.value].length;
    shown.textContent = left <= limit / 2 ? words(left) : "";
    shown.classList.toggle("over", left < 0);
    clearTimeout(waiting);
    waiting = setTimeout(() => { said.textContent = left <= limit / 10 ? words(left) : ""; }, PAUSE);
  }

  field.addEventListener("input", count);
  count();
}
