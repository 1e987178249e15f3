/** Reads CSV files in chunks, and writes CSV. */

import { decoderStream, showBroken } from "./encoding.js";
import { DESCRIPTION_COLUMNS, TITLE_COLUMNS } from "./limits.js";
import { DELIMITERS, readRecord } from "./record.js";

/** A file that cannot be read, with the reason in words. */
export class FileProblem extends Error {}

const MAX_RECORD_LENGTH = 4_000_000;

/** Characters in which the header is looked for. */
const HEADER_LENGTH = 65_536;

const BYTE_ORDER_MARK = "\ufeff";

/**
 * @typedef {{delimiter: string, mark: string}} Format delimiter and byte order mark of a file
 * @typedef {{fields: string[], line: number, text: string}} Record a record, its first line, and its text in the file
 */

/**
 * Open a CSV file, gzip too, and read its first record: the names of the columns.
 * @param {File} file
 * @returns {Promise<{format: Format, columns: string[], records: AsyncGenerator<Record>, progress: () => number}>} `progress`
 *   returns the part of the file whose records have been taken, from 0 to 1
 */
export async function openTable(file) {
  const format = { delimiter: ",", mark: "" };
  const position = { bytes: 0, characters: 0, taken: 0 };
  const records = readRecords(file, format, position);
  const first = await records.next();
  if (first.done) throw new FileProblem("The file is empty.");
  const progress = () => (position.bytes / file.size) * (position.taken / position.characters);
  return { format, columns: first.value.fields.map(showBroken), records, progress };
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
  if (rest !== "") throw new FileProblem(`The quotation mark that opens a field in the row at line ${line} is never closed.`);
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
  const reader = stream.pipeThrough(decoderStream()).getReader();
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
  const headers = (/\.tsv(\.gz)?$/i.test(name) ? ["\t"] : DELIMITERS)
    .map((delimiter) => ({ delimiter, columns: parse(rest, { delimiter }, 1, true, 1).records[0]?.fields ?? [] }));
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
 * Parse the complete records of `text`, at most `limit`; the last one too if the text is the end of the file, unless a
 * quotation mark in it is never closed. Empty lines are no records.
 * @returns the records, the line after them, and the offset of the rest of the text
 */
function parse(text, { delimiter }, firstLine, isEnd, limit = Infinity) {
  const records = [];
  let line = firstLine;
  let cursor = 0;
  while (cursor < text.length && records.length < limit) {
    const record = readRecord(text, cursor, delimiter, isEnd);
    if (!record) break;
    const source = text.slice(cursor, record.end);
    if (source !== "") records.push({ fields: record.fields, line, text: source });
    line += 1 + countLineFeeds(source);
    cursor = record.next;
  }
  return { records, line, cursor };
}

function countLineFeeds(text) {
  let found = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) found += 1;
  return found;
}

/** Return a line of CSV. Strings are quoted, as in the output of pyarrow; numbers are not. */
export const csvLine = (fields, { delimiter }) => `${fields.map(quoteField).join(delimiter)}\n`;

const quoteField = (field) => (typeof field === "number" ? String(field) : `"${field.replaceAll('"', '""')}"`);
