/** What a valid film is, before the service is asked. The service renders `limits.js`. */

import { MAX_DESCRIPTION_LENGTH, MAX_TITLE_LENGTH, PLACEHOLDERS } from "./limits.js";

/** Return whether `text` has no visible character. */
export const isBlank = (text) => !/[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(text);

/** Return whether a file has `description` where it has no description, by the rule of `is_placeholder` in Python. */
export const isPlaceholder = (description) => PLACEHOLDERS.includes(description.trim().toLowerCase().replace(/\.$/, ""));

/** Return the number of Unicode code points, which the service counts. JavaScript counts UTF-16 code units. */
export function codePoints(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Return why the film cannot be classified, in a few words, or null if it can. A row of a file needs no title. */
export function filmProblem(film, needsTitle = true) {
  for (const [part, limit] of [["title", MAX_TITLE_LENGTH], ["description", MAX_DESCRIPTION_LENGTH]]) {
    if (isBlank(film[part]) && (needsTitle || part !== "title")) return `no ${part}`;
    if (film[part].length > limit && codePoints(film[part]) > limit) {
      return `${part} longer than ${limit.toLocaleString("en")} characters`;
    }
  }
  return null;
}
