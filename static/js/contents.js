// A contents list stands open; on a narrow screen it would push the page away, so it is folded there.

if (matchMedia("(max-width: 63.99rem)").matches) {
  for (const list of document.querySelectorAll("details.contents")) list.open = false;
}
