/** The parts of a film that moved a genre: which of them count, and two lists of the strongest. */

import { bar, element } from "./element.js";

const LISTED = 6;
const LONGEST = 80;

/** Contributions below this size are not shown: they move a probability by 2.5 percentage points at most. */
const SMALLEST = 0.1;

/** Contributions below this share of the largest one are not shown: beside it they are noise. */
const SMALLEST_SHARE = 0.2;

/** Words of so few letters are of, in, the and their like in most languages: they need a larger share. */
const SHORT = 3;
const SMALLEST_SHARE_OF_SHORT = 0.6;

/** In a text without strong words, the strongest one is not drawn as strong: the scale ends here at least. */
const SMALLEST_SCALE = 0.6;

/** Format a contribution. */
export const signed = (value) => `${value < 0 ? "\u2212" : "+"}${Math.abs(value).toFixed(2)}`;

/**
 * Return the parts that count, the size of the strongest possible bar, and a function that draws the list of one direction.
 * @param {{field: string, text: string, contribution: number, known: boolean}[]} parts parts of the answer of `/explain`
 */
export function findEvidence(parts) {
  const known = parts.filter((part) => part.known);
  const largest = Math.max(0, ...known.map(size));
  const scale = Math.max(SMALLEST_SCALE, largest);
  const share = ({ text }) => (text.length > SHORT ? SMALLEST_SHARE : SMALLEST_SHARE_OF_SHORT);
  const shown = known.filter((part) => size(part) >= Math.max(SMALLEST, share(part) * largest));
  return { parts: shown, scale, draw: (heading, sign) => drawList(heading, strongest(shown, sign), scale) };
}

const size = (part) => Math.abs(part.contribution);

/** Return one part for each word of a field, the strongest one, with the number of times that the word occurs. */
function strongest(parts, sign) {
  const words = new Map();
  for (const part of parts.filter(({ contribution }) => Math.sign(contribution) === sign).sort((a, b) => size(b) - size(a))) {
    const key = `${part.field} ${part.text.toLowerCase()}`;
    const first = words.get(key);
    if (first) first.count += 1;
    else words.set(key, { ...part, count: 1 });
  }
  return [...words.values()].slice(0, LISTED);
}

function drawList(heading, parts, scale) {
  const rows = parts.map((part) => {
    const text = part.text.length > LONGEST ? `${part.text.slice(0, LONGEST)}…` : part.text;
    return element("li", { title: `${signed(part.contribution)} in log-odds` },
      element("span", { class: "word" }, text, ...(part.count > 1 ? [` ×${part.count}`] : []),
        ...(part.field === "title" ? [" ", element("span", { class: "tag" }, "title")] : [])),
      bar(size(part) / scale),
      element("span", { class: "visually-hidden" }, `, ${signed(part.contribution)}`));
  });
  return element("div", { class: parts[0]?.contribution < 0 ? "against" : "for" }, element("h3", {}, heading),
    rows.length ? element("ul", {}, ...rows) : element("p", { class: "hint" }, "nothing of weight"));
}
