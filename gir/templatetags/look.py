# SPDX-License-Identifier: EUPL-1.2
"""Template tags of the look: icons, badges and the theme's files. `{% load look %}`; see /stijlgids/."""

import re
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts.telephone import dialled
from gir import request_id, themes
from gir.icons import ICONS

register = template.Library()

INCIDENT_NUMBER = re.compile(r"\b\d{4}-\d{6}\b")
TONES = ("neutral", "info", "wait", "good", "danger", "brand")


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """An inline drawing of 24 by 24 in the colour of the text; decoration only, so hidden from screen readers."""
    return format_html(
        '<svg class="gir-icon{}" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" '
        'focusable="false">{}</svg>',
        f" {extra}" if extra else "",
        mark_safe(ICONS[name]),  # noqa: S308 - drawings of our own, from gir/icons.py
    )


@register.simple_tag
def theme_css(name: object = None) -> str:
    """The address of the style sheet of the theme, or of the default one when there is no such theme."""
    return static(f"css/themes/{themes.safe_name(name)}.css")


@register.simple_tag
def theme_emblem(name: object = None) -> str:
    """The address of the emblem of the theme, or of the default one when there is no such theme."""
    return static(f"img/emblem-{themes.safe_name(name)}.svg")


@register.simple_tag
def request_number() -> str:
    """By which an administrator finds this request in the log; "" outside one."""
    return request_id.current()


@register.filter
def tel(number: object) -> str:
    """The address that calls a number: `<a href="{{ number|tel }}">`."""
    return f"tel:{dialled(str(number))}"


@register.filter
def in_full(name: object) -> str:
    """A municipality's name as it stands above a page: "Waterrijk" is "Gemeente Waterrijk" there."""
    text = str(name)
    if text.lower().startswith(("gemeente ", "municipality ")):
        return text
    return _("Gemeente %(name)s") % {"name": text}


@register.filter
def unbroken(text: Any) -> SafeString:
    """A text in which no incident number (2026-000012) is torn apart at its hyphen by the end of a line."""
    escaped = conditional_escape(text)
    return mark_safe(INCIDENT_NUMBER.sub(r'<span class="gir-nowrap">\g<0></span>', escaped))  # noqa: S308 - escaped above


@register.filter
def breakable(address: Any) -> SafeString:
    """An e-mail address that goes to a next line after its @ or a dot, and not in the middle of a word."""
    return mark_safe(re.sub(r"[@.](?=.)", r"\g<0><wbr>", conditional_escape(address)))  # noqa: S308 - escaped above


@register.filter
def before_error(label: object) -> str:
    """A field's label as it stands before its error: a question keeps its question mark, the rest gets a colon."""
    text = str(label)
    return text if text.endswith(("?", "!", ".", ":")) else f"{text}:"


@register.inclusion_tag("components/badge.html")
def badge(label: str, tone: str = "neutral", icon: str = "") -> dict[str, object]:
    """A status in a word: `{% badge incident.get_status_display tone="info" icon="clock" %}`."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"A badge has no tone {tone!r}; choose from {', '.join(TONES)}.")
    return {"label": label, "tone": tone, "icon": icon}


@register.inclusion_tag("components/severity.html")
def severity(level: int | str | None, label: str = "") -> dict[str, object]:
    """The severity, 1 to 4, as bars, a colour and a word: `{% severity incident.severity %}`."""
    number = int(level) if level else 0
    words = {1: _("licht"), 2: _("matig"), 3: _("ernstig"), 4: _("zeer ernstig")}
    return {
        "level": number,
        "label": label or words.get(number, _("nog niet bepaald")),
        "bars": [(step, step <= number) for step in (1, 2, 3, 4)],
    }
