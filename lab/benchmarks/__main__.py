"""`python -m lab.benchmarks`: one command for each benchmark."""

import click

from lab.benchmarks.bulk.benchmark import main as bulk
from lab.benchmarks.bulk.resume import main as bulk_resume
from lab.benchmarks.overload.benchmark import main as overload
from lab.benchmarks.page.benchmark import main as page
from lab.benchmarks.serve.benchmark import main as serve
from lab.benchmarks.soak.benchmark import main as soak


@click.group()
def main() -> None:
    """Measure the service, the page and the bulk command. See lab/benchmarks/README.md."""


main.add_command(bulk, "bulk")
main.add_command(bulk_resume, "bulk-resume")
main.add_command(overload, "overload")
main.add_command(page, "page")
main.add_command(serve, "serve")
main.add_command(soak, "soak")

if __name__ == "__main__":
    main(prog_name="python -m lab.benchmarks")
