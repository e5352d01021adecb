"""Templates are found in two folders, and a name never leads out of them."""

from pathlib import Path

import pytest

from clienttrack import textfiles
from clienttrack.templating import places
from clienttrack.templating.problems import UnreadableTemplate


def test_shipped_templates_are_found_in_a_wheel_and_in_a_repository(tmp_path: Path) -> None:
    installed = tmp_path / "site-packages" / "clienttrack"
    (installed / "templates" / "en").mkdir(parents=True)
    assert textfiles.shipped_folder(package=installed) == installed / "templates"
    package = tmp_path / "repository" / "src" / "clienttrack"
    package.mkdir(parents=True)
    assert textfiles.shipped_folder(package=package) == tmp_path / "repository" / "templates"
    assert textfiles.shipped_folder().joinpath("en", "brief.md.j2").is_file()


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "a/../../x", "..", ".hidden", "a//b", "a\0b", "..\\x", "", "../x.md.j2"]
)
def test_a_template_name_never_leads_out_of_the_folders(name: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("secret")
    (tmp_path / "t" / "x.md.j2").parent.mkdir()
    (tmp_path / "t" / "x.md.j2").write_text("secret")
    (tmp_path / "t" / "en").mkdir(parents=True)
    assert places.find_in([tmp_path / "t", tmp_path], "en", name) is None


def test_only_files_named_as_templates_are_found(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "secret.txt").write_text("secret")
    assert places.find_in([tmp_path], "en", "secret.txt") is None


def test_a_link_leads_to_a_template_and_to_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    (tmp_path / "dotfiles" / "part.md.j2").write_text("fine")
    (tmp_path / "dotfiles" / "id_rsa").write_text("secret")
    (tmp_path / "part.md.j2").symlink_to(tmp_path / "dotfiles" / "part.md.j2")
    (tmp_path / "key.md.j2").symlink_to(tmp_path / "dotfiles" / "id_rsa")
    (tmp_path / "round.md.j2").symlink_to(tmp_path / "round.md.j2")
    assert places.template_text(tmp_path / "part.md.j2") == "fine"
    with pytest.raises(UnreadableTemplate, match=r"key.md.j2' cannot be used: it leads to '.*id_rsa', which is no .j2"):
        places.template_text(tmp_path / "key.md.j2")
    with pytest.raises(UnreadableTemplate, match=r"round.md.j2' cannot be used"):
        places.template_text(tmp_path / "round.md.j2")
