"""Templates of ours that become the user's."""

from pathlib import Path

from clienttrack import output
from clienttrack.slices.templates.rules import CopiedTemplate, ShownTemplate, UnwritableTemplate
from clienttrack.templating import places
from clienttrack.templating.places import Template


def shown_template(found: Template) -> ShownTemplate:
    """Read a template; raises ``UnreadableTemplate``."""
    text = places.template_text(Path(found.path))
    return ShownTemplate(found.name, found.language, found.whose, found.path, text)


def would_overwrite(target: Path) -> bool:
    """Tell whether there is a file already; raises ``UnwritableTemplate`` where no file can be."""
    return output.would_overwrite(target, UnwritableTemplate)


def copied_template(ours: Template, target: Path, language: str) -> CopiedTemplate:
    """Write a template of ours to the user's folder; raises ``UnreadableTemplate``, ``UnwritableTemplate``."""
    text = places.template_text(Path(ours.path))
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableTemplate(target, error.strerror or str(error)) from error
    with output.kept_file(target, UnwritableTemplate) as file:
        file.write(text)
    return CopiedTemplate(ours.name, language, ours.language, str(target))
