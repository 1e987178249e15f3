/** Links that bring a film back. The film is in the fragment, which browsers do not send to the service. */

/** Return the address of the page with the film in its fragment. */
export function linkTo(film, genre) {
  const values = new URLSearchParams({ title: film.title, description: film.description });
  if (genre) values.set("genre", genre);
  const link = new URL(location.href);
  link.hash = values.toString();
  return link.href;
}

/** Return the film and the chosen genre in the fragment of this page, or null if it has none. */
export function readLink() {
  const values = new URLSearchParams(location.hash.slice(1));
  if (!values.has("title") && !values.has("description")) return null;
  const film = { title: values.get("title") ?? "", description: values.get("description") ?? "" };
  return { film, genre: values.get("genre") };
}
