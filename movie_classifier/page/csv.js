/** Reads CSV files in chunks, and writes CSV. Papa Parse, a classic script, reads the fields. */

import { DESCRIPTION_COLUMNS, TITLE_COLUMNS } from "./limits.js";

/** A file that cannot be read, with the reason in words. */
export class FileProblem extends Error {}

const MAX_RECORD_LENGTH = 4_000_000;

/** Characters in which the header is looked for. */
const HEADER_LENGTH = 65_536;

/** Delimiters that are tried. Excel writes semicolons where the comma is the decimal separator. */
const DELIMITERS = [",", ";", "\t", "|"];
const BYTE_ORDER_MARK = "\ufeff";

/**
 * @typedef {{delimiter: string, newline: string, mark: string}} Format delimiter, line ends and byte order mark of a file
 * @typedef {{fields: string[], line: number, text: string}} Record a record, its first line, and its text in the file
 */

/**
 * Open a CSV file, gzip too, and read its first record: the names of the columns.
 * @param {File} file
 * @returns {Promise<{format: Format, columns: string[], records: AsyncGenerator<Record>, progress: () => number}>} `progress`
 *   returns the part of the file whose records have been taken, from 0 to 1
 */
export async function openTable(file) {
  const format = { delimiter: ",", newline: "\n", mark: "" };
  const position = { bytes: 0, characters: 0, taken: 0 };
  const records = readRecords(file, format, position);
  const first = await records.next();
  if (first.done) throw new FileProblem("The file is empty.");
  const progress = () => (position.bytes / file.size) * (position.taken / position.characters);
  return { format, columns: first.value.fields, records, progress };
}

/** Yield the records of a file. The first lines determine its format. */
async function* readRecords(file, format, position) {
  let isKnown = false;
  let line = 1;
  let rest = "";
  const takeRecords = (isEnd) => {
    if (!isKnown) rest = detectFormat(rest, file.name, format);
    isKnown = true;
    const parsed = parse(rest, format, line, isEnd);
    line = parsed.line;
    rest = rest.slice(parsed.cursor);
    return parsed.records;
  };
  for await (const chunk of readText(file, position)) {
    rest += chunk;
    position.characters += chunk.length;
    if (isKnown || rest.length > HEADER_LENGTH) yield* count(takeRecords(false), position);
    if (rest.length > MAX_RECORD_LENGTH) break;
  }
  if (rest.length <= MAX_RECORD_LENGTH) yield* count(takeRecords(true), position);
  if (rest !== "") throw new FileProblem(`The quotation mark that opens a field in the record at line ${line} is never closed.`);
}

/** Yield records, and count the characters of those that are taken. */
function* count(records, position) {
  for (const record of records) {
    position.taken += record.text.length + 1;
    yield record;
  }
}

async function* readText(file, position) {
  const counter = new TransformStream({
    transform(chunk, controller) {
      position.bytes += chunk.length;
      controller.enqueue(chunk);
    },
  });
  let stream = file.stream().pipeThrough(counter);
  if (/\.gz$/i.test(file.name)) stream = stream.pipeThrough(new DecompressionStream("gzip"));
  const reader = stream.pipeThrough(new TextDecoderStream("utf-8", { ignoreBOM: true })).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (error) {
    throw new FileProblem(`The file cannot be read: ${error.message}`);
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** Detect the format from the first text of a file, and return the text without the byte order mark. */
function detectFormat(text, name, format) {
  if (text.startsWith(BYTE_ORDER_MARK)) format.mark = BYTE_ORDER_MARK;
  const rest = text.slice(format.mark.length);
  format.newline = window.Papa.parse(rest, { preview: 1, delimiter: "," }).meta.linebreak === "\r" ? "\r" : "\n";
  const headers = (/\.tsv(\.gz)?$/i.test(name) ? ["\t"] : DELIMITERS)
    .map((delimiter) => ({ delimiter, columns: window.Papa.parse(rest, { preview: 1, delimiter }).data[0] ?? [] }));
  const withFilm = headers.find(({ columns }) => findColumn(TITLE_COLUMNS, columns) >= 0 && findColumn(DESCRIPTION_COLUMNS, columns) >= 0);
  format.delimiter = (withFilm ?? headers.sort((a, b) => b.columns.length - a.columns.length)[0]).delimiter;
  return rest;
}

/** Return the offset of the first column with one of `names`, or -1. Case, white space and underscores are ignored. */
export function findColumn(names, columns) {
  const known = columns.map(normalize);
  return names.map((name) => known.indexOf(normalize(name))).find((at) => at >= 0) ?? -1;
}

const normalize = (name) => name.replace(/[\s_]+/g, "").toLowerCase();

/**
 * Parse the complete records of `text`; the last one too if the text is the end of the file, unless a quotation mark in it
 * is never closed.
 * @returns the records, the line after them, and the offset of the rest of the text
 */
function parse(text, format, firstLine, isEnd) {
  const records = [];
  let line = firstLine;
  let cursor = 0;
  const step = ({ data: [fields], meta, errors }) => {
    if (errors.some((error) => error.code === "MissingQuotes")) return;
    const source = text.slice(cursor, meta.cursor).replace(/[\r\n]+$/, "");
    if (format.newline === "\n") fields.push(fields.pop().replace(/\r$/, ""));
    if (source !== "") records.push({ fields, line, text: source });
    line += countBreaks(text, format.newline, cursor, meta.cursor);
    cursor = meta.cursor;
  };
  new window.Papa.Parser({ delimiter: format.delimiter, newline: format.newline, step }).parse(text, 0, !isEnd);
  return { records, line, cursor };
}

function countBreaks(text, part, start, end) {
  let found = 0;
  for (let at = text.indexOf(part, start); at !== -1 && at < end; at = text.indexOf(part, at + 1)) found += 1;
  return found;
}

/** Return a line of CSV. Strings are quoted, as in the output of pyarrow; numbers are not. */
export const csvLine = (fields, { delimiter }) => `${fields.map(quoteField).join(delimiter)}\n`;

const quoteField = (field) => (typeof field === "number" ? String(field) : `"${field.replaceAll('"', '""')}"`);
