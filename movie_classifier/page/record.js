/** Splits CSV into records by the rules of Python's `csv` module, with which `movie_classifier bulk` reads. */

const QUOTE = '"';

/** Delimiter → pattern of what ends a field without quotation marks. */
const ends = new Map();

/**
 * Read the record that starts at `start`. A line ends with LF, CRLF or CR. A quotation mark opens a field at its start only;
 * what follows the closing one belongs to the field, and makes the record loose.
 * @param {string} text
 * @param {number} start
 * @param {{delimiter: string, hasQuotes: boolean, hasEscapes: boolean}} dialect
 * @param {boolean} isEnd whether `text` ends where the file ends
 * @returns {{fields: string[], isLoose: boolean, end: number, next: number} | null} the fields, the end of the record and the
 *   start of the next one; null if the text ends first
 */
export function readRecord(text, start, { delimiter, hasQuotes, hasEscapes }, isEnd) {
  const fields = [];
  let isLoose = false;
  for (let at = start; ; at += 1) {
    let field = "";
    if (hasQuotes && text[at] === QUOTE) {
      const quoted = readQuoted(text, at, hasEscapes);
      if (!quoted) return null;
      ({ field, at } = quoted);
      isLoose ||= at < text.length && findEnd(text, at, delimiter) !== at;
    }
    const end = findEnd(text, at, delimiter);
    const isLastLine = end === text.length;
    if (!isEnd && end + 1 >= text.length && text[end] !== delimiter && text[end] !== "\n") return null;
    const rest = text.slice(at, end);
    fields.push(field + (hasEscapes ? rest.replace(ESCAPE, unescape) : rest));
    if (isLastLine || text[end] !== delimiter) {
      const width = isLastLine ? 0 : 1;
      return { fields, isLoose, end, next: end + (text.startsWith("\r\n", end) ? 2 : width) };
    }
    at = end;
  }
}

const ESCAPE = /\\([\\"])/g;
const unescape = (_, escaped) => (escaped === QUOTE ? '""' : "\\");

/**
 * Read a quoted part, and return it with the offset behind it. In it, two quotation marks stand for one; with escapes, a
 * backslash and a quotation mark do too, and two backslashes stand for one.
 */
function readQuoted(text, start, hasEscapes) {
  const pattern = hasEscapes ? /""|\\[\\"]|"/g : /""|"/g;
  pattern.lastIndex = start + 1;
  let field = "";
  for (let at = start + 1, found; (found = pattern.exec(text)) !== null; at = pattern.lastIndex) {
    field += text.slice(at, found.index);
    if (found[0] === QUOTE) return { field, at: found.index + 1 };
    field += found[0][1];
  }
  return null;
}

function findEnd(text, start, delimiter) {
  if (!ends.has(delimiter)) ends.set(delimiter, new RegExp(`[\r\n${delimiter.replace(/[\\\]^-]/, "\\$&")}]`, "g"));
  const pattern = ends.get(delimiter);
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex - 1 : text.length;
}
