/** The results of a file, in the format of `movie_classifier bulk`. */

import { csvLine } from "./csv.js";
import { PREFIX } from "./limits.js";

const GENRE_SEPARATOR = "|";
const FLUSH_CHARACTERS = 1_000_000;

/** Text that grows. Finished parts are blobs, which browsers may keep on disk. */
class GrowingFile {
  constructor(type) {
    Object.assign(this, { type, parts: [], text: "" });
  }

  write(text) {
    this.text += text;
    if (this.text.length > FLUSH_CHARACTERS) this.flush();
  }

  flush() {
    this.parts.push(new Blob([this.text]));
    this.text = "";
  }

  toBlob() {
    this.flush();
    return new Blob(this.parts, { type: this.type });
  }
}

/**
 * Collects classified records.
 *
 * The results have the columns of the file, then `genre` and `genres`, and with `labels` the probability of each label.
 */
export class Output {
  constructor(columns, labels = []) {
    this.columns = columns;
    this.labels = labels;
    this.results = new GrowingFile("text/csv");
    this.rejected = new GrowingFile("application/jsonl");
    this.counts = { rows: 0, rejected: 0 };
    this.results.write(csvLine([...columns, ...nameAddedColumns(["genre", "genres", ...labels], columns)]));
  }

  /** Add records with a `prediction` or a `reason`. */
  add(records) {
    for (const { fields, line, prediction, reason } of records) {
      this.counts.rows += 1;
      if (prediction) {
        const scores = this.labels.map((label) => String(prediction.scores[label]));
        this.results.write(csvLine([...fields, prediction.genre, prediction.genres.join(GENRE_SEPARATOR), ...scores]));
      } else {
        this.counts.rejected += 1;
        this.rejected.write(`${JSON.stringify({ line, reason, row: this.#name(fields) })}\n`);
      }
    }
  }

  #name(fields) {
    return fields.length === this.columns.length
      ? Object.fromEntries(this.columns.map((column, at) => [column, fields[at]]))
      : fields;
  }
}

/** Return the names of the added columns: with a prefix where the file has a column of that name. */
function nameAddedColumns(names, columns) {
  const taken = new Set(columns.map((column) => column.toLowerCase()));
  return names.map((name) => (taken.has(name.toLowerCase()) ? PREFIX + name : name));
}

/** Return the offset of the first column with one of `names`, or -1. Case and white space around a name are ignored. */
export function findColumn(names, columns) {
  const known = columns.map((column) => column.trim().toLowerCase());
  return names.map((name) => known.indexOf(name)).find((at) => at >= 0) ?? -1;
}
