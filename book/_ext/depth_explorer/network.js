/**
 * A network of dense layers with ReLUs, forwards and back.
 *
 * Arrays lie row by row: activations (BATCH, width), weights (width out, width in).
 */

import { normals, uniform } from "./random.js";

export const BATCH = 32;
export const EPS = 1e-5;

/** Standard deviations of the weights by the name of the rule, for as many inputs as outputs. */
export function deviation(weights, width) {
  const he = Math.sqrt(2 / width);
  return { default: Math.sqrt(1 / (3 * width)), glorot: Math.sqrt(1 / width), he, double: 2 * he }[
    weights
  ];
}

/** Draw everything random: images, the weights of each layer, and the gradient from above. */
export function drawNumbers({ depth, width, weights, seed }) {
  const draw = uniform(seed);
  const input = normals(draw, BATCH * width, 1);
  const upstream = normals(draw, BATCH * width, 1 / BATCH); // the loss is a mean over the batch
  const size = deviation(weights, width);
  const layers = Array.from({ length: depth }, () => normals(draw, width * width, size));
  return { input, upstream, layers };
}

/**
 * The size (root mean square) of each layer's output, and the mean absolute gradient of its weights.
 *
 * A layer returns ReLU(norm(W a)), and with `residual` its input as well, added.
 */
export function measure({ width, batchNorm, residual }, { input, upstream, layers }) {
  const activations = [];
  const kept = [];
  let current = input;
  for (const weight of layers) {
    const before = current;
    const sums = multiply(before, weight, width);
    const { values, scales } = batchNorm ? normalise(sums, width) : { values: sums, scales: null };
    current = values.map((value, i) => Math.max(value, 0) + (residual ? before[i] : 0));
    kept.push({ before, values, scales });
    activations.push(rootMeanSquare(current));
  }
  const gradients = [];
  let gradient = upstream;
  for (let layer = layers.length - 1; layer >= 0; layer -= 1) {
    const { before, values, scales } = kept[layer];
    let back = gradient.map((value, i) => (values[i] > 0 ? value : 0));
    if (batchNorm) back = normaliseBackward(back, values, scales, width);
    gradients.unshift(meanAbsolute(outer(back, before, width)));
    const passed = multiplyBack(back, layers[layer], width);
    gradient = residual ? passed.map((value, i) => value + gradient[i]) : passed;
  }
  return { activations, gradients };
}

function multiply(rows, weight, width) {
  const result = new Float64Array(rows.length);
  for (let row = 0; row < rows.length; row += width) {
    for (let out = 0; out < width; out += 1) {
      let sum = 0;
      for (let i = 0; i < width; i += 1) sum += rows[row + i] * weight[out * width + i];
      result[row + out] = sum;
    }
  }
  return result;
}

function multiplyBack(rows, weight, width) {
  const result = new Float64Array(rows.length);
  for (let row = 0; row < rows.length; row += width) {
    for (let out = 0; out < width; out += 1) {
      const value = rows[row + out];
      if (value === 0) continue;
      for (let i = 0; i < width; i += 1) result[row + i] += value * weight[out * width + i];
    }
  }
  return result;
}

function outer(back, before, width) {
  const result = new Float64Array(width * width);
  for (let row = 0; row < back.length; row += width) {
    for (let out = 0; out < width; out += 1) {
      const value = back[row + out];
      if (value === 0) continue;
      for (let i = 0; i < width; i += 1) result[out * width + i] += value * before[row + i];
    }
  }
  return result;
}

function normalise(rows, width) {
  const values = new Float64Array(rows.length);
  const scales = new Float64Array(width);
  for (let unit = 0; unit < width; unit += 1) {
    let mean = 0;
    let square = 0;
    for (let i = unit; i < rows.length; i += width) mean += rows[i] / BATCH;
    for (let i = unit; i < rows.length; i += width) square += (rows[i] - mean) ** 2 / BATCH;
    scales[unit] = 1 / Math.sqrt(square + EPS);
    for (let i = unit; i < rows.length; i += width) values[i] = (rows[i] - mean) * scales[unit];
  }
  return { values, scales };
}

function normaliseBackward(back, values, scales, width) {
  const result = new Float64Array(back.length);
  for (let unit = 0; unit < width; unit += 1) {
    let mean = 0;
    let along = 0;
    for (let i = unit; i < back.length; i += width) {
      mean += back[i] / BATCH;
      along += (back[i] * values[i]) / BATCH;
    }
    for (let i = unit; i < back.length; i += width) {
      result[i] = (back[i] - mean - values[i] * along) * scales[unit];
    }
  }
  return result;
}

function rootMeanSquare(numbers) {
  return Math.sqrt(numbers.reduce((sum, value) => sum + value * value, 0) / numbers.length);
}

function meanAbsolute(numbers) {
  return numbers.reduce((sum, value) => sum + Math.abs(value), 0) / numbers.length;
}
