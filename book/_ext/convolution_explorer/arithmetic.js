/**
 * Convolution, pooling and transposed convolution, as torch defines them.
 *
 * A matrix is an array of rows. A geometry is { kernelSize, stride, padding, dilation,
 * outputPadding } in pixels, the same along rows and columns. A shape is [height, width].
 */

export function shapeOf(matrix) {
  return [matrix.length, matrix[0].length];
}

export function makeMatrix([height, width], valueAt) {
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (_, column) => valueAt(row, column)),
  );
}

/** How many pixels a kernel reaches over, the gaps of its dilation included: d(k − 1) + 1. */
export function reach({ kernelSize, dilation }) {
  return dilation * (kernelSize - 1) + 1;
}

/** ⌊(n + 2p − d(k − 1) − 1) / s⌋ + 1 along each axis; below one where the kernel does not fit. */
export function outputShape(shape, geometry) {
  const { stride, padding } = geometry;
  return shape.map((n) => Math.floor((n + 2 * padding - reach(geometry)) / stride) + 1);
}

/** s(i − 1) + d(k − 1) + 1 − 2p + op along each axis; below one where padding cuts all away. */
export function transposedShape(shape, geometry) {
  const { stride, padding, outputPadding } = geometry;
  return shape.map((i) => stride * (i - 1) + reach(geometry) - 2 * padding + outputPadding);
}

/**
 * The pixels under the kernel in its place (row, column), row by row, in an image of `shape`.
 *
 * A convolution reads them; its transpose, which goes the other way, writes them. Those that are
 * not `inside` lie in the padding that the one adds and the other cuts away.
 */
export function pixelsUnder(shape, geometry, row, column) {
  const { kernelSize, stride, padding, dilation } = geometry;
  const [height, width] = shape;
  const pixels = [];
  for (let u = 0; u < kernelSize; u++) {
    for (let v = 0; v < kernelSize; v++) {
      const y = row * stride + u * dilation - padding;
      const x = column * stride + v * dilation - padding;
      const inside = y >= 0 && y < height && x >= 0 && x < width;
      pixels.push({ u, v, row: y, column: x, inside });
    }
  }
  return pixels;
}

/**
 * The cross-correlation that deep learning calls convolution: the kernel is not flipped.
 *
 * `input` and `kernel` are lists of matrices, one for each channel; one sum goes over all of them.
 */
export function convolve(input, kernel, geometry) {
  const shape = shapeOf(input[0]);
  return makeMatrix(outputShape(shape, geometry), (row, column) =>
    pixelsUnder(shape, geometry, row, column)
      .filter((pixel) => pixel.inside)
      .flatMap(({ u, v, row: y, column: x }) => input.map((image, c) => image[y][x] * kernel[c][u][v]))
      .reduce((sum, product) => sum + product, 0),
  );
}

/** What is negative becomes 0. */
export function relu(matrix) {
  return matrix.map((row) => row.map((number) => Math.max(0, number)));
}

/** The largest number of each window; padding never wins. */
export function maxPool(input, geometry) {
  const shape = shapeOf(input);
  return makeMatrix(outputShape(shape, geometry), (row, column) =>
    Math.max(...valuesInside(input, pixelsUnder(shape, geometry, row, column))),
  );
}

/** The average of each window; the zeros of the padding count. */
export function averagePool(input, geometry) {
  const shape = shapeOf(input);
  return makeMatrix(outputShape(shape, geometry), (row, column) => {
    const values = valuesInside(input, pixelsUnder(shape, geometry, row, column));
    return values.reduce((sum, value) => sum + value, 0) / geometry.kernelSize ** 2;
  });
}

function valuesInside(input, pixels) {
  return pixels.filter((pixel) => pixel.inside).map(({ row, column }) => input[row][column]);
}

/** Each of the first `count` input pixels, row by row, adds itself times the kernel to the output. */
export function convolveTransposed(input, kernel, geometry, count = Infinity) {
  const shape = transposedShape(shapeOf(input), geometry);
  const output = makeMatrix(shape, () => 0);
  for (const [row, column] of places(shapeOf(input)).slice(0, count)) {
    for (const { u, v, row: y, column: x, inside } of pixelsUnder(shape, geometry, row, column)) {
      if (inside) output[y][x] += input[row][column] * kernel[u][v];
    }
  }
  return output;
}

/** All [row, column] of a shape, row by row. */
export function places(shape) {
  return makeMatrix(shape, (row, column) => [row, column]).flat();
}

/** How often each pixel of an image of `shape` lies under the kernel, in the places given. */
export function countVisits(shape, geometry, kernelPlaces) {
  const visits = makeMatrix(shape, () => 0);
  for (const [row, column] of kernelPlaces) {
    for (const { row: y, column: x, inside } of pixelsUnder(shape, geometry, row, column)) {
      if (inside) visits[y][x] += 1;
    }
  }
  return visits;
}
