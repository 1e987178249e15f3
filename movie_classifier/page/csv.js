/** Reads CSV files in chunks, and writes CSV. Papa Parse, a classic script, reads the fields. */

/** A file that cannot be read, with the reason in words. */
export class FileProblem extends Error {}

const MAX_RECORD_LENGTH = 4_000_000;

/**
 * Open a CSV file, gzip too, and read its first record: the names of the columns.
 * @param {File} file
 * @param {(bytes: number) => void} onBytes is called with the number of bytes read so far
 * @returns {Promise<{columns: string[], records: AsyncGenerator<{fields: string[], line: number}>}>}
 */
export async function openTable(file, onBytes) {
  const records = readRecords(file, onBytes);
  const first = await records.next();
  if (first.done) throw new FileProblem("The file is empty.");
  return { columns: first.value.fields, records };
}

async function* readRecords(file, onBytes) {
  let format = null;
  let line = 1;
  let rest = "";
  for await (const chunk of readText(file, onBytes)) {
    rest += chunk;
    if (!/[\r\n]/.test(rest) && rest.length < MAX_RECORD_LENGTH) continue;
    format ??= guessFormat(rest, file.name);
    const parsed = parse(rest, format, line, false);
    yield* parsed.records;
    line = parsed.line;
    rest = rest.slice(parsed.cursor);
    if (rest.length > MAX_RECORD_LENGTH) throw unclosedQuote(line);
  }
  if (rest) yield* parse(rest, format ?? guessFormat(rest, file.name), line, true).records;
}

async function* readText(file, onBytes) {
  let bytes = 0;
  const counter = new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.length;
      onBytes(bytes);
      controller.enqueue(chunk);
    },
  });
  let stream = file.stream().pipeThrough(counter);
  if (/\.gz$/i.test(file.name)) stream = stream.pipeThrough(new DecompressionStream("gzip"));
  const reader = stream.pipeThrough(new TextDecoderStream("utf-8")).getReader();
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

/** Guess delimiter and line ends from the first lines. */
function guessFormat(text, name) {
  const delimiter = /\.tsv(\.gz)?$/i.test(name) ? "\t" : "";
  const { meta } = window.Papa.parse(text.slice(0, 100_000), { preview: 20, delimiter });
  return { delimiter: meta.delimiter, newline: meta.linebreak === "\r" ? "\r" : "\n" };
}

/**
 * Parse the complete records of `text`; the last one too if the text is the end of the file.
 * @returns the records, the line after them, and the offset of the rest of the text
 */
function parse(text, format, firstLine, isEnd) {
  const records = [];
  let line = firstLine;
  let cursor = 0;
  const step = ({ data: [fields], meta, errors }) => {
    if (errors.some((error) => error.code === "MissingQuotes")) throw unclosedQuote(line);
    if (format.newline === "\n") fields.push(fields.pop().replace(/\r$/, ""));
    if (fields.length > 1 || fields[0] !== "") records.push({ fields, line });
    line += count(text, format.newline, cursor, meta.cursor);
    cursor = meta.cursor;
  };
  new window.Papa.Parser({ ...format, step }).parse(text, 0, !isEnd);
  return { records, line, cursor };
}

function count(text, part, start, end) {
  let found = 0;
  for (let at = text.indexOf(part, start); at !== -1 && at < end; at = text.indexOf(part, at + 1)) found += 1;
  return found;
}

const unclosedQuote = (line) =>
  new FileProblem(`The quotation mark that opens a field in the record at line ${line} is never closed.`);

/** Return a line of CSV, with `\n` at its end. */
export const csvLine = (fields) => `${fields.map(quoteField).join(",")}\n`;

const quoteField = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
