// Beside the form of a case, as it is typed: articles that may help, what to mask, and what is missing. The site says it all.

const PAUSE = 700;

for (const form of document.querySelectorAll("form[data-look]")) {
  const places = [...document.querySelectorAll("[data-beside]")];
  const shown = new Map();
  let waiting;
  let asking;

  function put(place, html) {
    // Nothing moves that is being used, and nothing that is the same.
    if (shown.get(place) === html || place.contains(document.activeElement)) return;
    const isOpen = place.querySelector("details")?.open;
    place.innerHTML = html;
    if (isOpen) place.querySelector("details")?.setAttribute("open", "");
    shown.set(place, html);
  }

  async function look() {
    asking?.abort();
    asking = new AbortController();
    const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    const answer = await fetch(form.dataset.look, { method: "POST", body, signal: asking.signal }).catch(() => null);
    if (!answer?.ok) return;
    const told = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const place of places) put(place, told.querySelector(`[data-part="${place.dataset.beside}"]`)?.innerHTML ?? "");
  }

  // A draft that is put back is heard too: its events do not bubble.
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  }, true);

  // Whoever opens an article has read it, when the case is sent all the same.
  document.addEventListener("click", ({ target }) => {
    const url = target.closest("[data-helps]")?.dataset.helps;
    if (!url) return;
    const known = form.querySelector(`[name=articles_read][value="${CSS.escape(url)}"]`);
    if (known) return void (known.checked = true);
    const read = document.createElement("input");
    Object.assign(read, { type: "hidden", name: "articles_read", value: url });
    form.append(read);
  });
}
