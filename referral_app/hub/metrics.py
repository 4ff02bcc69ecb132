"""What the hub counts of itself, for Prometheus: numbers without names."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from typing import Final

_HELP: Final = {
    "relais_requests_total": "Requests answered, by operation and status.",
    "relais_envelopes_total": "Envelopes offered, by outcome.",
    "relais_envelopes_freed_total": "Envelopes whose bytes were freed by the clean-up.",
    "relais_journal_position": "Last position of the journal.",
    "relais_envelopes_kept": "Envelopes kept.",
    "relais_bytes_kept": "Bytes of the envelopes kept.",
    "relais_centres": "Centres admitted.",
    "relais_waiting": "Requests that wait for an envelope.",
}
Labels = tuple[tuple[str, str], ...]


class Metrics:
    """Counters of one worker; safe on several threads."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, Labels]] = Counter()
        self._lock = threading.Lock()

    def count(self, name: str, by: int = 1, **labels: str) -> None:
        """Add to a counter."""
        with self._lock:
            self._counts[name, tuple(sorted(labels.items()))] += by

    def text(self, gauges: Mapping[str, int]) -> str:
        """Write everything in the text exposition format, 0.0.4."""
        with self._lock:
            counts = dict(self._counts)
        lines: list[str] = []
        for name, words in _HELP.items():
            kind = "gauge" if name in gauges else "counter"
            lines += (f"# HELP {name} {words}", f"# TYPE {name} {kind}")
            if name in gauges:
                lines.append(f"{name} {gauges[name]}")
            found = sorted((labels, value) for (of, labels), value in counts.items() if of == name)
            for labels, value in found:
                named = ",".join(f'{label}="{word}"' for label, word in labels)
                lines.append(f"{name}{{{named}}} {value}" if named else f"{name} {value}")
        return "\n".join(lines) + "\n"
