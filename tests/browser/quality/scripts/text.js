// Text that is cut off, stands outside the screen, or lies on other text. Answers a list of findings.

(() => {
  const found = [];
  const wide = document.documentElement.clientWidth;
  const lines = [];

  function outermostTooWide() {
    const tooWide = [...document.body.querySelectorAll("*")].filter((each) =>
      each.getBoundingClientRect().right > wide + 1 && isSeen(each)
      && !ancestors(each).some((at) => getComputedStyle(at).overflowX !== "visible"));
    return tooWide.slice(0, 3).map(nameOf).join("; ");
  }

  // What an ancestor cuts away is a finding; what a scrolling one holds back can be scrolled to.
  function shownPart(rect, element) {
    let { left, right, top, bottom } = rect;
    const slack = rect.height / 4;
    for (const at of [element, ...ancestors(element)]) {
      const style = getComputedStyle(at);
      if (style.overflowX === "visible" || at === document.body || at === document.documentElement) continue;
      const edge = at.getBoundingClientRect();
      const cuts = ["hidden", "clip"].includes(style.overflowX);
      if (cuts && (left < edge.left - 1 || right > edge.right + 1 || top < edge.top - slack || bottom > edge.bottom + slack)) {
        return { cutBy: at };
      }
      left = Math.max(left, edge.left); right = Math.min(right, edge.right);
      top = Math.max(top, edge.top); bottom = Math.min(bottom, edge.bottom);
      if (right - left < 2 || bottom - top < 2) return null;
    }
    return { left, right, top, bottom };
  }

  function read(node) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("script, style, noscript, template, select, textarea, title") || !isSeen(element)) return;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      if (rect.width < 2 || rect.height < 2 || rect.bottom + scrollY < 0) continue;
      const part = shownPart(rect, element);
      if (!part) continue;
      if (part.cutBy) {
        found.push(`text is cut off: ${nameOf(element)} by ${nameOf(part.cutBy)}; let it wrap, or let its box grow`);
      } else if (part.right > wide + 1 || part.left < -1) {
        found.push(`text stands outside the screen: ${nameOf(element)}; let it wrap, or scroll in a box of its own`);
      } else {
        lines.push({ ...part, element, node });
      }
    }
  }

  function areOneOnAnother(a, b) {
    const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    return width > 2 && height > 0.4 * Math.min(a.bottom - a.top, b.bottom - b.top);
  }

  if (document.documentElement.scrollWidth > wide) {
    found.push(`the page scrolls sideways: ${document.documentElement.scrollWidth} px in ${wide}: ${outermostTooWide()}`);
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) read(walker.currentNode);
  lines.sort((a, b) => a.top - b.top);
  lines.forEach((line, n) => {
    for (let next = n + 1; next < lines.length && lines[next].top < line.bottom; next += 1) {
      const other = lines[next];
      if (other.node === line.node || !areOneOnAnother(line, other) || floats(line.element) !== floats(other.element)) continue;
      found.push(`text lies on text: ${nameOf(line.element)} and ${nameOf(other.element)}; give each room of its own`);
    }
  });
  return [...new Set(found)];
})()
