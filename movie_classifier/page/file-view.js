/** Draws the progress and the results of a file. */

import { byId, element, percent } from "./element.js";
import { showBroken } from "./encoding.js";
import { GenreSummary } from "./genre-summary.js";
import { PagedTable, number } from "./paged-table.js";

const ANNOUNCE_MS = 10_000;

/** The panel for one file. `onStop` is called when the user stops it. */
export class FileView {
  constructor(file, genres, onStop) {
    Object.assign(this, { name: file.name, genres, started: performance.now(), announced: 0 });
    this.progress = element("progress", { max: 1, value: 0, "aria-label": `Progress of ${file.name}` });
    this.line = element("p", { class: "hint" }, "Reading…");
    this.actions = element("div", { class: "actions" }, element("button", { type: "button", onclick: onStop }, "Stop"));
    this.summary = new GenreSummary();
    this.films = new PagedTable("The films", ["Title", "Genre", "All its genres"]);
    this.rejects = new PagedTable("Rows without a genre", ["Line", "Reason", "Row"]);
    this.rejectCount = element("summary");
    byId("file-run").replaceChildren(
      element("div", { class: "run-head" }, element("h3", {}, file.name), this.actions), this.progress, this.line,
      this.summary.element, this.films.element, element("details", { hidden: true }, this.rejectCount, this.rejects.element));
    byId("file-run").hidden = false;
    this.say(`Classifying ${file.name}.`);
  }

  /** Show more records, the counts, and the part of the file that is done, from 0 to 1; null if it is not known. */
  update(records, counts, part) {
    const classified = records.filter((record) => record.prediction);
    this.summary.add(classified.map((record) => record.prediction));
    this.films.add(classified.map((record) => this.#filmRow(record)));
    this.rejects.add(records.filter((record) => record.reason).map(rejectRow));
    if (part === null) this.progress.removeAttribute("value");
    else this.progress.value = part;
    this.line.textContent = this.#describe(counts, part);
    this.#showRejects(counts.rejected);
    if (performance.now() - this.announced > ANNOUNCE_MS) this.say(this.line.textContent);
  }

  /** Show a message in place of the counts, as while the service is busy. */
  wait(text) {
    this.line.textContent = text;
    this.say(text);
  }

  /** Show the end, and buttons for the results. `ending` says how it ended. */
  finish(output, ending) {
    const { rows, rejected } = output.counts;
    const text = `${ending} ${countRows(rows)} in ${this.#seconds().toFixed(1)} s, ${number(rejected)} without a genre.`;
    this.line.textContent = text;
    this.progress.hidden = true;
    this.#showRejects(rejected);
    const hadFocus = this.actions.contains(document.activeElement);
    this.actions.replaceChildren(...this.#drawDownloads(output));
    if (hadFocus) this.actions.querySelector("button").focus();
    this.say(text);
  }

  /** Announce `text` to screen readers. */
  say(text) {
    this.announced = performance.now();
    byId("file-status").textContent = text;
  }

  #drawDownloads({ results, withScores, rejected, counts }) {
    const [stem, suffix] = splitName(this.name);
    const scores = element("input", { type: "checkbox", id: "file-scores" });
    const chosen = () => (scores.checked ? withScores : results);
    const parts = [download("Download CSV", `${stem}.genres${suffix}`, chosen, "primary")];
    if (withScores) parts.push(element("span", { class: "choice" }, scores, element("label", { htmlFor: "file-scores" }, "with the probability of every genre")));
    if (counts.rejected) parts.push(download("Download rejected rows", `${stem}.rejected.jsonl`, () => rejected));
    return parts;
  }

  #filmRow({ film, prediction }) {
    const top = this.genres.rows(prediction).find(({ name }) => name === prediction.genre);
    const words = [top ? `${top.name} ${percent(top.score)}` : prediction.genre ?? "no genre"];
    if (prediction.confidence === "low") words.push("low confidence");
    return [short(film.title), words.join(", "), prediction.genres.join(", ")];
  }

  #seconds() {
    return (performance.now() - this.started) / 1000;
  }

  #describe({ rows, rejected }, done) {
    const left = done > 0 && done < 1 ? ` · about ${duration((this.#seconds() * (1 - done)) / done)} left` : "";
    const without = rejected ? ` · ${number(rejected)} without a genre` : "";
    return `${countRows(rows)} · ${number(rows / this.#seconds())} a second${without}${left}`;
  }

  #showRejects(count) {
    this.rejectCount.parentElement.hidden = count === 0;
    this.rejectCount.textContent = `${countRows(count)} without a genre`;
  }
}

const rejectRow = ({ line, reason, fields }) => [number(line), reason, short(showBroken(fields.join(", ")))];
const short = (text) => (text.length > 100 ? `${text.slice(0, 100)}…` : text);
const countRows = (count) => `${number(count)} ${count === 1 ? "row" : "rows"}`;

function duration(seconds) {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}

function download(label, name, getFile, kind = "") {
  return element("button", { type: "button", class: kind, onclick: () => save(name, getFile().toBlob()) }, label);
}

function save(name, blob) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** `films.tsv.gz` → `films` and `.tsv`. */
function splitName(name) {
  const [, stem, suffix = ".csv"] = /^(.*?)(\.(?:csv|tsv|txt))?(?:\.gz)?$/is.exec(name);
  return [stem, suffix];
}
