# SPDX-License-Identifier: EUPL-1.2
"""What the two towns decided of their look and words, set as an administrator would: Duinveen has colours, a logo and
a word of its own; Waterrijk has locations and house rules, and the standard word."""

import datetime
import io

from PIL import Image, ImageDraw, ImageFont

from accounts import appearance, house_rules, logos
from accounts.models import Location, Municipality
from retention.terms import local_date

# Name, address and the number to call there.
WATERRIJK_LOCATIONS = [
    ("Stadhuis", "Havenkade 1", "088 123 4511"),
    ("Stadhuis, spreekkamers", "Havenkade 1", "088 123 4511"),
    ("Servicepunt Oost", "Molenweg 40", "088 123 4520"),
    ("Milieustraat Kanaalweg", "Kanaalweg 12", ""),
    ("Zwembad De Golfslag", "Rietgans 2", "088 123 4530"),
]
ENGLISH_RULES = """\
# How we treat each other

You come to us for help, with a question or with a complaint. We are glad to help. That works best when everybody \
feels safe.

- We treat you with respect. We ask the same of you.
- Do you disagree? Say so calmly. You can also file a complaint.

# What we do not allow

- Shouting abuse, insults, discrimination or sexual harassment.
- Threats, also by telephone, by e-mail or online.
- Pushing, hitting, spitting or breaking things.

# What happens if you do not keep to this

We record what happened. We may end the conversation, warn you, or keep you out of our buildings for some time. The \
services that you really need stay within your reach.
"""
HEATHER, SAND = "#6f2a58", "#e0a84c"


def dress(municipality: Municipality, now: datetime.datetime) -> None:
    """Give the town what it decided of its look."""
    if municipality.slug == "duinveen":
        appearance.check_colours(HEATHER, SAND)
        municipality.main_colour, municipality.accent_colour = HEATHER, SAND
        municipality.perpetrator_one, municipality.perpetrator_many = "agressor", "agressors"
        municipality.perpetrator_one_en, municipality.perpetrator_many_en = "aggressor", "aggressors"
        municipality.save()
        appearance.keep_logo(municipality, logos.clean(duinveen_logo()))
        return
    for name, address, number in WATERRIJK_LOCATIONS:
        Location.objects.create(
            municipality=municipality, name=name, address=address, emergency_number=number
        )
    known_on = local_date(now).replace(month=1, day=1)
    house_rules.add_version(municipality, house_rules.STANDARD, ENGLISH_RULES, known_on)


def duinveen_logo() -> bytes:
    """Two dunes under a low sun, with the name beside them: drawn four times as large, so that its edges are soft."""
    image = Image.new("RGBA", (2000, 640), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((330, 70, 570, 310), fill=SAND)
    draw.pieslice((40, 210, 640, 1010), 180, 360, fill=HEATHER)
    draw.pieslice((330, 290, 780, 930), 180, 360, fill="#9a4c80")
    draw.rectangle((0, 600, 820, 640), fill=(0, 0, 0, 0))
    draw.rounded_rectangle((40, 570, 780, 610), radius=20, fill=SAND)
    draw.text((860, 210), "Duinveen", fill=HEATHER, font=ImageFont.load_default(250))
    file = io.BytesIO()
    image.resize((1000, 320), Image.Resampling.LANCZOS).save(file, "PNG")
    return file.getvalue()
