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
   * `makeContent(row, column)` makes the element inside a cell, which can have the focus; arrow keys
   * move it. `onVisit(row, column)` hears of a cell that was clicked or reached with the arrows, but
   * not of one that the tab key passes. The cells of the margin show `marginText`.
   */
  constructor({
    role,
    label,
    shape,
    margin = 0,
    marginText = "",
    makeContent,
    onVisit = () => {},
  }) {
    this.onVisit = onVisit;
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
    this.root.addEventListener("keydown", (event) => this.#onKey(event));
    this.root.addEventListener("click", (event) => this.#onClick(event));
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

  /** Give every cell the classes, the tag and the shade of grey that `look(row, column)` returns. */
  paint(look) {
    for (const [place, cell] of this.cells) {
      const { classes = [], tag = "", shade = null } = look(...place.split(",").map(Number)) ?? {};
      const lasting = cell.classList.contains("explorer-margin") ? ["explorer-margin"] : [];
      cell.className = ["explorer-cell", ...lasting, ...classes].join(" ");
      cell.lastChild.textContent = tag;
      if (shade === null) cell.style.removeProperty("--shade");
      else cell.style.setProperty("--shade", shade);
    }
  }

  /** Frame a square of `size` pixels whose top left corner is at [row, column]. */
  moveFrame(row, column, size) {
    this.frame.hidden = false;
    this.frame.style.setProperty("--row", row + this.margin);
    this.frame.style.setProperty("--column", column + this.margin);
    this.frame.style.setProperty("--size", size);
    this.#scrollTo(column + this.margin + size / 2);
  }

  /** Bring a column to the middle where the grid is wider than the page; the page itself stays. */
  #scrollTo(column) {
    const scroller = this.root.parentElement;
    const middle = (column / (this.width + 2 * this.margin)) * scroller.scrollWidth;
    scroller.scrollLeft = middle - scroller.clientWidth / 2;
  }

  /** Let the tab key find the cell at [row, column], and no other. */
  setTabStop(row, column) {
    for (const content of this.contents.values()) content.tabIndex = -1;
    this.content(row, column).tabIndex = 0;
  }

  #onClick(event) {
    const place = this.#placeOf(event.target);
    if (place) this.onVisit(...place);
  }

  #onKey(event) {
    const move = ARROWS[event.key];
    const place = this.#placeOf(event.target);
    if (!move || !place || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation(); // a theme may turn pages with these keys
    const [row, column] = [place[0] + move[0], place[1] + move[1]];
    if (!this.content(row, column)) return;
    this.setTabStop(row, column);
    this.content(row, column).focus();
    this.onVisit(row, column);
  }

  #placeOf(element) {
    const [place] = [...this.contents].find(([, content]) => content === element) ?? [];
    return place?.split(",").map(Number);
  }
}

function key(row, column) {
  return `${row},${column}`;
}

function makeNumber() {
  return make("span", { class: "explorer-number" });
}
