/** Classifies the records of a file in batches. Limits of the service make batches smaller or later. */

import { RequestFailed, post } from "./api.js";
import { isBroken } from "./encoding.js";
import { filmProblem, isPlaceholder } from "./film.js";
import { MAX_FILMS } from "./limits.js";
import { withRetry } from "./retry.js";

/** Films in the first batch, so that the first rows appear at once. */
const FIRST_BATCH = 16;

/** Characters in a batch. A character has at most three bytes per UTF-16 unit, and the service accepts 8 MiB. */
const MAX_BATCH_CHARACTERS = 1_000_000;

/**
 * Yield the classified records, in the order of the file, as arrays of `{ fields, line }` with a `prediction`, or with a
 * `reason` why there is none.
 * @param {AsyncIterable<{fields: string[], line: number}>} records
 * @param {{width: number, title: number, description: number}} columns number of columns, and offsets of two of them
 * @param {{signal: AbortSignal, onWait: (error: RequestFailed, seconds: number) => void}} options
 */
export async function* classifyRecords(records, columns, options) {
  const batch = new Batch(FIRST_BATCH);
  for await (const record of records) {
    const film = { title: record.fields[columns.title] ?? "", description: record.fields[columns.description] ?? "" };
    batch.add({ ...record, film, reason: findReason(record, film, columns.width) });
    if (!batch.isFull()) continue;
    yield classifyBatch(batch.records, options);
    batch.clear(MAX_FILMS);
  }
  if (batch.records.length) yield classifyBatch(batch.records, options);
}

class Batch {
  constructor(limit) {
    this.clear(limit);
  }

  clear(limit) {
    Object.assign(this, { records: [], characters: 0, limit });
  }

  add(record) {
    this.records.push(record);
    this.characters += record.film.title.length + record.film.description.length;
  }

  isFull() {
    return this.records.length >= this.limit || this.characters >= MAX_BATCH_CHARACTERS;
  }
}

function findReason({ fields, text }, film, width) {
  if (fields.length !== width) return `wrong number of fields (${fields.length} instead of ${width})`;
  if (isBroken(text)) return "not valid utf-8";
  return filmProblem(film, false) ?? (isPlaceholder(film.description) ? "no description" : null);
}

async function classifyBatch(records, options) {
  const movies = records.filter((record) => !record.reason);
  if (movies.length) await predict(movies, options);
  return records;
}

/** Give each record a prediction. A batch that is too large is split; a film that the service refuses gets the reason. */
async function predict(records, options) {
  const body = { movies: records.map((record) => record.film) };
  try {
    const { predictions } = await withRetry(() => post("genres", body, options.signal), options);
    records.forEach((record, at) => { record.prediction = predictions[at]; });
  } catch (error) {
    const isTooLarge = error instanceof RequestFailed && (error.status === 413 || error.status === 422);
    if (!isTooLarge) throw error;
    if (records.length === 1) {
      records[0].reason = error.detail;
      return;
    }
    const half = Math.ceil(records.length / 2);
    await predict(records.slice(0, half), options);
    await predict(records.slice(half), options);
  }
}
