/** Shows long text in a dialog. */

import { getText, inWords } from "./api.js";
import { byId, element } from "./element.js";

/** Show `text` under a heading. With `select`, the text is selected, so that the user can copy it. */
export function view(heading, text, { select = false } = {}) {
  byId("viewer-heading").textContent = heading;
  byId("viewer-text").replaceChildren(...splitTables(text));
  byId("viewer").showModal();
  byId("viewer-text").scrollTop = 0;
  if (select) getSelection().selectAllChildren(byId("viewer-text"));
}

/** Return the parts of `text`: tables in Markdown, whose lines do not wrap, as elements, and the text between them. */
const splitTables = (text) => text.split(/^((?:\|.*\n?)+)/m)
  .map((part, at) => (at % 2 ? element("span", { class: "table" }, part) : part));

/** Open the links with `data-view` in the dialog, because a plain link cannot send an API key. */
export function setUpViewLinks() {
  for (const link of document.querySelectorAll("a[data-view]")) {
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      try {
        const text = await getText(link.getAttribute("href"));
        view(link.dataset.view, text.startsWith("{") ? JSON.stringify(JSON.parse(text), null, 2) : text);
      } catch (error) {
        view(link.dataset.view, inWords(error));
      }
    });
  }
}
