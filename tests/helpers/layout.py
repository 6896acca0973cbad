"""What is too wide for a page, as a browser measures it."""

__all__ = ["SMALLEST", "TOO_WIDE"]

# What sticks out of the box that shows it, or out of the column: its beginning, and by how much.
TOO_WIDE = """(maySideways) => {
  const article = document.querySelector(".bd-article") ?? document.querySelector(".bd-content");
  const edge = article.getBoundingClientRect().right + 1;
  const found = [];
  const note = (element, by) =>
    found.push(`${element.tagName}.${element.className} by ${Math.round(by)} px: `
      + (element.textContent || "").trim().replace(/\\s+/g, " ").slice(0, 70));
  for (const element of article.querySelectorAll("*")) {
    if (element.clientWidth === 0 || element.closest(maySideways)) continue; // 0: inline
    if (element.closest("mjx-assistive-mml, .sr-only, .explorer-unseen, span.math")) continue;
    if (element.closest("svg, mjx-container > *") || !element.checkVisibility()) continue;
    const hidden = element.scrollWidth - element.clientWidth;
    if (getComputedStyle(element).overflowX !== "visible" && hidden > 1) note(element, hidden);
    else if (element.matches("pre, mjx-container, .figure, table")) {
      const out = element.getBoundingClientRect().right - edge;
      if (out > 0) note(element, out);
    }
  }
  for (const formula of article.querySelectorAll("span.math mjx-container")) {
    const out = formula.getBoundingClientRect().right - edge;
    if (out > 0 && !formula.closest(maySideways)) note(formula.parentElement, out);
  }
  for (const formula of article.querySelectorAll("mjx-container[display=true]")) {
    const inner = formula.firstElementChild.getBoundingClientRect();
    const by = inner.width - formula.getBoundingClientRect().width;
    if (inner.width && by > 1) note(formula.parentElement, by);
  }
  return found;
}"""
# The size of each letter of code and formula.
SMALLEST = """() => [...document.querySelectorAll(".bd-article :is(pre, mjx-container)")]
  .map((each) => parseFloat(getComputedStyle(each).fontSize))"""
