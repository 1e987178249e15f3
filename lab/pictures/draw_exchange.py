"""Draws `docs/exchange.svg`, the README's picture: commands and what they print, beside a running service.

Run it with `python -m lab.pictures.draw_exchange` while `make run` serves. A test compares the picture with a real
exchange.
"""

import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

PICTURE = Path(__file__).parent.parent.parent / "docs" / "exchange.svg"
COMMANDS = (
    'movie_classifier --title "Othello" \\\n'
    '    --description "The evil Iago pretends to be friend of Othello in order to manipulate \\\n'
    'him to serve his own end in the film version of this Shakespeare classic."',
    'curl -s "localhost:8000/genre?genre=Drama&genre=Western" -H "Content-Type: application/json" \\\n'
    '    -d \'{"title": "High Plains", "description": "A gunslinger rides into a frontier town."}\'',
)
WIDTH, LINE, MARGIN = 860, 20, 20


def draw(exchange: list[tuple[str, str]]) -> str:
    """An SVG that shows `exchange`, pairs of a command and what it printed, as a terminal does."""
    lines = []
    for command, output in exchange:
        lines += [(line, "#e9c46a") for line in f"$ {command}".splitlines()]
        lines += [(line, "#f1faee") for line in output.splitlines()] + [("", "")]
    rows = [
        f'<text x="{MARGIN}" y="{MARGIN + LINE * number}" fill="{color}" xml:space="preserve">{escape(line)}</text>'
        for number, (line, color) in enumerate(lines[:-1], start=1)
    ]
    height = 2 * MARGIN + LINE * len(lines[:-1])
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}"'
            ' font-family="ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace" font-size="14">',
            f'<rect width="{WIDTH}" height="{height}" rx="8" fill="#1d2733"/>',
            *rows,
            "</svg>",
            "",
        ]
    )


def main() -> None:
    """Run the commands and write the picture."""
    exchange = [(command, subprocess.check_output(["bash", "-c", command], text=True)) for command in COMMANDS]  # noqa: S603, S607
    PICTURE.write_text(draw(exchange), encoding="utf-8")


if __name__ == "__main__":
    main()
