/** Reads CSV files in chunks, and writes CSV. */

import { findDialect } from "./dialect.js";
import { decoderStream, showBroken } from "./encoding.js";
import { readRecord } from "./record.js";
import { FileProblem, byteStream, checkKind, countBytes } from "./source.js";

const MAX_RECORD_LENGTH = 4_000_000;

/** Characters in which the dialect is found. */
const HEAD_LENGTH = 2 ** 20;

/**
 * @typedef {import("./dialect.js").Dialect} Dialect
 * @typedef {{fields: string[], line: number, text: string}} Record a record, its first line, and its text in the file
 */

/**
 * Open a CSV file, gzip too, and read its first record: the names of the columns.
 *
 * Records whose fields are all empty are skipped: Excel appends lines of delimiters. Empty fields after those of the header are
 * ignored.
 * @param {File} file
 * @returns {Promise<{format: Dialect, columns: string[], records: AsyncGenerator<Record>, progress: () => number | null}>}
 *   `progress` returns the part of the file whose records have been taken, from 0 to 1; null if it is not known,
 *   as for a gzip file whose content is larger than 4 GiB
 */
export async function openTable(file) {
  await checkKind(file);
  const format = {};
  const size = await countBytes(file);
  const position = { bytes: 0, characters: 0, taken: 0 };
  const records = readRecords(file, format, position);
  const first = await records.next();
  if (first.done) throw new FileProblem("The file is empty.");
  const progress = () => (position.bytes > size ? null : (position.bytes / size) * (position.taken / position.characters));
  const columns = first.value.fields.map(showBroken);
  return { format, columns, records: withoutEmptyFields(records, columns.length), progress };
}

async function* withoutEmptyFields(records, width) {
  try {
    for await (const record of records) {
      if (record.fields.slice(width).every((field) => field === "")) record.fields.splice(width);
      if (record.fields.some((field) => field !== "")) yield record;
    }
  } finally {
    await records.return();
  }
}

/** Yield the records of a file. The first lines determine its dialect. */
async function* readRecords(file, format, position) {
  let isKnown = false;
  let line = 1;
  let rest = "";
  const takeRecords = (isEnd) => {
    if (!isKnown) {
      const { header, ...dialect } = findDialect(rest, file.name, isEnd);
      Object.assign(format, dialect);
      line += countLineEnds(rest.slice(0, header));
      rest = rest.slice(header);
      isKnown = true;
    }
    const parsed = parse(rest, format, line, isEnd);
    line = parsed.line;
    rest = rest.slice(parsed.cursor);
    return parsed.records;
  };
  for await (const chunk of readText(file, position)) {
    rest += chunk;
    position.characters += chunk.length;
    if (isKnown || rest.length > HEAD_LENGTH) yield* count(takeRecords(false), position);
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
  const reader = byteStream(file).pipeThrough(counter).pipeThrough(decoderStream()).getReader();
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

/**
 * Parse the complete records of `text`; the last one too if the text is the end of the file, unless a quotation mark in it is
 * never closed. Empty lines are no records.
 * @returns the records, the line after them, and the offset of the rest of the text
 */
function parse(text, dialect, firstLine, isEnd) {
  const records = [];
  let line = firstLine;
  let cursor = 0;
  while (cursor < text.length) {
    const record = readRecord(text, cursor, dialect, isEnd);
    if (!record) break;
    const source = text.slice(cursor, record.end);
    if (source !== "") records.push({ fields: record.fields, line, text: source });
    line += 1 + countLineEnds(source);
    cursor = record.next;
  }
  return { records, line, cursor };
}

const countLineEnds = (text) => text.match(/\r\n|\r|\n/g)?.length ?? 0;

/** Return a line of CSV. Strings are quoted, as in the output of pyarrow, unless the file has no quotes; numbers are not. */
export const csvLine = (fields, { delimiter, hasQuotes }) =>
  `${fields.map(hasQuotes ? quoteField : String).join(delimiter)}\n`;

const quoteField = (field) => (typeof field === "number" ? String(field) : `"${field.replaceAll('"', '""')}"`);
