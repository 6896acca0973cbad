/** All that follows from the settings and the numbers: what there is to draw, step by step. */

import {
  averagePool,
  convolve,
  convolveTransposed,
  countVisits,
  maxPool,
  outputShape,
  places,
  transposedShape,
} from "./arithmetic.js";
import { crop } from "./numbers.js";
import { findProblem } from "./problems.js";

/**
 * Work out a scene.
 *
 * `state` is { mode, pool, settings, input, kernel }, where settings holds height, width and the
 * geometry, and input and kernel hold at least as many numbers as those ask for. The scene's
 * `steps` are the places of the kernel: on output pixels or, transposed, on input pixels. Its
 * `visits` say how often each pixel of the image under the kernel is read or written.
 */
export function makeScene({ mode, pool, settings, input, kernel }) {
  const { height, width, ...geometry } = settings;
  if (mode === "pooling" && pool === "average") geometry.dilation = 1; // torch has no other
  const inputShape = [height, width];
  const scene = {
    mode,
    pool,
    geometry,
    inputShape,
    input: crop(input, inputShape),
    kernel: crop(kernel, [geometry.kernelSize, geometry.kernelSize]),
    problem: findProblem(mode, inputShape, geometry),
    steps: [],
  };
  if (scene.problem !== null) return scene;
  const transposed = mode === "transposed";
  scene.outputShape = (transposed ? transposedShape : outputShape)(inputShape, geometry);
  scene.output = computeOutput(scene);
  scene.steps = places(transposed ? inputShape : scene.outputShape);
  scene.visits = countVisits(transposed ? scene.outputShape : inputShape, geometry, scene.steps);
  return scene;
}

function computeOutput({ mode, pool, geometry, input, kernel }) {
  if (mode === "normal") return convolve(input, kernel, geometry);
  if (mode === "transposed") return convolveTransposed(input, kernel, geometry);
  return (pool === "max" ? maxPool : averagePool)(input, geometry);
}
