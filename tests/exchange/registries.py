"""Registries for tests: entries with ids that follow from their proofs, and a root's seed."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import strategies as st

from referral_app.domain.centre import REAL, TRAINING
from referral_app.domain.identifiers import CentreId, Moment
from referral_app.domain.registry import LIFETIME, Entry, EntryKind, Registry
from referral_app.exchange.registry import sign_registry
from referral_app.journal.stream import commune_id
from tests.exchange.desks import START

COMMUNE = commune_id(b"k" * 32)
SEED = b"the root's seed, 32 bytes of it."
OTHER_SEED = b"another root's, 32 bytes of it.."


def an_entry(number: int, name: str = "", first: int = 0, blocks: int = 0) -> Entry:
    proof = sha256(bytes([number])).digest()
    name = name or f"Centre {number}"
    return Entry(
        CentreId(proof[:16]), EntryKind.CENTRE, name, "مركز", "S01", True, first, blocks, proof
    )


def a_registry(
    version: int = 1, *entries: Entry, issued: Moment = START, mode: str = TRAINING
) -> Registry:
    return Registry(COMMUNE, mode, b"", version, issued, Moment(issued + LIFETIME), tuple(entries))


def signed(version: int = 1, *entries: Entry, seed: bytes = SEED) -> bytes:
    return sign_registry(a_registry(version, *entries), seed)


names = st.text(st.characters(codec="utf-8", categories=["L", "N", "Zs"]), min_size=1, max_size=40)


@st.composite
def registries(draw: st.DrawFn) -> Registry:
    count = draw(st.integers(0, 6))
    proofs = draw(
        st.lists(
            st.binary(min_size=32, max_size=32),
            min_size=count,
            max_size=count,
            unique_by=lambda proof: proof[:16],
        )
    )
    entries, first = [], 0
    for proof in proofs:
        blocks = draw(st.integers(0, 1000))
        first += draw(st.integers(0, 200))
        printable = names.filter(str.isprintable)
        entries.append(
            Entry(
                CentreId(proof[:16]),
                draw(st.sampled_from(EntryKind)),
                draw(printable),
                draw(printable),
                draw(st.sampled_from(["", "S01"])),
                draw(st.booleans()),
                first,
                blocks,
                proof,
            )
        )
        first += blocks
    issued = draw(st.integers(0, 2_000_000_000_000))
    return Registry(
        CentreId(draw(st.binary(min_size=16, max_size=16))),
        draw(st.sampled_from([REAL, TRAINING])),
        b"",
        draw(st.integers(1, 999_999_999)),
        Moment(issued),
        Moment(issued + draw(st.integers(1, LIFETIME))),
        tuple(entries),
    )
