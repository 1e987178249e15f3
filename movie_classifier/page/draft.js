/** Keeps the film of the form in this tab, so that a reload does not lose it. */

const STORAGE_NAME = "movie-classifier-film";

/** Keep the film; forget it if there is nothing in it. */
export function keepDraft(film) {
  if (film.title || film.description) sessionStorage.setItem(STORAGE_NAME, JSON.stringify(film));
  else sessionStorage.removeItem(STORAGE_NAME);
}

/** Return the film that the tab had before it was loaded again; null if there is none. */
export function readDraft() {
  const kept = sessionStorage.getItem(STORAGE_NAME);
  return kept && JSON.parse(kept);
}

/** Return whether the page was loaded again, and not opened by a link. */
export const isReload = () => performance.getEntriesByType("navigation")[0]?.type === "reload";
