/**
 * <descent-explorer>: SGD, momentum and Adam in one narrow valley, step by step.
 *
 * Its attributes rate, momentum and noise say where the sliders stand at first, and where Reset
 * leads back to. What it holds before is shown where scripts do not run.
 */

import { descend, lossAt, STEPS } from "./descent.js";
import { drawValley } from "./valley.js";
import SETTINGS from "./settings.json" with { type: "json" };

const SECONDS_PER_STEP = 0.15;
const POSITIONS = 100;

class DescentExplorer extends HTMLElement {
  connectedCallback() {
    if (this.valley) return; // it was only moved to another place on the page
    this.valley = drawValley();
    this.sliders = Object.entries(SETTINGS).map(([name, setting]) =>
      makeSlider(name, setting, (value) => this.#change(name, value)),
    );
    this.step = makeSlider("step", { label: "Step", symbol: "t", min: 0, max: STEPS }, (value) => {
      this.#pause();
      this.#goTo(value);
    });
    this.toggle = makeButton("Play", () => (this.clock ? this.#pause() : this.#play()));
    const again = makeButton("New noise", () => this.#change("seed", this.state.seed + 1));
    const reset = makeButton("Reset", () => this.reset());
    this.losses = make("ul", { class: "descent-losses" });
    this.words = make("p", { class: "explorer-unseen", role: "status", "aria-live": "polite" });
    this.replaceChildren(
      make(
        "div",
        { class: "descent", role: "group", "aria-label": "Descent explorer" },
        make("div", { class: "descent-sliders" }, ...this.sliders.map((each) => each.root)),
        this.valley.root,
        this.losses,
        make("div", { class: "descent-player" }, this.toggle, this.step.root, again, reset),
        this.words,
      ),
    );
    window.addEventListener("beforeprint", () => this.#goTo(STEPS));
    this.reset();
  }

  disconnectedCallback() {
    this.#pause();
  }

  /** Go back to what the attributes say. */
  reset() {
    this.#pause();
    const start = Object.entries(SETTINGS).map(([name, setting]) => [
      name,
      Number(this.getAttribute(name) ?? setting.start),
    ]);
    this.state = { ...Object.fromEntries(start), seed: 1 };
    this.#redraw(STEPS);
  }

  #change(name, value) {
    this.#pause();
    this.state[name] = value;
    this.#redraw(STEPS);
  }

  #redraw(step) {
    this.paths = descend(this.state);
    for (const slider of this.sliders) slider.set(this.state[slider.name]);
    this.#goTo(step);
  }

  #goTo(step) {
    this.at = step;
    this.step.set(step);
    this.valley.show(this.paths, step);
    const texts = Object.entries(this.paths).map(([name, path]) => [name, loss(path[step])]);
    this.losses.replaceChildren(
      ...texts.map(([name, text]) =>
        make(
          "li",
          { class: `descent-${name}` },
          make("span", { class: "descent-key", "aria-hidden": "true" }),
          `${name}: loss ${text}`,
        ),
      ),
    );
    if (!this.clock) {
      const said = texts.map(([name, text]) => `${name} at a loss of ${text}`).join(", ");
      this.words.textContent = `After ${step} step${step === 1 ? "" : "s"}: ${said}.`;
    }
  }

  #play() {
    this.toggle.textContent = "Pause";
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.clock = setInterval(() => this.#tick(), 1000 * (still ? 1 : SECONDS_PER_STEP));
    if (this.at >= STEPS) this.#goTo(0);
  }

  #tick() {
    this.#goTo(this.at + 1);
    if (this.at >= STEPS) this.#pause();
  }

  #pause() {
    if (!this.clock) return;
    clearInterval(this.clock);
    this.clock = undefined;
    this.toggle.textContent = "Play";
    this.#goTo(this.at);
  }
}

function loss(place) {
  const value = lossAt(place);
  return value < 1e3 ? value.toPrecision(2) : "beyond 1000";
}

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function makeButton(label, onClick) {
  const button = make("button", { type: "button" }, label);
  button.addEventListener("click", onClick);
  return button;
}

/** A slider; that of the rate has equal ratios between its positions. */
function makeSlider(name, { label, symbol, min, max }, onChange) {
  const logarithmic = name === "rate";
  const whole = name === "step";
  const last = whole ? max : POSITIONS;
  const range = make("input", { type: "range", min: 0, max: last, step: 1 });
  const shown = make("b", { class: "descent-value", "aria-hidden": "true" });
  const sign = make("var", { "aria-hidden": "true" }, symbol);
  const root = make("label", {}, make("span", {}, label, " ", sign), shown, range);
  const valueOf = (position) => {
    if (whole) return position;
    const share = position / last;
    const value = logarithmic ? min * (max / min) ** share : min + share * (max - min);
    return Number(value.toPrecision(2));
  };
  const positionOf = (value) => {
    if (whole) return value;
    const share = logarithmic
      ? Math.log(value / min) / Math.log(max / min)
      : (value - min) / (max - min);
    return Math.round(share * last);
  };
  const write = (value) => {
    shown.textContent = String(value);
    range.setAttribute("aria-valuetext", String(value));
  };
  range.addEventListener("input", () => {
    const value = valueOf(range.valueAsNumber);
    write(value);
    onChange(value);
  });
  const set = (value) => {
    if (valueOf(range.valueAsNumber) !== value) range.value = positionOf(value);
    write(value);
  };
  return { name, root, set };
}

if (!customElements.get("descent-explorer")) {
  customElements.define("descent-explorer", DescentExplorer);
}
