// What is pressed and is smaller than 24 by 24 CSS pixels (WCAG 2.5.8): a control always, a link where another target
// is within 24 pixels of its middle. Links in a sentence may be as small as their text.

(() => {
  const LEAST = 24;
  const CONTROLS = "button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=tab], [role=option], [role=switch]";
  const targets = [...document.querySelectorAll(`a[href], ${CONTROLS}`)].filter((each) => isSeen(each) || isSeenThroughLabel(each));

  function isSeenThroughLabel(element) {
    return [...(element.labels ?? [])].some(isSeen);
  }

  // A radio button or a checkbox is pressed by its label too.
  function boxOf(element) {
    const boxes = [element, ...(element.matches("[type=radio], [type=checkbox]") ? element.labels : [])].map((each) => each.getBoundingClientRect());
    const left = Math.min(...boxes.map((box) => box.left)), right = Math.max(...boxes.map((box) => box.right));
    const top = Math.min(...boxes.map((box) => box.top)), bottom = Math.max(...boxes.map((box) => box.bottom));
    return { left, right, top, bottom, width: right - left, height: bottom - top, x: (left + right) / 2, y: (top + bottom) / 2 };
  }

  function isInSentence(link) {
    if (!getComputedStyle(link).display.startsWith("inline")) return false;
    let block = link.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    const others = [...block.querySelectorAll("a[href]")].reduce((text, each) => text.replace(each.textContent, ""), block.textContent);
    return /\w{2}/.test(others);
  }

  // The circle around the middle must not reach another target, nor the circle of another small one.
  function isCrowded(box, element) {
    return boxes.find(([other, it]) => {
      if (other === element || element.contains(other) || other.contains(element)) return false;
      const across = Math.max(it.left - box.x, 0, box.x - it.right), down = Math.max(it.top - box.y, 0, box.y - it.bottom);
      const isSmall = it.width < LEAST || it.height < LEAST;
      return Math.hypot(across, down) < LEAST / 2 - 0.5 || (isSmall && Math.hypot(it.x - box.x, it.y - box.y) < LEAST - 0.5);
    });
  }

  const boxes = targets.map((each) => [each, boxOf(each)]);
  const found = [];
  for (const [element, box] of boxes) {
    if (box.width >= LEAST - 0.5 && box.height >= LEAST - 0.5) continue;
    const size = `${Math.round(box.width)} × ${Math.round(box.height)} px`;
    if (element.matches(CONTROLS)) {
      found.push(`a control is ${size}: ${nameOf(element)}; make it at least 24 × 24`);
    } else if (!isInSentence(element)) {
      const crowd = isCrowded(box, element);
      if (crowd) found.push(`a link is ${size} and close to ${nameOf(crowd[0])}: ${nameOf(element)}; pad it, or set them apart`);
    }
  }
  return [...new Set(found)];
})()
