/** Shows what went wrong, in words, beside the part of the page that it concerns. */

import { element } from "./element.js";

/** Show a notice in `container`, with an optional button. */
export function showNotice(container, text, button) {
  const notice = element("div", { class: "notice", role: "alert" }, element("p", {}, text));
  if (button) notice.append(element("button", { type: "button", onclick: button.action }, button.label));
  container.replaceChildren(notice);
}

/** Remove the notice of `container`. */
export const clearNotice = (container) => container.replaceChildren();
