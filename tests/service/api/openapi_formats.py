"""schemathesis hooks: values for the custom format of the OpenAPI document, and cases that are left out."""

import schemathesis
from hypothesis import strategies

from movie_classifier.film import is_blank

schemathesis.openapi.format("not-blank", strategies.text(min_size=1).filter(lambda text: not is_blank(text)))


@schemathesis.hook
def filter_case(context: schemathesis.HookContext, case: schemathesis.Case) -> bool:
    """Leave out cases that claim to violate a format: schemathesis takes any text for a violation of a custom one."""
    mutations = getattr(case.meta.phase.data, "mutations", ()) if case.meta else ()
    return not any("format" in mutation.keywords for mutation in mutations)
