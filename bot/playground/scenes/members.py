"""Invented people: names, zones and roles, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

FIRST = (
    *("Aisha", "Akira", "Alba", "Alexei", "Amara", "Anders", "Anika", "Arjun", "Astrid", "Ayla", "Bea"),
    *("Boris", "Bruno", "Camila", "Chidi", "Clara", "Dario", "Dilan", "Edda", "Elena", "Emil", "Enzo"),
    *("Esra", "Farid", "Femi", "Fiona", "Freya", "Gita", "Greta", "Hana", "Hugo", "Ines", "Ivo", "Jana"),
    *("Jonas", "Kaito", "Karim", "Kira", "Lars", "Leila", "Lena", "Linh", "Luca", "Maja", "Malik"),
    *("Mara", "Marek", "Mina", "Nadia", "Nils", "Nina", "Noel", "Odile", "Olga", "Omar", "Pablo"),
    *("Petra", "Priya", "Rafi", "Rania", "Ravi", "Robin", "Rune", "Sara", "Sena", "Silas", "Sofia"),
    *("Tara", "Theo", "Tomas", "Uma", "Vera", "Vito", "Wanda", "Yara", "Yusuf", "Zoe"),
)
LAST = (
    *("Abebe", "Andersen", "Bakker", "Banerjee", "Becker", "Castro", "Chen", "Costa", "Dahl", "Demir"),
    *("Dubois", "Eriksen", "Farah", "Fischer", "Fontana", "Garcia", "Haas", "Hoang", "Ibarra", "Ito"),
    *("Jensen", "Kaya", "Keller", "Kowalski", "Kumar", "Lindgren", "Lopes", "Marino", "Meyer", "Mori"),
    *("Nkosi", "Novak", "Okoye", "Olsen", "Park", "Patel", "Pereira", "Popov", "Quinn", "Rao", "Reyes"),
    *("Rossi", "Sato", "Schmidt", "Silva", "Singh", "Sorensen", "Suzuki", "Tran", "Vargas", "Vogel"),
    *("Weber", "Yilmaz", "Young", "Zhang", "Zimmer"),
)
ZONES = (
    *("Europe/Berlin",) * 10,
    *("Europe/London",) * 4,
    *("America/New_York",) * 3,
    *("Asia/Kolkata", "America/Los_Angeles", "Asia/Tokyo"),
)
TEAMS = (
    *("Payments", "Growth", "Platform", "Data", "Brand", "Field sales", "Partners", "Finance", "Legal"),
    *("People", "Support", "Operations", "Research", "Security"),
)
ROLES = ("Lead", "Analyst", "Engineer", "Manager", "Designer", "Specialist", "Coordinator", "Researcher")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the company."""

    name: str
    real_name: str
    title: str
    tz: str


def invent_members(rng: random.Random, many: int, taken: set[str]) -> Iterator[Member]:
    """Invent so many people whose short names nobody has yet."""
    pairs = [(first, last) for first in FIRST for last in LAST]
    rng.shuffle(pairs)
    made = 0
    for first, last in pairs:
        short = first.lower() if first.lower() not in taken else f"{first}.{last}".lower()
        if made == many:
            return
        if short in taken:
            continue
        taken.add(short)
        made += 1
        title = f"{rng.choice(ROLES)}, {rng.choice(TEAMS)}"
        yield Member(short, f"{first} {last}", title, rng.choice(ZONES))
