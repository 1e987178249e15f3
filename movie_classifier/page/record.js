/** Splits CSV into records by the rules of pyarrow, with which `movie_classifier bulk` reads. */

const QUOTE = '"';

/** Characters that end a field without quotation marks, by delimiter. */
const ENDS = new Map([",", ";", "\t", "|"].map((delimiter) => [delimiter, new RegExp(`[\r\n${delimiter}]`, "g")]));

/** Delimiters that files may have. Excel writes semicolons where the comma is the decimal separator. */
export const DELIMITERS = [...ENDS.keys()];

/**
 * Read the record that starts at `start`. A line ends with LF, CRLF or CR. A quotation mark opens a field at its start only;
 * what follows the closing one belongs to the field.
 * @param {string} text
 * @param {number} start
 * @param {string} delimiter
 * @param {boolean} isEnd whether `text` ends where the file ends
 * @returns {{fields: string[], end: number, next: number} | null} the fields, the end of the record and the start of the next
 *   one; null if the text ends first
 */
export function readRecord(text, start, delimiter, isEnd) {
  const fields = [];
  for (let at = start; ; at += 1) {
    let field = "";
    if (text[at] === QUOTE) {
      const quoted = readQuoted(text, at);
      if (!quoted) return null;
      ({ field, at } = quoted);
    }
    const end = findEnd(text, at, delimiter);
    const isLastLine = end === text.length;
    if (!isEnd && end + 1 >= text.length && text[end] !== delimiter && text[end] !== "\n") return null;
    fields.push(field + text.slice(at, end));
    if (isLastLine || text[end] !== delimiter) {
      const width = isLastLine ? 0 : 1;
      return { fields, end, next: end + (text.startsWith("\r\n", end) ? 2 : width) };
    }
    at = end;
  }
}

/** Read a quoted part, in which two quotation marks stand for one, and return it with the offset behind it. */
function readQuoted(text, start) {
  let field = "";
  for (let at = start + 1; ;) {
    const close = text.indexOf(QUOTE, at);
    if (close === -1) return null;
    field += text.slice(at, close);
    if (text[close + 1] !== QUOTE) return { field, at: close + 1 };
    field += QUOTE;
    at = close + 2;
  }
}

function findEnd(text, start, delimiter) {
  const ends = ENDS.get(delimiter);
  ends.lastIndex = start;
  return ends.test(text) ? ends.lastIndex - 1 : text.length;
}
