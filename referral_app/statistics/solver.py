"""Whole-number problems for HiGHS: bounds, equations between cells, something to make smallest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from referral_app.statistics.cubes import Line


@dataclass(frozen=True, slots=True)
class Problem:
    """Cells between `lower` and `upper` whose `lines` hold."""

    lower: Sequence[float]
    upper: Sequence[float]
    lines: Sequence[Line]


class Solver:
    """One problem asked several questions; each starts from what the last one found."""

    def __init__(self, problem: Problem) -> None:
        # Imported when a month is rounded: 12 MB that no other work needs.
        import highspy

        self._size = len(problem.lower)
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self._highs.silent()
        # One thread and one seed: the same figures on every machine.
        for name, value in (("threads", 1), ("random_seed", 0), ("mip_rel_gap", 0.0)):
            self._highs.setOptionValue(name, value)
        self._highs.passModel(_model(problem))

    def smallest(self, costs: Sequence[float]) -> list[int] | None:
        """Return whole values that make the sum of costs × values smallest; None if none fit."""
        import highspy
        import numpy as np

        if not self._size:
            return []  # HiGHS has a status of its own for nothing at all
        at = np.arange(self._size, dtype=np.int32)
        self._highs.changeColsCost(self._size, at, np.array(costs, dtype=np.float64))
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return [round(value) for value in self._highs.getSolution().col_value]


def solve(problem: Problem, costs: Sequence[float]) -> list[int] | None:
    """Return whole values that make the sum of costs × values smallest; None if none fit."""
    return Solver(problem).smallest(costs)


def _model(problem: Problem) -> Any:
    import highspy
    import numpy as np

    size, rows = len(problem.lower), len(problem.lines)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = size, rows
    model.col_cost_ = np.zeros(size)
    model.col_lower_ = np.array(problem.lower, dtype=np.float64)
    model.col_upper_ = np.array(problem.upper, dtype=np.float64)
    model.row_lower_ = model.row_upper_ = np.zeros(rows)
    model.integrality_ = [highspy.HighsVarType.kInteger] * size
    starts, columns, values = [0], [], []
    for line in problem.lines:
        columns += [*line.parts, line.total]
        values += [1.0] * len(line.parts) + [-1.0]
        starts.append(len(columns))
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.array(starts, dtype=np.int32)
    matrix.index_ = np.array(columns, dtype=np.int32)
    matrix.value_ = np.array(values, dtype=np.float64)
    return model
