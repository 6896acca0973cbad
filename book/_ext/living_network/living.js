/**
 * <living-network>: a trained network that runs in the page, on what the reader draws or picks.
 *
 * A script inside the element gives it the network's numbers and some images; see
 * `pagelib.living_data`.
 */

import { make, unseen } from "../convolution_explorer/dom.js";
import { Maps } from "./maps.js";
import {
  bytesOf,
  decodeNetwork,
  gradientOfScore,
  receptiveField,
  runForward,
  softmax,
} from "./network.js";
import { Pad } from "./pad.js";
import { paintMap, paintSigned } from "./paint.js";
import { Scores } from "./scores.js";

const SIZE = 28;
const TITLES = { relu: "Convolution and ReLU", max_pool2d: "Max pooling" };

class LivingNetwork extends HTMLElement {
  connectedCallback() {
    if (this.network) return; // it was only moved to another place on the page
    if (!this.numbers) return; // their file is missing: the words in the element stay
    this.network = decodeNetwork(this.numbers);
    this.images = this.numbers.images.map(({ label, data: text }) => ({
      label,
      pixels: Array.from(bytesOf(text), (byte) => byte / 255),
    }));
    this.pad = new Pad(SIZE, () => this.#draws());
    this.saliency = make("canvas", { class: "living-canvas", role: "img" });
    this.scores = new Scores(this.network.classes, (label) => this.#explain(label));
    this.words = make("p", { class: "living-words", role: "status", "aria-live": "polite" });
    this.pad.show(this.images[0].pixels);
    this.stages = runForward(this.network, [1, SIZE, SIZE], this.pad.pixels);
    this.maps = this.#makeMaps();
    this.replaceChildren(
      make(
        "div",
        { class: "living", role: "group", "aria-label": "Living network" },
        this.#makeGarments(),
        make(
          "div",
          { class: "living-top" },
          this.#captioned(this.pad.root, "Image: draw here"),
          this.#captioned(
            make("div", { class: "living-tile" }, this.saliency),
            "Gradient of the chosen score: orange +, blue −",
          ),
          this.scores.root,
        ),
        this.#makeTools(),
        this.words,
        [...this.maps.values()].map((maps) => maps.root),
      ),
    );
    this.#update();
  }

  #captioned(picture, title) {
    const caption = make("p", { class: "living-title" }, title);
    return make("div", { class: "living-picture" }, picture, caption);
  }

  #makeMaps() {
    const shown = this.stages.map((stage, at) => [at, stage]);
    const kept = shown.filter(([, stage]) => stage.name in TITLES);
    return new Map(
      kept.map(([at, stage]) => {
        const [channels, height, width] = stage.shape;
        const title = `${TITLES[stage.name]} ${at < 4 ? 1 : 2}`;
        const size = { channels, height, width };
        return [at, new Maps(title, size, (...cell) => this.#choose(at, cell))];
      }),
    );
  }

  #makeGarments() {
    const buttons = this.images.map(({ label, pixels }) => {
      const name = this.network.classes[label];
      const canvas = make("canvas", { class: "living-canvas", "aria-hidden": "true" });
      paintMap(canvas, [SIZE, SIZE], pixels, 1);
      const button = make("button", { type: "button", title: name }, canvas, unseen(name));
      button.addEventListener("click", () => {
        this.pad.show(pixels);
        this.#draws();
      });
      return button;
    });
    return make("div", { class: "living-garments", role: "group", "aria-label": "Pick a garment" },
      buttons);
  }

  #makeTools() {
    const erase = make("button", { type: "button", "aria-pressed": "false" }, "Erase");
    erase.addEventListener("click", () => {
      this.pad.erasing = !this.pad.erasing;
      erase.setAttribute("aria-pressed", String(this.pad.erasing));
    });
    const clear = make("button", { type: "button" }, "Clear");
    clear.addEventListener("click", () => {
      this.pad.show(new Float64Array(SIZE * SIZE));
      this.#draws();
    });
    const marks = make("input", { type: "checkbox" });
    marks.addEventListener("change", () => {
      this.marked = marks.checked;
      this.#paintMaps();
    });
    const switches = make("label", {}, marks, " Show the switches");
    return make("div", { class: "living-tools" }, erase, clear, switches);
  }

  /** Another image: the class to explain is again the one with the highest score. */
  #draws() {
    this.label = undefined;
    if (this.waiting) return; // several events of a pointer can come before one picture
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.#update();
    });
  }

  #explain(label) {
    this.label = label;
    this.#update();
  }

  #choose(stage, cell) {
    this.chosen = { stage, cell };
    this.#showCell();
    this.#say();
  }

  #update() {
    this.stages = runForward(this.network, [1, SIZE, SIZE], this.pad.pixels);
    const scores = this.stages.at(-1).values;
    this.best = scores.indexOf(Math.max(...scores));
    const label = this.label ?? this.best;
    this.gradient = gradientOfScore(this.network, this.stages, label);
    paintSigned(this.saliency, [SIZE, SIZE], this.gradient);
    const name = this.network.classes[label];
    this.saliency.setAttribute("aria-label", `Gradient of the score of ${name}`);
    this.probabilities = softmax(scores);
    this.scores.show(scores, this.probabilities, label);
    this.#paintMaps();
    this.#showCell();
    this.#say();
  }

  #paintMaps() {
    for (const [at, maps] of this.maps) {
      const pooled = this.stages[at + 1];
      const taken = this.marked && pooled.switches;
      const cells = pooled.shape[1] * pooled.shape[2];
      maps.paint(this.stages[at], taken ? { values: pooled.switches, cells } : null);
    }
  }

  #showCell() {
    for (const [at, maps] of this.maps) {
      maps.choose(this.chosen?.stage === at ? this.chosen.cell : null);
    }
    this.pad.frame(this.#field());
  }

  #field() {
    if (!this.chosen) return null;
    const [, row, column] = this.chosen.cell;
    return receptiveField(this.network, this.stages, this.chosen.stage, row, column);
  }

  #say() {
    const share = (100 * this.probabilities[this.best]).toFixed(0);
    const sentences = [`The network says ${this.network.classes[this.best]}, ${share} %.`];
    if (this.chosen) {
      const { stage, cell } = this.chosen;
      const [channel, row, column] = cell;
      const { shape, values, switches } = this.stages[stage];
      const [, height, width] = shape;
      const at = (channel * height + row) * width + column;
      const [top, bottom, left, right] = this.#field();
      sentences.push(
        `${this.maps.get(stage).title}, map ${channel + 1}, row ${row + 1}, column ${column + 1}: `
          + `${values[at].toFixed(2).replace("-", "−")}. It sees the pixels of rows ${top + 1} to ${bottom + 1} and `
          + `columns ${left + 1} to ${right + 1}.`,
      );
      if (switches) {
        const before = this.stages[stage - 1].shape[2];
        const [i, j] = [Math.floor(switches[at] / before), switches[at] % before];
        sentences.push(`Its switch names row ${i + 1}, column ${j + 1} of the map before.`);
      }
    }
    this.words.textContent = sentences.join(" ");
  }
}

function define() {
  if (!customElements.get("living-network")) {
    customElements.define("living-network", LivingNetwork);
  }
}

// Sooner, the element would not have its numbers yet.
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", define);
else define();
