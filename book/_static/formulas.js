// A displayed formula that is wider than its column is set smaller, down to a size that still reads.

(() => {
  const LEAST = 0.6;

  function fitFormulas() {
    for (const formula of document.querySelectorAll("mjx-container[display=true]")) {
      formula.style.fontSize = "";
      const needed = formula.firstElementChild?.getBoundingClientRect().width;
      const given = formula.clientWidth;
      if (given && needed > given) {
        const size = Math.max(LEAST, (0.99 * given) / needed);
        formula.style.fontSize = `${size * 100}%`;
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
