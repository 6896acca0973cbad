/** The two tables. */

import { total } from "./arithmetic.js";
import { format, make, share } from "./dom.js";

const WAYS = {
  standard: "standard",
  grouped: "grouped",
  bottleneck: "bottleneck",
  separable: "separable",
};

/** The rows for {@link fourWays}: a bar shows the share of the work. */
export function layerRows(ways) {
  return Object.entries(WAYS).map(([name, label]) => {
    const way = ways[name];
    const head = make("th", { scope: "row" }, label);
    if (!way) {
      const why = "the groups must divide both numbers of channels";
      return make("tr", {}, head, make("td", { colspan: 3, class: "cost-none" }, why));
    }
    const width = `${Math.min(100, 100 * way.share)}%`;
    const bar = make("i", { class: "cost-bar", style: `width: ${width}`, "aria-hidden": "true" });
    return make(
      "tr",
      {},
      head,
      make("td", {}, format(way.parameters)),
      make("td", {}, format(way.work)),
      make("td", { class: "cost-share" }, share(way.share), bar),
    );
  });
}

/** The rows for {@link mobilenet}, and their sum. */
export function networkRows(rows) {
  const lines = rows.map((row) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, row.name),
      make("td", {}, `${row.side}×${row.side}×${row.channels}`),
      make("td", {}, format(row.parameters)),
      make("td", {}, format(row.work)),
    ),
  );
  const sums = ["parameters", "work"].map((name) => make("td", {}, format(total(rows, name))));
  lines.push(
    make("tr", { class: "cost-total" }, make("th", { scope: "row" }, "all"), make("td"), sums),
  );
  return lines;
}

export function makeTable(caption, heads, body) {
  const row = make("tr", {}, heads.map((head) => make("th", { scope: "col" }, head)));
  return make(
    "table",
    { class: "cost-table" },
    make("caption", {}, caption),
    make("thead", {}, row),
    body,
  );
}
