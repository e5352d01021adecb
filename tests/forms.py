"""What tests ask of a form."""

from clienttrack.forms import FormLayout


def joined(layout: FormLayout, text: str) -> str:
    """Part a form and put it together again."""
    return "".join(section.heading + section.body for section in layout.parse(text))


def answers_in(layout: FormLayout, text: str, title: str) -> dict[str | None, str]:
    """Give the answers by the keys of their questions; of a question that stands twice both, one below the other."""
    found: dict[str | None, list[str]] = {}
    for one in layout.told(text, title):
        if one.text:
            found.setdefault(one.key, []).append(one.text)
    return {key: "\n\n".join(texts) for key, texts in found.items()}
