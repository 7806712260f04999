// Shows the element that pops up at a place in the page; none where none is given.

(number) => {
  document.querySelectorAll("[popover]").forEach((each, n) => each.togglePopover(n === number));
}
