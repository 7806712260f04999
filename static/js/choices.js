// The reader's own choices, kept in this browser only: appearance, and whether "/" goes to the search as Ctrl+K does.

const root = document.documentElement;

function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Then the choice lasts for this page.
  }
}

function press(buttons, pressed) {
  for (const button of buttons) button.setAttribute("aria-pressed", String(button === pressed));
}

function offerThemes(group) {
  const buttons = [...group.querySelectorAll("button")];
  const chosen = root.dataset.theme ?? "system";
  press(buttons, buttons.find((button) => button.value === chosen));
  group.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    if (button.value === "system") delete root.dataset.theme;
    else root.dataset.theme = button.value;
    keep("theme", button.value);
    press(buttons, button);
  });
}

// A shortcut of one character can be switched off (WCAG 2.1.4): who speaks to the machine may say "/" by accident.
function offerShortcut(group, search) {
  const button = group.querySelector("button");
  let on = recall("search-shortcut") !== "off";
  const tell = () => {
    button.setAttribute("aria-pressed", String(on));
    search.setAttribute("aria-keyshortcuts", `${on ? "/ " : ""}Control+K Meta+K`);
  };
  tell();
  button.addEventListener("click", () => {
    on = !on;
    keep("search-shortcut", on ? "on" : "off");
    tell();
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const held = event.ctrlKey || event.metaKey;
    if (typing || event.altKey || !(held ? event.key === "k" : on && event.key === "/")) return;
    event.preventDefault();
    search.focus();
  });
}

const choices = document.querySelector("[data-reader-choices]");
const search = document.querySelector("#site-search");
if (choices && search) {
  offerThemes(choices.querySelector("[data-themes]"));
  offerShortcut(choices.querySelector("[data-shortcut]"), search);
  choices.hidden = false;
}
