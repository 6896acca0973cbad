/** The step written out in numbers, as the window lies: a line for each row of the kernel. */

import { make } from "./dom.js";
import { format, formatInside } from "./numbers.js";
import { allTerms, equals, stampedTerms, windowTerms, winnerOf } from "./steps.js";

/** Return the working of step `place`, or of the output pixel `probed` of a transposed convolution. */
export function makeSum(scene, place, probed) {
  const isStamp = scene.mode === "transposed" && !probed;
  const [row, column] = probed ?? place;
  const name = `${isStamp ? "Stamp of input" : "Output"} row ${row + 1}, column ${column + 1}`;
  const working = make("p", { class: "explorer-working" }, makeWorking(scene, place, probed));
  return [make("p", { class: "explorer-caption" }, name), working];
}

function makeWorking(scene, place, probed) {
  if (probed) return workOutStamped(scene, probed);
  if (scene.mode === "transposed") return workOutStamp(scene, place);
  if (scene.mode === "normal") return workOutProducts(scene, place);
  const workOut = scene.pool === "max" ? workOutMax : workOutAverage;
  return scene.input.map((_, channel) => {
    const terms = windowTerms(scene, channel, place);
    const pooled = scene.output[channel][place[0]][place[1]];
    return make("span", { class: "explorer-pooled" }, workOut(terms, scene.geometry, pooled));
  });
}

function workOutProducts(scene, place) {
  const { kernelSize } = scene.geometry;
  const cells = allTerms(scene, place).map((term, i) => {
    const cell = makeTerm(i > 0 ? "+ " : "", makeProduct(term), term.inside);
    cell.classList.toggle("explorer-next-channel", term.channel > 0 && term.u === 0);
    return cell;
  });
  const sum = scene.sums[0][place[0]][place[1]];
  const working = [makeTerms(kernelSize, cells), ` ${equals(sum)} `];
  if (!scene.relu) return [...working, makeResult(sum)];
  return [...working, format(sum), "  →  ReLU  →  ", makeResult(Math.max(0, sum))];
}

function workOutMax(terms, { kernelSize }, result) {
  const winner = winnerOf(terms);
  const cells = terms.map(({ value, inside }, i) => {
    const cell = makeTerm("", [colour("input", format(value))], inside);
    cell.classList.toggle("explorer-winner", i === winner);
    return cell;
  });
  return ["max ", makeTerms(kernelSize, cells, "explorer-matrix"), " = ", makeResult(result)];
}

function workOutAverage(terms, { kernelSize }, result) {
  const cells = terms.map(({ value, inside }, i) =>
    makeTerm(i > 0 ? "+ " : "", [colour("input", formatInside(value))], inside),
  );
  const sum = makeTerms(kernelSize, cells, "explorer-brackets");
  return [sum, ` / ${terms.length} ${equals(result)} `, makeResult(result)];
}

function workOutStamp({ input: [input], kernel: [kernel] }, [row, column]) {
  const value = input[row][column];
  const weights = kernel.flat().map((weight) => makeTerm("", [colour("kernel", format(weight))]));
  const products = kernel.flat().map((weight) => makeTerm("", [makeResult(value * weight)]));
  return [
    colour("input", formatInside(value)),
    " · ",
    makeTerms(kernel.length, weights, "explorer-matrix"),
    " = ",
    makeTerms(kernel.length, products, "explorer-matrix"),
  ];
}

function workOutStamped(scene, [row, column]) {
  const terms = stampedTerms(scene, [row, column]);
  if (terms.length === 0) return ["no stamp reaches it: ", makeResult(0)];
  const products = terms.map((term, i) => makeTerm(i > 0 ? "+ " : "", makeProduct(term)));
  const columns = Math.min(4, terms.length);
  const total = scene.output[0][row][column];
  return [makeTerms(columns, products), ` ${equals(total)} `, makeResult(total)];
}

function makeProduct({ value, weight }) {
  return [colour("input", formatInside(value)), "·", colour("kernel", formatInside(weight))];
}

function colour(role, text) {
  return make("span", { class: `explorer-of-${role}` }, text);
}

/** Padding is there, but faint. */
function makeTerm(sign, content, isInside = true) {
  const look = isInside ? "explorer-term" : "explorer-term explorer-faint";
  return make("span", { class: look }, sign, content);
}

function makeTerms(columns, cells, look = "") {
  const terms = make("span", { class: `explorer-terms ${look}`.trim() }, cells);
  terms.style.setProperty("--columns", columns);
  return terms;
}

function makeResult(number) {
  return make("b", { class: "explorer-of-output" }, format(number));
}
