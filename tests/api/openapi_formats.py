"""schemathesis hook that generates values for the custom format of the OpenAPI document."""

import schemathesis
from hypothesis import strategies

from movie_classifier.film import is_blank

schemathesis.openapi.format("not-blank", strategies.text(min_size=1).filter(lambda text: not is_blank(text)))
