"""Completes the OpenAPI document with the labels of the current model, and says what the settings turn off."""

from typing import Any

from fastapi import FastAPI

from movie_classifier.service.inference.batching import BatchedInference

NO_POSTER = {"type": "null", "title": "Poster", "description": "This service reads no posters: leave it out."}


def complete_document(app: FastAPI) -> None:
    """Make the parameters named `genre` of the OpenAPI document enums of the current model's labels.

    The labels are added whenever the document is requested, because the application is created before the model is
    loaded, and a reload can change the labels. Without a loaded model the parameters are plain strings.
    Without a poster model, a poster can only be null.
    """
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        document = generate()
        if app.state.settings.poster_model is None:
            document["components"]["schemas"]["MovieBody"]["properties"]["poster"] = NO_POSTER
        inference: BatchedInference | None = app.state.inference
        for parameter in document["paths"]["/genre"]["post"]["parameters"]:
            if parameter["name"] == "genre":
                items: dict[str, Any] = {"type": "string"}
                if inference is not None:
                    items["enum"] = list(inference.info.labels)
                # Without the null of an optional parameter, Swagger UI shows a list to choose from.
                parameter["schema"] = {"type": "array", "items": items, "title": "Genre"}
        if inference is not None:
            genre = document["components"]["schemas"]["ExplainBody"]["properties"]["genre"]
            genre["anyOf"] = [{"type": "string", "enum": list(inference.info.labels)}, {"type": "null"}]
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # https://fastapi.tiangolo.com/how-to/extending-openapi/
