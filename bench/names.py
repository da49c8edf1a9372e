# SPDX-License-Identifier: EUPL-1.2
"""What finding a name costs in a registry of many.

    python -m bench.names                        20,000 names
    python -m bench.names --names 100000 --searches 20

Names are made up: surnames and first names of which some are borne by many and most by few, with tussenvoegsels,
initials, double names and misspellings. Their keys are made beforehand, as they are when a perpetrator is saved;
decrypting them is not measured here. Times are in milliseconds of `best_matches`: the median and the 95th percentile
by the clock, and the median by the processor, which does not count what else the machine does. The aim is a median
under 40 ms at 20,000.
"""

import argparse
import os
import random
import statistics
import time

PARTICLES = ["", "", "", "", "van ", "de ", "van de ", "van der ", "van den ", "el ", "ter "]
ENDINGS = [
    "",
    "s",
    "sen",
    "man",
    "stra",
    "sma",
    "inga",
    "huis",
    "veld",
    "kamp",
    "berg",
    "boer",
    "dijk",
    "ink",
]
SEARCHES = {
    "common surname": "Jansen",
    "common, with first name": "Jan Janssen",
    "common, initial": "J. de Vries",
    "common, tussenvoegsel": "Berg, van den",
    "double": "Anna Jansen-de Vries",
    "rare": "Wolkentrekker",
    "rare, with first name": "Ottoline Wolkentrekker",
    "Moroccan": "Muhammad El Amrani",
    "Chinese": "Wang Xiaoming",
    "nobody": "Qxzvbn",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--names", type=int, default=20_000)
    parser.add_argument("--searches", type=int, default=25, help="how often each name is sought")
    options = parser.parse_args()
    _configure()
    from incidents.names import best_matches, name_key

    started = time.perf_counter()
    keys = {number: name_key(name) for number, name in enumerate(_names(options.names))}
    each = (time.perf_counter() - started) / options.names * 1e6
    length = statistics.mean(len(key) for key in keys.values())
    print(
        f"{options.names:,} keys made in {each:.0f} µs each, {length:.0f} characters; load {os.getloadavg()[0]:.1f}"
    )
    print(f"{'search':28} {'found':>6} {'median':>8} {'p95':>8} {'cpu':>8}")
    medians = []
    for what, query in SEARCHES.items():
        timings, burnt = [], []
        for _ in range(options.searches):
            started, started_work = time.perf_counter(), time.process_time()
            best_matches(query, keys)
            timings.append((time.perf_counter() - started) * 1000)
            burnt.append((time.process_time() - started_work) * 1000)
        found = len(best_matches(query, keys, limit=options.names))
        medians.append((statistics.median(timings), statistics.median(burnt)))
        p95 = statistics.quantiles(timings, n=20)[-1]
        print(f"{what:28} {found:6} {medians[-1][0]:8.1f} {p95:8.1f} {medians[-1][1]:8.1f}", flush=True)
    clock, burning = zip(*medians, strict=True)
    print(f"{'all':28} {'':6} {statistics.median(clock):8.1f} {'':8} {statistics.median(burning):8.1f}")


def _configure() -> None:
    """The labels of the reasons need Django's settings, and nothing else of it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gir.settings")


def _names(count: int) -> list[str]:
    """Names as people bear them: the n-th surname is borne by one n-th as many as the first."""
    from incidents.names.known import GIVEN_NAMES, SURNAMES

    dice = random.Random(20261122)
    common = [
        "Jansen",
        "de Vries",
        "van den Berg",
        "Bakker",
        "Visser",
        "Smit",
        "Meijer",
        "el Amrani",
        "Yilmaz",
    ]
    surnames = common + [name.capitalize() for name in SURNAMES]
    rare = sorted({dice.choice(SURNAMES)[:5].capitalize() + dice.choice(ENDINGS) for _ in range(count // 2)})
    dice.shuffle(rare)
    surnames += rare
    weights = [1 / (place + 30) for place in range(len(surnames))]
    given = [name.capitalize() for name in GIVEN_NAMES]
    chosen = dice.choices(surnames, weights, k=count)
    return [_as_typed(dice, surname, dice.choice(given), dice.choice(given)) for surname in chosen]


def _as_typed(dice: random.Random, surname: str, first: str, second: str) -> str:
    from incidents.names.known import SURNAMES

    if " " not in surname:
        surname = dice.choice(PARTICLES) + surname
    if dice.random() < 0.1 and len(surname) > 3:
        place = dice.randrange(1, len(surname) - 1)
        surname = surname[:place] + dice.choice("aeinrst") + surname[place + 1 :]
    if dice.random() < 0.05:
        surname += "-" + dice.choice(SURNAMES).capitalize()
    given = dice.choice(
        [first, first, first, f"{first} {second}", f"{first[0]}.", f"{first[0]}.{second[0]}."]
    )
    return dice.choice([f"{given} {surname}", f"{given} {surname}", f"{surname}, {given}"])


if __name__ == "__main__":
    main()
