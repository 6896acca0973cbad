/** The step written out in numbers, as the window lies: a line for each row of the kernel. */

import { make } from "./dom.js";
import { format, formatInside } from "./numbers.js";
import { equals, stampedTerms, windowTerms, winnerOf } from "./steps.js";

/** Return the working of step `place`, or of the output pixel `probed` of a transposed convolution. */
export function makeSum(scene, place, probed) {
  if (probed) return makeProbed(scene, probed);
  if (scene.mode === "transposed") return makeStamp(scene, place);
  const terms = windowTerms(scene, place);
  const result = scene.output[place[0]][place[1]];
  if (scene.mode === "normal") return makeProducts(terms, scene.geometry.kernelSize, result);
  return makePooled(scene, terms, result);
}

function makeProducts(terms, columns, result) {
  const cells = terms.map((term, i) =>
    makeTerm(i > 0 ? "+ " : "", makeProduct(term), !term.inside),
  );
  return [makeTerms(columns, cells), makeResult("=", result)];
}

function makePooled({ pool, geometry }, terms, result) {
  const winner = pool === "max" ? winnerOf(terms) : null;
  const cells = terms.map(({ value, inside }, i) => {
    const separator = pool === "max" || i === 0 ? "" : "+ ";
    const cell = makeTerm(separator, [colour("input", formatInside(value))], !inside);
    cell.classList.toggle("explorer-winner", i === winner);
    return cell;
  });
  const name = pool === "max" ? [make("span", { class: "explorer-function" }, "max")] : [];
  const divided = pool === "max" ? "=" : `/ ${terms.length} ${equals(result)}`;
  return [...name, makeTerms(geometry.kernelSize, cells, "bracketed"), makeResult(divided, result)];
}

function makeStamp({ input, kernel, geometry }, [row, column]) {
  const value = input[row][column];
  const cells = kernel.flat().map((weight) => {
    const product = make("b", { class: "explorer-of-output" }, format(value * weight));
    return makeTerm("", [...makeProduct({ value, weight }), " = ", product], false);
  });
  return [makeTerms(geometry.kernelSize, cells)];
}

function makeProbed(scene, [row, column]) {
  const terms = stampedTerms(scene, [row, column]);
  const cells = terms.map((term, i) => makeTerm(i > 0 ? "+ " : "", makeProduct(term), false));
  const columns = Math.min(4, terms.length);
  const result = makeResult("=", scene.output[row][column]);
  return terms.length ? [makeTerms(columns, cells), result] : [makeResult("", 0)];
}

function makeProduct({ value, weight }) {
  return [colour("input", formatInside(value)), "·", colour("kernel", formatInside(weight))];
}

function colour(role, text) {
  return make("span", { class: `explorer-of-${role}` }, text);
}

function makeTerm(separator, content, faint) {
  return make(
    "span",
    { class: faint ? "explorer-term explorer-faint" : "explorer-term" },
    separator,
    ...content,
  );
}

function makeTerms(columns, cells, look = "") {
  const terms = make(
    "span",
    { class: `explorer-terms ${look && `explorer-${look}`}`.trim() },
    cells,
  );
  terms.style.setProperty("--columns", columns);
  return terms;
}

function makeResult(sign, number) {
  return make("span", { class: "explorer-total" }, `${sign} `, make("b", {}, format(number)));
}
