/** Three ways to make a layer side by side, and a network that is counted again at every touch. */

import { fourWays, mobilenet, total } from "./arithmetic.js";
import { makeSlider, makeSwitch } from "./controls.js";
import { format, make, share } from "./dom.js";
import { layerRows, makeTable, networkRows } from "./tables.js";
import MOBILENET from "./mobilenet.json" with { type: "json" };
import SETTINGS from "./settings.json" with { type: "json" };

const NAMES = { size: "size", in: "inChannels", out: "outChannels", kernel: "kernel" };

class CostExplorer extends HTMLElement {
  connectedCallback() {
    this.layer = { padded: false };
    this.network = { width: 1, size: 224 };
    this.ways = make("tbody");
    this.rows = make("tbody");
    this.words = make("p", { class: "cost-unseen", role: "status", "aria-live": "polite" });
    this.replaceChildren(
      make("div", { class: "cost" }, this.#layerPart(), this.#networkPart(), this.words),
    );
    this.#showLayer();
    this.#showNetwork();
    this.words.textContent = "";
  }

  #layerPart() {
    const sliders = Object.entries(SETTINGS).map(([name, setting]) => {
      const key = NAMES[name] ?? name;
      this.layer[key] = setting.start;
      return makeSlider(setting.label, setting.symbol, setting.values, setting.start, (value) => {
        this.layer[key] = value;
        this.#showLayer();
      });
    });
    const padded = makeSwitch("Padding keeps the size", false, (on) => {
      this.layer.padded = on;
      this.#showLayer();
    });
    const heads = ["", "parameters", "multiply-adds", "share"];
    const table = makeTable("One layer, made in four ways", heads, this.ways);
    const form = make("form", { class: "cost-controls" }, sliders, padded);
    form.addEventListener("submit", (event) => event.preventDefault());
    return make("section", { role: "group", "aria-label": "One layer" }, form, table);
  }

  #networkPart() {
    const { min, max, step } = MOBILENET.widths;
    const count = Math.round((max - min) / step) + 1;
    const widths = Array.from({ length: count }, (_, i) => Number((min + i * step).toFixed(2)));
    const width = makeSlider("Width multiplier", "α", widths, 1, (value) => {
      this.network.width = value;
      this.#showNetwork();
    });
    const size = makeSlider("Image size", "n", MOBILENET.sizes, 224, (value) => {
      this.network.size = value;
      this.#showNetwork();
    });
    const heads = ["", "output", "parameters", "multiply-adds"];
    const table = makeTable("MobileNet v1, batch norm included", heads, this.rows);
    const form = make("form", { class: "cost-controls" }, width, size);
    form.addEventListener("submit", (event) => event.preventDefault());
    return make("section", { role: "group", "aria-label": "A whole network" }, form, table);
  }

  #showLayer() {
    const layer = { ...this.layer };
    layer.size = Math.max(layer.size, layer.kernel);
    const ways = fourWays(layer);
    this.ways.replaceChildren(...layerRows(ways));
    this.words.textContent =
      `Standard: ${format(ways.standard.work)} multiply-adds. ` +
      `Bottleneck: ${share(ways.bottleneck.share)} of that. ` +
      `Separable: ${share(ways.separable.share)}.`;
  }

  #showNetwork() {
    const rows = mobilenet(this.network.width, this.network.size);
    this.rows.replaceChildren(...networkRows(rows));
    this.words.textContent =
      `${format(total(rows, "parameters"))} parameters, ` +
      `${format(total(rows, "work"))} multiply-adds.`;
  }
}

/** Start all explorers of the page; a page may load the script twice. */
function define() {
  if (customElements.get("cost-explorer")) return;
  customElements.define("cost-explorer", CostExplorer);
}

// Sooner, the parser would add what stands in for an explorer to the explorer itself.
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", define);
else define();
