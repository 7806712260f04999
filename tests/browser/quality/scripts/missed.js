// What Tab should have come to and did not. Of radio buttons of one name Tab comes to one.

(() => {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
  const reached = new Set(all.filter((each) => each.dataset.seenAt && each.type === "radio").map((each) => each.name));
  return all
    .filter((each) => each.tabIndex >= 0 && !each.disabled && each.checkVisibility({ checkVisibilityCSS: true }) && !each.dataset.seenAt)
    .filter((each) => each.type !== "radio" || !reached.has(each.name))
    .map(nameOf);
})()
