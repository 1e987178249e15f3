"""schemathesis hooks that generate values for the custom formats of the OpenAPI document."""

import schemathesis
from hypothesis import strategies

from movie_classifier.film import is_blank
from movie_classifier.genres import GENRES

schemathesis.openapi.format("not-blank", strategies.text(min_size=1).filter(lambda text: not is_blank(text)))
schemathesis.openapi.format("genre", strategies.sampled_from(GENRES))
