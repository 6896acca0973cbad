/** The drawing: contours of the loss, and a line with dots for each optimiser. */

import { CURVATURE, START } from "./descent.js";

const [LEFT, RIGHT, TOP] = [-10, 3.5, 2.4];
const [WIDTH, HEIGHT] = [540, 230];
const LEVELS = [0.01, 0.04, 0.12, 0.3, 0.6, 1, 1.6, 2.4, 3.4, 4.6];
const FAR = 50; // beyond this a path is off the picture, whatever its numbers

const across = (x) => ((x - LEFT) / (RIGHT - LEFT)) * WIDTH;
const down = (y) => ((TOP - y) / (2 * TOP)) * HEIGHT;

export function drawValley() {
  const contours = LEVELS.map((level) =>
    draw("ellipse", {
      class: "descent-contour",
      cx: across(0),
      cy: down(0),
      rx: across(Math.sqrt((2 * level) / CURVATURE[0])) - across(0),
      ry: down(0) - down(Math.sqrt((2 * level) / CURVATURE[1])),
    }),
  );
  const layer = draw("g", {});
  const root = draw(
    "svg",
    {
      class: "descent-valley",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: "img",
      "aria-label":
        "A long narrow valley from above, with the paths of SGD, momentum and Adam from its left " +
        "end to the minimum, marked by a cross.",
    },
    ...contours,
    mark("descent-start", START),
    mark("descent-minimum", [0, 0]),
    layer,
  );
  const show = (paths, step) => {
    layer.replaceChildren(
      ...Object.entries(paths).map(([name, path]) => drawPath(name, path.slice(0, step + 1))),
    );
  };
  return { root, show };
}

function drawPath(name, path) {
  const end = path.findIndex((place) => place.some((x) => !(Math.abs(x) < FAR)));
  const points = (end < 0 ? path : path.slice(0, end + 1)).map((place) =>
    place.map((x) => Math.max(-FAR, Math.min(FAR, x))),
  );
  const line = points.map(([x, y]) => `${across(x).toFixed(1)},${down(y).toFixed(1)}`).join(" ");
  const dots = points.map(([x, y], number) =>
    draw("circle", { cx: across(x), cy: down(y), r: number === points.length - 1 ? 4.5 : 2 }),
  );
  return draw("g", { class: `descent-${name}` }, draw("polyline", { points: line }), ...dots);
}

function mark(name, [x, y]) {
  const d = `M${across(x) - 6} ${down(y)}h12M${across(x)} ${down(y) - 6}v12`;
  return draw("path", { class: name, d });
}

function draw(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
