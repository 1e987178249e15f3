/** The form for one film, and the examples. */

import { byId, element } from "./element.js";
import { codePoints, filmProblem, isBlank } from "./film.js";
import { MAX_DESCRIPTION_LENGTH } from "./limits.js";

export const DEBOUNCE_MS = 200;

const title = byId("title");
const description = byId("description");

/** Return the film in the form. */
export const currentFilm = () => ({ title: title.value, description: description.value });

/** Put a film into the form. */
export function fill(film) {
  title.value = film.title;
  description.value = film.description;
  countCharacters();
}

function countCharacters() {
  const [count, limit] = [codePoints(description.value), MAX_DESCRIPTION_LENGTH].map((each) => each.toLocaleString("en"));
  byId("description-count").textContent = `${count} of ${limit} characters`;
}

/**
 * Connect the form.
 * @param {object} handlers
 * @param {(film: {title: string, description: string}) => void} handlers.onFilm gets a film that can be classified
 * @param {() => void} handlers.onIncomplete is called when a part is missing or too long
 * @param {() => void} handlers.onSubmit is called after Enter or the button, which also complain about missing parts
 * @returns {() => void} a function that reads the form at once
 */
export function setUpForm({ onFilm, onIncomplete, onSubmit }) {
  let timer = 0;
  const read = (complain) => {
    clearTimeout(timer);
    const film = currentFilm();
    const problem = filmProblem(film);
    showProblem(problem && isShown(problem, film, complain) ? problem : null);
    if (problem) onIncomplete();
    else onFilm(film);
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(read, DEBOUNCE_MS, false);
  };
  byId("film").addEventListener("input", () => {
    countCharacters();
    later();
  });
  byId("film").addEventListener("submit", (event) => {
    event.preventDefault();
    read(true);
    onSubmit();
  });
  description.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) read(true);
    else setTimeout(read, 0, false); // after the line break is in the text
  });
  countCharacters();
  return () => read(false);
}

/** While the user types, a missing part is a problem only if it was skipped. */
function isShown(problem, film, complain) {
  return complain || !problem.startsWith("no ") || (isBlank(film.title) && !isBlank(film.description));
}

function showProblem(problem) {
  for (const field of [title, description]) {
    const concerned = problem?.includes(field.name) ?? false;
    field.toggleAttribute("aria-invalid", false);
    if (concerned) field.setAttribute("aria-invalid", "true");
    byId(`${field.name}-problem`).textContent = concerned ? sentence(problem, field.name) : "";
  }
}

function sentence(problem, part) {
  return problem === `no ${part}` ? `Enter a ${part}: the answer needs both.` : `This is a ${problem}.`;
}

/** Return the films of `page/examples.json`. The first one shows what an answer looks like. */
export const loadExamples = async () => (await fetch(new URL("page/examples.json", document.baseURI))).json();

/** List the examples as buttons. */
export function showExamples(films, onExample) {
  byId("examples").replaceChildren(...films.map((film) =>
    element("li", {}, element("button", { type: "button", onclick: () => { fill(film); onExample(); } }, film.title))));
}
