# SPDX-License-Identifier: EUPL-1.2
"""The look: readable in every theme, nothing inline, errors at their field, and pages that outlive a broken database."""

import datetime
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from gir import themes, views
from gir.fields import DutchDateField, DutchTimeField, MoneyField
from gir.icons import ICONS
from gir.widgets import ChoiceCards

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def tokens(*sheets):
    """The custom properties of the sheets, with those that name another one resolved."""
    found = {}
    for sheet in sheets:
        found |= dict(re.findall(r"(--gir-[\w-]+):\s*([^;]+);", (ROOT / "static/css" / sheet).read_text()))
    return {k: found.get(m[1], v) if (m := re.fullmatch(r"var\((.*)\)", v)) else v for k, v in found.items()}


def luminance(colour):
    digits = colour.removeprefix("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


# Text on what stands behind it: 4.5 to 1. Lines and marks that carry meaning: 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11).
TEXT = [
    ("ink", "paper"), ("ink", "tint"), ("ink", "tint-2"), ("ink", "wash"), ("ink-soft", "paper"), ("ink-soft", "tint"),
    ("ink-soft", "wash"), ("brand", "paper"), ("brand", "tint"), ("brand", "tint-2"), ("brand-deep", "tint"),
    ("brand-deep", "tint-2"), ("link", "paper"), ("link", "tint"), ("on-header", "header"), ("paper", "brand"),
    ("paper", "brand-deep"), ("paper", "danger-line"), ("paper", "danger-deep"), ("danger-fg", "paper"),
    ("danger-fg", "tint"), ("info-fg", "info-bg"), ("wait-fg", "wait-bg"), ("good-fg", "good-bg"),
    ("danger-fg", "danger-bg"), ("neutral-fg", "neutral-bg"), ("ink", "info-bg"), ("ink", "wait-bg"),
    ("ink", "good-bg"), ("ink", "danger-bg"), ("focus", "focus-glow"),
]  # fmt: skip
MARKS = [
    ("line-strong", "paper"), ("line-strong", "tint"), ("danger-line", "paper"), ("good-line", "paper"),
    ("sev-1", "paper"), ("sev-2", "paper"), ("sev-3", "paper"), ("sev-4", "paper"), ("focus", "paper"),
    ("focus", "tint"), ("focus-glow", "header"), ("header-line", "header"),
]  # fmt: skip


@pytest.mark.parametrize("theme", themes.available())
@pytest.mark.parametrize(
    ("pair", "least"), [(p, 4.5) for p in TEXT] + [(p, 3.0) for p in MARKS], ids=lambda v: str(v)
)
def test_every_theme_has_enough_contrast(theme, pair, least):
    colours = tokens("tokens.css", "components.css", f"themes/{theme}.css")
    front, back = (colours[f"--gir-{name}"] for name in pair)
    assert contrast(front, back) >= least


def test_contrast_is_measured_as_wcag_does():
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


def test_an_unknown_theme_falls_back_to_the_default():
    for name in ("nergens", "../tokens", None, 3):
        page = Template("{% load look %}{% theme_css name %} {% theme_emblem name %}").render(
            Context({"name": name})
        )
        assert page == "/static/css/themes/standaard.css /static/img/emblem-standaard.svg"
    assert {"standaard", "waterrijk", "duinveen"} <= set(themes.available())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_page_has_anything_inline(path):
    text = path.read_text()
    # The Content-Security-Policy forbids them: they would silently do nothing.
    # What is no program (a block of JSON, which django-allauth reads) it lets be.
    assert not re.search(r'<script(?![^>]*\b(?:src=|type="application/json"))[^>]*>', text)
    assert not re.search(r"<style\b|\sstyle=|\son(click|load|submit|change|input|error)=|javascript:", text)
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_icons_in_templates_exist(path):
    for name in re.findall(r'{% icon "([^"]+)"', path.read_text()):
        assert name in ICONS


def test_a_badge_of_an_unknown_tone_is_refused():
    with pytest.raises(TemplateSyntaxError):
        Template('{% load look %}{% badge "x" tone="rood" %}').render(Context())


class Sample(forms.Form):
    date = DutchDateField(label="Wanneer was het?", help_text="Bijvoorbeeld 21-11-2026.")
    kind = forms.ChoiceField(label="Soort", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    level = forms.ChoiceField(
        label="Ernst", choices=[("1", "Licht")], widget=ChoiceCards(descriptions={1: "Een grote mond."})
    )
    name = forms.CharField(label="Naam", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_an_error_stands_at_its_field_and_is_tied_to_it():
    html = str(Sample({"date": "31-02-2026"}).as_div())
    assert 'value="31-02-2026"' in html
    assert 'aria-invalid="true"' in html
    assert re.search(r'aria-describedby="id_date_helptext id_date_error"', html)
    assert 'id="id_date_error"' in html
    assert "Vul een datum in als dag-maand-jaar" in html


def test_what_is_optional_says_so_and_nothing_else_does():
    html = str(Sample().as_div())
    assert html.count("niet verplicht") == 1
    assert " required" not in html
    assert 'aria-required="true"' in html
    form = Sample()
    form.all_optional = True
    assert "niet verplicht" not in str(form.as_div())


def test_a_card_explains_its_choice():
    html = str(Sample()["level"].as_field_group())
    assert "Een grote mond." in html
    assert "<legend" in html


def test_the_summary_leads_to_each_field():
    html = Template('{% include "components/error_summary.html" %}').render(Context({"form": Sample({})}))
    assert 'href="#id_date"' in html
    assert 'href="#id_kind_0"' in html
    assert "Wanneer was het? " in html
    assert "Soort: " in html
    assert "data-error-summary" not in Template('{% include "components/error_summary.html" %}').render(
        Context({"form": Sample()})
    )


def test_the_title_of_a_page_is_not_the_title_of_its_errors():
    page = Context({"form": Sample({}), "title": "Brief over de sanctie"})
    html = Template('{% include "components/error_summary.html" %}').render(page)
    assert "Er ontbreekt nog iets" in html
    assert "Brief over de sanctie" not in html


def test_what_is_typed_is_escaped_everywhere():
    evil = "<script>alert(1)</script>\"'"
    form = Sample({"date": evil, "name": evil, "kind": evil, "token": evil})
    page = str(form.as_div()) + Template('{% include "components/error_summary.html" %}').render(
        Context({"form": form})
    )
    assert "alert(1)" in page
    assert "<script" not in page


@pytest.mark.parametrize(
    "typed",
    ["21-11-2026", "21/11/2026", "21.11.2026", "21 11 2026", "2026-11-21", "21112026", " 21-11-2026 "],
)
def test_a_date_as_people_write_it(typed):
    assert DutchDateField().clean(typed) == datetime.date(2026, 11, 21)


@pytest.mark.parametrize(
    "typed", ["31-02-2026", "21-11-26", "11/21/2026", "gisteren", "٢١-١١-٢٠٢٦", "0-0-0", "1" * 400]
)
def test_what_is_no_date_is_refused(typed):
    with pytest.raises(forms.ValidationError):
        DutchDateField().clean(typed)


@pytest.mark.parametrize("typed", ["14:30", "14.30", "1430", "14u30", "14:30 uur", "14 : 30", "14:30:00"])
def test_a_time_as_people_write_it(typed):
    assert DutchTimeField().clean(typed) == datetime.time(14, 30)


@pytest.mark.parametrize(("typed", "hour"), [("9u", 9), ("9 uur", 9), ("14", 14), ("930", 9)])
def test_a_short_time(typed, hour):
    assert DutchTimeField().clean(typed).hour == hour


@pytest.mark.parametrize("typed", ["25:00", "14:60", "half drie", "١٤:٣٠", "-1:00"])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(forms.ValidationError):
        DutchTimeField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("1.250,50", "1250.50"), ("1250,5", "1250.5"), ("1250.50", "1250.50"), ("1,250.50", "1250.50"), ("€ 1.250", "1250"), ("15,-", "15"), ("0", "0")],
)  # fmt: skip
def test_an_amount_as_people_write_it(typed, amount):
    assert MoneyField().clean(typed) == Decimal(amount)


@pytest.mark.parametrize("typed", ["-1", "NaN", "Infinity", "veel", "1,2,3", "12345678901"])
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(forms.ValidationError):
        MoneyField().clean(typed)


@pytest.mark.parametrize(("view", "status"), [(views.server_error, 500), (views.bad_request, 400)])
def test_the_pages_for_what_broke_need_no_database_and_no_user(view, status):
    # No django_db mark: a query would fail this test; and the request has neither user nor session.
    response = view(RequestFactory().get("/"))
    assert response.status_code == status
    assert b"112" in response.content
    assert b"verzonnen" not in response.content


@pytest.mark.parametrize("view", [views.server_error, views.bad_request])
def test_even_a_broken_page_of_the_demo_says_it_is_a_demo(view, settings):
    settings.DEMO = True
    assert b"verzonnen gegevens" in view(RequestFactory().get("/")).content
