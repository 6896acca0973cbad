/** The buttons that move through the steps, and the clock that moves by itself. */

import { make } from "./dom.js";

const SECONDS_PER_STEP = 1;
// A picture has more steps than anybody wants to count.
const [MANY_STEPS, SECONDS_PER_QUICK_STEP] = [65, 0.05];

const ICONS = {
  first: "M5 4.5v11M15 4.5v11L7.5 10z",
  back: "M14 4.5v11L6 10z",
  play: "M6 4v12l10-6z",
  pause: "M6.5 4.5v11M13.5 4.5v11",
  forward: "M6 4.5v11l8-5.5z",
  last: "M15 4.5v11M5 4.5v11l7.5-5.5z",
};

export class Player {
  /** `goTo(step)` shows a step; `onPause()` is called when the clock stops. */
  constructor({ goTo, onPause, onReset }) {
    this.goTo = goTo;
    this.onPause = onPause;
    this.step = 0;
    this.count = 0;
    this.first = makeButton("First step", "first", () => this.#jump(0));
    this.back = makeButton("Step back", "back", () => this.#jump(this.step - 1));
    this.toggle = makeButton("Play", "play", () => (this.playing ? this.pause() : this.play()));
    this.toggle.classList.add("explorer-play");
    this.forward = makeButton("Step forward", "forward", () => this.#jump(this.step + 1));
    this.last = makeButton("Last step", "last", () => this.#jump(this.count - 1));
    this.position = make("span", { class: "explorer-position" });
    const reset = make("button", { type: "button", class: "explorer-reset" }, "Reset");
    reset.addEventListener("click", onReset);
    this.root = make(
      "div",
      { class: "explorer-player", role: "group", "aria-label": "Steps" },
      make(
        "div",
        { class: "explorer-buttons" },
        this.first,
        this.back,
        this.toggle,
        this.forward,
        this.last,
      ),
      this.position,
      reset,
    );
  }

  get playing() {
    return this.clock !== undefined;
  }

  /** Show where the explorer is; without steps there is nothing to press. */
  show(step, count) {
    [this.step, this.count] = [step, count];
    this.position.textContent = count ? `Step ${step + 1} of ${count}` : "No steps";
    setDisabled(this.first, step <= 0);
    setDisabled(this.back, step <= 0);
    setDisabled(this.toggle, count < 2);
    setDisabled(this.forward, step >= count - 1);
    setDisabled(this.last, step >= count - 1);
  }

  play() {
    if (this.playing) return;
    setFace(this.toggle, "Pause", "pause");
    const seconds = this.count < MANY_STEPS ? SECONDS_PER_STEP : SECONDS_PER_QUICK_STEP;
    this.clock = setInterval(() => this.#tick(), 1000 * seconds);
    if (this.step >= this.count - 1) this.goTo(0);
  }

  pause() {
    if (!this.playing) return;
    clearInterval(this.clock);
    this.clock = undefined;
    setFace(this.toggle, "Play", "play");
    this.onPause();
  }

  #tick() {
    this.goTo(this.step + 1);
    if (this.step >= this.count - 1) this.pause();
  }

  #jump(step) {
    this.pause();
    this.goTo(step);
  }
}

function makeButton(label, icon, onClick) {
  const button = make("button", { type: "button" });
  setFace(button, label, icon);
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") !== "true") onClick();
  });
  return button;
}

/** Unlike `disabled`, this keeps the focus on a button that has just led to the last step. */
function setDisabled(button, isDisabled) {
  button.setAttribute("aria-disabled", String(isDisabled));
}

function setFace(button, label, icon) {
  button.setAttribute("aria-label", label);
  button.title = label;
  button.innerHTML = `<svg viewBox="0 0 20 20" aria-hidden="true"><path d="${ICONS[icon]}"/></svg>`;
}
