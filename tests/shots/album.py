"""All pictures: one album a subject."""

from __future__ import annotations

from typing import Final

from tests.shots.again import AGAIN
from tests.shots.around import AROUND
from tests.shots.dialogs import DIALOGS
from tests.shots.folders import FOLDERS
from tests.shots.handing import HANDING
from tests.shots.lawful import LAWFUL
from tests.shots.money import MONEY
from tests.shots.orders import ORDERS
from tests.shots.pages import PAGES
from tests.shots.priced import PRICED
from tests.shots.received import RECEIVED
from tests.shots.spent import SPENT
from tests.shots.studio import Shot
from tests.shots.together import TOGETHER
from tests.shots.vat import VAT

# Those of folders come last: they leave the file of their world as it cannot be worked with.
SHOTS: Final[tuple[Shot, ...]] = (
    *PAGES,
    *DIALOGS,
    *AROUND,
    *ORDERS,
    *RECEIVED,
    *SPENT,
    *TOGETHER,
    *LAWFUL,
    *AGAIN,
    *PRICED,
    *MONEY,
    *VAT,
    *HANDING,
    *FOLDERS,
)
