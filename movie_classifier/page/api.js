/** Sends requests to the service, and says in words what went wrong. */

import { askForKey, authorization } from "./api-key.js";

const TIMEOUT_MS = 30000;

/** A request that got no answer (status 0) or an error of the service. */
export class RequestFailed extends Error {
  constructor(status, detail = "", { errors = [], retryAfter = null } = {}) {
    super(`${status} ${detail}`);
    Object.assign(this, { status, detail, errors, retryAfter });
  }
}

/** Return the address of a route. It is relative to the page, so that a proxy may add a prefix. */
export const address = (route) => new URL(route, document.baseURI).href;

/** Post JSON, and return the JSON of the answer. Throws `RequestFailed`, or `AbortError` if `signal` aborts. */
export async function post(route, body, signal) {
  const response = await request(route, {
    method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" }, signal,
  });
  return parse(response);
}

/** Return the JSON of a `GET`. */
export const get = async (route) => parse(await request(route, {}));

/** Return the text of a `GET`. */
export const getText = async (route) => (await request(route, {})).text();

async function request(route, options) {
  let response = await send(route, options);
  while (response.status === 401 && (await askForKey())) response = await send(route, options);
  if (response.ok) return response;
  const answer = await response.json().catch(() => ({}));
  const retryAfter = seconds(response.headers.get("Retry-After"));
  throw new RequestFailed(response.status, answer.detail ?? response.statusText, { errors: answer.errors, retryAfter });
}

async function send(route, { headers, signal, ...options }) {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await fetch(address(route), {
      ...options, headers: { ...headers, ...authorization() }, signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new RequestFailed(0, error.name === "TimeoutError" ? "no answer in 30 s" : "");
  }
}

async function parse(response) {
  try {
    return await response.json();
  } catch {
    throw new RequestFailed(response.status, "not an answer of the movie classifier");
  }
}

/** Convert a `Retry-After` header, which is a number of seconds or a date, to seconds. */
function seconds(header) {
  if (!header) return null;
  const value = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(value) ? Math.max(0, value) : null;
}

/** Describe an error of `post` or `get` in one or two sentences. */
export function inWords(error) {
  if (!(error instanceof RequestFailed)) return `This page has an error: ${error.message}`;
  const detail = error.detail ? ` (${error.detail})` : "";
  switch (error.status) {
    case 0:
      return error.detail
        ? `The service does not answer${detail}.`
        : "The service cannot be reached. Check that it is running, and that this device has a connection to it.";
    case 401: return "The service needs an API key.";
    case 408: return `The connection is too slow for this request${detail}.`;
    case 413: return `The text is too large for this service${detail}.`;
    case 422: return `The service cannot classify this: ${error.detail}.`;
    case 429: return "The service gets too many requests.";
    case 503: return `The service is busy or starting${detail}.`;
    default: return `The service answered with error ${error.status}${detail}.`;
  }
}
