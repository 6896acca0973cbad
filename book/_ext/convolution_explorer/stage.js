/** The drawing: input, kernel and output side by side, and what a step lights up in them. */

import { reach } from "./arithmetic.js";
import { make } from "./dom.js";
import { Grid } from "./grid.js";
import { CELL_RANGE, format, parseCell } from "./numbers.js";
import { paintStamp, paintWindow } from "./paint.js";

const HINTS = {
  normal: "Type over the numbers of input and kernel. Click an output pixel to go to it.",
  pooling: "Type over the numbers of the input. Click an output pixel to go to it.",
  transposed:
    "Type over the numbers. Click an input pixel to stamp it, an output pixel to see its sum. " +
    "The green is deeper where stamps overlap.",
};

export class Stage {
  /** `actions` are called on what the reader does: editNumber, visitInput and visitOutput. */
  constructor(actions) {
    this.actions = actions;
    this.root = make("div", { class: "explorer-stage" });
  }

  /** Lay the grids of a scene out, or say why there are none. */
  draw(scene) {
    if (scene.problem !== null) {
      this.root.replaceChildren(make("p", { class: "explorer-problem" }, scene.problem));
      return;
    }
    const panels = [this.#makeInput(scene), this.#makeOutput(scene)];
    if (scene.mode !== "pooling") panels.splice(1, 0, this.#makeKernel(scene));
    const signs = { normal: ["∗", "="], pooling: ["→"], transposed: ["×", "→"] }[scene.mode];
    const groups = panels.map((panel, i) => makeGroup(signs[i - 1], panel));
    this.root.replaceChildren(...groups, make("p", { class: "explorer-hint" }, HINTS[scene.mode]));
    this.#measure(panels.length);
  }

  /** Show one step of the scene that was drawn; `probed` is an output pixel or null. */
  paint(scene, place, probed) {
    const paint = scene.mode === "transposed" ? paintStamp : paintWindow;
    paint(this, scene, place, probed);
  }

  #makeInput({ mode, pool, input, inputShape, geometry }) {
    const padding = mode === "transposed" ? 0 : geometry.padding;
    this.input = new Grid({
      role: "group",
      label: `Input, ${inAll(inputShape)}`,
      shape: inputShape,
      margin: padding,
      marginText: mode === "pooling" && pool === "max" ? "−∞" : "0",
      makeContent: (row, column) => this.#makeField("input", input, row, column),
      onVisit: (row, column) => this.actions.visitInput(row, column),
    });
    this.input.setTabStop(0, 0);
    const padded = padding ? `, padded to ${times(inputShape.map((n) => n + 2 * padding))}` : "";
    return makePanel("input", "Input", times(inputShape) + padded, this.input);
  }

  #makeKernel({ kernel, geometry }) {
    const shape = [geometry.kernelSize, geometry.kernelSize];
    this.kernel = new Grid({
      role: "group",
      label: `Kernel, ${inAll(shape)}`,
      shape,
      makeContent: (row, column) => this.#makeField("kernel", kernel, row, column),
    });
    this.kernel.setTabStop(0, 0);
    const size = reach(geometry);
    const spread = size > geometry.kernelSize ? `, reaches over ${times([size, size])}` : "";
    return makePanel("kernel", "Kernel", times(shape) + spread, this.kernel);
  }

  #makeOutput({ mode, outputShape, geometry }) {
    const cut = mode === "transposed" ? geometry.padding : 0;
    this.output = new Grid({
      role: "grid",
      label: `Output, ${inAll(outputShape)}`,
      shape: outputShape,
      margin: cut,
      makeContent: () => make("span", { class: "explorer-number", role: "gridcell" }),
      onVisit: (row, column) => this.actions.visitOutput(row, column),
    });
    this.output.setTabStop(0, 0);
    const kept = cut ? `, cut from ${times(outputShape.map((n) => n + 2 * cut))}` : "";
    return makePanel("output", "Output", times(outputShape) + kept, this.output);
  }

  #makeField(name, numbers, row, column) {
    const field = make("input", {
      class: "explorer-number",
      type: "text",
      maxlength: "2",
      autocomplete: "off",
      "aria-label": `${name === "input" ? "Input" : "Kernel"} row ${row + 1}, column ${column + 1}`,
      title: `Type ${CELL_RANGE}`,
    });
    field.value = format(numbers[row][column]);
    field.addEventListener("focus", () => field.select());
    field.addEventListener("input", () => {
      const number = parseCell(field.value);
      field.setAttribute("aria-invalid", String(number === null));
      if (number !== null) this.actions.editNumber(name, row, column, number);
    });
    field.addEventListener("blur", () => {
      field.value = format(this.actions.numberAt(name, row, column));
      field.removeAttribute("aria-invalid");
    });
    return field;
  }

  /** Tell the style sheet how many cells must fit side by side, so that it can choose their size. */
  #measure(panels) {
    const grids = [this.input, this.output, ...(panels === 3 ? [this.kernel] : [])];
    const widths = grids.map((grid) => grid.width + 2 * grid.margin);
    this.root.style.setProperty(
      "--beside",
      widths.reduce((sum, width) => sum + width, 0) + 1.5 * (panels - 1),
    );
    this.root.style.setProperty("--widest", Math.max(...widths));
  }
}

function makePanel(role, name, remark, grid) {
  return make(
    "div",
    { class: `explorer-panel explorer-${role}` },
    make("p", { class: "explorer-caption" }, make("b", {}, name), ` ${remark}`),
    make("div", { class: "explorer-scroll" }, grid.root),
  );
}

/** A sign goes with the panel after it, also to the next line. */
function makeGroup(sign, panel) {
  if (!sign) return panel;
  const before = make("span", { class: "explorer-sign", "aria-hidden": "true" }, sign);
  return make("div", { class: "explorer-group" }, before, panel);
}

function times(shape) {
  return shape.join(" × ");
}

function inAll([rows, columns]) {
  return `${rows} ${rows === 1 ? "row" : "rows"}, ${columns} ${columns === 1 ? "column" : "columns"}`;
}
