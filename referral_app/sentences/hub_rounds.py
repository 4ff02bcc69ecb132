"""Sentences of the hub: how to reach it, and what keeps it from serving."""

from __future__ import annotations

from typing import Final

from referral_app.language import N_

SENTENCES: Final = {
    "hub.address": N_(
        "This is no address of a hub. It looks like this: https://hub.rabat.example, and nothing "
        "behind it."
    ),
    "hub.address_open": N_(
        "Without https only a hub on this very computer is spoken to. Write https:// in front of "
        "the address."
    ),
    "hub.none": N_("Your centre has no hub. Join one on the page of the exchange."),
    "hub.none_there": N_(
        "At this address no hub answers. Check the address, and whether this computer first has to "
        "be let into the network. Nothing is lost."
    ),
    "hub.unreachable": N_(
        "The hub cannot be reached. Nothing is lost: what waits here leaves as soon as it answers "
        "again. A stick or a shared folder works meanwhile."
    ),
    "hub.slow": N_(
        "The hub answers too slowly. What has arrived is kept; the rest comes with the next "
        "exchange."
    ),
    "hub.garbled": N_(
        "What came from the hub cannot be read. Nothing was taken from it, and nothing is lost."
    ),
    "hub.failed": N_("The hub reports a fault of its own. Nothing is lost; try again later."),
    "hub.busy": N_("The hub is busy. Nothing is lost; the exchange goes on in a while."),
    "hub.refused": N_("The hub refuses this exchange. Ask the commune's technician."),
    "hub.other_time": N_(
        "The hub does not accept the time of this computer. Set its clock, then exchange again."
    ),
    "hub.rewound": N_(
        "The hub was put back to an earlier day. All that is kept here is offered to it again."
    ),
    "hub.another": N_(
        "Another hub answers at this address than the one that your centre joined. Nothing was "
        "sent to it. Ask the commune's technician what has changed."
    ),
    "hub.mode_differs": N_(
        "This hub is for training and your centre is not, or the reverse. Nothing was sent to it."
    ),
    "hub.newer": N_("This hub is newer than this program. Install the newer program first."),
    "hub.not_admitted": N_(
        "The hub does not know your centre yet. Enter the code that the commune's technician "
        "printed, or ask the centre that invited you to exchange with the hub once."
    ),
    "hub.desk_unknown": N_(
        "The hub does not know this computer yet. Let the desk that let it in exchange with the "
        "hub once, then try again."
    ),
    "hub.retired": N_(
        "This desk was taken out of work: the hub gives it nothing more. What is written here can "
        "still be read."
    ),
}
