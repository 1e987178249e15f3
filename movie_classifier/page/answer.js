/** Draws the answer for one film: the top genre, and a bar with the threshold for each genre. */

import { byId, element, percent } from "./element.js";
import { clearNotice, showNotice } from "./notice.js";

const section = byId("answer");
const result = byId("answer-result");

/** Dim the answer and its explanation while the next answer is on its way. */
export function showWaiting(waiting) {
  section.classList.toggle("waiting", waiting);
  byId("why").classList.toggle("waiting", waiting);
}

/** Scroll to the answer if none of it is visible, as on a phone. */
export function scrollToAnswer() {
  if (section.getBoundingClientRect().top < innerHeight * 0.8) return;
  const isReduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
  section.scrollIntoView({ behavior: isReduced ? "auto" : "smooth" });
}

/** Show what to do first. */
export function showEmpty() {
  showWaiting(false);
  clearNotice(byId("answer-notice"));
  byId("answer-empty").hidden = false;
  result.hidden = true;
  byId("share").hidden = true;
  announce("");
}

/** Show an error in place of the answer before, which belongs to another text. */
export function showAnswerProblem(text, button) {
  showWaiting(false);
  byId("answer-empty").hidden = true;
  result.hidden = true;
  byId("share").hidden = true;
  announce("");
  showNotice(byId("answer-notice"), text, button);
}

/**
 * Show a prediction.
 * @param {object} prediction an element of the answer of `/genres`
 * @param {Record<string, number>} thresholds label → threshold
 * @param {(genre: string) => void} onChoose is called with the genre that the user wants to have explained
 */
export function showAnswer(prediction, thresholds, onChoose) {
  showWaiting(false);
  clearNotice(byId("answer-notice"));
  const ranked = Object.entries(prediction.scores).sort(([a, p], [b, q]) => q - p || (a < b ? -1 : 1));
  // A service with a choice of genres may have other names for them, or none for a film. Scores have the model's names.
  const isRenamed = [prediction.genre, ...prediction.genres].some((genre) => !(genre in prediction.scores));
  const top = isRenamed ? ranked[0][0] : prediction.genre;
  const reached = ranked.filter(([genre, score]) => score >= thresholds[genre] && (isRenamed || prediction.genres.includes(genre)));
  const others = ranked.filter(([genre]) => !reached.some(([name]) => name === genre));
  const bar = ([genre, score]) => drawBar(genre, score, thresholds[genre], onChoose);
  const isLow = prediction.confidence === "low";
  result.classList.toggle("low", isLow);
  result.replaceChildren(
    ...(isLow ? [drawLowConfidence(prediction)] : []),
    element("p", { class: "top" },
      ...(isLow ? [element("span", { class: "perhaps" }, "Perhaps")] : []),
      drawTopGenre(top), " ",
      element("span", { class: "top-score" }, percent(prediction.scores[top]))),
    element("h3", {}, headingOf(reached, isLow)),
    element("ul", { class: "genres reached" }, ...reached.map(bar)),
    ...drawOthers(others, reached, bar),
    element("p", { class: "hint legend" }, element("span", { class: "threshold", "aria-hidden": "true" }),
      "The threshold of a genre: from here on, it is one of the film's genres."));
  byId("answer-empty").hidden = true;
  result.hidden = false;
  byId("share").hidden = false;
  announce(summary(prediction, top, reached));
}

/** Mark the genre that is explained. */
export function markChosen(genre) {
  for (const button of result.querySelectorAll(".genres button")) {
    button.setAttribute("aria-pressed", String(button.dataset.genre === genre));
  }
}

function headingOf(reached, isLow) {
  if (!reached.length) return "No genre reaches its threshold";
  return isLow ? "Genres that reach their threshold" : "Genres of this film";
}

function drawTopGenre(genre) {
  const top = element("span", { class: "top-genre" }, genre);
  top.style.setProperty("--letters", Math.max(...genre.split(/\s+/).map((word) => word.length)));
  return top;
}

function drawLowConfidence(prediction) {
  return element("div", { class: "notice" },
    element("p", {}, element("strong", {}, "Low confidence. "), reasonInWords(prediction)));
}

const reasonInWords = ({ confidence_reason: [first, ...rest] }) => `${first.toUpperCase()}${rest.join("")}.`;

/** The genres below their threshold are folded, unless there are no others. */
function drawOthers(others, reached, bar) {
  if (!others.length) return [];
  const shown = reached.length ? 0 : 3;
  const folded = others.slice(shown);
  const parts = shown ? [element("ul", { class: "genres" }, ...others.slice(0, shown).map(bar))] : [];
  if (!folded.length) return parts;
  const count = folded.length === 1 ? "1 genre" : `${folded.length} ${shown ? "more " : ""}genres`;
  const details = element("details", { open: wasOpen() },
    element("summary", {}, `${count} below ${folded.length === 1 ? "its" : "their"} threshold`),
    element("ul", { class: "genres" }, ...folded.map(bar)));
  return [...parts, details];
}

const wasOpen = () => result.querySelector("details")?.open ?? false;

function drawBar(genre, score, threshold, onChoose) {
  const fill = element("span", { class: "fill" });
  const mark = element("span", { class: "threshold" });
  fill.style.setProperty("--value", score);
  mark.style.setProperty("--value", threshold);
  const button = element("button", { type: "button", "aria-pressed": "false", onclick: () => onChoose(genre) },
    element("span", {}, genre),
    element("span", { class: "track", "aria-hidden": "true" }, fill, mark),
    element("span", { class: "percent" }, percent(score)),
    element("span", { class: "visually-hidden" }, `, threshold ${percent(threshold)}, explain`));
  button.dataset.genre = genre;
  button.title = `Threshold ${percent(threshold)}. Click to see why.`;
  return element("li", {}, button);
}

function summary(prediction, top, reached) {
  const others = reached.map(([genre]) => genre).filter((genre) => genre !== top);
  const also = others.length ? ` Also ${others.join(", ")}.` : "";
  const low = prediction.confidence === "low" ? ` Low confidence. ${reasonInWords(prediction)}` : "";
  return `${top}, ${percent(prediction.scores[top])}.${also}${low}`;
}

function announce(text) {
  byId("answer-status").textContent = text;
}
