"""The page reads the rows of a file in any dialect, as `movie_classifier bulk` does."""

import base64

from hypothesis import HealthCheck, given, settings
from playwright.sync_api import Page

from tests.dialects import Written, tables

READ = """\
async ([name, content]) => {
  const { openTable } = await import(document.querySelector("script[type=module]").src.replace("main.js", "csv.js"));
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const { records } = await openTable(new File([bytes], name));
  const rows = [];
  for await (const { fields } of records) rows.push(fields);
  return rows;
}
"""


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables())
def test_the_page_reads_what_was_written(page: Page, table: Written) -> None:
    assert page.evaluate(READ, [table.name, base64.b64encode(table.data).decode()]) == table.rows
