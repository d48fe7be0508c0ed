"""Which data is whose: every table of the app, and for each column what becomes of it.

One list serves the page that tells somebody what is held, the file of all of it, erasure and retention. A
test walks every table: a column that is missing here fails it.
"""

from bot.privacy.inventory.events import EVENTS
from bot.privacy.inventory.parts import Held, Part
from bot.privacy.inventory.people import PEOPLE
from bot.privacy.inventory.pilot import PILOT
from bot.privacy.inventory.pools import POOLS
from bot.privacy.inventory.questions import QUESTIONS
from bot.privacy.inventory.reach import REACH
from bot.privacy.inventory.sessions import SESSIONS
from bot.privacy.inventory.sheets import SHEETS
from bot.privacy.inventory.stories import STORIES
from bot.privacy.inventory.technical import TECHNICAL

HELD: tuple[Held, ...] = (
    *PEOPLE,
    *QUESTIONS,
    *SESSIONS,
    *EVENTS,
    *SHEETS,
    *POOLS,
    *PILOT,
    *REACH,
    *STORIES,
    *TECHNICAL,
)

__all__ = ["HELD", "Held", "Part"]
