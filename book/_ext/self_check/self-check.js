// Wake the self-check questions of a page up: without this script they are only read.

(() => {
  const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

  // What a reader may mean: 0,5 is a half, and 1,234 may be a thousand and more.
  function meanings(text) {
    const plain = text.replace(/[−–]/g, "-").replace(/\s/g, "");
    const [over, under = "1", ...more] = plain.split("/");
    if (more.length) return [];
    const grouped = over.replace(/,(?=\d{3}(,|\.|$))/g, "");
    return [over.replace(",", "."), grouped]
      .filter((each) => NUMBER.test(each) && NUMBER.test(under))
      .map((each) => Number(each) / Number(under));
  }

  const equal = (one, other, tolerance) =>
    Math.abs(one - other) <= Number(tolerance) + 1e-9 * Math.abs(other);

  function judgeNumber(form, answer) {
    const read = meanings(form.querySelector("input").value);
    if (!read.length) return { words: "Type a number, such as 24 or 0.5." };
    const { number, tolerance } = answer.dataset;
    if (read.some((each) => equal(each, Number(number), tolerance))) {
      return { right: true, sentences: [answer.querySelector("[data-right]")] };
    }
    const known = [...answer.querySelectorAll("[data-number]")];
    const why = known.find(({ dataset }) => read.some((each) => equal(each, Number(dataset.number), 0)));
    return { right: false, sentences: [why ?? answer.querySelector("[data-otherwise]")] };
  }

  function judgeChoices(form, answer) {
    const whys = [...answer.querySelectorAll("[data-choice]")];
    const ticked = [...form.querySelectorAll("input")].map((input) => input.checked);
    if (!ticked.includes(true)) return { words: "Choose an answer first." };
    const truth = whys.map((why) => why.dataset.choice === "true");
    const wrong = whys.filter((_, i) => ticked[i] && !truth[i]);
    const missing = truth.some((right, i) => right && !ticked[i]);
    if (wrong.length) return { right: false, sentences: wrong };
    if (missing) return { words: "So far right, but not all: there is more to choose." };
    return { right: true, sentences: whys.filter((_, i) => truth[i]) };
  }

  function show(verdict, { right, sentences = [], words }) {
    verdict.className = "self-check-verdict";
    verdict.replaceChildren();
    if (words) verdict.append(words);
    else verdict.classList.add(right ? "self-check-right" : "self-check-wrong");
    sentences.forEach((sentence, i) => {
      const paragraph = document.createElement("p");
      const strong = document.createElement("strong");
      strong.textContent = right ? "Right. " : "Not right. ";
      if (i === 0) paragraph.append(strong);
      paragraph.append(...[...sentence.childNodes].map((node) => node.cloneNode(true)));
      verdict.append(paragraph);
    });
    const untouched = [...verdict.querySelectorAll(".math")].filter((math) => !math.children.length);
    if (untouched.length) window.MathJax.startup.promise.then(() => MathJax.typesetPromise(untouched));
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const question of document.querySelectorAll(".self-check")) {
      const form = question.querySelector("form");
      const answer = question.querySelector("details");
      const judge = "number" in answer.dataset ? judgeNumber : judgeChoices;
      form.querySelector("fieldset").disabled = false;
      form.querySelector("button").hidden = false;
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        show(form.querySelector(".self-check-verdict"), judge(form, answer));
      });
    }
  });
})();
