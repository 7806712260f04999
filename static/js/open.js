// The start page: one answer says for every vendor whether its support is open now; each [data-open] takes its own part of it.

const vendors = document.querySelector("[data-open-url]");
const STALE = 60_000;
let askedAt = 0;

async function tell() {
  askedAt = Date.now();
  const url = new URL(vendors.dataset.openUrl, location.href);
  url.searchParams.set("zone", Intl.DateTimeFormat().resolvedOptions().timeZone);
  const answer = await fetch(url).catch(() => null);
  if (!answer?.ok) return;
  const told = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of told.querySelectorAll("[data-open]")) {
    const place = vendors.querySelector(`[data-open="${CSS.escape(part.dataset.open)}"]`);
    if (place && !place.contains(document.activeElement)) place.replaceChildren(...part.childNodes);
  }
}

if (vendors) {
  tell();
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && Date.now() - askedAt > STALE) tell();
  });
}
