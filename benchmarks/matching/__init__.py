"""The matching engine on public data (`score`) and on invented organisations (`workplace`).

python ../shared/data/expert-finding/evaluate.py benchmarks.matching:score
python ../shared/data/workplace/evaluate_workplace.py benchmarks.matching:workplace
"""

from __future__ import annotations

from benchmarks.matching.public import score
from benchmarks.matching.workplaces import workplace, workplace_without_encoder

__all__ = ["score", "workplace", "workplace_without_encoder"]
