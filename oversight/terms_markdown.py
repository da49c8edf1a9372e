# SPDX-License-Identifier: EUPL-1.2
"""The page about the terms as Markdown, for docs/: in the active language, with the standard policy."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from retention.policy import LEAST_MONTHS, MONTHS, MOST_MONTHS, REMINDERS, articles_with

from .terms_page import ExplainedRule, Page, Table, page_for


def standard_page() -> str:
    """The page with the standard policy and the articles of the model protocols."""
    page = page_for(articles_with({}), MONTHS, list(REMINDERS))
    return "\n".join(_lines(page)) + "\n"


def _lines(page: Page) -> Iterator[str]:
    yield _heading(1, _("Bewaartermijnen: wat, hoe lang, waarom, en hoe u het nagaat"))
    yield ""
    yield _(
        "Gemaakt uit de code en het standaardbeleid met `python manage.py terms_page`; wijzig deze pagina niet met de "
        "hand. Een test vergelijkt haar met wat de code doet. De waarden van een gemeente staan in de applicatie, bij "
        "*Bewaartermijnen*."
    )
    yield ""
    yield _(
        "Een termijn is een maximum. Alle dagen en tijden zijn die van Amsterdam; het einde van een dag is 00:00 uur "
        "van de volgende. Vanaf dat ogenblik is iets voor niemand meer te zien, ook als het vernietigen zelf te laat "
        "is. Een latere wijziging van het beleid kan een lopende termijn korter maken en nooit langer."
    )
    for explained in page.rules:
        yield from _rule(explained)
    yield from _policy(page)
    yield from _tables(page.tables)


def _rule(explained: ExplainedRule) -> Iterator[str]:
    rule = explained.rule
    yield from ("", f"## {rule.number}. {rule.subject}", "")
    yield _line(_("vraag"), _("antwoord"))
    yield "|---|---|"
    yield _line(_("artikel"), explained.article)
    yield _line(_("geteld vanaf"), rule.counted_from)
    yield _line(_("termijn"), explained.term)
    yield _line(_("daarna"), rule.then)
    yield _line(_("in de code"), _join(f"`{where}`" for where in explained.code))
    yield _line(_("gehouden door"), _join(f"`{test}`" for test in rule.tests))
    yield ""
    yield from (f"- {reading}" for reading in rule.reading)
    if explained.checks:
        yield from ("", _("Zelf nagaan:"), "", "```")
        for check in explained.checks:
            yield from (f"$ {check.command}", check.answer)
        yield "```"


def _policy(page: Page) -> Iterator[str]:
    yield from ("", _heading(2, _("Wat een gemeente zelf kiest")), "")
    yield _(
        "Het aantal maanden van R3 per ernst, elk van %(least)s tot en met %(most)s; de dagen waarop vooraf wordt "
        "gewaarschuwd (R4); en hoe de artikelen van haar eigen protocol heten. Elke wijziging is een nieuwe versie, met "
        "wie, wanneer en waarom. Langer dan eerst vraagt de instemming van de ondernemingsraad (WOR, artikel 27)."
    ) % {"least": LEAST_MONTHS, "most": MOST_MONTHS}
    yield from ("", _line(_("ernst"), _("maanden, standaard")), "|---|---|")
    yield from (f"| {severity} | {months} |" for severity, months in page.months)
    yield from (
        "",
        _("Waarschuwen, standaard: %(days)s dagen van tevoren.") % {"days": _join(page.reminders)},
    )


def _tables(tables: list[Table]) -> Iterator[str]:
    yield from ("", _heading(2, _("Elke tabel met een termijn")), "")
    yield _(
        "Gevonden in de code, niet bijgehouden: een tabel zonder termijn kan niet worden toegevoegd zonder dat een test "
        "faalt (`tests/retention/test_everything_has_a_term.py`)."
    )
    yield from ("", _line(_("regel"), _("tabel"), _("wat"), _("gaat mee")), "|---|---|---|---|")
    for table in tables:
        along = _join(f"`{label}`" for label in table.goes_along) or "–"
        yield f"| {_join(table.rules)} | `{table.label}` | {table.words} | {along} |"


def _heading(depth: int, text: str) -> str:
    return f"{'#' * depth} {text}"


def _line(*cells: object) -> str:
    """A line of a table."""
    return f"| {' | '.join(map(str, cells))} |"


def _join(parts: Iterable[object]) -> str:
    return ", ".join(str(part) for part in parts)
