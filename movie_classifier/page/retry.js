/** Repeats requests that the service could not answer at the time. */

import { RequestFailed } from "./api.js";

const TEMPORARY = new Set([0, 429, 502, 503, 504]);
const MAX_WAIT_SECONDS = 30;

/**
 * Return the result of `send`. Temporary errors are repeated after the time that `Retry-After` names, or after 1, 2, 4…
 * seconds. Any other error, and the last one, is thrown.
 * @param {() => Promise<T>} send
 * @param {{attempts?: number, signal?: AbortSignal, onWait: (error: RequestFailed, seconds: number) => void}} options
 * @template T
 */
export async function withRetry(send, { attempts = 6, signal, onWait }) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof RequestFailed) || !TEMPORARY.has(error.status) || attempt === attempts) throw error;
      const seconds = Math.min(MAX_WAIT_SECONDS, error.retryAfter ?? 2 ** (attempt - 1));
      onWait(error, seconds);
      await pause(seconds * (1 + Math.random() / 4), signal); // so that many tabs do not return at the same moment
    }
  }
}

function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal?.addEventListener("abort", () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
  });
}

/** Return the end of a message about a wait. */
export const inSeconds = (seconds) => `Trying again in ${Math.max(1, Math.round(seconds))} s.`;
