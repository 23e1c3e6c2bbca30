"""Which places' secrets lie in this computer's keyring, and what is to become of the one just typed."""

from __future__ import annotations

from desktop_crm.values.messages import Message
from desktop_crm.widgets.local_settings import REMEMBERED, LocalSettings
from desktop_crm.workspace import remembering
from desktop_crm.workspace.places import Place
from desktop_crm.workspace.remembering import Wish


def is_remembered(local: LocalSettings, place: Place) -> bool:
    """Whether the keyring was given the secret of this place."""
    return remembering.account_of(place) in local.get(REMEMBERED)


def note(local: LocalSettings, place: Place, *, is_kept: bool) -> None:
    """The keyring has the secret of this place by now, or has it no longer."""
    account = remembering.account_of(place)
    others = [each for each in local.get(REMEMBERED) if each != account]
    local.set(REMEMBERED, [*others, account] if is_kept else others)


class Remembered:
    """What the pages that ask for a secret know of the keyring, and the wish of the one that asked last: it
    holds until the place that the secret opens is open.
    """

    def __init__(self, local: LocalSettings | None = None) -> None:
        self._local = local or LocalSettings(None)
        self._wish: Wish | None = None
        self._refusal: Message | None = None

    def has(self, place: Place) -> bool:
        """Whether the secret of this place is in the keyring."""
        return is_remembered(self._local, place)

    def make(self, wish: Wish | None) -> None:
        """Another wish, or none."""
        self._wish = wish

    def wish_for(self, place: Place) -> Wish | None:
        """The one for the place that is being opened; one for another place is over."""
        if self._wish is not None and self._wish.place != place:
            self._wish = None
        return self._wish

    def settle(self, refusal: Message | None) -> None:
        """The place is open and the keyring was told, or refused."""
        wish, self._wish = self._wish, None
        if wish is not None:
            note(self._local, wish.place, is_kept=wish.wanted and refusal is None)
        self._refusal = refusal

    def take_refusal(self) -> Message | None:
        """Why the keyring refused, told once."""
        refusal, self._refusal = self._refusal, None
        return refusal
