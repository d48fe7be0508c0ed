"""Which process of a run takes which tests: what one of them has loaded need no other load."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    "tests/browser/": "browser",  # several Chromiums at once slow each other down to time-outs
    "tests/kit/test_encoder.py": "encoder",
    "tests/matching/test_company.py": "encoder",
    "tests/matching/test_quality.py": "encoder",
    "tests/test_catalogs.py": "sentences",
    "tests/test_translations.py": "sentences",
}


class Together(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist has no types
    """Gives out the tests one by one, but those that belong together, which come first, to one process."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def group_of(nodeid: str) -> str:
    """Name what a test belongs to: itself, mostly."""
    return next((group for path, group in TOGETHER.items() if nodeid.startswith(path)), nodeid)
