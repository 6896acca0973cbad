/** The numbers in the cells: where they start, how they are read and how they are written. */

/** The example of "Convolutional Neural Networks" (De Silva), continued below and to the right. */
const [INPUT] = parseChannels(
  "3 3 2 1 0 2 1 0 / 0 0 1 3 1 0 2 1 / 3 1 2 2 3 1 0 2 / 2 0 0 2 2 0 1 3 / 2 0 0 0 1 3 2 0 / " +
    "1 2 0 3 0 1 1 2 / 0 1 3 0 2 2 0 1 / 2 0 1 1 0 3 1 0",
);
const [KERNEL] = parseChannels("0 1 2 1 / 2 2 0 0 / 0 1 2 1 / 1 0 1 2");

const LARGEST = 9;

/** Read rows of numbers, as in "1 2 / 3 4"; a bar stands between channels. */
export function parseChannels(text) {
  return text
    .split("|")
    .map((rows) => rows.split("/").map((row) => row.trim().split(/\s+/).map(Number)));
}

/** All the input cells there can be: `given` in the top left corners, the example elsewhere. */
export function startInput(given = []) {
  return channelsOf(INPUT).map((table, channel) => overlay(table, given[channel] ?? []));
}

/** As {@link startInput}, of the kernel. */
export function startKernel(given = []) {
  return channelsOf(KERNEL).map((table, channel) => overlay(table, given[channel] ?? []));
}

/** The example has one channel; the others are it, mirrored at its diagonal and upside down. */
function channelsOf(table) {
  return [table, table.map((line, i) => line.map((_, j) => table[j][i])), table.toReversed()];
}

function overlay(table, rows) {
  return table.map((line, row) => line.map((number, column) => rows[row]?.[column] ?? number));
}

/** The top left corner of a table. */
export function crop(table, [height, width]) {
  return table.slice(0, height).map((row) => row.slice(0, width));
}

/** Read what was typed into a cell: a number from −9 to 9 of at most two decimals, or null. */
export function parseCell(text) {
  const cleaned = text.trim().replace("−", "-").replace(",", ".");
  if (!/^[+-]?(\d+\.?\d{0,2}|\.\d{1,2})$/.test(cleaned)) return null;
  return Math.abs(Number(cleaned)) <= LARGEST ? Number(cleaned) + 0 : null;
}

/** Say which numbers a cell takes. */
export const CELL_RANGE = `a number from −${LARGEST} to ${LARGEST}, with two decimals at most`;

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
