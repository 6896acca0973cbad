/** The valley, its noise, and the three optimisers, as torch.optim has them. */

export const STEPS = 60;
export const START = [-9, 1.6];
export const CURVATURE = [0.06, 1.9];

const BETAS = [0.9, 0.999];
const EPSILON = 1e-8;

/** The loss at a place: half the curvature times the square, along both axes. */
export function lossAt(place) {
  return place.reduce((sum, x, axis) => sum + 0.5 * CURVATURE[axis] * x * x, 0);
}

/** Standard normal numbers, a pair for each step, the same for the same seed. */
export function drawNoise(seed) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return Array.from({ length: STEPS }, () => {
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 2 * Math.PI * uniform();
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

/** The places that each optimiser visits; all get the same noise added to their gradients. */
export function descend({ rate, momentum, noise, seed }) {
  const draws = drawNoise(seed);
  const gradient = (place, step) =>
    place.map((x, axis) => CURVATURE[axis] * x + noise * draws[step][axis]);
  return {
    SGD: walk(gradient, makeMomentum(rate, 0)),
    momentum: walk(gradient, makeMomentum(rate, momentum)),
    Adam: walk(gradient, makeAdam(rate)),
  };
}

function walk(gradient, change) {
  const path = [START];
  for (let step = 0; step < STEPS; step++) {
    const here = path[step];
    const by = change(gradient(here, step));
    path.push(here.map((x, axis) => x - by[axis]));
  }
  return path;
}

function makeMomentum(rate, momentum) {
  let velocity = [0, 0];
  return (gradient) => {
    velocity = velocity.map((v, axis) => momentum * v + gradient[axis]);
    return velocity.map((v) => rate * v);
  };
}

function makeAdam(rate) {
  let [mean, square, count] = [[0, 0], [0, 0], 0];
  const average = (old, value, beta) => beta * old + (1 - beta) * value;
  return (gradient) => {
    count += 1;
    mean = mean.map((m, axis) => average(m, gradient[axis], BETAS[0]));
    square = square.map((s, axis) => average(s, gradient[axis] ** 2, BETAS[1]));
    const [a, b] = BETAS.map((beta) => 1 - beta ** count);
    return mean.map((m, axis) => (rate * (m / a)) / (Math.sqrt(square[axis] / b) + EPSILON));
  };
}
