"""Who has the database open, and the proof that locks and reads reach all of them.

    presence = Presence(path, Who("Ana", "desk-1"), profile)
    presence.join()             a slot beside the file, a first look at the others
    presence.settle()           waits while somebody may be there whose locks do not reach us
    presence.check_may_write()  raises UserError; asked by every transaction
    presence.leave()

A thread of its own looks once a second, so that a folder that does not answer blocks nobody else; what it saw
last is read from memory.
"""

from desktop_crm.database.presence.judging import Pace
from desktop_crm.database.presence.present import Person, Presence, Report, State, who_is_in
from desktop_crm.database.presence.record import Who
from desktop_crm.database.presence.served import ServerPresence

__all__ = ["Pace", "Person", "Presence", "Report", "ServerPresence", "State", "Who", "who_is_in"]
