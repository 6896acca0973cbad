/** All that follows from the settings and the numbers: what there is to draw, step by step. */

import {
  averagePool,
  convolve,
  convolveTransposed,
  countVisits,
  maxPool,
  outputShape,
  places,
  relu,
  transposedShape,
} from "./arithmetic.js";
import { crop } from "./numbers.js";
import PICTURE from "./picture.json" with { type: "json" };
import { findProblem } from "./problems.js";

/**
 * Work out a scene.
 *
 * `state` is { mode, pool, relu, picture, settings, input, kernel }, where settings holds channels,
 * height, width and the geometry, and input and kernel hold, channel by channel, at least as many
 * numbers as those ask for. A picture is an input of its own, with one channel. The scene's `sums`
 * become its `output` by the ReLU; both are lists of channels. Its `steps` are the places of the kernel: on output pixels or, transposed, on input pixels. Its
 * `visits` say how often each pixel of the image under the kernel is read or written.
 */
export function makeScene(state) {
  const { mode, pool, settings, kernel } = state;
  const { channels, height, width, ...geometry } = settings;
  if (mode === "pooling" && pool === "average") geometry.dilation = 1; // torch has no other
  const picture = Boolean(state.picture) && mode !== "transposed";
  const count = picture || mode === "transposed" ? 1 : channels;
  const inputShape = picture ? [PICTURE.length, PICTURE[0].length] : [height, width];
  const kernelShape = [geometry.kernelSize, geometry.kernelSize];
  const scene = {
    mode,
    pool,
    picture,
    relu: Boolean(state.relu) && mode === "normal",
    geometry,
    inputShape,
    input: picture ? [PICTURE] : state.input.slice(0, count).map((each) => crop(each, inputShape)),
    kernel: kernel.slice(0, count).map((each) => crop(each, kernelShape)),
    problem: findProblem(mode, inputShape, geometry),
    steps: [],
  };
  if (scene.problem !== null) return scene;
  const transposed = mode === "transposed";
  scene.outputShape = (transposed ? transposedShape : outputShape)(inputShape, geometry);
  scene.sums = computeSums(scene);
  scene.output = scene.relu ? scene.sums.map(relu) : scene.sums;
  scene.steps = places(transposed ? inputShape : scene.outputShape);
  scene.visits = countVisits(transposed ? scene.outputShape : inputShape, geometry, scene.steps);
  return scene;
}

function computeSums({ mode, pool, geometry, input, kernel }) {
  if (mode === "normal") return [convolve(input, kernel, geometry)];
  if (mode === "transposed") return [convolveTransposed(input[0], kernel[0], geometry)];
  return input.map((image) => (pool === "max" ? maxPool : averagePool)(image, geometry));
}
