// The contrast of text that axe cannot judge, on gradients and in drawings: against the worst ground behind its middle.
// Takes the selectors of the elements; answers a list of findings.

(selectors) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const colours = new Map();
  const known = new Map();

  function kept(map, key, made) {
    if (!map.has(key)) map.set(key, made(key));
    return map.get(key);
  }

  const parsed = (colour) => kept(colours, colour, read);

  function read(colour) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return { parts: [red, green, blue], alpha: alpha / 255 };
  }

  function over(top, ground) {
    return { parts: top.parts.map((part, n) => part * top.alpha + ground.parts[n] * (1 - top.alpha)), alpha: 1 };
  }

  function light({ parts }) {
    const [red, green, blue] = parts.map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  function contrast(a, b) {
    const [dark, bright] = [light(a), light(b)].sort((one, other) => one - other);
    return (bright + 0.05) / (dark + 0.05);
  }

  // What an element lays behind its text: its colour, the colours of a gradient, and what it draws before itself.
  function layers(element) {
    const style = getComputedStyle(element);
    if (element instanceof SVGElement && element.localName !== "svg") {
      const isGround = ["rect", "circle", "ellipse", "path", "polygon"].includes(element.localName);
      const fill = style.fill === "none" || !isGround ? "transparent" : style.fill;
      return [[{ ...parsed(fill), alpha: parsed(fill).alpha * style.fillOpacity }]];
    }
    const stops = style.backgroundImage.match(/(?:rgba?|color|oklch|oklab|lab|lch|hsl)\([^()]*\)/g) ?? [];
    const drawn = ["::before", "::after"].map((part) => getComputedStyle(element, part)).filter(({ content, position, width }) =>
      content !== "none" && position === "absolute" && parseFloat(width) > element.clientWidth / 2);
    const isWhole = style.backgroundSize.split(", ").every((size) => size === "auto") && stops.every((each) => parsed(each).alpha === 1);
    const gradient = Object.assign(stops.map(parsed), { isWhole: stops.length > 0 && isWhole });
    return [[parsed(style.backgroundColor)], gradient, ...drawn.map(({ backgroundColor }) => [parsed(backgroundColor)])];
  }

  // Every colour that may be seen behind the first line of an element: each layer upon each that may lie below it.
  function grounds(element) {
    element.scrollIntoView({ block: "start", inline: "start", behavior: "instant" });
    const range = document.createRange();
    range.selectNodeContents(element);
    const { left, top, width, height } = range.getClientRects()[0] ?? element.getBoundingClientRect();
    const stack = document.elementsFromPoint(Math.min(left + width / 2, innerWidth - 2), top + height / 2);
    const behind = stack.includes(element) ? stack.slice(stack.indexOf(element)) : [element, ...ancestors(element)];
    let found = [over(parsed(getComputedStyle(document.documentElement).backgroundColor), parsed("Canvas"))];
    for (const layer of behind.reverse().flatMap((each) => kept(known, each, layers))) {
      const seen = layer.filter(({ alpha }) => alpha > 0);
      const laid = seen.flatMap((colour) => found.map((ground) => over(colour, ground)));
      const hides = layer.isWhole || layer.length === 1 && seen.length === 1 && seen[0].alpha === 1;
      found = hides ? laid : [...found, ...laid];
    }
    return found;
  }

  const found = [];
  for (const selector of selectors) {
    const element = document.querySelector(selector);
    if (!element || !isSeen(element)) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const ink = parsed(element instanceof SVGElement ? style.fill : style.color);
    const worst = Math.min(...grounds(element).map((ground) => contrast(over(ink, ground), ground)));
    if (worst < least) found.push(`contrast ${worst.toFixed(2)}, needs ${least}: ${nameOf(element)}; darken the text or lighten its ground`);
  }
  scrollTo(0, 0);
  return found;
}
