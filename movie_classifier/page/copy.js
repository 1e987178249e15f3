/** Copies a film as a link, as a curl line and as a command line. */

import { address } from "./api.js";
import { hasKey } from "./api-key.js";
import { byId } from "./element.js";
import { view } from "./viewer.js";

const COPIED_MS = 3000;

/** Connect the buttons below the answer. They say for a moment that they have copied. */
export function setUpCopyButtons({ getFilm, getLink }) {
  const texts = { "copy-link": getLink, "copy-curl": () => curlLine(getFilm()), "copy-command": () => commandLine(getFilm()) };
  const status = byId("share-status");
  let timer = 0;
  for (const [id, getText] of Object.entries(texts)) {
    byId(id).addEventListener("click", async () => {
      clearTimeout(timer);
      status.textContent = "";
      if (!(await copy(getText()))) return;
      status.textContent = "Copied.";
      timer = setTimeout(() => { status.textContent = ""; }, COPIED_MS);
    });
  }
}

/** Quote `text` for a POSIX shell. Inside single quotes, only the single quote itself is special. */
const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** Return a curl line that posts the film to `/genre`. The key stays in a variable of the shell. */
function curlLine(film) {
  const lines = [`curl --silent ${quote(address("genre"))}`, "--header 'Content-Type: application/json'"];
  if (hasKey()) lines.push('--header "Authorization: Bearer $MOVIE_CLASSIFIER_API_KEY"');
  lines.push(`--data-raw ${quote(JSON.stringify({ title: film.title, description: film.description }))}`);
  return lines.join(" \\\n  ");
}

/** Return a line for the command `movie_classifier`. A shell cannot pass the character NUL. */
function commandLine(film) {
  const [title, description] = [film.title, film.description].map((text) => quote(text.replaceAll("\0", "")));
  const service = quote(address(".").replace(/\/$/, ""));
  return `movie_classifier --url ${service} \\\n  --title ${title} \\\n  --description ${description}`;
}

/**
 * Copy `text` to the clipboard. Browsers allow it on https and localhost only; elsewhere a dialog shows the text.
 * Resolves to whether the text was copied.
 */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    view("Copy this text", text);
    return false;
  }
}
