// How many elements pop up.

document.querySelectorAll("[popover]").length
