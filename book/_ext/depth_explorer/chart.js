/** A chart of one number for each layer, on a logarithmic axis. */

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 340;
const HEIGHT = 210;
const LEFT = 46;
const BOTTOM = 34;
const TOP = 24;
const RIGHT = 8;
// What is smaller or larger lies on the edge, as does 0.
export const LOWEST = -24;
export const HIGHEST = 24;

/** The power of ten of a number, within what a chart shows. */
export function powerOf(value) {
  if (!(value > 0)) return LOWEST;
  return Math.min(Math.max(Math.log10(value), LOWEST), HIGHEST);
}

export function makeChart(title, kind) {
  const root = draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: `depth-chart depth-${kind}` });
  root.setAttribute("aria-hidden", "true"); // the words beside it say the same
  return {
    root,
    show(values) {
      root.replaceChildren(...frame(title, values.length), ...points(values));
    },
  };
}

function frame(title, layers) {
  const parts = [text(title, LEFT, 14, "depth-title")];
  for (let power = LOWEST; power <= HIGHEST; power += 12) {
    const y = vertical(power);
    parts.push(draw("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y, class: "depth-grid" }));
    const label = text("10", LEFT - 7, y + 4, "depth-label");
    const raised = draw("tspan", { dy: -5, class: "depth-power" });
    raised.textContent = String(power).replace("-", "−");
    label.append(raised);
    parts.push(label);
  }
  parts.push(text("1", LEFT, HEIGHT - 18, "depth-number"));
  parts.push(text(String(layers), WIDTH - RIGHT, HEIGHT - 18, "depth-number"));
  parts.push(text("layer", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 5, "depth-number"));
  return parts;
}

function points(values) {
  const places = values.map((value, i) => [horizontal(i, values.length), vertical(powerOf(value))]);
  const path = places.map((place) => place.map((number) => number.toFixed(1)).join(",")).join(" ");
  const dots = places.map(([x, y]) => draw("circle", { cx: x, cy: y, r: 2.6, class: "depth-dot" }));
  return [draw("polyline", { points: path, class: "depth-line" }), ...dots];
}

function horizontal(index, count) {
  return LEFT + ((WIDTH - LEFT - RIGHT) * (index + 0.5)) / count;
}

function vertical(power) {
  const share = (power - LOWEST) / (HIGHEST - LOWEST);
  return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
}

function text(words, x, y, kind) {
  const element = draw("text", { x, y, class: kind });
  element.textContent = words;
  return element;
}

function draw(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
