// Suggests places while one types in a search box: a combobox with a list (ARIA APG), or the reader's own last searches.
// Those are kept in this browser only, and never sent.

const PAUSE = 120;
const KEPT = "recent-searches";
const MOST_KEPT = 8;
const NAMES = { article: "Articles", heading: "In articles", policy: "Policy clauses" };
const answers = new Map();

function make(tag, attributes, ...within) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...within);
  return made;
}

// Storage may be closed to us, or hold what is not ours: then there are none.
function recall() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)).filter((text) => typeof text === "string").slice(0, MOST_KEPT);
  } catch {
    return [];
  }
}

function keep(searches) {
  try {
    if (searches.length) localStorage.setItem(KEPT, JSON.stringify(searches.slice(0, MOST_KEPT)));
    else localStorage.removeItem(KEPT);
  } catch {
    // Then none are kept.
  }
}

// The text with the beginnings of its words that were typed set in bold.
function marked(text, typed) {
  const words = typed.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (!words.length) return [text];
  const parts = text.split(new RegExp(`(?<![\\p{L}\\p{N}])(${words.join("|")})`, "giu"));
  return parts.map((part, at) => (at % 2 ? make("b", {}, part) : part));
}

export function suggestIn(form) {
  const input = form.elements.q;
  const id = `${input.id}-list`;
  const list = make("div", { role: "listbox", id, tabindex: -1, "aria-label": "Suggestions" });
  const forget = make("button", { type: "button", class: "suggestions-forget" }, "Forget recent searches");
  const box = make("div", { class: "suggestions", hidden: "" }, list, forget);
  const said = make("p", { class: "visually-hidden", role: "status" });
  let options = [];
  let at = -1;
  let typed;
  let shown;
  let waiting;
  let asking;

  const address = (text) => {
    const asked = new URLSearchParams(new FormData(form));
    asked.set("q", text);
    return asked;
  };
  const toSearch = (text) => ({ text, url: `${form.action}?${address(text)}`, search: text });

  function option({ text, url, context, search }) {
    const attributes = { role: "option", id: `${id}-${options.length}`, href: url, tabindex: -1, "aria-selected": false };
    if (form.target) attributes.target = form.target;
    const made = make("a", attributes, make("span", {}, ...marked(text, typed)));
    if (context) made.append(" ", make("small", {}, context));
    made.addEventListener("click", () => {
      if (search) remember(search);
      close();
    });
    options.push(made);
    return made;
  }

  function group([name, places]) {
    return make("div", { role: "group", "aria-label": name }, make("div", { "aria-hidden": true }, name), ...places.map(option));
  }

  function show(groups, isRecent) {
    const next = JSON.stringify(groups);
    if (next !== shown || box.hidden) {
      shown = next;
      options = [];
      list.replaceChildren(...groups.filter(([, places]) => places.length).map(group));
      select(-1);
      list.scrollTop = 0;
    }
    forget.hidden = !isRecent;
    open(options.length > 0);
    const count = `${options.length || "No"} ${isRecent ? "recent search" : "suggestion"}`;
    said.textContent = count + (options.length === 1 ? "" : isRecent ? "es" : "s");
  }

  function open(isOpen) {
    box.hidden = !isOpen;
    input.setAttribute("aria-expanded", isOpen);
    if (!isOpen) select(-1);
  }

  function close() {
    clearTimeout(waiting);
    asking?.abort();
    said.textContent = "";
    open(false);
  }

  function select(next) {
    options[at]?.setAttribute("aria-selected", false);
    at = next;
    const option = options[at];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", true);
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function remember(text) {
    if (text) keep([text, ...recall().filter((each) => each !== text)]);
  }

  async function ask() {
    asking?.abort();
    typed = input.value.trim();
    if (!typed) {
      const recent = recall();
      return recent.length ? show([["Recent searches", recent.map(toSearch)]], true) : close();
    }
    asking = new AbortController();
    const { signal } = asking;
    const asked = `${form.action}/suggest?${address(typed)}`;
    try {
      if (!answers.has(asked)) {
        const answer = await fetch(asked, { signal });
        if (!answer.ok) return close();
        answers.set(asked, await answer.json());
      }
      const { completed, places } = answers.get(asked);
      if (signal.aborted || document.activeElement !== input) return;
      const kinds = [...new Set(places.map(({ kind }) => kind))];
      const found = kinds.map((kind) => [NAMES[kind], places.filter((place) => place.kind === kind)]);
      show([["Search for", completed ? [toSearch(completed)] : []], ...found]);
    } catch {
      if (!signal.aborted) close();
    }
  }

  function onKey(event) {
    const { key, altKey } = event;
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step) {
      event.preventDefault();
      if (box.hidden) ask();
      else if (altKey) close();
      else select(((at + 1 + step + options.length + 1) % (options.length + 1)) - 1);
    } else if (key === "Enter" && options[at]) {
      event.preventDefault();
      options[at].click();
    } else if (key === "Escape" && !box.hidden) {
      event.preventDefault();
      close();
    } else if (/^(Home|End|Arrow)/.test(key)) {
      select(-1);
    }
  }

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", id);
  input.setAttribute("aria-expanded", false);
  input.after(box);
  form.append(said);
  input.addEventListener("keydown", onKey);
  input.addEventListener("focus", ask);
  input.addEventListener("click", () => box.hidden && ask());
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  // The focus stays in the box, wherever in the list is pressed.
  box.addEventListener("mousedown", (event) => event.preventDefault());
  forget.addEventListener("click", () => {
    keep([]);
    input.focus();
    close();
    said.textContent = "Your recent searches are forgotten";
  });
  form.addEventListener("focusout", ({ relatedTarget: next }) => next === input || box.contains(next) || close());
  form.addEventListener("submit", () => {
    remember(input.value.trim());
    close();
  });
  // A live region is heard only where it stood empty before.
  if (document.activeElement === input) waiting = setTimeout(ask, PAUSE);
}
