/**
 * <depth-explorer>: a deep network, with the signal and the gradient in each of its layers.
 *
 * Its attributes say where it starts: `depth`, `width`, `weights`, `batch-norm` and `residual`. What
 * it holds before is shown where scripts do not run.
 */

import { makeChart } from "./chart.js";
import { drawNumbers, measure } from "./network.js";
import SETTINGS from "./settings.json" with { type: "json" };
import { describe } from "./words.js";

let forms = 0;

class DepthExplorer extends HTMLElement {
  connectedCallback() {
    if (this.state) return; // it was only moved to another place on the page
    forms += 1;
    this.state = {
      depth: Number(this.getAttribute("depth") ?? SETTINGS.depth.start),
      width: Number(this.getAttribute("width") ?? SETTINGS.width.start),
      weights: this.getAttribute("weights") ?? "default",
      batchNorm: this.hasAttribute("batch-norm"),
      residual: this.hasAttribute("residual"),
      seed: 1,
    };
    this.charts = {
      activations: makeChart("activations, root mean square", "activations"),
      gradients: makeChart("weights' gradient, mean absolute", "gradients"),
    };
    this.words = element("p", { class: "depth-words", role: "status", "aria-live": "polite" });
    const root = element("div", { class: "depth", role: "group", "aria-label": "Depth explorer" });
    const charts = element("div", { class: "depth-charts" });
    charts.append(this.charts.activations.root, this.charts.gradients.root);
    root.append(this.#form(), charts, this.words);
    this.replaceChildren(root);
    this.#redraw();
  }

  #form() {
    const form = element("form", { class: "depth-form" });
    form.addEventListener("submit", (event) => event.preventDefault());
    const again = element("button", { type: "button", class: "depth-again" });
    again.textContent = "Draw other weights";
    again.addEventListener("click", () => this.#change("seed", this.state.seed + 1));
    const switches = element("div", { class: "depth-switches" });
    switches.append(
      this.#switch("Batch norm", "batchNorm"),
      this.#switch("Residual connections", "residual"),
      again,
    );
    form.append(this.#slider("depth"), this.#slider("width"), this.#choice(), switches);
    return form;
  }

  #slider(name) {
    const { label, min, max, step } = SETTINGS[name];
    const input = element("input", { type: "range", min, max, step, value: this.state[name] });
    const value = element("span", { class: "depth-value", "aria-hidden": "true" });
    value.textContent = this.state[name];
    input.addEventListener("input", () => {
      value.textContent = input.value;
      this.#change(name, Number(input.value));
    });
    const root = element("label", { class: "depth-slider" });
    root.append(label, value, input);
    return root;
  }

  #choice() {
    const root = element("fieldset", { class: "depth-choice" });
    const legend = element("legend", {});
    legend.textContent = "Weights";
    root.append(legend);
    for (const [value, words] of Object.entries(SETTINGS.weights)) {
      const input = element("input", { type: "radio", name: `depth-${forms}-weights`, value });
      input.checked = value === this.state.weights;
      input.addEventListener("change", () => this.#change("weights", value));
      const label = element("label", {});
      label.append(input, words);
      root.append(label);
    }
    return root;
  }

  #switch(words, name) {
    const input = element("input", { type: "checkbox" });
    input.checked = this.state[name];
    input.addEventListener("change", () => this.#change(name, input.checked));
    const label = element("label", {});
    label.append(input, words);
    return label;
  }

  #change(name, value) {
    this.state[name] = value;
    this.#redraw();
  }

  #redraw() {
    const found = measure(this.state, drawNumbers(this.state));
    this.charts.activations.show(found.activations);
    this.charts.gradients.show(found.gradients);
    this.words.textContent = describe(found);
  }
}

function element(tag, attributes) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

// The theme may load a script twice.
if (!customElements.get("depth-explorer")) customElements.define("depth-explorer", DepthExplorer);
