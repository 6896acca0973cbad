/** The numbers in the cells: where they start, how they are read and how they are written. */

/** The example of "Convolutional Neural Networks" (De Silva), continued below and to the right. */
const INPUT = parseRows(
  "3 3 2 1 0 2 1 0 / 0 0 1 3 1 0 2 1 / 3 1 2 2 3 1 0 2 / 2 0 0 2 2 0 1 3 / 2 0 0 0 1 3 2 0 / " +
    "1 2 0 3 0 1 1 2 / 0 1 3 0 2 2 0 1 / 2 0 1 1 0 3 1 0",
);
const KERNEL = parseRows("0 1 2 1 / 2 2 0 0 / 0 1 2 1 / 1 0 1 2");

const LARGEST = 9;

/** Read rows of whole numbers, as in "1 2 / 3 4". */
export function parseRows(text) {
  return text.split("/").map((row) => row.trim().split(/\s+/).map(Number));
}

/** All the input cells there can be: `rows` in the top left corner, the example elsewhere. */
export function startInput(rows = []) {
  return overlay(INPUT, rows);
}

/** As {@link startInput}, of the kernel. */
export function startKernel(rows = []) {
  return overlay(KERNEL, rows);
}

function overlay(table, rows) {
  return table.map((line, row) => line.map((number, column) => rows[row]?.[column] ?? number));
}

/** The top left corner of a table. */
export function crop(table, [height, width]) {
  return table.slice(0, height).map((row) => row.slice(0, width));
}

/** Read what was typed into a cell: a whole number from −9 to 9, or null. */
export function parseCell(text) {
  const cleaned = text.trim().replace("−", "-");
  return /^[+-]?\d$/.test(cleaned) ? Number(cleaned) + 0 : null;
}

/** Say which numbers a cell takes. */
export const CELL_RANGE = `a whole number from −${LARGEST} to ${LARGEST}`;

/** Write a number with a true minus sign and at most two decimals. */
export function format(number) {
  return String(Number(number.toFixed(2)))
    .replace("-", "−")
    .replace("Infinity", "∞");
}

/** Write a factor or a term: a negative one stands in brackets. */
export function formatInside(number) {
  return number < 0 ? `(${format(number)})` : format(number);
}
