// Says in the console, where a visitor hears it, what a page does unheard: what its policy forbids, and live regions
// that come with their text, which a screen reader may never say.

addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
  console.error(`Content Security Policy: ${violatedDirective} forbids ${blockedURI}`);
});

addEventListener("DOMContentLoaded", () => {
  const LIVE = "[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log], output";
  const hearing = new Set(document.querySelectorAll(LIVE));
  new MutationObserver((records) => {
    for (const node of records.flatMap(({ addedNodes }) => [...addedNodes])) {
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      for (const region of [node, ...node.querySelectorAll("*")].filter((each) => each.matches(LIVE))) {
        if (hearing.has(region) || [...hearing].some((known) => known.contains(region))) continue;
        hearing.add(region);
        if (region.textContent.trim()) {
          console.error(`a live region came with its text: <${region.localName} class="${region.className}">; ` +
            "let it stand empty first, and fill it then");
        }
      }
    }
  }).observe(document, { childList: true, subtree: true });
});
