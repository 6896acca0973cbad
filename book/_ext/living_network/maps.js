/** The maps of one stage, as a row of canvases of which one cell can be chosen. */

import { make } from "../convolution_explorer/dom.js";
import { paintMap } from "./paint.js";

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export class Maps {
  /** `onChoose(channel, row, column)` is called for a cell that is clicked or reached by key. */
  constructor(title, { channels, height, width }, onChoose) {
    this.title = title;
    this.size = [height, width];
    this.onChoose = onChoose;
    this.tiles = Array.from({ length: channels }, (_, channel) => this.#tile(title, channel));
    const name = `${title}: ${channels} maps of ${height} × ${width}`;
    this.root = make(
      "section",
      { class: "living-maps", "aria-label": name },
      make("p", { class: "living-title", "aria-hidden": "true" }, name),
      make("div", { class: "living-row" }, this.tiles.map((tile) => tile.root)),
    );
  }

  paint(stage, switches) {
    const [height, width] = this.size;
    const cells = height * width;
    this.tiles.forEach((tile, channel) => {
      const values = stage.values.subarray(channel * cells, (channel + 1) * cells);
      paintMap(tile.canvas, this.size, values);
      if (switches) this.#mark(tile.canvas, channel, switches, values);
    });
  }

  /** Put an orange dot on each cell that a pooling has taken, if anything is there. */
  #mark(canvas, channel, { values: switches, cells }, values) {
    const context = canvas.getContext("2d");
    context.fillStyle = "#ff8c3d";
    for (const place of switches.subarray(channel * cells, (channel + 1) * cells)) {
      if (values[place] > 0) {
        context.fillRect(place % this.size[1], Math.floor(place / this.size[1]), 1, 1);
      }
    }
  }

  /** Frame one cell of one map; null frames none. */
  choose(cell) {
    this.tiles.forEach((tile, channel) => {
      const [chosen, row, column] = cell ?? [];
      tile.frame.hidden = chosen !== channel;
      if (chosen !== channel) return;
      tile.cell = [row, column];
      tile.frame.style.top = `${(100 * row) / this.size[0]}%`;
      tile.frame.style.left = `${(100 * column) / this.size[1]}%`;
      tile.frame.style.height = `${100 / this.size[0]}%`;
      tile.frame.style.width = `${100 / this.size[1]}%`;
    });
  }

  #tile(title, channel) {
    const canvas = make("canvas", { class: "living-canvas" });
    const frame = make("div", { class: "living-frame", hidden: true });
    const root = make(
      "div",
      {
        class: "living-tile",
        tabindex: "0",
        role: "application",
        "aria-label": `${title}, map ${channel + 1}. The arrow keys choose a cell.`,
      },
      canvas,
      frame,
    );
    const tile = { root, canvas, frame, cell: this.size.map((size) => size >> 1) };
    root.addEventListener("pointerdown", (event) => {
      const box = canvas.getBoundingClientRect();
      const inside = (share, size) => Math.max(0, Math.min(size - 1, Math.floor(share * size)));
      const row = inside((event.clientY - box.top) / box.height, this.size[0]);
      const column = inside((event.clientX - box.left) / box.width, this.size[1]);
      this.onChoose(channel, row, column);
    });
    root.addEventListener("keydown", (event) => {
      const chooses = event.key === "Enter" || event.key === " ";
      if (!(event.key in STEPS) && !chooses) return;
      event.preventDefault();
      const step = STEPS[event.key] ?? [0, 0];
      const cell = tile.cell.map((n, axis) =>
        Math.max(0, Math.min(this.size[axis] - 1, n + step[axis])),
      );
      this.onChoose(channel, ...cell);
    });
    return tile;
  }
}
