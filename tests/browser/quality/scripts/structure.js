// What a page must have to be found one's way in: language, title, headings, parts, and errors that lead to their fields.

(() => {
  const found = [];
  const text = (element) => element.textContent.trim().replace(/\s+/g, " ");
  const says = (rule, isKept, mend) => { if (!isKept) found.push(`${rule}; ${mend}`); };

  says("the page names no language", /^[a-z]{2}/.test(document.documentElement.lang), 'give <html> its lang="…"');
  says("the page has no title", document.title.trim(), "fill the block title");
  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((each) => each.checkVisibility());
  const firsts = headings.filter((each) => each.localName === "h1");
  says(`the page has ${firsts.length} first headings`, firsts.length === 1, "give it exactly one h1");
  let level = 0;
  for (const heading of headings) {
    const next = Number(heading.localName[1]);
    if (level && next > level + 1) found.push(`a heading jumps from h${level} to h${next}: ${nameOf(heading)}; go down one step`);
    level = next;
  }
  for (const [part, least] of [["main", 1], ["body > header, [role=banner]", 1], ["body > footer, [role=contentinfo]", 1]]) {
    const count = document.querySelectorAll(part).length;
    says(`the page has ${count} of “${part}”`, count === least, "give it exactly one");
  }
  const parts = [...document.querySelectorAll("nav, [role=search], search")].filter((each) => each.checkVisibility());
  const names = parts.map((each) => `${each.localName}: ${each.getAttribute("aria-label") ?? text(document.getElementById(each.getAttribute("aria-labelledby")) ?? { textContent: "" })}`);
  names.forEach((name, n) => {
    if (name.endsWith(": ")) found.push(`a part has no name: ${nameOf(parts[n])}; give it an aria-label`);
    if (names.indexOf(name) !== n) found.push(`two parts are named alike: ${name}; name each for what it is`);
  });

  const skip = document.querySelector("body a[href]");
  const goal = skip?.hash && document.querySelector(skip.hash);
  says("the first link does not skip to the main part", goal?.closest("main"), "let it lead to the id of <main>");

  const wrong = [...document.querySelectorAll("[aria-invalid=true]")];
  const ways = [...document.querySelectorAll("[role=alert] a[href^='#'], .error-summary a[href^='#']")].map((link) => [link, document.getElementById(link.hash.slice(1))]);
  for (const [link, field] of ways) {
    const takes = field?.matches("input, select, textarea, button, summary, [tabindex]");
    if (!takes) found.push(`an error leads to what takes no focus: ${nameOf(link)} → ${link.hash}; link it to the id of the control`);
  }
  for (const field of wrong) {
    const group = field.closest("fieldset") ?? field;
    if (!ways.some(([, to]) => to && (group.contains(to) || to.contains(group)))) {
      found.push(`no error in the summary leads to ${nameOf(field)}; list it there`);
    }
    const said = (field.getAttribute("aria-describedby") ?? group.getAttribute("aria-describedby") ?? "").split(" ");
    const message = said.map((id) => document.getElementById(id)).filter(Boolean).map(text).join(" ");
    says(`what is wrong is not said with its field: ${nameOf(field)}`, message.length > 5, "name the message in aria-describedby");
  }
  return found;
})()
