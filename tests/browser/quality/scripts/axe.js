// What axe-core finds, and the text whose contrast it cannot judge. Takes the tags of the rules.
// Options are drawn by the browser: of time zones there are hundreds.

async (tags) => {
  const { violations, incomplete } = await axe.run({ include: document, exclude: ["option"] }, {
    runOnly: { type: "tag", values: tags },
    rules: { "target-size": { enabled: true } },
    preload: false,
    resultTypes: ["violations", "incomplete"],
  });
  const where = ({ target }) => target.join(" ");
  const said = ({ any, all, none }) => [...any, ...all, ...none].map(({ message }) => message).join(" ");
  return {
    found: violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `axe ${id}: ${where(node)}: ${said(node)} (${help})`)),
    unsure: incomplete.filter(({ id }) => id === "color-contrast").flatMap(({ nodes }) => nodes.map(where)),
  };
}
