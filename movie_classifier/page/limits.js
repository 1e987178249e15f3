/** Limits and column names of the service. A test compares them with the Python constants of the same names. */

export const MAX_TITLE_LENGTH = 500;
export const MAX_DESCRIPTION_LENGTH = 20000;
export const MAX_FILMS = 256;
export const TITLE_COLUMNS = ["title", "movie_title", "series_title", "original_title"];
export const DESCRIPTION_COLUMNS = ["description", "overview", "plot", "synopsis", "plot_synopsis", "movie_info"];
export const PREFIX = "predicted_";

/** Return whether `text` has no visible character. */
export const isBlank = (text) => !/[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(text);

/** Return the number of Unicode code points, which the service counts. JavaScript counts UTF-16 code units. */
export function codePoints(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Return why the film cannot be classified, in a few words, or null if it can. */
export function filmProblem(film) {
  for (const [part, limit] of [["title", MAX_TITLE_LENGTH], ["description", MAX_DESCRIPTION_LENGTH]]) {
    if (isBlank(film[part])) return `no ${part}`;
    if (film[part].length > limit && codePoints(film[part]) > limit) {
      return `${part} longer than ${limit.toLocaleString("en")} characters`;
    }
  }
  return null;
}
