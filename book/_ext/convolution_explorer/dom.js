/** Elements in one line. */

/** Make an element; attributes that are false, null or undefined are left out. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat());
  return element;
}

/** Text for screen readers only. */
export function unseen(text) {
  return make("span", { class: "explorer-unseen" }, text);
}
