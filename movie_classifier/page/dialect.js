/** Finds the dialect of a CSV or TSV file, by the rules of `movie_classifier/tables/files/dialect.py`. */

import { DESCRIPTION_COLUMNS, TITLE_COLUMNS } from "./limits.js";
import { readRecord } from "./record.js";

/** Delimiters, in the order in which they are tried. Excel writes semicolons where the comma is the decimal separator. */
const DELIMITERS = [",", ";", "\t", "|"];
const TSV_DELIMITERS = ["\t", ",", ";", "|"];

const BYTE_ORDER_MARK = "\ufeff";
const DELIMITER_LINE = /^sep=(.)[^\S\r\n]*(?:\r\n|\r|\n|$)/i;

/** A quoted field with a doubled quotation mark, which has no other meaning. */
const DOUBLED = /(?:^|\t)"(?:[^"\t\r\n]|"")*""(?:[^"\t\r\n]|"")*"(?=[\t\r\n]|$)/m;

/**
 * @typedef {{delimiter: string, mark: string, hasQuotes: boolean, hasEscapes: boolean}} Dialect delimiter and byte order mark of
 *   a file, whether quotation marks enclose fields, and whether a backslash escapes them
 */

/**
 * Find the dialect from the first text of a file.
 * @param {string} text
 * @param {string} name name of the file
 * @param {boolean} isEnd whether `text` is the whole file
 * @returns {Dialect & {header: number}} the dialect, and the offset of the header
 */
export function findDialect(text, name, isEnd) {
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
  const named = DELIMITER_LINE.exec(text.slice(mark.length));
  const header = mark.length + (named?.[0].length ?? 0);
  const rest = text.slice(header, isEnd ? undefined : text.lastIndexOf("\n") + 1);
  const delimiters = named ? [named[1]] : (/\.tsv(\.gz)?$/i.test(name) ? TSV_DELIMITERS : DELIMITERS);
  const dialect = { delimiter: findDelimiter(rest, delimiters), mark, hasQuotes: true, hasEscapes: false };
  if (dialect.delimiter === "\t" && !hasQuotes(rest, isEnd)) {
    dialect.hasQuotes = false;
  } else if (rest.includes('\\"') && countMisfits(rest, dialect, isEnd)) {
    dialect.hasEscapes = !countMisfits(rest, { ...dialect, hasEscapes: true }, isEnd);
  }
  return { ...dialect, header };
}

/** Return the offset of the first column with one of `names`, or -1. Case, white space and underscores are ignored. */
export function findColumn(names, columns) {
  const known = columns.map(normalize);
  return names.map((name) => known.indexOf(normalize(name))).find((at) => at >= 0) ?? -1;
}

const normalize = (name) => name.replace(/[\s_]+/g, "").toLowerCase();

function findDelimiter(text, delimiters) {
  const headers = delimiters.map((delimiter) => {
    const dialect = { delimiter, hasQuotes: true };
    for (const { fields } of eachRecord(text, dialect)) {
      if (fields.length > 1 || fields[0] !== "") return { delimiter, columns: fields };
    }
    return { delimiter, columns: [] };
  });
  const withFilm = headers.find(({ columns }) => findColumn(TITLE_COLUMNS, columns) >= 0 && findColumn(DESCRIPTION_COLUMNS, columns) >= 0);
  return (withFilm ?? headers.sort((a, b) => b.columns.length - a.columns.length)[0]).delimiter;
}

function* eachRecord(text, dialect) {
  for (let at = 0; at < text.length;) {
    const record = readRecord(text, at, dialect, true);
    if (!record) return;
    yield record;
    at = record.next;
  }
}

/** Return whether quotation marks enclose fields in a tab-separated file: if the header has them, or they make more rows fit. */
function hasQuotes(text, isEnd) {
  if (text.trimStart().startsWith('"')) return true;
  const withQuotes = countMisfits(text, { delimiter: "\t", hasQuotes: true }, isEnd);
  const without = countMisfits(text, { delimiter: "\t", hasQuotes: false }, isEnd);
  return withQuotes < without || (withQuotes === without && DOUBLED.test(text));
}

/**
 * Return the number of records with another number of fields than the header, but for empty ones at the end. It is infinite if
 * a quotation mark stands where the dialect has none, or is never closed.
 */
function countMisfits(text, dialect, isEnd) {
  let [count, width, end] = [0, 0, 0];
  for (const { fields, isLoose, next } of eachRecord(text, dialect)) {
    if (isLoose) return Infinity;
    end = next;
    if (fields.length === 1 && fields[0] === "") continue;
    width ||= fields.length;
    if (fields.length < width || fields.slice(width).some((field) => field !== "")) count += 1;
  }
  return end < text.length && isEnd ? Infinity : count;
}
