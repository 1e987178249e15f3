/** Creates elements of the page. Text becomes text nodes: nothing that a user or a file says is ever markup. */

/**
 * Create an element.
 * @param {string} tag name of the element
 * @param {Record<string, unknown>} properties `class`, attributes with a hyphen or `role`, and other DOM properties
 * @param {...(Node|string)} children
 */
export function element(tag, properties = {}, ...children) {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class") created.className = value;
    else if (name === "role" || name.includes("-")) created.setAttribute(name, value);
    else created[name] = value;
  }
  created.append(...children);
  return created;
}

/** Return the element with this id. */
export const byId = (id) => document.getElementById(id);

/** Format a probability as a whole percentage, without rounding to 0 % or 100 %. */
export function percent(probability) {
  const rounded = Math.round(probability * 100);
  if (rounded === 0 && probability > 0) return "<1%";
  if (rounded === 100 && probability < 1) return ">99%";
  return `${rounded}%`;
}

/** Create a bar that fills the part `value`, from 0 to 1, of its track. It says nothing to screen readers: a number does. */
export function bar(value, ...marks) {
  const fill = element("span", { class: "fill" });
  fill.style.setProperty("--value", value);
  return element("span", { class: "track", "aria-hidden": "true" }, fill, ...marks);
}
