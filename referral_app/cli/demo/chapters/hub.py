"""The commune's hub: the first centre joins with a code, the second because the first knows it."""

from __future__ import annotations

from referral_app.cli.demo.cast import YACOUB, YACOUB_2, YOUSSOUFIA
from referral_app.cli.demo.hub import URL
from referral_app.cli.demo.ledger import Book


def join(book: Book) -> None:
    """Both centres join; the second desk of the first follows by itself."""
    stage = book.stage
    code = stage.hub.begin()
    book.wait(30)
    stage.workspace(YACOUB.key).join_hub(URL, code)
    stage.tell("join_hub", YACOUB, hub=URL)
    book.wait(15)
    stage.workspace(YOUSSOUFIA.key).join_hub(URL)
    stage.tell("join_hub", YOUSSOUFIA, hub=URL)
    # By the folder the second desk hears where its centre's hub is.
    for cast in (YACOUB, YACOUB_2):
        book.wait(5)
        stage.synchronise(cast, "folder")
