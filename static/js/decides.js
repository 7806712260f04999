// A triage: says what the chosen answer leaves open, gives a count its steps, folds the answers so far on a phone.

const line = document.querySelector("[data-decides-line]");
const form = line?.closest("form");
const leads = [...document.querySelectorAll("[data-leads]")].map((row) => [row.dataset.leads.split(" "), row.textContent]);

function leftAfterNumber(input) {
  const typed = Number(input.value.trim() || NaN);
  if (!(typed >= Number(input.dataset.least) && typed <= Number(input.dataset.most))) return "";
  return leads.findLast(([[least]]) => Number(least) <= typed)?.[1] ?? "";
}

function decide() {
  const chosen = form.querySelector("input[type=radio]:checked");
  const typed = form.querySelector("input[data-least]");
  let said = typed ? leftAfterNumber(typed) : "";
  if (chosen) said = leads.find(([values]) => values.includes(chosen.value))?.[1] ?? "";
  const label = chosen ? chosen.labels[0].firstChild.textContent.trim() : typed?.value.trim();
  const words = said && `${label}: ${said}`;
  if (line.textContent !== words) line.textContent = words;
}

function step(input, by) {
  const { least, most } = input.dataset;
  const next = (Number(input.value) || 0) + by;
  input.value = Math.min(Math.max(next, Number(least)), Number(most));
  decide();
}

function offerSteps(input) {
  const buttons = [["−", "One less", -1], ["+", "One more", 1]].map(([sign, name, by]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "step";
    button.textContent = sign;
    button.setAttribute("aria-label", name);
    button.addEventListener("click", () => step(input, by));
    return button;
  });
  input.before(buttons[0]);
  input.after(buttons[1]);
}

if (line) {
  form.querySelectorAll("input[data-least][inputmode=numeric]").forEach(offerSteps);
  form.addEventListener("input", decide);
  decide();
}
if (matchMedia("(max-width: 59.99rem)").matches) {
  for (const answers of document.querySelectorAll("[data-folds-on-phone]")) answers.open = false;
}
