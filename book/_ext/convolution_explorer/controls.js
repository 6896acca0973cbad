/** The form: what is computed, and with which settings. */

import { make } from "./dom.js";
import SETTINGS from "./settings.json" with { type: "json" };

const MODES = { normal: "Convolution", pooling: "Pooling", transposed: "Transposed convolution" };
const INPUTS = { numbers: "Numbers", picture: "A picture" };
const POOLS = { max: "Maximum", average: "Average" };

let forms = 0;

export class Controls {
  /** `onChange(name, value)` hears of mode, pool, picture, relu and each setting, named as in settings.json. */
  constructor(onChange) {
    forms += 1;
    this.modes = makeChoice("Operation", `explorer-${forms}-mode`, MODES, (mode) =>
      onChange("mode", mode),
    );
    this.pools = makeChoice("Take the", `explorer-${forms}-pool`, POOLS, (pool) =>
      onChange("pool", pool),
    );
    this.inputs = makeChoice("Input", `explorer-${forms}-input`, INPUTS, (input) =>
      onChange("picture", input === "picture"),
    );
    this.relu = makeSwitch("ReLU after it", (relu) => onChange("relu", relu));
    this.sliders = Object.fromEntries(
      Object.entries(SETTINGS).map(([name, setting]) => [
        name,
        makeSlider(setting, (value) => onChange(name, value)),
      ]),
    );
    const sliders = Object.values(this.sliders).map((slider) => slider.root);
    this.root = make(
      "form",
      { class: "explorer-controls" },
      this.modes.root,
      this.pools.root,
      make("div", { class: "explorer-options" }, this.inputs.root, this.relu.root),
      make("div", { class: "explorer-sliders" }, sliders),
    );
    this.root.addEventListener("submit", (event) => event.preventDefault());
  }

  /** Show a state, and only the settings that matter to it. */
  show({ mode, pool, picture, relu, settings }) {
    this.inputs.choose(picture ? "picture" : "numbers");
    this.inputs.root.hidden = mode === "transposed";
    this.relu.set(relu);
    this.relu.root.hidden = mode !== "normal";
    const sized = !picture || mode === "transposed";
    for (const name of ["height", "width"]) this.sliders[name].root.hidden = !sized;
    this.sliders.channels.root.hidden = picture || mode === "transposed";
    this.modes.choose(mode);
    this.pools.choose(pool);
    this.pools.root.hidden = mode !== "pooling";
    for (const [name, slider] of Object.entries(this.sliders)) slider.set(settings[inScript(name)]);
    this.sliders["output-padding"].root.hidden = mode !== "transposed";
    this.sliders.dilation.root.hidden = mode === "pooling" && pool === "average";
  }
}

/** The name of a setting in the script: "kernel-size" is kernelSize. */
export function inScript(name) {
  return name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
}

function makeChoice(legend, name, options, onChange) {
  const root = make("fieldset", { class: "explorer-choice" }, make("legend", {}, legend));
  const radios = {};
  for (const [value, label] of Object.entries(options)) {
    radios[value] = make("input", { type: "radio", name, value });
    radios[value].addEventListener("change", () => onChange(value));
    root.append(make("label", {}, radios[value], make("span", {}, label)));
  }
  return { root, choose: (value) => (radios[value].checked = true) };
}

function makeSwitch(label, onChange) {
  const box = make("input", { type: "checkbox" });
  box.addEventListener("change", () => onChange(box.checked));
  const root = make("label", { class: "explorer-switch" }, box, make("span", {}, label));
  return { root, set: (value) => (box.checked = value) };
}

function makeSlider({ label, symbol, min, max }, onChange) {
  const range = make("input", { type: "range", min, max, step: 1 });
  const shown = make("b", { class: "explorer-value", "aria-hidden": "true" }); // the slider says it
  const name = make("span", {}, label, " ", make("var", { "aria-hidden": "true" }, symbol));
  const root = make(
    "label",
    { class: `explorer-slider explorer-set-${symbol}` },
    name,
    shown,
    range,
  );
  range.addEventListener("input", () => onChange(range.valueAsNumber));
  const set = (value) => {
    range.value = value;
    shown.textContent = value;
  };
  return { root, set };
}
