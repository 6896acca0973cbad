/**
 * The network's arithmetic: forward with switches, back to the pixels, and which pixels a cell sees.
 *
 * A stage is what one layer puts out: `{ name, shape, values, switches }`, the shape being
 * `[channels, height, width]` and `values` in the order of torch. Stage 0 is the image.
 */

/** Turn the numbers of `pagelib.living_data` into layers with arrays. */
export function decodeNetwork({ layers, classes }) {
  const decode = (value) => (value && value.data ? decodeArray(value) : value);
  const decoded = layers.map((layer) =>
    Object.fromEntries(Object.entries(layer).map(([key, value]) => [key, decode(value)])),
  );
  return { classes, layers: decoded };
}

function decodeArray({ shape, data }) {
  const view = new DataView(bytesOf(data).buffer);
  const values = Float64Array.from({ length: view.byteLength / 4 }, (_, i) =>
    view.getFloat32(4 * i, true),
  );
  return { shape, values };
}

/** The bytes that a text in base64 stands for. */
export function bytesOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** One number stands for both axes. */
function pair(value) {
  return Array.isArray(value) ? value : [value, value];
}

/** Run the network on an image of numbers from 0 to 1; return all stages. */
export function runForward(network, shape, pixels) {
  const stages = [{ name: "image", shape, values: Float64Array.from(pixels) }];
  for (const layer of network.layers) stages.push(FORWARD[layer.name](layer, stages.at(-1)));
  return stages;
}

const FORWARD = {
  conv2d(layer, x) {
    const [filters, channels, kh, kw] = layer.weight.shape;
    const [[sh, sw], [ph, pw]] = [pair(layer.stride), pair(layer.padding)];
    const [, h, w] = x.shape;
    const height = Math.floor((h + 2 * ph - kh) / sh) + 1;
    const width = Math.floor((w + 2 * pw - kw) / sw) + 1;
    const values = new Float64Array(filters * height * width);
    for (let f = 0, at = 0; f < filters; f++) {
      for (let i = 0; i < height; i++) {
        for (let j = 0; j < width; j++, at++) {
          let sum = layer.bias.values[f];
          for (let c = 0; c < channels; c++) {
            for (let u = Math.max(0, ph - i * sh); u < kh; u++) {
              const row = i * sh + u - ph;
              if (row >= h) break;
              const line = (c * h + row) * w;
              const weights = ((f * channels + c) * kh + u) * kw;
              for (let v = 0; v < kw; v++) {
                const column = j * sw + v - pw;
                if (column >= 0 && column < w) {
                  sum += layer.weight.values[weights + v] * x.values[line + column];
                }
              }
            }
          }
          values[at] = sum;
        }
      }
    }
    return { name: "conv2d", shape: [filters, height, width], values };
  },

  relu(_, x) {
    return { name: "relu", shape: x.shape, values: x.values.map((value) => Math.max(value, 0)) };
  },

  max_pool2d(layer, x) {
    const [[kh, kw], [sh, sw]] = [pair(layer.kernel_size), pair(layer.stride)];
    const [channels, h, w] = x.shape;
    const [height, width] = [Math.floor((h - kh) / sh) + 1, Math.floor((w - kw) / sw) + 1];
    const values = new Float64Array(channels * height * width);
    const switches = new Int32Array(values.length);
    for (let c = 0, at = 0; c < channels; c++) {
      for (let i = 0; i < height; i++) {
        for (let j = 0; j < width; j++, at++) {
          let best = -Infinity;
          for (let u = 0; u < kh; u++) {
            for (let v = 0; v < kw; v++) {
              const place = (i * sh + u) * w + j * sw + v;
              const value = x.values[c * h * w + place];
              if (value > best) [best, switches[at]] = [value, place];
            }
          }
          values[at] = best;
        }
      }
    }
    return { name: "max_pool2d", shape: [channels, height, width], values, switches };
  },

  flatten(_, x) {
    return { name: "flatten", shape: [x.values.length, 1, 1], values: x.values };
  },

  linear(layer, x) {
    const [outputs, inputs] = layer.weight.shape;
    const values = Float64Array.from({ length: outputs }, (_, k) => {
      let sum = layer.bias.values[k];
      for (let d = 0; d < inputs; d++) sum += layer.weight.values[k * inputs + d] * x.values[d];
      return sum;
    });
    return { name: "linear", shape: [outputs, 1, 1], values };
  },
};

/** The gradient of one score with respect to the image. */
export function gradientOfScore(network, stages, label) {
  let grad = new Float64Array(stages.at(-1).values.length);
  grad[label] = 1;
  for (let at = network.layers.length - 1; at >= 0; at--) {
    const layer = network.layers[at];
    grad = BACKWARD[layer.name](layer, grad, stages[at], stages[at + 1]);
  }
  return grad;
}

const BACKWARD = {
  conv2d(layer, grad, x, y) {
    const [filters, channels, kh, kw] = layer.weight.shape;
    const [[sh, sw], [ph, pw]] = [pair(layer.stride), pair(layer.padding)];
    const [, h, w] = x.shape;
    const [, height, width] = y.shape;
    const result = new Float64Array(x.values.length);
    for (let f = 0, at = 0; f < filters; f++) {
      for (let i = 0; i < height; i++) {
        for (let j = 0; j < width; j++, at++) {
          if (grad[at] === 0) continue; // most are, behind a pooling
          for (let c = 0; c < channels; c++) {
            for (let u = 0; u < kh; u++) {
              const row = i * sh + u - ph;
              if (row < 0 || row >= h) continue;
              const line = (c * h + row) * w;
              const weights = ((f * channels + c) * kh + u) * kw;
              for (let v = 0; v < kw; v++) {
                const column = j * sw + v - pw;
                if (column >= 0 && column < w) {
                  result[line + column] += grad[at] * layer.weight.values[weights + v];
                }
              }
            }
          }
        }
      }
    }
    return result;
  },

  relu(_, grad, x) {
    return grad.map((value, at) => (x.values[at] > 0 ? value : 0));
  },

  max_pool2d(_, grad, x, y) {
    const [, h, w] = x.shape;
    const cells = y.shape[1] * y.shape[2];
    const result = new Float64Array(x.values.length);
    grad.forEach((value, at) => {
      result[Math.floor(at / cells) * h * w + y.switches[at]] += value;
    });
    return result;
  },

  flatten(_, grad) {
    return grad;
  },

  linear(layer, grad, x) {
    const inputs = x.values.length;
    const result = new Float64Array(inputs);
    grad.forEach((value, k) => {
      if (value === 0) return;
      for (let d = 0; d < inputs; d++) result[d] += value * layer.weight.values[k * inputs + d];
    });
    return result;
  },
};

/** Probabilities from scores. */
export function softmax(scores) {
  const most = Math.max(...scores);
  const powers = Array.from(scores, (score) => Math.exp(score - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/**
 * The pixels that a cell of a stage depends on, clipped to the image: first and last row, first and
 * last column.
 */
export function receptiveField(network, stages, stage, row, column) {
  let [top, bottom, left, right] = [row, row, column, column];
  for (let at = stage - 1; at >= 0; at--) {
    const layer = network.layers[at];
    if (layer.name === "relu") continue;
    const [, h, w] = stages[at].shape;
    const pooling = layer.name === "max_pool2d";
    const [kh, kw] = pooling ? pair(layer.kernel_size) : layer.weight.shape.slice(2);
    const [[sh, sw], [ph, pw]] = [pair(layer.stride), pair(layer.padding)];
    top = Math.max(0, top * sh - ph);
    left = Math.max(0, left * sw - pw);
    bottom = Math.min(h - 1, bottom * sh - ph + kh - 1);
    right = Math.min(w - 1, right * sw - pw + kw - 1);
  }
  return [top, bottom, left, right];
}
