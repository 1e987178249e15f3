/** Connects the parts of the page. */

import { get, inWords, post } from "./api.js";
import { setUpForgetButton, showForgetButton } from "./api-key.js";
import { markChosen, scrollToAnswer, showAnswer, showAnswerProblem, showEmpty, showWaiting } from "./answer.js";
import { commandLine, copy, curlLine } from "./copy.js";
import { byId } from "./element.js";
import { hideExplanation, showExplanation, showExplanationProblem } from "./explanation.js";
import { setUpFile } from "./file.js";
import { currentFilm, fill, setUpExamples, setUpForm } from "./film-form.js";
import { linkTo, readLink } from "./link.js";
import { inSeconds, withRetry } from "./retry.js";
import { setUpViewLinks } from "./viewer.js";

/** Pause after an answer before it is explained: an explanation costs as much as dozens of answers. */
const EXPLAIN_AFTER_MS = 300;

let model = null;
let choice = { title: "", genre: null }; // the genre that the user, or the link, wants explained for the film of this title
let asked = { film: null, controller: new AbortController() };

/** Return the description of the model. It is loaded again if it does not have all of `labels`. */
async function getModel(labels = []) {
  if (!model || labels.some((label) => !(label in model.thresholds))) {
    model = await get("model");
    describeModel();
  }
  return model;
}

function describeModel() {
  const { micro_f1: score } = model.metrics;
  const quality = typeof score === "number" ? `, micro-F1 ${score.toFixed(3)} on its test films` : "";
  byId("about").textContent = `Model ${model.name} ${model.version}: ${model.labels.length} genres${quality}.`;
  showForgetButton();
}

/** Return the genre to explain; null for the top genre. */
const chosenGenre = (film) => (choice.title === film.title ? choice.genre : null);

/** Ask for the genres of a film, and show them. The request before is given up. */
async function ask(film) {
  if (film.title === asked.film?.title && film.description === asked.film?.description) return;
  const controller = startRequest(film);
  const { signal } = controller;
  const again = () => { asked.film = null; ask(film); };
  const onWait = (error, seconds) => {
    showAnswerProblem(`${inWords(error)} ${inSeconds(seconds)}`, retryButton(error, again));
    hideExplanation();
  };
  showWaiting(true);
  try {
    const { predictions: [prediction] } = await withRetry(() => post("genres", { movies: [film] }, signal), { signal, onWait });
    const { thresholds } = await getModel(Object.keys(prediction.scores));
    if (signal.aborted) return;
    showAnswer(prediction, thresholds, (genre) => { choice = { title: film.title, genre }; explain(film, signal); });
    if (!(chosenGenre(film) in prediction.scores)) choice = { title: "", genre: null };
    markChosen(chosenGenre(film) ?? prediction.genre);
    setTimeout(() => explain(film, signal), EXPLAIN_AFTER_MS);
  } catch (error) {
    if (signal.aborted) return;
    asked.film = null;
    showAnswerProblem(inWords(error), retryButton(error, again));
    hideExplanation();
  }
}

const retryButton = (error, action) => ({ label: error.status === 401 ? "Enter the key" : "Try again", action });

function startRequest(film) {
  asked.controller.abort();
  asked = { film, controller: new AbortController() };
  return asked.controller;
}

/** Explain the chosen genre, or the top genre. */
async function explain(film, signal) {
  if (signal.aborted) return;
  const genre = chosenGenre(film);
  const onWait = (error, seconds) => showExplanationProblem(`${inWords(error)} ${inSeconds(seconds)}`);
  try {
    const explanation = await withRetry(() => post("explain", { ...film, genre }, signal), { signal, onWait });
    if (signal.aborted || genre !== chosenGenre(film)) return;
    showExplanation(film, explanation);
    markChosen(explanation.genre);
  } catch (error) {
    if (!signal.aborted) showExplanationProblem(inWords(error), retryButton(error, () => explain(film, signal)));
  }
}

function clear() {
  startRequest(null);
  showEmpty();
  hideExplanation();
}

function setUpCopyButtons() {
  const buttons = { "copy-link": () => linkTo(currentFilm(), chosenGenre(currentFilm())), "copy-curl": curl, "copy-command": command };
  for (const [id, text] of Object.entries(buttons)) {
    byId(id).addEventListener("click", async () => {
      byId("share-status").textContent = "";
      if (await copy(text())) byId("share-status").textContent = "Copied.";
    });
  }
}

const curl = () => curlLine(currentFilm());
const command = () => commandLine(currentFilm());

function openLink(read) {
  const linked = readLink();
  if (!linked) return;
  fill(linked.film);
  choice = { title: linked.film.title, genre: linked.genre };
  read();
}

/** Load the description of the model; without it, say why before the user types. */
async function start() {
  try {
    await getModel();
    if (!asked.film) showEmpty();
  } catch (error) {
    if (!asked.film) showAnswerProblem(inWords(error), retryButton(error, start));
  }
}

const read = setUpForm({ onFilm: ask, onIncomplete: clear, onSubmit: scrollToAnswer });
setUpCopyButtons();
setUpForgetButton();
setUpViewLinks();
setUpFile(async () => (await getModel()).labels);
setUpExamples(() => {
  choice = { title: "", genre: null };
  read();
  scrollToAnswer();
});
addEventListener("hashchange", () => openLink(read));
openLink(read);
start();
