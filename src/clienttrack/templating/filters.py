"""Days, numbers and money as they are written in the language of a text; none of them can be asked for any width."""

import re
from copy import copy
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NoReturn

from clienttrack.money import UnknownCurrency, checked_currency, minor_digits
from clienttrack.screen import shortened

WIDTHS = ("short", "medium", "long", "full", "weekday")
USUAL_DECIMALS = 3
MOST_DECIMALS = 6
LARGEST_AMOUNT = 10**18
_AFTER_ORDINAL = re.compile(r"(?<=[0-9]\.) ")
_LETTER_BEFORE_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)")


class WrongValue(ValueError):
    """A filter was given what it cannot write; the sentence says what it takes."""


def day(value: object, width: object = "long", *, locale: str) -> str | None:
    """Write a day, by ``width`` as 20/11/2026, 20 Nov 2026, 20 November 2026, Friday, 20 November 2026 or Friday."""
    from babel.dates import format_date

    if value is None:
        return None
    if not isinstance(value, date):
        _refuse("day", "a day", value)
    if width not in WIDTHS:
        _refuse("day", f"one of {', '.join(WIDTHS)}", width)
    written = format_date(value, "EEEE" if width == "weekday" else str(width), locale=locale)
    # `20. November` at the head of a line would be item 20 of a list.
    return _AFTER_ORDINAL.sub("\u00a0", written)


def number(value: object, decimals: object = None, *, locale: str) -> str | None:
    """Write a number with the marks of its language: so many decimals, or as many as it has, at most three."""
    from babel import Locale

    if value is None:
        return None
    exact = _exact("number", value)
    if decimals is None:
        fewest, most = 0, USUAL_DECIMALS
    elif isinstance(decimals, int) and 0 <= decimals <= MOST_DECIMALS:
        fewest = most = decimals
    else:
        _refuse("number", f"0 to {MOST_DECIMALS} decimals", decimals)
    told = Locale.parse(locale)
    pattern = copy(told.decimal_formats[None])
    pattern.frac_prec = (fewest, most)
    return str(pattern.apply(exact.quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP), told))


def money(value: object, currency: object = None, *, locale: str) -> str | None:
    """Write an exact amount: a whole number is minor units as the book keeps them, a ``Decimal`` the amount itself."""
    from babel import Locale

    if value is None:
        return None
    if not isinstance(currency, str):
        _refuse("money", "a currency, as in money('EUR')", currency)
    try:
        code = checked_currency(currency)
    except UnknownCurrency as error:
        raise WrongValue(str(error)) from error
    places = minor_digits(code)
    amount = _exact("money", value)
    if isinstance(value, float):
        _refuse("money", "an exact amount", value)
    if isinstance(value, int):
        amount = amount.scaleb(-places)
    elif amount != amount.quantize(Decimal(1).scaleb(-places)):
        _refuse("money", f"at most {places} decimals in {code}", value)
    told = Locale.parse(locale)
    pattern = copy(told.currency_formats["standard"])
    pattern.frac_prec = (places, places)
    written = pattern.apply(amount, told, currency=code, currency_digits=False)
    # A code in want of a sign is parted from the number, as CLDR says and Babel does not.
    return _LETTER_BEFORE_DIGIT.sub(" ", written)


def _exact(name: str, value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        _refuse(name, "a number", value)
    exact = Decimal(str(value))
    if not exact.is_finite() or abs(exact) > LARGEST_AMOUNT:
        _refuse(name, f"numbers up to {LARGEST_AMOUNT}", value)
    return exact


def _refuse(name: str, wanted: str, value: object) -> NoReturn:
    # A name that is not known says so by itself when it is written.
    raise WrongValue(f"'{name}' takes {wanted}, not '{shortened(str(value), 40)}'")
