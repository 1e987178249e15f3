"""Completes the OpenAPI document: the parameter of `/genre`, the model's labels, and what the settings turn off."""

from typing import Any

from fastapi import FastAPI

from movie_classifier.service.inference.batching import BatchedInference

NO_POSTER = {"type": "null", "title": "Poster", "description": "This service reads no posters: leave it out."}

GENRE_PARAMETER = {
    "name": "genre",
    "in": "query",
    "required": False,
    "description": "Genres to return, in any case. All genres of the model by default.",
}


def complete_document(app: FastAPI) -> None:
    """Add the parameter of `/genre`, and make every `genre` of the OpenAPI document an enum of the model's labels.

    The labels are added whenever the document is requested, because the application is created before the model is
    loaded, and a reload can change the labels. Without a loaded model they are plain strings.
    Where posters are not read, a poster can only be null.
    """
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        document = generate()
        inference: BatchedInference | None = app.state.inference
        if inference is not None and not app.state.posters.reads(inference.info):
            document["components"]["schemas"]["MovieBody"]["properties"]["poster"] = NO_POSTER
        items: dict[str, Any] = {"type": "string"}
        if inference is not None:
            items["enum"] = list(inference.info.labels)
        schema = {"type": "array", "items": items, "title": "Genre"}
        document["paths"]["/genre"]["post"]["parameters"] = [{**GENRE_PARAMETER, "schema": schema}]
        if inference is not None:
            genre = document["components"]["schemas"]["ExplainBody"]["properties"]["genre"]
            genre["anyOf"] = [{"type": "string", "enum": list(inference.info.labels)}, {"type": "null"}]
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # https://fastapi.tiangolo.com/how-to/extending-openapi/
