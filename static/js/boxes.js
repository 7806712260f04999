// A search box suggests from its first use on; where the script for that cannot be had, it stays the form that it is.

for (const form of document.querySelectorAll("form[data-suggest]")) {
  const load = () => import(form.dataset.suggest).then(({ suggestIn }) => suggestIn(form), () => {});
  form.addEventListener("focusin", load, { once: true });
}
