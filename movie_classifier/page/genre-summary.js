/** Counts the genres of many films, and draws them as bars. */

import { bar, element } from "./element.js";
import { number } from "./paged-table.js";

/** The chart of a file. */
export class GenreSummary {
  constructor() {
    this.counts = new Map();
    this.films = 0;
    this.list = element("ul");
    this.element = element("div", { class: "summary", hidden: true }, element("h4", {}, "Films by genre"), this.list);
  }

  /** Count the genres of predictions, and draw all that were counted. */
  add(predictions) {
    this.films += predictions.length;
    for (const genre of predictions.flatMap(({ genres }) => genres)) this.counts.set(genre, (this.counts.get(genre) ?? 0) + 1);
    const ranked = [...this.counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    const largest = ranked[0]?.[1] ?? 1;
    this.list.replaceChildren(...ranked.map(([genre, count]) => element("li", { title: `${((100 * count) / this.films).toFixed(1)}% of the films` },
      element("span", { class: "name" }, genre), bar(count / largest), element("span", { class: "percent" }, number(count)))));
    this.element.hidden = ranked.length === 0;
  }
}
