// What depends on this moment and on where the reader is: fragments of "now", the reader's zone, local times.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const STALE = 60_000;

// <div data-now-url="…" [data-zone="…"]>: its content is fetched anew; when that fails, what the server sent stays.
// Where the page has places with data-now-part, each is filled from the part of that name in what was fetched: one request for all.
async function refresh(root) {
  const url = new URL(root.dataset.nowUrl, location.href);
  url.searchParams.set("fragment", "1");
  url.searchParams.set("zone", root.dataset.zone || zone);
  root.setAttribute("aria-live", "polite");
  const answer = await fetch(url, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const { body } = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!parts.length) fill(root, body);
  for (const part of parts) {
    const found = body.querySelector(`[data-now-part="${part.dataset.nowPart}"]`);
    if (found) fill(part, found);
  }
}

function fill(place, { innerHTML, childNodes }) {
  if (innerHTML !== place.innerHTML) place.replaceChildren(...[...childNodes].map((node) => node.cloneNode(true)));
  localTimes(place);
}

// <time datetime="…" data-local>: the reader's own clock is added where it shows something else.
function localTimes(within) {
  const words = new Intl.DateTimeFormat(document.documentElement.lang, {
    weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  for (const time of within.querySelectorAll("time[data-local]:not([data-done])")) {
    const added = document.createElement("span");
    added.className = "local-time";
    added.textContent = ` (${words.format(new Date(time.dateTime))} where you are)`;
    time.dataset.done = "";
    if (time.dataset.local !== zone) time.after(added);
  }
}

// <select data-guess-zone>: nothing was chosen, so the reader's own zone stands first.
function guessZone(select) {
  const option = [...select.options].find(({ value }) => value === zone);
  if (option) option.selected = true;
}

// [data-wants-zone]: a page whose moments stand in the site's zone, as the address names none: it is loaded in the reader's.
const wants = document.querySelector("[data-wants-zone]");
if (wants && zone && !new URLSearchParams(location.search).has("zone")) {
  const url = new URL(location.href);
  url.searchParams.set("zone", zone);
  location.replace(url);
}

const places = [...document.querySelectorAll("[data-now-url]")];
const parts = [...document.querySelectorAll("[data-now-part]")];
let refreshedAt = Date.now();
localTimes(document);
places.forEach(refresh);
document.querySelectorAll("select[data-guess-zone]").forEach(guessZone);
document.addEventListener("visibilitychange", () => {
  if (document.hidden || Date.now() - refreshedAt < STALE) return;
  refreshedAt = Date.now();
  places.forEach(refresh);
});
