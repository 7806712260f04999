// How html-validate reads the pages: everything that it recommends, and each rule that does not hold here with its reason.

export default {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    // Every style and script comes from the site itself, which the Content-Security-Policy enforces.
    "require-sri": "off",
    // White space at the end of a line comes from templates, is seen by nobody and is compressed away.
    "no-trailing-whitespace": "off",
    // An id may begin with a figure since HTML5: headings of articles do.
    "valid-id": ["error", { relaxed: true }],
    // A table that scrolls does so in a div with a role: a section there would look like one more part of the text.
    "prefer-native-element": ["error", { exclude: ["region"] }],
    // Checkboxes of one name, in several groups, are one choice.
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "submit"] }],
    // What went wrong, and what has to be known now, stands above the heading of the page, with a heading of its own.
    "heading-level": ["error", { minInitialRank: "h2" }],
    // The title of a question or of a search is that question: cut short it would name another.
    "long-title": "off",
    // disabled="" is as valid as disabled: the attributes that a macro is given are written so.
    "attribute-boolean-style": "off",
  },
};
