// Drafts of a form, in this browser only: kept while one types, put back into an empty form, gone once it was received.

const LIFE = 7 * 24 * 60 * 60 * 1000;
const PAUSE = 400;

// Storage may be closed or full: then nothing is kept, and nothing promises that it is.
function stored(act) {
  try {
    return act(localStorage);
  } catch {
    return undefined;
  }
}

const read = (key) => stored((kept) => JSON.parse(kept.getItem(key)));
const remove = (key) => stored((kept) => kept.removeItem(key));

function when(at) {
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  const day = isToday ? {} : { weekday: "long", day: "numeric", month: "long" };
  return new Intl.DateTimeFormat(document.documentElement.lang, { ...clock, ...day }).format(at);
}

function keepDraft(form) {
  const key = `draft:${form.dataset.draft}`;
  const find = (name) => form.querySelector(`[data-draft-${name}]`);
  // What people type and tick; never what the form carries hidden, nor files.
  const typed = "textarea, input:not([type=hidden], [hidden], [name^=mask])";
  const fields = [...form.elements].filter((each) => each.matches(typed) && !each.closest("[data-files]"));
  const nameOf = (field) => (field.type === "checkbox" ? field.value : field.name);
  const part = (field) => (field.type === "checkbox" ? "checked" : "value");
  const values = () => Object.fromEntries(fields.map((field) => [nameOf(field), field[part(field)]]));
  const isEmpty = () => !fields.some((field) => field[part(field)]);
  const said = find("said");
  const empty = find("empty");
  const kept = find("kept");
  let on = true;
  let waiting;
  let submit;

  function put(given) {
    for (const field of fields) {
      field[part(field)] = given[nameOf(field)] ?? (field.type === "checkbox" ? false : "");
      if (field[part(field)]) field.closest("details")?.setAttribute("open", "");
      field.dispatchEvent(new Event("input"));
    }
  }

  function write() {
    clearTimeout(waiting);
    if (!on) return;
    if (isEmpty()) return remove(key);
    const sent = Boolean(submit && !submit.defaultPrevented);
    const text = JSON.stringify({ at: Date.now(), sent, values: values() });
    kept.hidden = stored((storage) => storage.setItem(key, text) ?? true) === undefined;
  }

  const draft = isEmpty() && read(key);
  if (draft) {
    put(draft.values);
    said.textContent = `A draft from ${when(draft.at)} was put back.`;
    empty.hidden = false;
  }
  for (const place of document.querySelectorAll("[data-draft-instead]")) place.textContent = place.dataset.draftInstead;
  kept.hidden = false;

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(write, PAUSE);
  });
  form.addEventListener("submit", (event) => { submit = event; });
  addEventListener("pagehide", write);
  empty.addEventListener("click", () => {
    put({});
    remove(key);
    said.textContent = "";
    empty.hidden = true;
    fields[0].focus();
  });
  find("delete").addEventListener("click", () => {
    on = false;
    remove(key);
    kept.textContent = "The draft is deleted. What you type on this page now is not kept.";
    kept.setAttribute("tabindex", "-1");
    kept.focus();
  });
}

const works = stored((kept) => {
  kept.setItem("draft:", "null");
  kept.removeItem("draft:");
  for (const key of Object.keys(kept)) {
    if (key.startsWith("draft:") && !(Date.now() - read(key)?.at < LIFE)) kept.removeItem(key);
  }
  return true;
});
if (works) {
  for (const place of document.querySelectorAll("[data-draft-sent]")) {
    const key = `draft:${place.dataset.draftSent}`;
    if (read(key)?.sent) remove(key);
  }
  document.querySelectorAll("form[data-draft]").forEach(keepDraft);
  // On the page before sending a draft is not sent yet, whatever button led there.
  for (const form of document.querySelectorAll("form[data-draft-again]")) {
    const key = `draft:${form.dataset.draftAgain}`;
    const mark = (sent) => stored((kept) => read(key) && kept.setItem(key, JSON.stringify({ ...read(key), sent })));
    mark(false);
    form.addEventListener("submit", ({ submitter }) => mark(submitter?.name !== "back"));
  }
}
