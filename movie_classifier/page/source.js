/** Reads the bytes of a file, unpacked, and refuses what is no table of text. */

/** A file that cannot be read, with the reason in words. */
export class FileProblem extends Error {}

const isGzip = (file) => /\.gz$/i.test(file.name);

/** Bytes in which the kind of a file is found. */
const HEAD_BYTES = 2 ** 16;

/** First characters of a file that is no CSV, one for each byte → what it is, and what to do. */
const OTHER_KINDS = [
  [/^PK\x03\x04.*xl\//s, "an Excel workbook: open it, and save the sheet as CSV UTF-8"],
  [/^PK\x03\x04.*opendocument/s, "an OpenDocument spreadsheet: open it, and save the sheet as CSV"],
  [/^PK\x03\x04/, "a ZIP archive: unpack it, and choose the CSV file in it"],
  [/^\xd0\xcf\x11\xe0/, "an old Excel workbook: open it, and save the sheet as CSV UTF-8"],
  [/^PAR1/, "a Parquet file. The command reads it: movie_classifier bulk FILE"],
  [/^\x1f\x8b/, "compressed with gzip: add .gz to its name"],
  [/^\x28\xb5\x2f\xfd|^BZh|^\xfd7zXZ|^7z\xbc\xaf/, "compressed: unpack it, or compress it with gzip"],
  [/^\xff\xfe|^\xfe\xff|^[^\n]*\0[^\n]*\0/, "not in UTF-8: save it as CSV UTF-8"],
  [/^%PDF/, "a PDF: a list of films as CSV is needed"],
  [/^(\xef\xbb\xbf)?\s*(\{\s*"|\[\s*[[{])/, "in JSON. The command reads JSON Lines: movie_classifier bulk FILE"],
  [/^(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml)/i, "a web page or XML: a list of films as CSV is needed"],
  [/^[^\r\n]*[\x01-\x08\x0e-\x1f]/, "no text: a list of films as CSV is needed"],
];

/** Throw a `FileProblem` if the file is of a kind that the page does not read. */
export async function checkKind(file) {
  const head = await readHead(file);
  for (const [pattern, words] of OTHER_KINDS) {
    if (pattern.test(head)) throw new FileProblem(`The file is ${words.replace("FILE", file.name)}.`);
  }
}

/** Return the first bytes as one character each; none if the file cannot be unpacked. */
async function readHead(file) {
  const reader = byteStream(file, file.slice(0, HEAD_BYTES)).getReader();
  try {
    const { value = [] } = await reader.read();
    return Array.from(value.slice(0, HEAD_BYTES), (byte) => String.fromCharCode(byte)).join("");
  } catch {
    return "";
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** Return the bytes of a file, or of the first `part` of it, unpacked if its name ends in `.gz`. */
export const byteStream = (file, part = file) => (
  isGzip(file) ? part.stream().pipeThrough(new DecompressionStream("gzip")) : part.stream());

/** Return the number of bytes in `byteStream`. A gzip file ends with it, modulo 2^32. */
export async function countBytes(file) {
  if (!isGzip(file)) return file.size;
  const end = new DataView(await file.slice(-4).arrayBuffer());
  return end.byteLength === 4 ? end.getUint32(0, true) : 0;
}
