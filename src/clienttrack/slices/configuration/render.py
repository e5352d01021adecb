"""How the settings look."""

from clienttrack.columns import Column
from clienttrack.ink import AsWritten, Drawing
from clienttrack.screen import cell, one_line, table
from clienttrack.slices.configuration.files import CheckedSettings, EditedSettings, SettingsPlace
from clienttrack.slices.configuration.rules import SettingLine


def all_settings(lines: list[SettingLine]) -> Drawing:
    """Show every setting; what the file gives stands out."""
    drawn = table("Setting", Column("Value", words=True), "From")
    for line in lines:
        style = "bold" if line.origin == "file" else ""
        shown = f'"{line.value}"' if isinstance(line.value, str) else line.value
        drawn.add_row(cell(line.name, style), cell(shown, style), cell(line.origin, style or "dim"))
    return drawn


def place(shown: SettingsPlace) -> Drawing:
    """Show nothing but the path, so that a shell can use it."""
    return AsWritten(one_line(shown.path))


def fine(shown: CheckedSettings) -> str:
    """Say that the settings are fine."""
    path = one_line(shown.path)
    if not shown.exists:
        return f"fine: there is no '{path}', so the defaults hold"
    return f"fine: '{path}' sets {shown.told} setting{'s' * (shown.told != 1)}"


def edited(shown: EditedSettings) -> str:
    """Say what became of the file."""
    path = one_line(shown.path)
    return f"Saved '{path}'." if shown.changed else f"'{path}' was left as it was."
