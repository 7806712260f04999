// Whether an article helped is told in place, and once in this browser for each state of it. Without scripts the same
// forms lead to a page; they do so here too when the site does not take what was sent, as that page says why.

for (const vote of document.querySelectorAll("[data-vote]")) {
  const key = `vote/${vote.dataset.vote}`;
  const thanks = vote.querySelector("#thanks");
  const status = vote.querySelector("[role=status]");

  let isSending = false;

  async function send(form) {
    isSending = true;
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
    isSending = false;
    if (answer?.type === "opaqueredirect") {
      keep();
      vote.dataset.done = "";
      thanks.focus();
    } else if (answer) {
      form.submit();
    } else {
      status.textContent = "Not sent: this site cannot be reached. Your answer is still here, so send it again later.";
    }
  }

  // A browser may be told to keep nothing.
  function keep() {
    try { localStorage.setItem(key, "1"); } catch { /* then it can ask again */ }
  }
  function isKept() {
    try { return localStorage.getItem(key); } catch { return null; }
  }

  vote.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!isSending) send(event.target);
  });
  if (location.hash === "#thanks") keep();
  if (isKept()) vote.dataset.done = "";
}
