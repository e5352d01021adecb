"""What a template may not do without end: go through lists in lists, look things up by them, copy and search texts."""

import time

import pytest

from clienttrack.templating.sandbox import Environment, Loader, TooMuch

LISTS = """
{% set ns = namespace(a=[1], b=[1]) %}
{% for i in range(40) %}{% set ns.a = [ns.a, ns.a] %}{% set ns.b = [ns.b, ns.b] %}{% endfor %}
"""
TUPLES = "{% set ns = namespace(a=(1,)) %}{% for i in range(40) %}{% set ns.a = (ns.a, ns.a) %}{% endfor %}"
LONG = "{% set ns = namespace(t='a' ~ 'b') %}{% for i in range(19) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}"
LARGE = "{% set ns = namespace(a=[1]) %}{% for i in range(12) %}{% set ns.a = [ns.a, ns.a] %}{% endfor %}"


def made(source: str) -> str:
    environment = Environment(Loader([], []), "en")
    environment.begin(())
    return environment.from_string(source).render()


@pytest.mark.parametrize(
    "source",
    [
        LISTS + "{{ 1 if ns.a == ns.b }}",
        LISTS + "{{ 1 if ns.a < ns.b }}",
        TUPLES + "{{ 1 if ns.a in [1, ns.a] }}",
        TUPLES + "{{ [ns.a]|unique|list|length }}",
        TUPLES + "{{ {1: 2}[ns.a] }}",
        TUPLES + "{{ {ns.a: 2} }}",
        TUPLES + "{{ [3].index(ns.a) }}",
        LARGE + "{% for i in range(300) %}{% for j in range(300) %}{{ '' if ns.a == [1] }}{% endfor %}{% endfor %}",
        LONG + "{% for i in range(300) %}{% for j in range(300) %}{{ '' if 'bb' in ns.t }}{% endfor %}{% endfor %}",
        LONG + "{% set ns.l = [] %}{% for i in range(99) %}{% set ns.l = [ns.l, ns.t[1:], ns.t[2:]] %}{% endfor %}",
    ],
)
def test_it_ends_before_it_takes_long(source: str) -> None:
    began = time.process_time()
    with pytest.raises(TooMuch):
        made(source)
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ 'yes' if 1 < 2 < 3 and 2 in [1, 2] and 3 not in (1, 2) and 'a' != 'b' }}", "yes"),
        ("{{ 'hello'[1:3] }}{{ [1, 2, 3][:2]|length }}{{ 'abc'[::2] }}{{ 'abc'[0] }}", "el2aca"),
        ("{{ {'a': 1, 'b': 2}['b'] }}{{ {(1, 2): 3}[(1, 2)] }}", "23"),
        ("{{ 'yes' if [[1], [2]] == [[1], [2]] }}", "yes"),
    ],
)
def test_what_is_ordinary_works_as_it_does_in_jinja(source: str, text: str) -> None:
    assert made(source) == text
