/** Asks for the API key of the service, and keeps it for this tab only. */

import { byId } from "./element.js";

const STORAGE_NAME = "movie-classifier-api-key";
let pending = null;

/** Return the Authorization header for the stored key; no header without a key. */
export function authorization() {
  const key = sessionStorage.getItem(STORAGE_NAME);
  if (key === null) return {};
  const bytes = new TextEncoder().encode(key); // browsers accept one character for each byte in a header
  return { Authorization: `Bearer ${String.fromCharCode(...bytes)}` };
}

/** Return whether a key is stored. */
export const hasKey = () => sessionStorage.getItem(STORAGE_NAME) !== null;

/** Ask for a key. Resolves to true if the user entered one. Concurrent calls share one dialog. */
export function askForKey() {
  pending ??= openDialog().finally(() => { pending = null; });
  return pending;
}

function openDialog() {
  const dialog = byId("key-dialog");
  const input = byId("key");
  byId("key-reason").textContent = hasKey()
    ? "The service did not accept this key. Try another one. The key stays in this tab."
    : "This service answers with an API key only. The key stays in this tab.";
  input.value = "";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const key = input.value.trim();
      const entered = dialog.returnValue === "save" && key !== "";
      input.value = "";
      if (entered) sessionStorage.setItem(STORAGE_NAME, key);
      showForgetButton();
      resolve(entered);
    }, { once: true });
  });
}

/** Show the button that forgets the key while there is one. */
export function showForgetButton() {
  byId("forget-key").hidden = !hasKey();
}

/** Connect the button that forgets the key. */
export function setUpForgetButton() {
  byId("forget-key").addEventListener("click", () => {
    sessionStorage.removeItem(STORAGE_NAME);
    showForgetButton();
    byId("about").textContent = "The API key is forgotten.";
  });
  showForgetButton();
}
