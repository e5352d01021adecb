"""Draw what a terminal shows as a picture for the pages.

tmux capture-pane -p -e | python docs/pictures/draw.py "meet hold --ask" > docs/pictures/ask.svg
"""

import sys
from io import StringIO

from rich.console import Console
from rich.text import Text

# Rich's own form takes its font from the net; a picture in a repository stands for itself.
FORM = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: "Fira Code", "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace;
  font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def picture(shown: str, title: str) -> str:
    """Give what was shown, with its escape sequences, as an SVG that needs nothing from elsewhere."""
    text = Text.from_ansi(shown.rstrip())
    width = max((line.cell_len for line in text.split()), default=1)
    console = Console(record=True, file=StringIO(), width=width, force_terminal=True, color_system="standard")
    console.print(text)
    return console.export_svg(title=title, code_format=FORM, unique_id="picture")


if __name__ == "__main__":
    sys.stdout.write(picture(sys.stdin.read(), sys.argv[1]))
