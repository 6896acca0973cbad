/** Why there is nothing to draw: settings that torch refuses, each in a sentence that helps. */

import { countVisits, outputShape, places, reach, transposedShape } from "./arithmetic.js";

/** Say what is impossible about a geometry on an input of `shape`, or return null. */
export function findProblem(mode, shape, geometry) {
  if (mode === "transposed") return findTransposedProblem(shape, geometry);
  const poolingProblem = mode === "pooling" ? findPoolingProblem(shape, geometry) : null;
  return findFitProblem(mode, shape, geometry) ?? poolingProblem;
}

function findFitProblem(mode, shape, geometry) {
  const needed = reach(geometry);
  const padded = shape.map((n) => n + 2 * geometry.padding);
  if (padded.every((n) => n >= needed)) return null;
  const kernel = mode === "pooling" ? "window" : "kernel";
  const gaps = geometry.dilation > 1 && geometry.kernelSize > 1 ? ", gaps included," : "";
  const ground = geometry.padding > 0 ? "padded input" : "input";
  return (
    `The ${kernel}${gaps} reaches over ${needed} × ${needed} pixels and the ${ground} has only ` +
    `${padded.join(" × ")}, so there is nowhere to put it. Make the ${kernel} or its dilation ` +
    "smaller, or the input or its padding larger."
  );
}

function findPoolingProblem(shape, geometry) {
  const { kernelSize, padding } = geometry;
  if (2 * padding > kernelSize) {
    const most = Math.floor(kernelSize / 2);
    return (
      `Pooling pads by at most half of its window, which is ${most} here: beyond that, a window ` +
      "would hold nothing but padding. Make the padding smaller or the window larger."
    );
  }
  const windows = places(outputShape(shape, geometry));
  const empty = windows.some((place) =>
    countVisits(shape, geometry, [place])
      .flat()
      .every((n) => !n),
  );
  if (!empty) return null;
  return (
    "The gaps in some window step over the whole input, and it would hold nothing but padding. " +
    "Make the dilation or the padding smaller, or the input larger."
  );
}

function findTransposedProblem(shape, geometry) {
  const { stride, padding, dilation, outputPadding } = geometry;
  const most = Math.max(stride, dilation) - 1;
  if (outputPadding > most) {
    return (
      "The output padding must be smaller than the stride or the dilation, so at most " +
      `${most} here: it chooses among the sizes that a convolution would shrink to the same input.`
    );
  }
  if (transposedShape(shape, geometry).every((n) => n >= 1)) return null;
  return (
    `The padding cuts ${padding} from each side of the output, and nothing is left. ` +
    "Make the padding smaller, or the input or the kernel larger."
  );
}
