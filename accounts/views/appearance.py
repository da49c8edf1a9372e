# SPDX-License-Identifier: EUPL-1.2
"""How the municipality looks and speaks: colours, logo, words, house rules. Locations are in locations.py."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.administering import Administration, Refused
from accounts.appearance import (
    COLOURS,
    WORDS,
    ChangedMeanwhile,
    HardToRead,
    check_colours,
    remove_logo,
    set_colours,
    set_logo,
    set_words,
    shown_of,
)
from accounts.forms.appearance import ColoursForm, HouseRulesForm, LogoForm, WordsForm
from accounts.house_rules import STANDARD as STANDARD_RULES
from accounts.house_rules import blocks, house_rules_of, write_house_rules
from accounts.models import HouseRules, Municipality
from accounts.models.municipality import Theme, colours_path
from accounts.own_words import STANDARD, speaking
from accounts.requests import SignedInRequest

from .administration import administrator, page


def parts(current: str) -> list[dict[str, Any]]:
    """The pages of this part of administration."""
    entries = [
        (_("Kleuren en logo"), "appearance"),
        (_("Woorden"), "appearance_words"),
        (_("Locaties"), "locations"),
        (_("Huisregels"), "write_house_rules"),
    ]
    return [{"label": label, "url": reverse(name), "current": name == current} for label, name in entries]


def look_page(
    request: SignedInRequest, admin: Administration, template: str, current: str, **context: Any
) -> HttpResponse:
    return page(
        request, admin, f"appearance/{template}", section="appearance", parts=parts(current), **context
    )


def _municipality(admin: Administration) -> Municipality:
    return Municipality.objects.select_related("logo").get(pk=admin.municipality_id)


@administrator(whole=True)
def appearance(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """The colours, with a preview before they are saved; and the logo."""
    typed = request.POST.copy() if request.method == "POST" else None
    if typed is not None:
        for name in ("main_colour", "accent_colour"):
            # The proposal that stood at the field was taken.
            if f"take_{name}" in typed:
                typed.setlist(name, typed.getlist(f"take_{name}")[-1:])
    stored = _municipality(admin)
    form = ColoursForm(typed, initial={name: getattr(stored, name) for name in COLOURS})
    proposals: dict[str, str] = {}
    context: dict[str, Any] = {"shown": request.POST.get("shown") or shown_of(stored, COLOURS)}
    if typed is not None and form.is_valid():
        chosen = form.cleaned_data
        main, accent = chosen["main_colour"], chosen["accent_colour"]
        try:
            if typed.get("action") == "save":
                set_colours(admin.actor, chosen["theme"], main, accent, context["shown"])
                messages.success(request, _("De kleuren zijn bewaard."))
                return redirect("appearance")
            check_colours(main, accent)
        except HardToRead as refusal:
            form.refuse(refusal)
            proposals[str(refusal.field)] = refusal.proposal
        except ChangedMeanwhile as refusal:
            form.refuse(refusal)
            stored = _municipality(admin)
            context |= {"shown": shown_of(stored, COLOURS), "now_stored": _colours_in_words(stored)}
        except Refused as refusal:
            form.refuse(refusal)
        else:
            context["look_preview"] = {
                "theme": chosen["theme"],
                "style": colours_path(main, accent) if main else "",
            }
    return look_page(
        request,
        admin,
        "look",
        "appearance",
        form=form,
        logo_form=LogoForm(),
        proposals=proposals,
        stored=stored,
        **context,
    )


def _colours_in_words(stored: Municipality) -> list[tuple[Any, Any]]:
    labels = ColoursForm.base_fields
    return [
        (labels["theme"].label, Theme(stored.theme).label),
        (labels["main_colour"].label, stored.main_colour or _("leeg")),
        (labels["accent_colour"].label, stored.accent_colour or _("leeg")),
    ]


@administrator(whole=True)
def appearance_logo(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """Another logo, or none."""
    if request.POST.get("action") == "remove":
        remove_logo(admin.actor)
        messages.success(request, _("Het logo is verwijderd."))
        return redirect("appearance")
    form = LogoForm(request.POST, request.FILES) if request.method == "POST" else LogoForm()
    if form.is_valid():
        file = form.cleaned_data["logo"]
        try:
            # Of a file beyond the limit of every upload only the size is known.
            set_logo(admin.actor, file.read() if not getattr(file, "too_large", False) else bytes(2**21))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Het logo is bewaard."))
            return redirect("appearance")
    stored = _municipality(admin)
    return look_page(
        request,
        admin,
        "look",
        "appearance",
        form=ColoursForm(initial={name: getattr(stored, name) for name in COLOURS}),
        logo_form=form,
        has_errors=form.is_bound,
        shown=shown_of(stored, COLOURS),
        stored=stored,
    )


@administrator(whole=True)
def appearance_words(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """The municipality's own words for who did it."""
    stored = _municipality(admin)
    form = WordsForm(request.POST or None, initial={name: getattr(stored, name) for name in WORDS})
    context: dict[str, Any] = {"shown": request.POST.get("shown") or shown_of(stored, WORDS)}
    if request.method == "POST" and form.is_valid() and request.POST.get("action") != "save":
        context["look_preview_words"] = _sentences({name: form.cleaned_data[name] for name in WORDS})
    elif request.method == "POST" and form.is_valid():
        try:
            set_words(admin.actor, {name: form.cleaned_data[name] for name in WORDS}, context["shown"])
        except ChangedMeanwhile as refusal:
            form.refuse(refusal)
            stored = _municipality(admin)
            now = [(form.fields[name].label, getattr(stored, name) or _("leeg")) for name in WORDS]
            context = {"shown": shown_of(stored, WORDS), "now_stored": now}
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("De woorden zijn bewaard."))
            return redirect("appearance_words")
    return look_page(request, admin, "words", "appearance_words", form=form, standard=STANDARD, **context)


def _sentences(words: dict[str, str]) -> list[str]:
    """A few sentences of the system in these words, in the active language."""
    with speaking(Municipality(**words)):
        return [
            _("Leg vast wie de dader was"),
            _("Alle daders van deze melding"),
            _("Dubbele dader samengevoegd"),
            _("Niemand is als dader genoemd: het register toont niets."),
        ]


@administrator(whole=True)
def write_rules(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """The house rules: the version in force, and another one."""
    municipality = _municipality(admin)
    rules = house_rules_of(municipality)
    form = HouseRulesForm(
        request.POST or None,
        initial={"text": rules.text, "text_en": rules.text_en, "known_on": rules.known_on}
        if rules
        else {"text": STANDARD_RULES},
    )
    after = request.POST.get("after", "")
    context: dict[str, Any] = {"after": after if after else (rules.number if rules else 0)}
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        if request.POST.get("action") != "save":
            context["preview"] = blocks(chosen["text"])
            context["preview_en"] = blocks(chosen["text_en"])
        elif not after.isdecimal() or len(after) > 9:
            raise Http404
        else:
            try:
                write_house_rules(
                    admin.actor, chosen["text"], chosen["text_en"], chosen["known_on"], int(after)
                )
            except ChangedMeanwhile as refusal:
                form.refuse(refusal)
                rules = house_rules_of(municipality)
                context |= {"after": rules.number if rules else 0, "now_in_force": rules}
            else:
                messages.success(request, _("De huisregels zijn bewaard."))
                return redirect("write_house_rules")
    versions = HouseRules.objects.filter(municipality=municipality).order_by("-number")[:20]
    return look_page(
        request, admin, "rules", "write_house_rules", form=form, rules=rules, versions=versions, **context
    )
