// A displayed formula that is wider than its column is set smaller, down to a size that still reads.

(() => {
  const LEAST = 0.55;

  function fitFormulas() {
    for (const formula of document.querySelectorAll("mjx-container[display=true]")) {
      // MathJax has made its letters as large as those of the text.
      formula.dataset.size ??= formula.style.fontSize || "100%";
      formula.style.fontSize = formula.dataset.size;
      const needed = formula.firstElementChild?.getBoundingClientRect().width;
      const given = formula.clientWidth;
      if (given && needed > given) {
        const size = Math.max(LEAST, (0.99 * given) / needed);
        formula.style.fontSize = `calc(${size} * ${formula.dataset.size})`;
      }
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    window.MathJax?.startup?.promise?.then(fitFormulas);
    window.addEventListener("resize", fitFormulas);
    // A formula has no width before its box is opened.
    document.addEventListener("toggle", fitFormulas, true);
    document.addEventListener("click", () => setTimeout(fitFormulas));
  });
})();
