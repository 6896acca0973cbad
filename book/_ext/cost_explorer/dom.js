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

/** Write a whole number with narrow gaps between its thousands. */
export function format(number) {
  return Math.round(number)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** Write a share with three digits after the point. */
export function share(number) {
  return number.toFixed(3);
}
