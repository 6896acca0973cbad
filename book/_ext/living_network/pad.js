/** The image: drawn with a pointer, or with the arrow keys and the space bar. */

import { make } from "../convolution_explorer/dom.js";
import { paintMap } from "./paint.js";

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
// How much of the brush the pixels around the middle get.
const BRUSH = [
  [-1, 0, 0.45],
  [1, 0, 0.45],
  [0, -1, 0.45],
  [0, 1, 0.45],
  [0, 0, 1],
];

export class Pad {
  constructor(size, onChange) {
    this.size = size;
    this.pixels = new Float64Array(size * size);
    this.erasing = false;
    this.onChange = onChange;
    this.cursor = [size >> 1, size >> 1];
    this.canvas = make("canvas", { class: "living-canvas" });
    this.field = make("div", { class: "living-frame living-field" });
    this.pen = make("div", { class: "living-frame living-pen" });
    this.root = make(
      "div",
      {
        class: "living-pad",
        tabindex: "0",
        role: "application",
        "aria-label":
          "Image of 28 by 28 pixels. Draw with the pointer; or move with the arrow keys, "
          + "space draws, delete erases.",
      },
      this.canvas,
      this.field,
      this.pen,
    );
    this.root.addEventListener("pointerdown", (event) => this.#start(event));
    this.root.addEventListener("pointermove", (event) => this.#move(event));
    this.root.addEventListener("keydown", (event) => this.#press(event));
    this.#place(this.pen, [...this.cursor, ...this.cursor]);
    this.field.hidden = true;
  }

  /** Show other pixels, from 0 to 1. */
  show(pixels) {
    this.pixels = Float64Array.from(pixels);
    this.paint();
  }

  paint() {
    paintMap(this.canvas, [this.size, this.size], this.pixels, 1);
  }

  /** Frame the pixels from the first to the last row and column; null frames none. */
  frame(field) {
    this.field.hidden = field === null;
    if (field === null) return;
    const [top, bottom, left, right] = field;
    this.#place(this.field, [top, left, bottom, right]);
  }

  #place(frame, [top, left, bottom, right]) {
    const share = (n) => `${(100 * n) / this.size}%`;
    frame.style.top = share(top);
    frame.style.left = share(left);
    frame.style.height = share(bottom - top + 1);
    frame.style.width = share(right - left + 1);
  }

  #start(event) {
    this.root.setPointerCapture(event.pointerId);
    this.#move(event, true);
  }

  #move(event, started = false) {
    if (!started && event.buttons === 0) return;
    event.preventDefault();
    const box = this.canvas.getBoundingClientRect();
    const row = Math.floor(((event.clientY - box.top) / box.height) * this.size);
    const column = Math.floor(((event.clientX - box.left) / box.width) * this.size);
    if (Math.min(row, column) < 0 || Math.max(row, column) >= this.size) return;
    // A quick stroke skips pixels: walk from the last one.
    const from = started ? [row, column] : this.cursor;
    const steps = Math.max(Math.abs(row - from[0]), Math.abs(column - from[1]), 1);
    for (let step = started ? steps : 1; step <= steps; step++) {
      this.#dab(
        Math.round(from[0] + ((row - from[0]) * step) / steps),
        Math.round(from[1] + ((column - from[1]) * step) / steps),
        this.erasing,
      );
    }
    this.#goTo(row, column);
    this.#changed();
  }

  #press(event) {
    const [row, column] = this.cursor;
    if (event.key in STEPS) {
      const [down, across] = STEPS[event.key];
      const inside = (n) => Math.max(0, Math.min(this.size - 1, n));
      this.#goTo(inside(row + down), inside(column + across));
    } else if (event.key === " " || event.key === "Delete" || event.key === "Backspace") {
      this.#dab(row, column, this.erasing || event.key !== " ");
      this.#changed();
    } else return;
    event.preventDefault();
  }

  #goTo(row, column) {
    this.cursor = [row, column];
    this.#place(this.pen, [row, column, row, column]);
  }

  #dab(row, column, erase) {
    for (const [down, across, share] of BRUSH) {
      const [i, j] = [row + down, column + across];
      if (Math.min(i, j) < 0 || Math.max(i, j) >= this.size) continue;
      const at = i * this.size + j;
      const left = this.pixels[at] * (1 - share);
      this.pixels[at] = erase ? left : Math.max(this.pixels[at], share);
    }
  }

  #changed() {
    this.paint();
    this.onChange();
  }
}
