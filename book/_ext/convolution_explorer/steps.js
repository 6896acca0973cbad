/** What happens in one step, in words that can be read aloud. Rows and columns count from one. */

import { pixelsUnder, places, shapeOf, transposedShape } from "./arithmetic.js";
import { format, formatInside } from "./numbers.js";

const place = (row, column) => `row ${row + 1}, column ${column + 1}`;

/** The terms that a channel gives to the output pixel at [row, column], one for each number read. */
export function windowTerms({ input, kernel, geometry, mode, pool }, channel, [row, column]) {
  const image = input[channel];
  return pixelsUnder(shapeOf(image), geometry, row, column).map((pixel) => {
    const { u, v, inside } = pixel;
    const outside = mode === "pooling" && pool === "max" ? -Infinity : 0;
    const value = inside ? image[pixel.row][pixel.column] : outside;
    return { ...pixel, channel, value, weight: kernel[channel][u][v] };
  });
}

/** As {@link windowTerms}, of all channels. */
export function allTerms(scene, place) {
  return scene.input.flatMap((_, channel) => windowTerms(scene, channel, place));
}

/** The terms of a transposed convolution's output pixel: one for each input pixel that adds to it. */
export function stampedTerms({ input: [input], kernel: [kernel], geometry }, [row, column]) {
  const shape = transposedShape(shapeOf(input), geometry);
  return places(shapeOf(input)).flatMap(([y, x]) =>
    pixelsUnder(shape, geometry, y, x)
      .filter((pixel) => pixel.row === row && pixel.column === column)
      .map(({ u, v }) => ({ value: input[y][x], weight: kernel[u][v], row: y, column: x })),
  );
}

/** The position among `terms` of the one that a maximum takes: of equal ones the first. */
export function winnerOf(terms) {
  const values = terms.map((term) => term.value);
  return values.indexOf(Math.max(...values));
}

export function describeWindow(scene, [row, column]) {
  const where = `Output ${place(row, column)}:`;
  if (scene.mode === "normal") return `${where} ${describeSum(scene, [row, column])}`;
  const several = scene.input.length > 1;
  const channels = scene.input.map((_, channel) => {
    const pooled = describePooled(scene, channel, [row, column]);
    return several ? `in channel ${channel + 1}, ${pooled}` : pooled;
  });
  return `${where} ${channels.join("; ")}`;
}

function describeSum(scene, [row, column]) {
  const sum = scene.sums[0][row][column];
  const working = sumOfProducts(allTerms(scene, [row, column]));
  const words = `${working} ${equals(sum)} ${format(sum)}`;
  if (!scene.relu) return words;
  return `${words}, ${sum < 0 ? "and the ReLU makes it 0" : "and the ReLU lets it pass"}`;
}

function describePooled(scene, channel, [row, column]) {
  const terms = windowTerms(scene, channel, [row, column]);
  const pooled = scene.output[channel][row][column];
  if (scene.pool === "average") {
    const sum = terms.map(({ value }) => formatInside(value)).join(" + ");
    return `(${sum}) / ${terms.length} ${equals(pooled)} ${format(pooled)}`;
  }
  const values = terms.filter(({ inside }) => inside).map(({ value }) => format(value));
  return `the largest of ${values.join(", ")} is ${format(pooled)}`;
}

export function describeStamp(scene, [row, column]) {
  const {
    input: [input],
    kernel: [kernel],
    geometry,
  } = scene;
  const shape = transposedShape(shapeOf(input), geometry);
  const written = pixelsUnder(shape, geometry, row, column).filter(({ inside }) => inside);
  const value = input[row][column];
  const start = `Input ${place(row, column)} is ${format(value)}.`;
  if (written.length === 0) return `${start} Its stamp falls on the part that is cut away.`;
  const products = written.map(
    ({ u, v, row: y, column: x }) =>
      `${formatInside(value)}·${formatInside(kernel[u][v])} to ${place(y, x)}`,
  );
  return `${start} It adds to the output: ${products.join("; ")}.`;
}

export function describeStamped(scene, [row, column]) {
  const terms = stampedTerms(scene, [row, column]);
  const where = `Output ${place(row, column)}:`;
  if (terms.length === 0) return `${where} no stamp reaches it, so it stays 0.`;
  const total = scene.output[0][row][column];
  const stamps = terms.length === 1 ? "one stamp" : `${terms.length} stamps`;
  return `${where} ${sumOfProducts(terms)} ${equals(total)} ${format(total)}, from ${stamps}.`;
}

function sumOfProducts(terms) {
  return terms
    .map(({ value, weight }) => `${formatInside(value)}·${formatInside(weight)}`)
    .join(" + ");
}

/** Two decimals may not be all of a number. */
export function equals(number) {
  return Math.abs(number * 100 - Math.round(number * 100)) < 1e-9 ? "=" : "≈";
}
