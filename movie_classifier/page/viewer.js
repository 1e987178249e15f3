/** Shows long text in a dialog. */

import { byId } from "./element.js";

/** Show `text` under a heading, and select it, so that the user can copy it. */
export function view(heading, text) {
  byId("viewer-heading").textContent = heading;
  byId("viewer-text").textContent = text;
  byId("viewer").showModal();
  byId("viewer-text").scrollTop = 0;
  getSelection().selectAllChildren(byId("viewer-text"));
}
