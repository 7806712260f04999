// Sets the spaces that a reader may set who needs more room between lines, paragraphs, letters and words (WCAG 1.4.12).
// A drawing keeps its own: what it says stands beside it as text.

(() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
    svg * { letter-spacing: normal !important; word-spacing: normal !important; }
    p { margin-block-end: 2em !important; }
  `);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
})()
