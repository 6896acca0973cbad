/** Sliders that step through a list of values. */

import { make } from "./dom.js";

/** A slider with a name; `onChange(value)` hears of each value. */
export function makeSlider(label, symbol, values, start, onChange, write = String) {
  const range = make("input", { type: "range", min: 0, max: values.length - 1, step: 1 });
  const shown = make("b", { class: "cost-value", "aria-hidden": "true" });
  const name = make("span", {}, label, " ", make("var", { "aria-hidden": "true" }, symbol));
  const root = make("label", { class: "cost-slider" }, name, shown, range);
  const show = () => {
    const text = write(values[range.valueAsNumber]);
    shown.textContent = text;
    range.setAttribute("aria-valuetext", text);
  };
  range.value = values.indexOf(start);
  range.addEventListener("input", () => {
    show();
    onChange(values[range.valueAsNumber]);
  });
  show();
  return root;
}

export function makeSwitch(label, on, onChange) {
  const box = make("input", { type: "checkbox", checked: on });
  box.addEventListener("change", () => onChange(box.checked));
  return make("label", { class: "cost-switch" }, box, make("span", {}, label));
}
