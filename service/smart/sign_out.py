"""The button that ends a session, above the page that the launch shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from cards.launch import sign_out_label

if TYPE_CHECKING:
    from cards.wording.language import Language

_BODY = re.compile(r"<body\b[^>]*>")
_FORM = Markup(
    '<link rel="stylesheet" href="/assets/sign-out.css">'
    '<form class="sign-out" method="post" action="{address}"><button>{label}</button></form>'
)


def with_sign_out(page: str, address: str, language: Language) -> str:
    """The page with a form, first in its body, that posts to `address`.

    Raises:
        ValueError: it has no body, so that nobody could sign out.
    """
    start = _BODY.search(page)
    if start is None:
        raise ValueError("the page has no body")
    form = _FORM.format(address=address, label=sign_out_label(language))
    return f"{page[: start.end()]}{form}{page[start.end() :]}"
