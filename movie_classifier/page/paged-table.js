/** A table that shows its rows page by page. */

import { element } from "./element.js";

const PAGE_ROWS = 10;

/** Rows that are kept. A browser has to keep them in memory, and the download has all. */
const KEPT_ROWS = 100_000;

/** Format a number for people. */
export const number = (value) => Math.round(value).toLocaleString("en");

/** A table with a caption. Each row is an array of texts. */
export class PagedTable {
  constructor(caption, headings) {
    Object.assign(this, { rows: [], count: 0, first: 0, drawn: "" });
    this.body = element("tbody");
    this.place = element("span", { class: "hint" });
    this.back = this.#button("Previous", -PAGE_ROWS);
    this.next = this.#button("Next", PAGE_ROWS);
    this.pager = element("p", { class: "actions pager", hidden: true }, this.back, this.next, this.place);
    const head = element("tr", {}, ...headings.map((heading) => element("th", { scope: "col" }, heading)));
    const table = element("table", {}, element("caption", {}, caption), element("thead", {}, head), this.body);
    this.element = element("div", {},
      element("div", { class: "scroll", role: "region", "aria-label": caption, tabIndex: 0 }, table), this.pager);
  }

  /** Add rows. Those beyond the limit are only counted. */
  add(rows) {
    this.count += rows.length;
    this.rows.push(...rows.slice(0, Math.max(0, KEPT_ROWS - this.rows.length)));
    this.#draw();
  }

  #button(label, step) {
    const turn = () => {
      this.first += step;
      this.#draw();
      const [button, other] = step < 0 ? [this.back, this.next] : [this.next, this.back];
      if (button.disabled) other.focus();
    };
    return element("button", { type: "button", onclick: turn }, label);
  }

  #draw() {
    const end = Math.min(this.first + PAGE_ROWS, this.rows.length);
    if (this.drawn !== `${this.first} ${end}`) {
      const cells = (row) => row.map((text) => element("td", {}, text));
      this.body.replaceChildren(...this.rows.slice(this.first, end).map((row) => element("tr", {}, ...cells(row))));
      this.drawn = `${this.first} ${end}`;
    }
    const hidden = this.count > this.rows.length ? `, the first ${number(this.rows.length)} are shown` : "";
    this.place.textContent = `${number(this.first + 1)} to ${number(end)} of ${number(this.count)}${hidden}`;
    this.pager.hidden = this.rows.length <= PAGE_ROWS;
    this.back.disabled = this.first === 0;
    this.next.disabled = end >= this.rows.length;
  }
}
