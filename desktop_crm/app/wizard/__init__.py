"""The first-run wizard: to the first invoice in five short pages, each of which can be skipped."""

from desktop_crm.app.wizard.answers import Answers, SetupChoice
from desktop_crm.app.wizard.frame import Wizard

__all__ = ["Answers", "SetupChoice", "Wizard"]
