// What has the focus: who it is, where, whether it is seen to have it, and whether something lies on it.

(() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
  const around = [element, ...ancestors(element).slice(0, 3)];

  function isMarked(each) {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(each);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && !/rgba\(.*, 0\)/.test(outlineColor);
  }

  function isOwn(hit) {
    return hit && (element.contains(hit) || hit.contains(element) || [...(element.labels ?? [])].some((label) => label.contains(hit)));
  }

  // Of what is larger than the screen, the part that is on it.
  const [left, top] = [Math.max(box.left, 0), Math.max(box.top, 0)];
  const [wide, high] = [Math.min(box.right, innerWidth) - left, Math.min(box.bottom, innerHeight) - top];
  const points = [[0.5, 0.5], [0.1, 0.1], [0.9, 0.1], [0.1, 0.9], [0.9, 0.9]]
    .map(([x, y]) => [left + wide * x, top + high * y])
    .filter(([x, y]) => x >= 0 && y >= 0 && x < innerWidth && y < innerHeight);
  const hits = points.map(([x, y]) => document.elementFromPoint(x, y));
  const lids = hits.filter((hit) => hit && !isOwn(hit) && floats(hit) && !floats(element));

  if (!element.dataset.seenAt) element.dataset.seenAt = `${++window.focusCount || (window.focusCount = 1)}`;
  return {
    number: Number(element.dataset.seenAt),
    name: nameOf(element),
    left: box.left + scrollX, right: box.right + scrollX, top: box.top + scrollY, bottom: box.bottom + scrollY,
    isFloating: floats(element),
    isMarked: around.some((each, n) => isMarked(each) && (n === 0 || each.matches(":focus-within"))),
    isInView: hits.some(isOwn),
    lid: lids.length ? nameOf(lids[0]) : "",
  };
})()
