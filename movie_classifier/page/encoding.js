/** Decodes UTF-8, and marks bytes that are not UTF-8, as `movie_classifier/tables/files/encoding.py` does. */

/** The byte `b` is marked by the lone surrogate `MARKS + b`, which no decoded text has. */
const MARKS = 0xdc00;
const BROKEN = /[\udc00-\udcff]/u;
const LINE_FEED = 0x0a;

/** Return a stream that turns chunks of bytes into text. */
export function decoderStream() {
  let rest = new Uint8Array();
  return new TransformStream({
    transform(chunk, controller) {
      const bytes = new Uint8Array(rest.length + chunk.length);
      bytes.set(rest);
      bytes.set(chunk, rest.length);
      const end = completeLength(bytes);
      rest = bytes.slice(end);
      controller.enqueue(decode(bytes.subarray(0, end)));
    },
    flush: (controller) => controller.enqueue(decode(rest)),
  });
}

/** Return whether `text` has a marked byte. */
export const isBroken = (text) => BROKEN.test(text);

/** Return `text` with each marked byte as an escape, such as `\xe9`. */
export const showBroken = (text) => text.replace(new RegExp(BROKEN, "gu"),
  (mark) => `\\x${(mark.codePointAt(0) - MARKS).toString(16).padStart(2, "0")}`);

/** Return the number of bytes of the character that starts with `byte`. */
function characterLength(byte) {
  if (byte < 0xc0) return 1;
  if (byte < 0xe0) return 2;
  return byte < 0xf0 ? 3 : 4;
}

/** Return the number of bytes before a character at the end that is not complete. */
function completeLength(bytes) {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back];
    if (characterLength(byte) > back) return bytes.length - back;
    if (byte < 0x80 || byte >= 0xc0) break;
  }
  return bytes.length;
}

const decodeValid = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

function decode(bytes) {
  try {
    return decodeValid(bytes);
  } catch {
    return splitLines(bytes).map(decodeLine).join("");
  }
}

function splitLines(bytes) {
  const lines = [];
  for (let start = 0, end; start < bytes.length; start = end) {
    end = bytes.indexOf(LINE_FEED, start) + 1 || bytes.length;
    lines.push(bytes.subarray(start, end));
  }
  return lines;
}

function decodeLine(bytes) {
  try {
    return decodeValid(bytes);
  } catch {
    return decodeCharacters(bytes);
  }
}

function decodeCharacters(bytes) {
  const characters = [];
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes[at]);
    try {
      characters.push(decodeValid(bytes.subarray(at, at + length)));
      at += length;
    } catch {
      characters.push(String.fromCodePoint(MARKS + bytes[at]));
      at += 1;
    }
  }
  return characters.join("");
}
