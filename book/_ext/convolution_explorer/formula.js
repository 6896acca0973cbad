/** The formula for the size of the output, with its numbers filled in. */

import { reach } from "./arithmetic.js";
import { make, unseen } from "./dom.js";

const AXES = ["height", "width"];

/** Return one line of symbols, one of numbers for each axis, and a remark where it is due. */
export function makeFormula(scene) {
  const write = scene.mode === "transposed" ? writeTransposed : writeConvolution;
  const { kernelSize: k, stride: s, padding: p, dilation: d, outputPadding: o } = scene.geometry;
  const size = scene.mode === "transposed" ? "i" : "n";
  const symbols = { n: size, k: "k", s: "s", p: "p", d: "d", o: "op" };
  const lines = [makeLine("output size", write(symbols))];
  for (const [axis, name] of AXES.entries()) {
    const numbers = { n: scene.inputShape[axis], k, s, p, d, o };
    lines.push(makeLine(name, write(numbers), ...worked(scene, axis), [scene.outputShape[axis]]));
  }
  const remarks = [...remarkOnFloor(scene), ...remarkOnVisits(scene)];
  return [
    make("div", { class: "explorer-sizes" }, lines),
    ...remarks.map((text) => make("p", { class: "explorer-remark" }, text)),
  ];
}

function makeLine(name, ...sides) {
  const line = make(
    "p",
    { class: "explorer-line" },
    make("span", { class: "explorer-side" }, name),
  );
  for (const side of sides) {
    line.append(" ", make("span", { class: "explorer-expression" }, "= ", side));
  }
  line.lastChild.classList.add("explorer-result");
  return line;
}

function writeConvolution({ n, k, s, p, d }) {
  const numerator = [symbol(n), " + 2·", symbol(p), " − ", ...gaps(d, k), " − 1"];
  return [makeFloor(makeFraction(numerator, [symbol(s)])), " + 1"];
}

function writeTransposed({ n, k, s, p, d, o }) {
  const stamps = [symbol(s), "·(", symbol(n), " − 1) + ", ...gaps(d, k), " + 1"];
  return [...stamps, " − 2·", symbol(p), " + ", symbol(o)];
}

function gaps(d, k) {
  return [symbol(d), "·(", symbol(k), " − 1)"];
}

/** Variables are set in italics, numbers are not. */
function symbol(value) {
  return typeof value === "number" ? String(value) : make("var", {}, value);
}

/** The same with the fraction worked out, then rounded down. */
function worked(scene, axis) {
  if (scene.mode === "transposed") return [];
  const { stride } = scene.geometry;
  const floor = makeFloor(makeFraction([room(scene, axis)], [stride]));
  const rounded = String(Math.floor(room(scene, axis) / stride));
  if (remainder(scene, axis) === 0) return [[floor, " + 1"]];
  return [
    [floor, " + 1"],
    [make("b", { class: "explorer-rounded" }, rounded), " + 1"],
  ];
}

function makeFraction(numerator, denominator) {
  return make(
    "span",
    { class: "explorer-fraction" },
    make("span", { class: "explorer-numerator" }, unseen("("), ...numerator, unseen(")")),
    unseen(" divided by "),
    make("span", {}, ...denominator),
  );
}

function makeFloor(content) {
  return make("span", { class: "explorer-floor" }, unseen("floor of "), content, unseen(" "));
}

/** How many pixels the kernel can move on from its first place. */
function room({ inputShape, geometry }, axis) {
  return inputShape[axis] + 2 * geometry.padding - reach(geometry);
}

function remainder(scene, axis) {
  return room(scene, axis) % scene.geometry.stride;
}

function remarkOnFloor(scene) {
  if (scene.mode === "transposed") return [];
  const left = AXES.map((_, axis) => remainder(scene, axis));
  if (left.every((pixels) => pixels === 0)) return [];
  const parts = ["row", "column"]
    .map((line, axis) => [left[axis], line])
    .filter(([pixels]) => pixels > 0)
    .map(([pixels, line]) => (pixels === 1 ? `the last ${line}` : `the last ${pixels} ${line}s`));
  const ground = scene.geometry.padding > 0 ? "padded input" : "input";
  return [
    `The floor rounds down: no window gets as far as ${parts.join(" and ")} of the ${ground}.`,
  ];
}

function remarkOnVisits(scene) {
  const counts = scene.visits.flat();
  const missed = counts.filter((count) => count === 0).length;
  if (missed === 0) return [];
  if (scene.mode === "transposed") {
    return [
      `No stamp reaches the hatched output pixels, ${missed} of ${counts.length}: they stay 0.`,
    ];
  }
  return [`No window reads the hatched input pixels, ${missed} of ${counts.length}.`];
}
