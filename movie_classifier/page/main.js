/** Connects the parts of the page. */

import { inWords, post } from "./api.js";
import { setUpForgetButton, showForgetButton } from "./api-key.js";
import { markChosen, scrollToAnswer, showAnswer, showAnswerProblem, showWaiting } from "./answer.js";
import { Genres } from "./choice.js";
import { setUpCopyButtons } from "./copy.js";
import { isReload, keepDraft, readDraft } from "./draft.js";
import { byId } from "./element.js";
import { hideExplanation, showExplanation, showExplanationProblem } from "./explanation.js";
import { setUpFile } from "./file.js";
import { currentFilm, fill, loadExamples, setUpForm, showExamples } from "./film-form.js";
import { linkTo, readLink } from "./link.js";
import { setUpModelView } from "./model-view.js";
import { inSeconds, withRetry } from "./retry.js";

/** Pause after an answer before it is explained: an explanation costs as much as dozens of answers. */
const EXPLAIN_AFTER_MS = 300;

let genres = null;
let example = null; // the film that is shown while the form has none
let choice = { title: "", label: null }; // the genre that the user, or the link, wants explained for the film of this title
let asked = { film: null, controller: new AbortController() };

/** Return the genres of the service. They are loaded again if the model does not have all of `labels`. */
async function getGenres(labels = []) {
  if (!genres?.hasAll(labels)) {
    genres = await Genres.load();
    describeModel(genres.model);
  }
  return genres;
}

function describeModel(model) {
  const { micro_f1: score } = model.metrics;
  const quality = typeof score === "number" ? `, micro-F1 ${score.toFixed(3)} on its test films` : "";
  byId("about").textContent = `Model ${model.name} ${model.version}: ${model.labels.length} genres${quality}.`;
  showForgetButton();
}

/** Return the genre to explain; null for the top genre. */
const chosenLabel = (film) => (choice.title === film.title ? choice.label : null);

/** Ask for the genres of a film, and show them. The request before is given up. */
async function ask(film) {
  if (isAsked(film)) return;
  const controller = startRequest(film);
  const { signal } = controller;
  const again = () => { asked.film = null; ask(film); };
  const onWait = (error, seconds) => {
    showAnswerProblem(`${inWords(error)} ${inSeconds(seconds)}`, retryButton(error, again));
    hideExplanation();
  };
  showWaiting();
  try {
    const { predictions: [prediction] } = await withRetry(() => post("genres", { movies: [film] }, signal), { signal, onWait });
    const { scores } = prediction;
    await getGenres(Object.keys(scores));
    if (signal.aborted) return;
    if (!(chosenLabel(film) in scores)) choice = { title: "", label: null };
    const isLow = prediction.confidence === "low";
    const top = findTop(prediction);
    const explainAgain = () => explain(film, chosenLabel(film) ?? top, isLow, signal);
    const onChoose = (label) => { choice = { title: film.title, label }; explainAgain(); };
    showAnswer(film, prediction, genres, { isExample: film === example, onChoose });
    markChosen(chosenLabel(film) ?? top);
    setTimeout(explainAgain, EXPLAIN_AFTER_MS);
  } catch (error) {
    if (signal.aborted) return;
    asked.film = null;
    showAnswerProblem(inWords(error), retryButton(error, again));
    hideExplanation();
  }
}

/** Return whether the film is asked for already. The example and the same film of the user look different. */
function isAsked(film) {
  if (film === example || asked.film === example) return film === asked.film;
  return film.title === asked.film?.title && film.description === asked.film?.description;
}

/** Return the label of the top genre; of the most probable one that the service names, if a film has no genre. */
function findTop(prediction) {
  const rows = genres.rows(prediction);
  return (rows.find(({ name }) => name === prediction.genre) ?? rows[0])?.label ?? null;
}

const retryButton = (error, action) => ({ label: error.status === 401 ? "Enter the key" : "Try again", action });

function startRequest(film) {
  asked.controller.abort();
  asked = { film, controller: new AbortController() };
  return asked.controller;
}

/** Explain a genre. */
async function explain(film, label, isLow, signal) {
  if (signal.aborted) return;
  const onWait = (error, seconds) => showExplanationProblem(`${inWords(error)} ${inSeconds(seconds)}`);
  markChosen(label);
  try {
    const explanation = await withRetry(() => post("explain", { ...film, genre: label }, signal), { signal, onWait });
    if (signal.aborted || (chosenLabel(film) ?? label) !== label) return;
    showExplanation(film, explanation, { name: genres.nameOf(label), isLow });
  } catch (error) {
    if (!signal.aborted) showExplanationProblem(inWords(error), retryButton(error, () => explain(film, label, isLow, signal)));
  }
}

/** Show the finished example: there is no film in the form. */
function showExample() {
  if (genres && example) ask(example);
}

/** Open the film of a link, and the genre that it names. */
function openLink({ film, genre }) {
  fill(film);
  choice = { title: film.title, label: genre };
}

/** Put the first film into the form: that of the link, or the one that was there before the page was loaded again. */
function openFilm() {
  const [linked, draft] = [readLink(), readDraft()];
  if (linked) openLink(linked);
  if (draft && (isReload() || !linked)) fill(draft);
}

/** Load the examples and the genres; without them, say why before the user types. */
async function start() {
  try {
    example ??= await listExamples();
    await getGenres();
    read();
  } catch (error) {
    if (!asked.film) showAnswerProblem(inWords(error), retryButton(error, start));
  }
}

async function listExamples() {
  const films = await loadExamples();
  showExamples(films, () => {
    choice = { title: "", label: null };
    keepDraft(currentFilm());
    read();
    scrollToAnswer();
  });
  return films[0];
}

const read = setUpForm({ onFilm: ask, onIncomplete: showExample, onSubmit: scrollToAnswer });
setUpCopyButtons({ getFilm: currentFilm, getLink: () => linkTo(currentFilm(), chosenLabel(currentFilm())) });
setUpForgetButton();
setUpFile(getGenres);
setUpModelView(getGenres);
addEventListener("hashchange", () => {
  const linked = readLink();
  if (!linked) return;
  openLink(linked);
  read();
});
byId("film").addEventListener("input", () => keepDraft(currentFilm()));
openFilm();
read();
start();
