// While a form is on its way its button says so, and a second press sends nothing; without a connection it stays here.

const SLOW = 10_000;

for (const form of document.querySelectorAll("form[data-sending]")) {
  const button = form.querySelector("[type=submit]:not([name])");
  const said = form.querySelector("[data-sending-said]");
  const label = button.textContent;
  let sending = false;
  let warned = false;
  let slow;

  function rest() {
    sending = warned = false;
    clearTimeout(slow);
    button.textContent = label;
    button.removeAttribute("aria-disabled");
    said.textContent = "";
  }

  form.addEventListener("submit", (event) => {
    // A button with a name leads elsewhere, and sends no case.
    if (event.submitter?.name) return;
    if (sending) return event.preventDefault();
    // A device can be wrong about being offline: who presses again is let through.
    if (!navigator.onLine && !warned) {
      event.preventDefault();
      warned = true;
      said.textContent = "This device is offline, so nothing was sent. Your text is still here: send it when you are connected again.";
      return;
    }
    sending = true;
    button.textContent = "Sending…";
    button.setAttribute("aria-disabled", "true");
    said.textContent = form.dataset.sending || "Sending your case.";
    slow = setTimeout(() => { said.textContent = "Still sending: the connection is slow. Leave this page open."; }, SLOW);
  });
  addEventListener("online", () => {
    if (!warned) return;
    rest();
    said.textContent = "You are connected again: send it now.";
  });
  // A browser may bring the page back as it was left.
  addEventListener("pageshow", ({ persisted }) => persisted && rest());
}
