# SPDX-License-Identifier: EUPL-1.2
"""What an application administrator decides about incidents, under /beheer/; they see none."""

from django.urls import path

from .views import guidelines, letter_texts

urlpatterns = [
    path("sancties/", guidelines.guidelines, name="guidelines"),
    path("brieven/", letter_texts.texts, name="letter_texts"),
    path("brieven/briefhoofd/", letter_texts.letterhead, name="letterhead"),
    path("brieven/<slug:kind>/", letter_texts.text, name="letter_text"),
    path("brieven/<slug:kind>/<int:number>/", letter_texts.older_text, name="letter_version"),
]
