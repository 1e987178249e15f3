/** The results of a file, as `movie_classifier bulk` writes them. */

import { csvLine } from "./csv.js";
import { showBroken } from "./encoding.js";
import { GENRE_SEPARATOR, PREFIX } from "./limits.js";
import { FileProblem } from "./source.js";

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

const ADDED = ["genre", "genres", "confidence"];

/**
 * Collects classified records.
 *
 * The results have the columns of the file, then `genre`, `genres` and `confidence`. `withScores` has the probability of each
 * label too; it is null if the file has columns of these names. Both have the delimiter and the byte order mark of the file.
 * Rejected records are JSON Lines.
 */
export class Output {
  constructor({ columns, format }, labels) {
    Object.assign(this, { columns, format, labels });
    this.results = this.#open(nameAddedColumns(ADDED, columns));
    this.withScores = this.#openScores();
    this.rejected = new GrowingFile("application/jsonl");
    this.counts = { rows: 0, rejected: 0 };
  }

  #open(added) {
    const file = new GrowingFile("text/csv");
    file.write(this.format.mark + csvLine([...this.columns, ...added], this.format));
    return file;
  }

  #openScores() {
    try {
      return this.#open(nameAddedColumns([...ADDED, ...this.labels], this.columns));
    } catch (error) {
      if (error instanceof FileProblem) return null;
      throw error;
    }
  }

  /** Add records with a `prediction` or a `reason`. */
  add(records) {
    for (const record of records) {
      this.counts.rows += 1;
      if (record.prediction) this.#writeResult(record.fields, record.prediction);
      else this.#writeRejected(record);
    }
  }

  #writeResult(fields, { genre, genres, confidence, scores }) {
    const row = [...fields, genre ?? "", genres.join(GENRE_SEPARATOR), confidence];
    this.results.write(csvLine(row, this.format));
    this.withScores?.write(csvLine([...row, ...this.labels.map((label) => scores[label] ?? "")], this.format));
  }

  #writeRejected({ fields, line, reason, text }) {
    this.counts.rejected += 1;
    const row = fields.length === this.columns.length
      ? Object.fromEntries(this.columns.map((column, at) => [column, showBroken(fields[at])]))
      : showBroken(text);
    this.rejected.write(`${JSON.stringify({ line, reason, row })}\n`);
  }
}

/** Return the names of the added columns, by the rule of `name_added_columns` in Python: with a prefix where a name is taken. */
function nameAddedColumns(names, columns) {
  const taken = new Set(columns.map((column) => column.toLowerCase()));
  return names.map((name) => {
    const chosen = taken.has(name.toLowerCase()) ? PREFIX + name : name;
    if (taken.has(chosen.toLowerCase())) {
      throw new FileProblem(`The file has the columns ${name} and ${chosen} already: rename one of them.`);
    }
    taken.add(chosen.toLowerCase());
    return chosen;
  });
}
