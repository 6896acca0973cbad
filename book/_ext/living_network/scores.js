/** The classes with their scores and probabilities; the one that is chosen is explained. */

import { make } from "../convolution_explorer/dom.js";

export class Scores {
  constructor(classes, onChoose) {
    this.rows = classes.map((name, label) => {
      const bar = make("span", { class: "living-bar" });
      const number = make("span", { class: "living-number" });
      const input = make("input", { type: "radio", name: "living-class" });
      input.addEventListener("change", () => onChoose(label));
      const root = make(
        "label",
        { class: "living-score" },
        input,
        make("span", { class: "living-name" }, name),
        make("span", { class: "living-track" }, bar),
        number,
      );
      return { root, bar, number, input };
    });
    this.root = make(
      "fieldset",
      { class: "living-scores" },
      make("legend", {}, "Scores: choose the class to explain"),
      this.rows.map((row) => row.root),
    );
  }

  show(scores, probabilities, chosen) {
    this.rows.forEach((row, label) => {
      row.bar.style.width = `${(100 * probabilities[label]).toFixed(1)}%`;
      row.number.textContent =
        `${scores[label].toFixed(1).replace("-", "−")}, ${(100 * probabilities[label]).toFixed(0)} %`;
      row.input.checked = label === chosen;
      row.root.classList.toggle("living-chosen", label === chosen);
    });
  }
}
