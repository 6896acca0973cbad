/** What the charts show, in words. */

import { powerOf } from "./chart.js";

const RAISED = Object.fromEntries([..."-0123456789"].map((sign, i) => [sign, "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"[i]]));

/** A number as people write it: with few digits, or as a power of ten. */
export function inWords(value) {
  if (!Number.isFinite(value)) return "beyond all numbers";
  if (value === 0) return "0";
  if (value >= 0.001 && value < 10000) return String(Number(value.toPrecision(2)));
  const power = Math.floor(Math.log10(value));
  const raised = [...String(power)].map((sign) => RAISED[sign]).join("");
  return `${(value / 10 ** power).toFixed(0)}·10${raised}`;
}

/** Say what has become of the signal and of the gradient. */
export function describe({ activations, gradients }) {
  const last = activations.at(-1);
  const first = gradients[0];
  return (
    `The signal leaves the last layer with the size ${inWords(last)}. The weights' gradient is ` +
    `${inWords(first)} in layer 1 and ${inWords(gradients.at(-1))} in layer ${gradients.length}. ` +
    verdict(gradients)
  );
}

function verdict(gradients) {
  const powers = gradients.map(powerOf);
  const lowest = Math.min(...powers);
  const highest = Math.max(...powers);
  if (powers[0] - powers.at(-1) > 1.5) return "It grows towards the input.";
  if (highest > 3) return "It explodes.";
  if (highest < -5) return "It vanishes in every layer.";
  if (lowest < -5) return "It vanishes on its way back.";
  return "Every layer can learn.";
}
