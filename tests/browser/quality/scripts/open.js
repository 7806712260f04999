// Unfolds whatever is folded, and opens what opens where it stands.

(() => {
  for (const details of document.querySelectorAll("details:not([open])")) details.open = true;
  for (const button of document.querySelectorAll("button[aria-expanded=false]:not([popovertarget])")) {
    if (button.checkVisibility()) button.click();
  }
})()
