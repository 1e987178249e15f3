/** The genres as this service gives them: a file of the service may rename, join or leave out genres of the model. */

import { get } from "./api.js";

/** The model of the service, and its choice of genres. */
export class Genres {
  /**
   * @param {object} model the answer of `/model`
   * @param {{names: Record<string, string>, thresholds: Record<string, number>}} choice label → name; label → threshold
   */
  constructor(model, { names, thresholds }) {
    Object.assign(this, { model, names, thresholds });
  }

  /** Load the model and the choice. */
  static async load() {
    const [model, choice] = await Promise.all([get("model"), get("page/choice.json")]);
    return new Genres(model, choice);
  }

  /** Return whether the model has all of `labels`. A service can load another model. */
  hasAll(labels) {
    return labels.every((label) => label in this.thresholds);
  }

  /** Return the name of a label; the label itself if the choice leaves it out. */
  nameOf(label) {
    return this.names[label] ?? label;
  }

  /**
   * Return a row for each name, from the most probable on. Joined genres are one row, with the most probable of them.
   * @param {object} prediction an element of the answer of `/genres`
   * @returns {{name: string, label: string, score: number, threshold: number, isReached: boolean}[]}
   */
  rows(prediction) {
    const rows = new Map();
    for (const [label, score] of Object.entries(prediction.scores)) {
      const name = this.names[label];
      if (name === undefined) continue;
      const threshold = this.thresholds[label];
      const isReached = score >= threshold && prediction.genres.includes(name);
      const other = rows.get(name);
      const isBetter = other && (isReached === other.isReached ? score > other.score : isReached);
      if (!other || isBetter) rows.set(name, { name, label, score, threshold, isReached });
    }
    return [...rows.values()].sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1));
  }
}
