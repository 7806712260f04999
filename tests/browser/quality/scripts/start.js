// Sets the keyboard back to the top of the page, with nothing seen yet.

(() => {
  for (const each of document.querySelectorAll("[data-seen-at]")) delete each.dataset.seenAt;
  window.focusCount = 0;
  scrollTo(0, 0);
  const top = document.createElement("span");
  top.tabIndex = -1;
  document.body.prepend(top);
  top.focus();
  top.remove();
})()
