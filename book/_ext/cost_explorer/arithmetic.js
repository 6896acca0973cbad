/** What layers cost, as torch counts their parameters and the papers their multiply-adds. */

import MOBILENET from "./mobilenet.json" with { type: "json" };

/** ⌊(n + 2p − k) / s⌋ + 1 */
export function outputSize(size, kernel, stride, padding) {
  return Math.floor((size + 2 * padding - kernel) / stride) + 1;
}

/** A convolution on size × size pixels, with a bias for each channel that comes out, or without. */
export function convolution(layer) {
  const { size, inChannels, outChannels, kernel, stride = 1, padding = 0, groups = 1 } = layer;
  const side = outputSize(size, kernel, stride, padding);
  const weights = (kernel * kernel * inChannels * outChannels) / groups;
  const bias = layer.bias === false ? 0 : outChannels;
  return { side, parameters: weights + bias, work: side * side * weights };
}

function together(...layers) {
  return {
    side: layers.at(-1).side,
    parameters: layers.reduce((sum, layer) => sum + layer.parameters, 0),
    work: layers.reduce((sum, layer) => sum + layer.work, 0),
  };
}

/** Four ways to make a layer; `problem` says which of them are not possible. */
export function fourWays({ size, inChannels, outChannels, kernel, squeeze, groups, padded }) {
  const padding = padded ? (kernel - 1) / 2 : 0;
  const whole = { size, inChannels, outChannels, kernel, padding };
  const standard = convolution(whole);
  const divides = inChannels % groups === 0 && outChannels % groups === 0;
  const narrow = convolution({ size, inChannels, outChannels: squeeze, kernel: 1 });
  const wide = convolution({ ...whole, inChannels: squeeze });
  const filters = convolution({ ...whole, outChannels: inChannels, groups: inChannels });
  const mixing = convolution({ size: filters.side, inChannels, outChannels, kernel: 1 });
  const ways = {
    standard,
    grouped: divides ? convolution({ ...whole, groups }) : null,
    bottleneck: together(narrow, wide),
    separable: together(filters, mixing),
  };
  for (const way of Object.values(ways)) {
    if (way) way.share = way.work / standard.work;
  }
  return ways;
}

/** The rows of MobileNet v1 with a width multiplier, for an image of size × size pixels. */
export function mobilenet(width, size) {
  const thin = (channels) => Math.max(MOBILENET.least, Math.floor(round(channels * width)));
  const rows = [];
  let channels = thin(MOBILENET.stem);
  let layer = convolution({ ...plain(size, 3, channels, 3, 2), padding: 1 });
  rows.push(row("stem", layer, channels, 2 * channels));
  MOBILENET.blocks.forEach(([wide, stride], number) => {
    const out = thin(wide);
    const filters = convolution({
      ...plain(layer.side, channels, channels, 3, stride),
      padding: 1,
      groups: channels,
    });
    layer = together(filters, convolution(plain(filters.side, channels, out, 1, 1)));
    rows.push(row(`block ${number + 2}`, layer, out, 2 * (channels + out)));
    channels = out;
  });
  const weights = channels * MOBILENET.classes;
  const dense = { side: 1, parameters: weights + MOBILENET.classes, work: weights };
  rows.push(row("dense", dense, MOBILENET.classes, 0));
  return rows;
}

function plain(size, inChannels, outChannels, kernel, stride) {
  return { size, inChannels, outChannels, kernel, stride, bias: false };
}

/** Batch norm has parameters, and its work is not counted. */
function row(name, layer, channels, norms) {
  const { side, work } = layer;
  return { name, side, channels, parameters: layer.parameters + norms, work };
}

/** 0.15 · 1024 is 153.6, and not a hair less. */
function round(number) {
  return Number(number.toFixed(6));
}

export function total(rows, name) {
  return rows.reduce((sum, each) => sum + each[name], 0);
}
