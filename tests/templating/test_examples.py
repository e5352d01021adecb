"""Examples tell everything that a template is given, and say that they are examples."""

from collections.abc import Collection, Iterator
from dataclasses import fields, is_dataclass
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest

from clienttrack.templating.contexts import CONTEXTS
from clienttrack.templating.examples import emptied, example_of
from clienttrack.vocabulary import (
    ClientKind,
    DecisionPart,
    DueKind,
    KanoClass,
    Level,
    NeedOrigin,
    NeedStatus,
    Priority,
    ProfileField,
    Stage,
    TaskStatus,
    TouchKind,
)
from tests.conftest import TODAY

ALL = pytest.mark.parametrize("context", [*dict.fromkeys(CONTEXTS.values())], ids=lambda one: one.__name__)


def values(given: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a context, by its path."""
    if is_dataclass(given):
        for field in fields(given):
            yield from values(getattr(given, field.name), f"{path}.{field.name}")
    elif isinstance(given, tuple) and given:
        for one in given:
            yield from values(one, path)
    else:
        yield path, given


@ALL
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_full_example_tells_everything(context: type[Any], language: str) -> None:
    for path, value in values(example_of(context, language, TODAY)):
        assert value not in (None, "", (), {}), path


@ALL
def test_the_texts_of_an_example_say_so(context: type[Any]) -> None:
    for path, value in values(example_of(context, "en", TODAY)):
        if path.rpartition(".")[2] in {"text", "notes", "name", "contact", "contacts", "industry"}:
            assert "xample" in value or "Sample" in value, path
    told = "".join(str(value) for _, value in values(example_of(context, "zh", TODAY)))
    assert "示例" in told
    assert "an example" not in told


@ALL
def test_an_empty_example_leaves_out_what_may_be_missing(context: type[Any]) -> None:
    def check(given: Any) -> None:
        for name, hint in get_type_hints(type(given)).items():
            value = getattr(given, name)
            if NoneType in get_args(hint):
                assert value is None, name
            assert not isinstance(value, tuple) or value == (), name
            if is_dataclass(value):
                check(value)

    check(emptied(example_of(context, "en", TODAY)))


@ALL
def test_words_that_templates_look_up_are_real_ones(context: type[Any]) -> None:
    words: dict[str, Collection[object]] = {
        "kind": {*TouchKind, *ClientKind, *DueKind},
        "stage": {*Stage},
        "level": {*Level},
        "decision": {*DecisionPart},
        "field": {*ProfileField},
        "status": {*NeedStatus, *TaskStatus},
        "kano": {*KanoClass},
        "origin": {*NeedOrigin},
        "priority": {*Priority},
    }
    for path, value in values(example_of(context, "zh", TODAY)):
        assert value in words.get(path.rpartition(".")[2], [value]), path
