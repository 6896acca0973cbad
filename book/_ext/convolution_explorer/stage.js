/** The drawing: input, kernel and output side by side, and what a step lights up in them. */

import { reach } from "./arithmetic.js";
import { makeField, SignButton } from "./cells.js";
import { make } from "./dom.js";
import { Grid } from "./grid.js";
import { paintStamp, paintWindow } from "./paint.js";

const HINTS = {
  normal: "Type over the numbers of input and kernel. Click an output pixel to go to it.",
  pooling: "Type over the numbers of the input. Click an output pixel to go to it.",
  transposed:
    "Type over the numbers. Click an input pixel to stamp it, an output pixel to see its sum. " +
    "The green is deeper where stamps overlap.",
};
const PICTURE_HINT =
  "An ankle boot of Fashion-MNIST, 0 black and 9 white. Click an output pixel to go to it; " +
  "where an output has both signs, 0 is grey.";

export class Stage {
  /** `actions` are called on what the reader does: editNumber, visitInput and visitOutput. */
  constructor(actions) {
    this.actions = actions;
    this.sign = new SignButton();
    this.root = make("div", { class: "explorer-stage" });
  }

  /** Lay the grids of a scene out, a line for each channel, or say why there are none. */
  draw(scene) {
    if (scene.problem !== null) {
      this.root.replaceChildren(make("p", { class: "explorer-problem" }, scene.problem));
      return;
    }
    const { mode, picture, input, output } = scene;
    this.root.classList.toggle("explorer-with-picture", picture);
    const inputs = input.map((_, channel) => this.#makeInput(scene, channel));
    const kernels = mode === "pooling" ? [] : input.map((_, each) => this.#makeKernel(scene, each));
    const outputs = output.map((_, channel) => this.#makeOutput(scene, channel));
    this.inputs = inputs.map(({ grid }) => grid);
    this.kernels = kernels.map(({ grid }) => grid);
    this.outputs = outputs.map(({ grid }) => grid);
    const [between, before] = { normal: ["∗", "="], pooling: ["→"], transposed: ["×", "→"] }[mode];
    const partners = mode === "pooling" ? outputs : kernels;
    const lines = inputs.map((each, channel) =>
      make("div", { class: "explorer-line-up" }, each.root, makeGroup(between, partners[channel])),
    );
    this.root.replaceChildren(
      make("div", { class: "explorer-channels" }, lines),
      ...(before ? [makeGroup(before, outputs[0])] : []),
      make("p", { class: "explorer-hint" }, picture ? PICTURE_HINT : HINTS[mode], this.sign.root),
    );
    this.#measure();
  }

  /** Show one step of the scene that was drawn; `probed` is an output pixel or null. */
  paint(scene, place, probed) {
    const paint = scene.mode === "transposed" ? paintStamp : paintWindow;
    paint(this, scene, place, probed);
  }

  #makeInput({ mode, pool, picture, input, inputShape, geometry }, channel) {
    const padding = mode === "transposed" ? 0 : geometry.padding;
    const name = nameOf("Input", input, channel);
    const grid = new Grid({
      role: picture ? "img" : "group",
      label: picture ? "Input, the picture of an ankle boot" : `${name}, ${inAll(inputShape)}`,
      shape: inputShape,
      margin: padding,
      marginText: mode === "pooling" && pool === "max" ? "−∞" : "0",
      makeContent: picture
        ? () => make("span", { class: "explorer-number" })
        : (row, column) => this.#makeField(name, ["input", channel], input, row, column),
      onVisit: (row, column) => this.actions.visitInput(row, column),
    });
    if (!picture) grid.setTabStop(0, 0);
    const padded = padding ? `, padded to ${times(inputShape.map((n) => n + 2 * padding))}` : "";
    return makePanel("input", name, times(inputShape) + padded, grid, picture);
  }

  #makeKernel({ kernel, geometry }, channel) {
    const shape = [geometry.kernelSize, geometry.kernelSize];
    const name = nameOf("Kernel", kernel, channel);
    const grid = new Grid({
      role: "group",
      label: `${name}, ${inAll(shape)}`,
      shape,
      makeContent: (row, column) =>
        this.#makeField(name, ["kernel", channel], kernel, row, column),
    });
    grid.setTabStop(0, 0);
    const size = reach(geometry);
    const spread = size > geometry.kernelSize ? `, reaches over ${times([size, size])}` : "";
    return makePanel("kernel", name, times(shape) + spread, grid);
  }

  #makeOutput({ mode, picture, output, outputShape, geometry }, channel) {
    const cut = mode === "transposed" ? geometry.padding : 0;
    const name = nameOf("Output", output, channel);
    const grid = new Grid({
      role: "grid",
      label: `${name}, ${inAll(outputShape)}`,
      shape: outputShape,
      margin: cut,
      makeContent: () => make("span", { class: "explorer-number", role: "gridcell" }),
      onVisit: (row, column) => this.actions.visitOutput(row, column),
    });
    grid.setTabStop(0, 0);
    const kept = cut ? `, cut from ${times(outputShape.map((n) => n + 2 * cut))}` : "";
    return makePanel("output", name, times(outputShape) + kept, grid, picture);
  }

  #makeField(name, [table, channel], numbers, row, column) {
    const label = `${name} row ${row + 1}, column ${column + 1}`;
    const place = [table, channel, row, column];
    return makeField(label, numbers[channel][row][column], this.sign, {
      edit: (number) => this.actions.editNumber(...place, number),
      current: () => this.actions.numberAt(...place),
    });
  }

  /** Tell the style sheet how many cells must fit side by side, so that it can choose their size. */
  #measure() {
    const grids = [this.inputs[0], this.outputs[0], ...this.kernels.slice(0, 1)];
    const widths = grids.map((grid) => grid.width + 2 * grid.margin);
    this.root.style.setProperty(
      "--beside",
      widths.reduce((sum, width) => sum + width, 0) + 1.5 * (grids.length - 1),
    );
    this.root.style.setProperty("--widest", Math.max(...widths));
  }
}

/** One channel needs no number. */
function nameOf(name, channels, channel) {
  return channels.length > 1 ? `${name} channel ${channel + 1}` : name;
}

function makePanel(role, name, remark, grid, picture = false) {
  const look = picture ? " explorer-picture" : "";
  const root = make(
    "div",
    { class: `explorer-panel explorer-${role}${look}` },
    make("p", { class: "explorer-caption" }, make("b", {}, name), ` ${remark}`),
    make("div", { class: "explorer-scroll" }, grid.root),
  );
  return { root, grid };
}

/** A sign goes with the panel after it, also to the next line. */
function makeGroup(sign, { root }) {
  const before = make("span", { class: "explorer-sign", "aria-hidden": "true" }, sign);
  return make("div", { class: "explorer-group" }, before, root);
}

function times(shape) {
  return shape.join(" × ");
}

function inAll([rows, columns]) {
  return `${rows} ${rows === 1 ? "row" : "rows"}, ${columns} ${columns === 1 ? "column" : "columns"}`;
}
