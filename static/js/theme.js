// Sets the reader's choice of appearance before the page is painted; without one the system's setting holds.
// A plain script on purpose: a module would run after the first paint, and a dark room would flash white.
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be closed to us; then the system's setting holds.
}
