/** Draws the progress and the results of a file. */

import { byId, element, percent } from "./element.js";
import { showBroken } from "./encoding.js";

const PREVIEW_ROWS = 8;
const LISTED_REJECTS = 50;
const ANNOUNCE_MS = 10_000;

/** The panel for one file. `onStop` is called when the user stops it. */
export class FileView {
  constructor(file, onStop) {
    this.name = file.name;
    this.started = performance.now();
    this.announced = 0;
    this.progress = element("progress", { max: 1, value: 0, "aria-label": `Progress of ${file.name}` });
    this.line = element("p", { class: "hint" }, "Reading…");
    this.actions = element("div", { class: "actions" }, element("button", { type: "button", onclick: onStop }, "Stop"));
    this.preview = element("tbody");
    this.rejects = element("tbody");
    this.rejectCount = element("summary");
    byId("file-run").replaceChildren(
      element("div", { class: "run-head" }, element("h3", {}, file.name), this.actions), this.progress, this.line,
      drawTable("The first rows", ["Title", "Genre", "All its genres"], this.preview),
      element("details", { hidden: true }, this.rejectCount, drawTable("Rows without a genre", ["Line", "Reason", "Row"], this.rejects)));
    byId("file-run").hidden = false;
    this.say(`Classifying ${file.name}.`);
  }

  /** Show more records, the counts, and the part of the file that is done, from 0 to 1. */
  update(records, counts, part) {
    for (const record of records) {
      if (record.prediction && this.preview.children.length < PREVIEW_ROWS) this.preview.append(previewRow(record));
      if (record.reason && this.rejects.children.length < LISTED_REJECTS) this.rejects.append(rejectRow(record));
    }
    this.progress.value = part;
    this.line.textContent = this.#describe(counts);
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
    this.#showRejects(rejected);
    const buttons = [download("Download CSV", resultName(this.name), output.results, "primary")];
    if (rejected) buttons.push(download("Download rejected rows", `${resultName(this.name)}.rejected.jsonl`, output.rejected));
    const hadFocus = this.actions.contains(document.activeElement);
    this.actions.replaceChildren(...buttons);
    if (hadFocus) buttons[0].focus();
    this.say(text);
  }

  /** Announce `text` to screen readers. */
  say(text) {
    this.announced = performance.now();
    byId("file-status").textContent = text;
  }

  #seconds() {
    return (performance.now() - this.started) / 1000;
  }

  #describe({ rows, rejected }) {
    const done = this.progress.value;
    const left = done > 0 && done < 1 ? ` · about ${duration((this.#seconds() * (1 - done)) / done)} left` : "";
    const without = rejected ? ` · ${number(rejected)} without a genre` : "";
    return `${countRows(rows)} · ${number(rows / this.#seconds())} a second${without}${left}`;
  }

  #showRejects(count) {
    this.rejectCount.parentElement.hidden = count === 0;
    const shown = count > LISTED_REJECTS ? `, the first ${LISTED_REJECTS} are listed` : "";
    this.rejectCount.textContent = `${countRows(count)} without a genre${shown}`;
  }
}

function drawTable(caption, headings, body) {
  const head = element("tr", {}, ...headings.map((heading) => element("th", { scope: "col" }, heading)));
  return element("div", { class: "scroll", role: "region", "aria-label": caption, tabIndex: 0 },
    element("table", {}, element("caption", {}, caption), element("thead", {}, head), body));
}

function previewRow({ film, prediction }) {
  const { genre, scores } = prediction;
  const top = genre in scores ? `${genre} ${percent(scores[genre])}` : genre ?? "";
  return element("tr", {}, cell(short(film.title)), cell(prediction.confidence === "low" ? `${top}, low confidence` : top),
    cell(prediction.genres.join(", ")));
}

const rejectRow = ({ line, reason, fields }) => element("tr", {}, cell(number(line)), cell(reason), cell(short(showBroken(fields.join(", ")))));
const cell = (text) => element("td", {}, text);
const short = (text) => (text.length > 100 ? `${text.slice(0, 100)}…` : text);
const countRows = (count) => `${number(count)} ${count === 1 ? "row" : "rows"}`;
const number = (value) => Math.round(value).toLocaleString("en");

function duration(seconds) {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}

function download(label, name, file, kind = "") {
  return element("button", { type: "button", class: kind, onclick: () => save(name, file.toBlob()) }, label);
}

function save(name, blob) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** `films.tsv.gz` → `films.genres.tsv`. */
function resultName(name) {
  const [, stem, suffix = ".csv"] = /^(.*?)(\.(?:csv|tsv|txt))?(?:\.gz)?$/is.exec(name);
  return `${stem}.genres${suffix}`;
}
