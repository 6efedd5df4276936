"""Mailman 3: its bounce runner asks libbounce in the place of flufl.bounce, unchanged, by three lines of mailman.cfg.

    [plugin.bounce]
    class: bounce.compat.mailman.Plugin
    enabled: yes

SparingPlugin counts against a member only what speaks against the address itself: not that our own server is blocked, nor what a text was
refused for. Needs Mailman.
"""
from __future__ import annotations

import functools
import sys
import types

from mailman.interfaces.plugin import IPlugin  # type: ignore[import-untyped, import-not-found, unused-ignore]
from zope.interface import implementer  # type: ignore[import-untyped, import-not-found, unused-ignore]

from . import flufl

__all__ = ["Plugin", "SparingPlugin"]


@implementer(IPlugin)  # type: ignore[untyped-decorator, unused-ignore]
class Plugin:
    """Lets flufl.bounce be bounce.compat.flufl, in each process of Mailman."""

    resource: None = None
    """No REST resource."""
    name: str
    """Set by Mailman, from the section's name."""

    spare_innocent = False

    def pre_hook(self) -> None:
        """Called by Mailman before anything of it imports flufl.bounce."""
        stand_in = types.ModuleType("flufl.bounce", flufl.__doc__)
        for function in (flufl.all_failures, flufl.scan_message):
            setattr(stand_in, function.__name__, functools.partial(function, spare_innocent=self.spare_innocent))
        sys.modules["flufl.bounce"] = stand_in

    def post_hook(self) -> None:
        """Nothing is left to do."""


class SparingPlugin(Plugin):
    """The same, and spares the innocent."""

    spare_innocent = True
