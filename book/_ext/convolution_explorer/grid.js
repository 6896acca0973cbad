/** A matrix drawn as cells, with a margin for padding and a frame that can be moved over it. */

import { make } from "./dom.js";

const ARROWS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

export class Grid {
  /**
   * `makeContent(row, column)` makes the element inside a cell; it gets the focus, one at a time
   * of the grid, and arrow keys move it. Without it a cell holds a plain number. The cells of the
   * margin show `marginText`.
   */
  constructor({ role, label, shape, margin = 0, marginText = "", makeContent = makeNumber }) {
    [this.height, this.width] = shape;
    this.margin = margin;
    this.cells = new Map();
    this.contents = new Map();
    this.frame = make("div", { class: "explorer-frame", "aria-hidden": "true", hidden: true });
    this.root = make("div", { class: "explorer-grid", role, "aria-label": label });
    this.root.style.setProperty("--columns", this.width + 2 * margin);
    for (let row = -margin; row < this.height + margin; row++) {
      const isInside = row >= 0 && row < this.height;
      const line = make("div", {
        class: "explorer-row",
        role: role === "grid" && isInside ? "row" : "presentation",
      });
      for (let column = -margin; column < this.width + margin; column++) {
        line.append(this.#makeCell(row, column, makeContent, marginText));
      }
      this.root.append(line);
    }
    this.root.append(this.frame);
    this.root.addEventListener("keydown", (event) => this.#moveFocus(event));
  }

  #makeCell(row, column, makeContent, marginText) {
    const inside = row >= 0 && row < this.height && column >= 0 && column < this.width;
    const content = inside ? makeContent(row, column) : makeNumber();
    const cell = make("div", { class: "explorer-cell", role: "presentation" }, content);
    if (!inside) {
      cell.classList.add("explorer-margin");
      cell.setAttribute("aria-hidden", "true");
      content.textContent = marginText;
    }
    cell.append(make("span", { class: "explorer-tag", "aria-hidden": "true" }));
    this.cells.set(key(row, column), cell);
    if (inside) this.contents.set(key(row, column), content);
    return cell;
  }

  /** The cell at [row, column], which may lie in the margin. */
  cell(row, column) {
    return this.cells.get(key(row, column));
  }

  /** What the cell at [row, column] holds. */
  content(row, column) {
    return this.contents.get(key(row, column));
  }

  /** Give every cell the classes and the tag that `look(row, column)` returns. */
  paint(look) {
    for (const [place, cell] of this.cells) {
      const { classes = [], tag = "" } = look(...place.split(",").map(Number)) ?? {};
      const lasting = cell.classList.contains("explorer-margin") ? ["explorer-margin"] : [];
      cell.className = ["explorer-cell", ...lasting, ...classes].join(" ");
      cell.lastChild.textContent = tag;
    }
  }

  /** Frame a square of `size` pixels whose top left corner is at [row, column]. */
  moveFrame(row, column, size) {
    this.frame.hidden = false;
    this.frame.style.setProperty("--row", row + this.margin);
    this.frame.style.setProperty("--column", column + this.margin);
    this.frame.style.setProperty("--size", size);
  }

  /** Let the tab key find the cell at [row, column], and no other. */
  setTabStop(row, column) {
    for (const content of this.contents.values()) content.tabIndex = -1;
    this.content(row, column).tabIndex = 0;
  }

  #moveFocus(event) {
    const move = ARROWS[event.key];
    const [place] = [...this.contents].find(([, content]) => content === event.target) ?? [];
    if (!move || !place || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation(); // a theme may turn pages with these keys
    const [row, column] = place.split(",").map(Number);
    const next = this.content(row + move[0], column + move[1]);
    if (!next) return;
    this.setTabStop(row + move[0], column + move[1]);
    next.focus();
  }
}

function key(row, column) {
  return `${row},${column}`;
}

function makeNumber() {
  return make("span", { class: "explorer-number" });
}
