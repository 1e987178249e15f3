/** The part of the page that classifies a file. */

import { RequestFailed, inWords } from "./api.js";
import { classifyRecords } from "./batches.js";
import { openTable } from "./csv.js";
import { findColumn } from "./dialect.js";
import { byId, element } from "./element.js";
import { FileView } from "./file-view.js";
import { DESCRIPTION_COLUMNS, TITLE_COLUMNS } from "./limits.js";
import { clearNotice, showNotice } from "./notice.js";
import { Output } from "./output.js";
import { inSeconds } from "./retry.js";
import { FileProblem } from "./source.js";

let current = new AbortController();

/** Connect the file input and the drop zone. `getGenres` returns the genres of the service. */
export function setUpFile(getGenres) {
  const [input, drop] = [byId("file"), byId("drop")];
  const start = (files) => { if (files.length) classifyFile(files[0], getGenres); };
  input.addEventListener("change", () => {
    start([...input.files]);
    input.value = ""; // so that the same file can be chosen again
  });
  for (const type of ["dragover", "drop"]) addEventListener(type, (event) => event.preventDefault());
  drop.addEventListener("dragover", () => drop.classList.add("over"));
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    drop.classList.remove("over");
    start(event.dataTransfer.files);
  });
}

/** Classify a file. A file before it stops, and shows nothing more. */
async function classifyFile(file, getGenres) {
  current.abort();
  current = new AbortController();
  const run = { file, controller: current };
  const { signal } = run.controller;
  clearNotice(byId("file-notice"));
  byId("file-columns").hidden = true;
  byId("file-run").hidden = true;
  try {
    const table = await openTable(file);
    const columns = signal.aborted ? null : await chooseColumns(table.columns, signal);
    run.genres = await getGenres();
    if (!signal.aborted) await classifyTable(run, table, columns);
    await table.records.return();
  } catch (error) {
    if (!signal.aborted) showNotice(byId("file-notice"), problemInWords(error));
  }
}

async function classifyTable(run, table, columns) {
  const { controller: { signal } } = run;
  const output = new Output(table, run.genres.model.labels);
  const view = new FileView(run.file, run.genres, () => run.controller.abort());
  const onWait = (error, seconds) => view.wait(`${inWords(error)} ${inSeconds(seconds)}`);
  let ending = "Done.";
  try {
    for await (const records of classifyRecords(table.records, { ...columns, width: table.columns.length }, { signal, onWait })) {
      output.add(records);
      view.update(records, output.counts, table.progress());
      await nextFrame();
    }
  } catch (error) {
    ending = signal.aborted ? "Stopped." : "Ended early.";
    if (!signal.aborted) showNotice(byId("file-notice"), `${problemInWords(error)} The rows before are ready.`);
  }
  if (run.controller === current) view.finish(output, ending);
}

/** Let the browser paint. In a hidden tab there are no frames, and the file goes on. */
const nextFrame = () => new Promise((resolve) => {
  if (document.hidden) resolve();
  else requestAnimationFrame(resolve);
});

/** Find the columns by their names, or ask for them, until `signal` ends the question. */
async function chooseColumns(columns, signal) {
  const title = findColumn(TITLE_COLUMNS, columns);
  const description = findColumn(DESCRIPTION_COLUMNS, columns);
  return title >= 0 && description >= 0 ? { title, description } : askForColumns(columns, { title, description, signal });
}

function askForColumns(columns, { title, description, signal }) {
  if (columns.length < 2) {
    throw new FileProblem("This is not a CSV file with a title and a description: it has one column only.");
  }
  const form = byId("file-columns");
  const select = (label, name, chosen) => element("div", {}, element("label", { htmlFor: `column-${name}` }, label),
    element("select", { id: `column-${name}`, name },
      ...columns.map((column, at) => element("option", { value: at, selected: at === chosen }, column || `column ${at + 1}`))));
  form.replaceChildren(
    element("p", {}, "The names of the columns do not say which one is the title and which one the description."),
    select("Title", "title", title), select("Description", "description", description >= 0 ? description : 1),
    element("button", { type: "submit", class: "primary" }, "Classify"));
  form.hidden = false;
  form.elements.title.focus();
  return new Promise((resolve) => {
    signal.addEventListener("abort", resolve, { once: true });
    form.onsubmit = (event) => {
      event.preventDefault();
      form.hidden = true;
      resolve({ title: Number(form.elements.title.value), description: Number(form.elements.description.value) });
    };
  });
}

function problemInWords(error) {
  return error instanceof RequestFailed || !(error instanceof FileProblem) ? inWords(error) : error.message;
}
