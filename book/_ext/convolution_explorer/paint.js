/** What a step lights up: the window and the output pixel, or the stamp and what it adds. */

import { convolveTransposed, countVisits, pixelsUnder, reach } from "./arithmetic.js";
import { format } from "./numbers.js";
import { stampedTerms, windowTerms, winnerOf } from "./steps.js";

const same = (a, b) => a[0] === b[0] && a[1] === b[1];
const PICTURE_MOST = 9;
const key = (row, column) => `${row},${column}`;

/** A convolution or pooling computes the output pixel at `place`; those after it are still empty. */
export function paintWindow({ inputs, outputs }, scene, place) {
  inputs.forEach((input, channel) => paintRead(input, scene, channel, place));
  outputs.forEach((output, channel) => paintComputed(output, scene, channel, place));
}

function paintRead(input, scene, channel, place) {
  const terms = windowTerms(scene, channel, place);
  const read = new Map(terms.map((term) => [key(term.row, term.column), term]));
  const winner = scene.mode === "pooling" && scene.pool === "max" ? terms[winnerOf(terms)] : null;
  input.paint((row, column) => {
    const term = read.get(key(row, column));
    const classes = [];
    if (scene.visits[row]?.[column] === 0) classes.push("explorer-missed");
    if (term) classes.push("explorer-touched");
    if (term && term === winner) classes.push("explorer-winner");
    const value = scene.input[channel][row]?.[column];
    const shade = scene.picture ? shadeOf(value ?? 0, PICTURE_MOST, false) : null;
    const tag = term && scene.mode === "normal" && !scene.picture ? `×${format(term.weight)}` : "";
    return { classes, tag, shade };
  });
  frameKernel(input, scene, place);
}

function paintComputed(output, scene, channel, place) {
  const numbers = scene.output[channel];
  const current = scene.steps.findIndex((step) => same(step, place));
  scene.steps.forEach(([row, column], i) => {
    const text = i <= current ? format(numbers[row][column]) : "";
    writeOutput(output, row, column, text, i === current);
  });
  const most = Math.max(1, ...numbers.flat().map(Math.abs));
  const signed = numbers.flat().some((number) => number < 0);
  output.paint((row, column) => {
    const isComputed = output.content(row, column)?.textContent !== "";
    const shade = scene.picture && isComputed ? numbers[row]?.[column] : undefined;
    return {
      classes: same([row, column], place) ? ["explorer-current"] : [],
      shade: shade === undefined ? null : shadeOf(shade, most, signed),
    };
  });
  output.setTabStop(...place);
}

/** The grey of a pixel: black is 0, or where there are negative numbers, minus the largest. */
function shadeOf(value, most, signed) {
  const brightness = signed ? (1 + value / most) / 2 : value / most;
  const grey = Math.round(255 * brightness);
  return `rgb(${grey} ${grey} ${grey})`;
}

/** A transposed convolution stamps the input pixel at `place`; the output holds the sums so far. */
export function paintStamp({ inputs: [input], outputs: [output] }, scene, place, probed) {
  const current = scene.steps.findIndex((step) => same(step, place));
  const done = scene.steps.slice(0, current + 1);
  const [image, kernel] = [scene.input[0], scene.kernel[0]];
  const sums = convolveTransposed(image, kernel, scene.geometry, done.length);
  const visits = countVisits(scene.outputShape, scene.geometry, done);
  const givers = probed
    ? stampedTerms(scene, probed).map((term) => [term.row, term.column])
    : [place];
  input.paint((row, column) => {
    const classes = givers.some((giver) => same(giver, [row, column])) ? ["explorer-touched"] : [];
    return { classes: same([row, column], place) ? [...classes, "explorer-current"] : classes };
  });

  const value = image[place[0]][place[1]];
  const pixels = pixelsUnder(scene.outputShape, scene.geometry, ...place);
  const stamp = new Map(
    pixels.map(({ u, v, row, column }) => [key(row, column), value * kernel[u][v]]),
  );
  output.paint((row, column) => {
    const classes = [];
    const added = stamp.get(key(row, column));
    const stamps = visits[row]?.[column];
    if (scene.visits[row]?.[column] === 0) classes.push("explorer-missed");
    if (stamps !== undefined) classes.push(`explorer-overlap-${Math.min(stamps, 4)}`);
    if (added !== undefined) classes.push("explorer-touched");
    if (probed && same(probed, [row, column])) classes.push("explorer-current");
    const sign = added < 0 ? "" : "+";
    return { classes, tag: added === undefined ? "" : `${sign}${format(added)}` };
  });
  sums.forEach((line, row) =>
    line.forEach((sum, column) => {
      const isProbed = probed !== null && same(probed, [row, column]);
      writeOutput(output, row, column, format(sum), isProbed);
    }),
  );
  frameKernel(output, scene, place);
  if (probed) output.setTabStop(...probed);
  input.setTabStop(...place);
}

function frameKernel(grid, { geometry }, [row, column]) {
  const { stride, padding } = geometry;
  grid.moveFrame(row * stride - padding, column * stride - padding, reach(geometry));
}

function writeOutput(output, row, column, text, isSelected) {
  const cell = output.content(row, column);
  const value = text === "" ? "not computed yet" : text;
  cell.textContent = text;
  cell.classList.toggle("explorer-long", text.length > 3);
  cell.classList.toggle("explorer-longer", text.length > 5);
  cell.setAttribute("aria-label", `Output row ${row + 1}, column ${column + 1}: ${value}`);
  cell.setAttribute("aria-selected", String(isSelected));
}
