# SPDX-License-Identifier: EUPL-1.2
"""When things happen: over the years, the seasons, the week and the hours of each channel. Local: Europe/Amsterdam."""

import datetime

from incidents.models import Channel
from retention.terms import AMSTERDAM, from_local, local_date

from .chance import Chance

Moment = datetime.datetime
DAY = datetime.timedelta(days=1)
YEARS_DAYS = 4 * 365
# More when days are short and just before the holidays, fewer in the summer.
SEASON = {
    1: 1.1,
    2: 0.9,
    3: 0.95,
    4: 0.95,
    5: 1.0,
    6: 1.0,
    7: 0.8,
    8: 0.75,
    9: 1.0,
    10: 1.05,
    11: 1.15,
    12: 1.2,
}
# Which hours, and on which days of the week (0 is Monday), each as often as it is listed.
OFFICE = [9, 9, 10, 10, 10, 11, 11, 12, 13, 13, 14, 14, 15, 15, 16, 16]
HOURS = {
    Channel.COUNTER: [*OFFICE, 17, 18, 19],
    Channel.TELEPHONE: [8, *OFFICE],
    Channel.MEETING_ROOM: OFFICE,
    Channel.HOME_VISIT: [9, 10, 10, 11, 13, 14, 15, 16, 17],
    Channel.LETTER: [7, 9, 10, 11, 14, 16, 20, 22],
    Channel.CHAT: [10, 13, 16, 19, 21],
    Channel.SOCIAL_MEDIA: [8, 12, 17, 19, 20, 21, 22, 23],
    Channel.PUBLIC_SPACE: [10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 22, 23],
    Channel.FIELD_WORK: [8, 9, 10, 11, 13, 14, 15],
    Channel.PUBLIC_EVENING: [19, 20, 20, 21, 21, 22],
    Channel.PRIVATE: [9, 11, 14, 17, 18, 20],
}
WORKING_DAYS = [0, 1, 2, 3, 3, 4]
WEEKDAYS = {
    Channel.PUBLIC_SPACE: [0, 1, 2, 3, 4, 4, 5, 5, 5, 6],
    Channel.FIELD_WORK: [0, 1, 2, 3, 4, 5, 5],
    Channel.SOCIAL_MEDIA: [0, 1, 2, 3, 4, 5, 6],
    Channel.PRIVATE: [5, 6, 5, 6, 2],
    Channel.PUBLIC_EVENING: [1, 1, 2, 3],
}


def at_hour(day: datetime.date, hour: int, minute: int) -> Moment:
    """A local hour; never in the night in which the clock changes."""
    return from_local(day, datetime.time(hour, minute))


def happened(chance: Chance, channel: str, months: tuple[int, ...], now: Moment) -> Moment:
    """When something came about through this channel, in the last four years, at the latest yesterday."""
    today = local_date(now)
    while True:
        if chance.maybe(0.05):
            ago = chance.randint(1, 40)
        else:
            ago = chance.randint(1, YEARS_DAYS - 10)
        day = today - ago * DAY
        wanted = chance.choice(WEEKDAYS.get(Channel(channel), WORKING_DAYS))
        day -= ((day.weekday() - wanted) % 7) * DAY
        # Reporting grew more usual over the years.
        weight = SEASON[day.month] * (1 - 0.3 * ago / YEARS_DAYS)
        if (not months or day.month in months) and chance.maybe(weight / 1.2):
            return at_hour(day, chance.choice(HOURS[Channel(channel)]), 5 * chance.randrange(12))


def reported(chance: Chance, moment: Moment, now: Moment) -> Moment:
    """When it was reported: mostly the same day, sometimes after a night or a week."""
    hours = chance.weighted({0.3: 5, 1: 8, 2.5: 6, 5: 3, 18: 3, 40: 2, 110: 1, 230: 0.4})
    later = moment + datetime.timedelta(minutes=round(hours * 60 * chance.uniform(0.5, 1.3)))
    return min(later, now - datetime.timedelta(minutes=chance.randint(25, 55)))


def in_office(chance: Chance, moment: Moment) -> Moment:
    """This moment, or the next one at which people are at their desks."""
    local = moment.astimezone(AMSTERDAM)
    day, time = local.date(), local.time()
    if day.weekday() < 5 and datetime.time(8, 30) <= time < datetime.time(17, 15):
        return moment
    if time >= datetime.time(17, 15) or day.weekday() >= 5:
        day += DAY
    while day.weekday() >= 5:
        day += DAY
    return at_hour(day, chance.choice([8, 9, 9, 10]), chance.randint(30, 59))


def clock(moment: Moment) -> str:
    """As people write a time: 10.20 uur."""
    return f"{moment.astimezone(AMSTERDAM):%-H.%M} uur"


def weekday(moment: Moment) -> str:
    names = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
    return names[local_date(moment).weekday()]
