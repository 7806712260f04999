// Buttons that copy: the address of a heading, a block of code, or the text of an element with data-copy.

const said = document.createElement("p");
said.className = "visually-hidden";
said.setAttribute("role", "status");

function copyButton(label, name, text) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = label;
  button.setAttribute("aria-label", `${label}: ${name}`);
  button.addEventListener("click", async () => {
    const done = await navigator.clipboard.writeText(text()).then(() => "Copied", () => "Not copied");
    said.textContent = `${done}: ${name}`;
    button.textContent = done;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
  return button;
}

function besideHeading(anchor) {
  const heading = anchor.parentElement.querySelector("h1, h2, h3, h4");
  anchor.after(copyButton("Copy link", heading.textContent.trim(), () => anchor.href));
}

function onCode(code) {
  const block = document.createElement("div");
  block.className = "code-block";
  code.parentElement.replaceWith(block);
  block.append(code.parentElement, copyButton("Copy", "code", () => code.textContent));
}

function afterText(element) {
  element.after(copyButton("Copy", element.dataset.copy || element.textContent.trim(), () => element.textContent.trim()));
}

// Without a safe connection a browser gives no clipboard: then no button is promised.
if (navigator.clipboard) {
  document.body.append(said);
  document.querySelectorAll(".heading > .anchor").forEach(besideHeading);
  document.querySelectorAll("pre > code").forEach(onCode);
  document.querySelectorAll("[data-copy]").forEach(afterText);
}
