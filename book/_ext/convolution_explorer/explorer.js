/**
 * <convolution-explorer>: convolution, pooling and transposed convolution, one step at a time.
 *
 * Its attributes say where it starts, and where Reset leads back to: `mode` (normal, pooling or
 * transposed), `pool` (max or average), `relu` and `picture` (present or not), the settings of
 * settings.json, and in `input` and `kernel` the numbers, as rows with a slash between them and
 * channels with a bar. What it holds before is shown where scripts do
 * not run.
 */

import { Controls, inScript } from "./controls.js";
import { make } from "./dom.js";
import { makeFormula } from "./formula.js";
import { parseChannels, startInput, startKernel } from "./numbers.js";
import { Player } from "./player.js";
import { makeScene } from "./scene.js";
import SETTINGS from "./settings.json" with { type: "json" };
import { Stage } from "./stage.js";
import { describeStamp, describeStamped, describeWindow, stampedTerms } from "./steps.js";
import { makeSum } from "./sum.js";

class ConvolutionExplorer extends HTMLElement {
  connectedCallback() {
    if (this.stage) return; // it was only moved to another place on the page
    this.controls = new Controls((name, value) => this.#change(name, value));
    this.stage = new Stage({
      editNumber: (...edit) => this.#editNumber(...edit),
      numberAt: (name, channel, row, column) => this.state[name][channel][row][column],
      visitInput: (row, column) => this.#visitInput(row, column),
      visitOutput: (row, column) => this.#visitOutput(row, column),
    });
    this.player = new Player({
      goTo: (step) => this.#goTo(step),
      onPause: () => this.#announce(),
      onReset: () => this.reset(),
    });
    this.sum = make("div", { class: "explorer-sum", "aria-hidden": "true" });
    this.formula = make("div", { class: "explorer-formula" });
    this.words = make("p", { class: "explorer-unseen", role: "status", "aria-live": "polite" });
    const parts = [this.controls, this.stage, this.player].map((part) => part.root);
    this.replaceChildren(
      make(
        "div",
        { class: "explorer", role: "group", "aria-label": "Convolution explorer" },
        parts,
        this.sum,
        this.words,
        this.formula,
      ),
    );
    window.addEventListener("beforeprint", () => this.#goTo(this.scene.steps.length - 1));
    this.reset();
  }

  disconnectedCallback() {
    this.player.pause();
  }

  /** Go back to what the attributes say. */
  reset() {
    const settings = Object.entries(SETTINGS).map(([name, { start }]) => [
      inScript(name),
      Number(this.getAttribute(name) ?? start),
    ]);
    this.state = {
      mode: this.getAttribute("mode") ?? "normal",
      pool: this.getAttribute("pool") ?? "max",
      relu: this.hasAttribute("relu"),
      picture: this.hasAttribute("picture"),
      settings: Object.fromEntries(settings),
      input: startInput(this.#readChannels("input")),
      kernel: startKernel(this.#readChannels("kernel")),
    };
    this.#redraw();
  }

  #readChannels(name) {
    return this.hasAttribute(name) ? parseChannels(this.getAttribute(name)) : [];
  }

  #change(name, value) {
    if (name in SETTINGS) this.state.settings[inScript(name)] = value;
    else this.state[name] = value;
    this.#redraw();
  }

  #redraw() {
    this.player.pause();
    this.scene = makeScene(this.state);
    this.controls.show(this.state);
    this.stage.draw(this.scene);
    this.formula.replaceChildren(...(this.scene.problem === null ? makeFormula(this.scene) : []));
    this.#goTo(this.scene.picture ? Infinity : 0); // a picture is there to be seen
  }

  #editNumber(name, channel, row, column, number) {
    this.state[name][channel][row][column] = number;
    this.scene = makeScene(this.state);
    this.#paint();
  }

  #goTo(step) {
    this.step = Math.max(0, Math.min(step, this.scene.steps.length - 1));
    this.probed = null;
    this.#paint();
  }

  /** In a transposed convolution the input pixels are the steps. */
  #visitInput(row, column) {
    if (this.scene.mode !== "transposed") return;
    this.player.pause();
    this.#goTo(this.#stepAt(row, column));
  }

  /** Elsewhere the output pixels are; here one shows all that was added to it. */
  #visitOutput(row, column) {
    this.player.pause();
    if (this.scene.mode !== "transposed") {
      this.#goTo(this.#stepAt(row, column));
      return;
    }
    const last = stampedTerms(this.scene, [row, column]).at(-1);
    if (last) this.step = this.#stepAt(last.row, last.column);
    this.probed = [row, column];
    this.#paint();
  }

  #stepAt(row, column) {
    return this.scene.steps.findIndex((place) => place[0] === row && place[1] === column);
  }

  #paint() {
    this.player.show(this.step, this.scene.steps.length);
    this.sum.hidden = this.scene.problem !== null;
    if (this.scene.problem === null) {
      const place = this.scene.steps[this.step];
      this.stage.paint(this.scene, place, this.probed);
      this.sum.replaceChildren(...makeSum(this.scene, place, this.probed));
    }
    this.#announce();
  }

  /** While the clock runs a voice could not keep up: it hears of the step where it stops. */
  #announce() {
    if (!this.player.playing) this.words.textContent = this.#describe();
  }

  #describe() {
    if (this.scene.problem !== null) return this.scene.problem;
    if (this.probed) return describeStamped(this.scene, this.probed);
    const describe = this.scene.mode === "transposed" ? describeStamp : describeWindow;
    return describe(this.scene, this.scene.steps[this.step]);
  }
}

/** Start all explorers of the page; a page may load the script twice. */
function define() {
  if (customElements.get("convolution-explorer")) return;
  customElements.define("convolution-explorer", ConvolutionExplorer);
}

// Sooner, the parser would add what stands in for an explorer to the explorer itself.
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", define);
else define();
