/** Draws the answer for one film: the top genre, and a bar with the threshold for each genre. */

import { hideAnswerLine, showAnswerLine } from "./answer-line.js";
import { bar, byId, element, percent } from "./element.js";
import { clearNotice, showNotice } from "./notice.js";

const section = byId("answer");
const result = byId("answer-result");

/** Dim the answer and its explanation while the next ones are on their way. */
export function showWaiting() {
  section.classList.add("waiting");
  byId("why").classList.add("waiting");
}

/** Scroll to the answer if none of it is visible, as on a phone. */
export function scrollToAnswer() {
  if (section.getBoundingClientRect().top < innerHeight * 0.8) return;
  const isReduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
  section.scrollIntoView({ behavior: isReduced ? "auto" : "smooth" });
}

/** Show an error in place of the answer before, which belongs to another text. */
export function showAnswerProblem(text, button) {
  section.classList.remove("waiting");
  result.hidden = true;
  byId("share").hidden = true;
  hideAnswerLine();
  announce("");
  showNotice(byId("answer-notice"), text, button);
}

/**
 * Show a prediction.
 * @param {{title: string, description: string}} film the film as it was sent to `/genres`
 * @param {object} prediction an element of the answer of `/genres`
 * @param {import("./choice.js").Genres} genres names and thresholds
 * @param {{isExample: boolean, onChoose: (label: string) => void}} options whether the user did not choose the film, and
 *   what happens when the user wants a genre to be explained
 */
export function showAnswer(film, prediction, genres, { isExample, onChoose }) {
  section.classList.remove("waiting");
  clearNotice(byId("answer-notice"));
  const rows = genres.rows(prediction);
  const top = rows.find(({ name }) => name === prediction.genre) ?? null;
  const reached = rows.filter(({ isReached }) => isReached);
  const others = rows.filter(({ isReached }) => !isReached);
  const draw = (row) => drawRow(row, onChoose);
  const isLow = prediction.confidence === "low";
  result.classList.toggle("low", isLow);
  result.replaceChildren(
    ...(isExample ? [drawExample(film)] : []),
    ...(isLow ? [drawLowConfidence(prediction)] : []),
    drawTop(top, isLow),
    element("h3", {}, headingOf(reached, isLow), element("span", { class: "hint" }, " Choose one to see why.")),
    element("ul", { class: "genres reached" }, ...reached.map(draw)),
    ...drawOthers(others, reached, draw),
    element("p", { class: "hint legend" }, element("span", { class: "threshold", "aria-hidden": "true" }),
      "The threshold of a genre: from here on, it is one of the film's genres."));
  result.hidden = false;
  byId("share").hidden = isExample;
  announce(isExample ? "" : summary(prediction, top, reached));
  if (isExample) hideAnswerLine();
  else showAnswerLine(top ? [top.name, percent(top.score)] : ["No genre", ""], isLow, result.querySelector(".top"));
}

/** Mark the genre that is explained. */
export function markChosen(label) {
  for (const button of result.querySelectorAll(".genres button")) {
    button.setAttribute("aria-pressed", String(button.dataset.genre === label));
  }
}

function headingOf(reached, isLow) {
  if (!reached.length) return "No genre reaches its threshold.";
  return isLow ? "Genres that reach their threshold." : "Genres of this film.";
}

const drawExample = ({ title, description }) => element("p", { class: "example" },
  element("span", { class: "tag" }, "Example"), " ", element("strong", {}, title), " ", description);

function drawTop(top, isLow) {
  const name = element("span", { class: "top-genre" }, top ? top.name : "No genre");
  const line = element("p", { class: "top" }, name);
  line.style.setProperty("--letters", (top?.name ?? "No genre").length);
  if (top) line.append(" ", element("span", { class: "top-score" }, percent(top.score)));
  if (top && isLow) line.prepend(element("span", { class: "perhaps" }, "Perhaps"), " ");
  return line;
}

function drawLowConfidence(prediction) {
  return element("p", { class: "doubt" }, element("strong", {}, "Low confidence. "), reasonInWords(prediction));
}

const reasonInWords = ({ confidence_reason: [first, ...rest] }) => `${first.toUpperCase()}${rest.join("")}.`;

/** The other genres are folded, but for the first ones if no genre reaches its threshold. */
function drawOthers(others, reached, draw) {
  const shown = reached.length ? 0 : 3;
  const folded = others.slice(shown);
  const parts = shown ? [element("ul", { class: "genres" }, ...others.slice(0, shown).map(draw))] : [];
  if (!folded.length) return parts;
  const [noun, their] = folded.length === 1 ? ["genre", "its"] : ["genres", "their"];
  const isBelow = folded.every(({ score, threshold }) => score < threshold);
  const words = `${folded.length} ${shown ? "more " : ""}${isBelow ? "" : "other "}${noun}${isBelow ? ` below ${their} threshold` : ""}`;
  const details = element("details", { open: wasOpen() }, element("summary", {}, words),
    element("ul", { class: "genres others" }, ...folded.map(draw)));
  return [...parts, details];
}

const wasOpen = () => result.querySelector("details")?.open ?? false;

function drawRow({ name, label, score, threshold }, onChoose) {
  const mark = element("span", { class: "threshold" });
  mark.style.setProperty("--value", threshold);
  const button = element("button", { type: "button", "aria-pressed": "false", onclick: () => onChoose(label) },
    element("span", { class: "name" }, name), bar(score, mark),
    element("span", { class: "percent" }, percent(score)),
    element("span", { class: "visually-hidden" }, `, threshold ${percent(threshold)}, explain`));
  button.dataset.genre = label;
  button.title = `Threshold ${percent(threshold)}. Click to see why.`;
  return element("li", {}, button);
}

function summary(prediction, top, reached) {
  const others = reached.filter((row) => row !== top).map(({ name }) => name);
  const also = others.length ? ` Also ${others.join(", ")}.` : "";
  const low = prediction.confidence === "low" ? ` Low confidence. ${reasonInWords(prediction)}` : "";
  return `${top ? `${top.name}, ${percent(top.score)}` : "No genre"}.${also}${low}`;
}

function announce(text) {
  byId("answer-status").textContent = text;
}
