"""Words for what is refused around outside services, their directory and their answers."""

from __future__ import annotations

from typing import Final

from referral_app.language import N_

SENTENCES: Final[dict[str, str]] = {
    "service.unknown": N_("This service is not in the directory of this desk yet."),
    "service.exists": N_("The directory has a service of this name already."),
    "service.name_required": N_("Give the service a name, in French or in Arabic."),
    "service.categories_required": N_("Say what people go to this service for."),
    "service.not_offered": N_(
        "This service is no longer in the directory. Choose another door, or put it back first."
    ),
    "service.suspended": N_(
        "Nobody is sent to this service for now. The directory says why; choose another door."
    ),
    "outside.has_a_desk": N_("This centre answers through the exchange, not by telephone."),
    "outside.speaker_required": N_("Say who speaks for the service, by function and not by name."),
    "outside.not_final": N_("Write down the answer first: nothing is there to be confirmed yet."),
    "outside.none_with_code": N_(
        "No referral to an outside service bears this code. Read the code once more."
    ),
    "outside.none_open": N_("Every referral of this file to an outside service was taken back."),
    "outside.no_such_coupon": N_(
        "No referral known at this desk has this coupon. If it was sent from another desk of the "
        "centre, exchange first."
    ),
}
