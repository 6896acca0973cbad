// A bare listing of the page's scripts may load this twice.
if (!customElements.get("moving-window")) {
  const PIXEL = 10;
  const [STEP, REST] = [60, 40]; // milliseconds of a step, steps that a full map stays

  class MovingWindow extends HTMLElement {
    connectedCallback() {
      if (this.button) return; // it was only moved
      this.svg = this.querySelector("svg");
      this.kernels = [...this.querySelectorAll(".kernel")];
      this.maps = [...this.querySelectorAll(".map")];
      this.width = Math.sqrt(this.maps[0].children.length);
      this.button = document.createElement("button");
      this.button.type = "button";
      this.button.addEventListener("click", () => (this.clock ? this.pause() : this.play()));
      this.append(this.button);
      this.svg.addEventListener("pointermove", (event) => this.point(event));
      this.kernel = 0;
      this.step = this.maps[0].children.length;
      this.pause();
      if (!matchMedia("(prefers-reduced-motion: reduce)").matches) this.play();
    }

    disconnectedCallback() {
      clearInterval(this.clock);
      this.clock = undefined;
    }

    play() {
      if (this.step >= this.maps[0].children.length) this.begin(this.kernel);
      this.clock = setInterval(() => this.next(), STEP);
      this.button.textContent = "Pause";
    }

    pause() {
      clearInterval(this.clock);
      this.clock = undefined;
      this.button.textContent = "Play";
    }

    /** Show a kernel, and its map empty. */
    begin(kernel) {
      this.kernel = kernel;
      for (const groups of [this.kernels, this.maps]) {
        groups.forEach((group, number) => group.toggleAttribute("hidden", number !== kernel));
      }
      for (const pixel of this.maps[kernel].children) pixel.classList.add("empty");
      this.step = 0;
    }

    next() {
      const pixels = this.maps[this.kernel].children;
      if (this.step < pixels.length) {
        pixels[this.step].classList.remove("empty");
        this.place(this.step);
      }
      this.step += 1;
      if (this.step >= pixels.length + REST) this.begin((this.kernel + 1) % this.kernels.length);
    }

    place(step) {
      const [x, y] = [step % this.width, Math.floor(step / this.width)];
      for (const frame of this.querySelectorAll(".window, .place")) {
        frame.setAttribute("x", PIXEL * x);
        frame.setAttribute("y", PIXEL * y);
      }
    }

    /** The window goes where a reader points in the image, and the map is full. */
    point(event) {
      const image = this.querySelector(".image");
      const at = new DOMPoint(event.clientX, event.clientY);
      const { x, y } = at.matrixTransform(image.getScreenCTM().inverse());
      const side = PIXEL * (this.width + 2);
      if (Math.min(x, y) < 0 || Math.max(x, y) >= side) return;
      this.pause();
      const pixels = this.maps[this.kernel].children;
      for (const pixel of pixels) pixel.classList.remove("empty");
      this.step = pixels.length;
      const [column, row] = [x, y].map((one) =>
        Math.min(this.width - 1, Math.max(0, Math.floor(one / PIXEL) - 1)),
      );
      this.place(this.width * row + column);
    }
  }

  customElements.define("moving-window", MovingWindow);
}
