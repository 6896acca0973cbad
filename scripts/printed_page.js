// Take a page of the book out of the browser, so that it can stand in one document beside others.

(page) => {
  const LISTS_OF_NAMES = ["for", "headers", "aria-controls", "aria-describedby", "aria-labelledby"];
  const folder = new URL(".", document.baseURI).href;

  // In the whole book a place is called `03-im2col--the-idea`, and a page by its own name.
  const place = (id, on = page) => (id ? `${on}--${id}` : on);

  function aim(href) {
    const { href: whole, hash } = new URL(href, document.baseURI);
    if (!whole.startsWith(folder)) return href;
    const file = whole.slice(folder.length).replace(/[?#].*/, "");
    if (file && !file.endsWith(".html")) return href;
    return `#${place(decodeURIComponent(hash.slice(1)), file.replace(/\.html$/, "") || page)}`;
  }

  function renamed(element, attribute, value) {
    const link = attribute === "href" || attribute === "xlink:href";
    if (link && element.localName === "a") return aim(value);
    if (link && value.startsWith("#")) return `#${place(value.slice(1))}`;
    if (attribute === "id" || (attribute === "name" && element.type === "radio")) {
      return place(value);
    }
    if (LISTS_OF_NAMES.includes(attribute)) {
      return value.split(/\s+/).map((id) => place(id)).join(" ");
    }
    return value.replace(/url\(["']?#([^"')]+)["']?\)/g, (_, id) => `url(#${place(id)})`);
  }

  function rename(element) {
    for (const { name, value } of [...element.attributes]) {
      const now = renamed(element, name, value);
      if (now !== value) element.setAttribute(name, now);
    }
  }

  window.dispatchEvent(new Event("beforeprint"));
  const head = document.querySelector("#jb-print-docs-body");
  const body = document.querySelector("article.bd-article");
  for (const script of body.querySelectorAll("script")) script.remove();
  for (const canvas of body.querySelectorAll("canvas")) canvas.dataset.drawn = canvas.toDataURL();
  for (const input of body.querySelectorAll("input")) {
    input.setAttribute("value", input.value);
    input.toggleAttribute("checked", input.checked);
  }
  for (const element of body.querySelectorAll("*")) rename(element);
  // The theme's style sheet knows the names in the head.
  for (const link of head.querySelectorAll("a")) link.setAttribute("href", aim(link.hash));
  return {
    html: head.outerHTML + body.outerHTML,
    // MathJax writes rules that are in no text.
    rules: [...document.styleSheets]
      .filter((sheet) => sheet.ownerNode.localName === "style" && !body.contains(sheet.ownerNode))
      .flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText)),
    headings: [...document.querySelectorAll("h1, h2, h3, h4")].map((heading) =>
      [...heading.childNodes]
        .filter((part) => !part.classList?.contains("headerlink"))
        .map((part) => part.textContent)
        .join("")
        .trim()
        .replace(/\s+/g, " "),
    ),
  };
}
