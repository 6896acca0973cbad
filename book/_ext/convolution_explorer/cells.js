/** Cells that are typed into, and a button for the minus that keyboards of phones leave out. */

import { make } from "./dom.js";
import { CELL_RANGE, format, parseCell } from "./numbers.js";

/** Changes the sign of the number in the cell that was last in focus. */
export class SignButton {
  constructor() {
    this.root = make("button", { type: "button", class: "explorer-turn", hidden: true }, "± sign");
    this.root.setAttribute("aria-label", "Change the sign of the number");
    this.root.addEventListener("pointerdown", (event) => event.preventDefault()); // the cell keeps the focus
    this.root.addEventListener("click", () => this.#turn());
  }

  /** Work on `field` from now on. */
  follow(field) {
    this.field = field;
    this.root.hidden = false;
  }

  #turn() {
    const number = parseCell(this.field.value);
    if (number === null) return;
    this.field.value = format(-number + 0);
    this.field.dispatchEvent(new Event("input"));
  }
}

/** A cell with a number; `edit(number)` hears of a new one, `current()` is the one that holds. */
export function makeField(label, number, sign, { edit, current }) {
  const field = make("input", {
    class: "explorer-number",
    type: "text",
    inputmode: "decimal",
    maxlength: "5",
    autocomplete: "off",
    "aria-label": label,
    title: `Type ${CELL_RANGE}`,
  });
  const show = (value) => {
    field.value = format(value);
    field.classList.toggle("explorer-long", field.value.length > 3);
  };
  show(number);
  field.addEventListener("focus", () => {
    field.select();
    sign.follow(field);
  });
  field.addEventListener("input", () => {
    const typed = parseCell(field.value);
    field.setAttribute("aria-invalid", String(typed === null));
    if (typed !== null) edit(typed);
  });
  field.addEventListener("blur", () => {
    show(current());
    field.removeAttribute("aria-invalid");
  });
  return field;
}
