/** Marks the words that moved a genre in the text of the film, by strength and direction. */

import { byId, element, percent } from "./element.js";
import { findEvidence, signed } from "./evidence.js";
import { clearNotice, showNotice } from "./notice.js";

const LEVELS = 4;

/** Pixels by which a text may be higher than its frame without being cut. */
const TOLERANCE = 40;

let isExpanded = false;

/** The film of which the user wants to see from which words the model guesses, although its confidence is low. */
let revealed = null;

/** Hide the explanation. */
export function hideExplanation() {
  byId("why").hidden = true;
}

/** Show what went wrong instead of an explanation. */
export function showExplanationProblem(text, button) {
  show();
  byId("why-body").replaceChildren();
  showNotice(byId("why-notice"), text, button);
}

/**
 * Show an explanation.
 * @param {{title: string, description: string}} film the film as it was sent to `/explain`
 * @param {object} explanation the answer of `/explain`
 * @param {{name: string, isLow: boolean}} answer name of the genre, and whether the confidence is low
 */
export function showExplanation(film, explanation, { name, isLow }) {
  const { unit, parts } = explanation;
  const isHidden = isLow && film !== revealed;
  const evidence = findEvidence(isHidden ? [] : parts);
  const marked = (field) => markParts(film[field], evidence.parts.filter((part) => part.field === field), evidence.scale, name);
  const text = element("p", { class: "why-text" }, element("span", { class: "title" }, ...marked("title")), ...marked("description"));
  clearNotice(byId("why-notice"));
  byId("why").classList.toggle("low", isLow);
  byId("why-heading").replaceChildren(isLow ? `Why perhaps ${name}? ` : `Why ${name}? `,
    element("span", { class: "percent" }, percent(explanation.probability)));
  const reveal = () => {
    revealed = film;
    showExplanation(film, explanation, { name, isLow });
    byId("why-heading").focus();
  };
  const lists = isHidden
    ? element("p", { class: "actions" }, element("button", { type: "button", onclick: reveal }, `Show the ${unit}s all the same`))
    : element("div", { class: "why-lists" }, evidence.draw(`For ${name}`, 1), evidence.draw(`Against ${name}`, -1));
  byId("why-body").replaceChildren(element("div", {}, text), lists, element("p", { class: "hint" }, ...legend(unit, isLow)));
  show();
  clip(text);
}

function show() {
  byId("why").hidden = false;
  byId("why").classList.remove("waiting");
}

function legend(unit, isLow) {
  if (isLow) return ["The model has little to go on in this text, and guesses from what looks familiar. What moved it is no reason to trust it."];
  return [element("mark", { class: "for s2" }, "Solid underline"), " speaks for the genre, ",
    element("mark", { class: "against s2" }, "dashed"), ` against it; stronger means darker and thicker. A bar shows how much the `
    + `genre changes when the ${unit} is left out. ${unit === "word" ? "Words" : "Sentences"} act together, so the bars do not add `
    + "up, and say nothing about films in general."];
}

/** Cut a long text, and offer to show all of it. */
function clip(text) {
  text.classList.add("clipped");
  if (text.scrollHeight <= text.clientHeight + TOLERANCE) {
    text.classList.remove("clipped");
    return;
  }
  const button = element("button", { type: "button" });
  const apply = () => {
    text.classList.toggle("clipped", !isExpanded);
    button.textContent = isExpanded ? "Show less" : "Show all";
    button.setAttribute("aria-expanded", String(isExpanded));
  };
  button.addEventListener("click", () => { isExpanded = !isExpanded; apply(); });
  text.after(button);
  apply();
}

/** Return the text with a mark for each part. Offsets are Unicode code points, and JavaScript counts UTF-16 units. */
function markParts(text, parts, scale, name) {
  const characters = Array.from(text);
  const nodes = [];
  let end = 0;
  for (const part of [...parts].sort((a, b) => a.start - b.start)) {
    nodes.push(characters.slice(end, part.start).join(""), mark(characters.slice(part.start, part.end).join(""), part, scale, name));
    end = part.end;
  }
  return [...nodes, characters.slice(end).join("")];
}

function mark(text, { contribution }, scale, name) {
  const level = Math.max(1, Math.ceil((Math.abs(contribution) / scale) * LEVELS));
  const direction = contribution > 0 ? "for" : "against";
  return element("mark", { class: `${direction} s${level}`, title: `${signed(contribution)} ${direction} ${name}` }, text);
}
