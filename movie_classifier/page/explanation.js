/** Marks the words that moved a genre in the text of the film, by strength and direction. */

import { byId, element, percent } from "./element.js";
import { clearNotice, showNotice } from "./notice.js";

const LEVELS = 4;
const LISTED = 6;

/** Contributions below this size are not marked: they move a probability by 2.5 percentage points at most. */
const SMALLEST = 0.1;

/** In a text without strong words, the strongest one is not drawn as strong: the scale ends here at least. */
const SMALLEST_SCALE = 0.6;

/** Hide the explanation. */
export function hideExplanation() {
  byId("why").hidden = true;
}

/** Show what went wrong instead of an explanation. */
export function showExplanationProblem(text, button) {
  byId("why").hidden = false;
  byId("why-body").replaceChildren();
  showNotice(byId("why-notice"), text, button);
}

/**
 * Show an explanation.
 * @param {{title: string, description: string}} film the film as it was sent to `/explain`
 * @param {object} explanation the answer of `/explain`
 */
export function showExplanation(film, explanation) {
  const { genre, parts, unit } = explanation;
  const scale = Math.max(SMALLEST_SCALE, ...parts.map((part) => Math.abs(part.contribution)));
  const marked = (field) => markParts(film[field], parts.filter((part) => part.field === field), scale, genre);
  clearNotice(byId("why-notice"));
  byId("why-heading").replaceChildren(`Why ${genre}? `, element("span", { class: "percent" }, percent(explanation.probability)));
  byId("why-body").replaceChildren(
    element("p", { class: "why-text" }, element("span", { class: "title" }, ...marked("title")), ...marked("description")),
    element("div", { class: "why-lists" },
      list(`For ${genre}`, parts.filter((part) => part.contribution > 0), "+"),
      list(`Against ${genre}`, parts.filter((part) => part.contribution < 0), "\u2212")),
    element("p", { class: "hint" }, element("mark", { class: "for s2" }, "Solid underline"), " speaks for the genre, ",
      element("mark", { class: "against s2" }, "dashed"), ` against it; stronger means darker and thicker. A value is the `
      + `change in log-odds when the ${unit} is left out. ${unit === "word" ? "Words" : "Sentences"} act together, so the values `
      + "do not add up, and say nothing about films in general."));
  byId("why").hidden = false;
}

/** Return the text with a mark for each part. Offsets are Unicode code points, and JavaScript counts UTF-16 units. */
function markParts(text, parts, scale, genre) {
  const characters = Array.from(text);
  const nodes = [];
  let end = 0;
  for (const part of [...parts].sort((a, b) => a.start - b.start)) {
    nodes.push(characters.slice(end, part.start).join(""), mark(characters.slice(part.start, part.end).join(""), part, scale, genre));
    end = part.end;
  }
  return [...nodes, characters.slice(end).join("")];
}

function mark(text, part, scale, genre) {
  const size = Math.abs(part.contribution);
  if (size < SMALLEST) return text;
  const level = Math.max(1, Math.ceil((size / scale) * LEVELS));
  const direction = part.contribution > 0 ? "for" : "against";
  return element("mark", { class: `${direction} s${level}`, title: `${signed(part.contribution)} ${direction} ${genre}` }, text);
}

const signed = (value) => `${value < 0 ? "\u2212" : "+"}${Math.abs(value).toFixed(2)}`;

/** List the strongest parts, so that the values can be read without the marks. */
function list(heading, parts, sign) {
  const strongest = parts
    .filter((part) => Math.abs(part.contribution) >= SMALLEST)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, LISTED);
  const rows = strongest.map((part) => element("li", {},
    element("span", {}, part.text.length > 80 ? `${part.text.slice(0, 80)}…` : part.text),
    element("span", { class: "value" }, `${sign}${Math.abs(part.contribution).toFixed(2)}`)));
  return element("div", {}, element("h3", {}, heading),
    rows.length ? element("ul", {}, ...rows) : element("p", { class: "hint" }, "nothing of weight"));
}
