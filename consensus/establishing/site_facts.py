"""Facts that the site decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from consensus.establishing.grounds import settled, unsettled
from treatment_history.answer import Answer
from treatment_history.sentences import say

if TYPE_CHECKING:
    from consensus.site import Site
    from treatment_history.history import Derived


def tdm1_available(site: Site) -> Derived[Answer]:
    """Whether the site can give T-DM1; a setting, never read from a record."""
    if site.tdm1_available is Answer.UNKNOWN:
        return unsettled(Answer.UNKNOWN, missing=say("whether T-DM1 is available at this site (a setting)"))
    return settled(site.tdm1_available, say("Setting of this site"))
