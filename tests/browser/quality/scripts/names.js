// What every check of a page in the browser shares: how an element is called in a finding, and whether it is seen.

function nameOf(element) {
  const steps = [];
  for (let at = element; at && at !== document.body && steps.length < 3; at = at.parentElement) {
    const classes = [...at.classList].slice(0, 2).map((each) => `.${each}`).join("");
    steps.unshift(at.id ? `${at.localName}#${at.id}` : at.localName + classes);
    if (at.id) break;
  }
  const text = (element.getAttribute("aria-label") || element.textContent || element.value || "").trim().replace(/\s+/g, " ");
  return `${steps.join(" > ")}${text ? ` “${text.slice(0, 40)}”` : ""}`;
}

// Text for screen readers only: cut down to a pixel, or clipped to nothing.
function isForEarsOnly(element) {
  for (let at = element; at && at !== document.body; at = at.parentElement) {
    const { width, height } = at.getBoundingClientRect();
    const { clip, clipPath, overflow, position } = getComputedStyle(at);
    if (clipPath === "inset(50%)" || (position === "absolute" && clip !== "auto")) return true;
    if (position === "absolute" && overflow !== "visible" && width <= 2 && height <= 2) return true;
  }
  return false;
}

function isSeen(element) {
  // Of a part of a drawing that is not displayed, Chromium says that it is.
  const isDrawn = !(element instanceof SVGElement) || [element, ...ancestors(element)].every((at) => getComputedStyle(at).display !== "none");
  return isDrawn && element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && !isForEarsOnly(element);
}

function ancestors(element) {
  const found = [];
  for (let at = element.parentElement; at; at = at.parentElement) found.push(at);
  return found;
}

function floats(element) {
  return [element, ...ancestors(element)].some((at) => ["fixed", "sticky"].includes(getComputedStyle(at).position) || at.matches(":popover-open, dialog[open], .suggestions"));
}
