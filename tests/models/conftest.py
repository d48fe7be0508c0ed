"""Databases in which there is nothing yet, and migrations beside those that are shipped."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from bot.models import migrate
from tests.support.postgresql import MIGRATED

ROOT = Path(__file__).parents[2]
VERSION = '''"""{title}."""

from alembic import op
import sqlalchemy as sa

revision = "{revision}"
down_revision = "{down_revision}"


def upgrade() -> None:
    {body}


def downgrade() -> None:
    raise NotImplementedError
'''

AddMigration = Callable[[str], str]


@pytest.fixture
def empty_sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/empty.db"


@pytest.fixture
def empty_postgresql(postgresql_server: str) -> Iterator[str]:
    with _database(postgresql_server, "template1") as url:
        yield url


@contextmanager
def _database(socket: str, template: str) -> Iterator[str]:
    """Make a database of its own, and drop it."""

    async def run(statement: str) -> None:
        connection = await asyncpg.connect(host=socket, user="postgres", database="postgres")
        await connection.execute(statement)
        await connection.close()

    asyncio.run(run(f"CREATE DATABASE empty_models TEMPLATE {template}"))
    yield f"postgresql://postgres@/empty_models?host={socket}"
    asyncio.run(run("DROP DATABASE empty_models WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, on SQLite and on PostgreSQL."""
    url: str = request.getfixturevalue(f"empty_{request.param}")
    return url


@pytest.fixture
def migrated_sqlite(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "migrated.db")
    return f"sqlite:///{tmp_path}/migrated.db"


@pytest.fixture
def migrated_postgresql(postgresql_server: str) -> Iterator[str]:
    with _database(postgresql_server, MIGRATED) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest) -> str:
    """The URL of a database with empty tables, up to date and nobody else's."""
    url: str = request.getfixturevalue(f"migrated_{request.param}")
    return url


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a copy of the migrations, which the application runs instead of its own."""
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("alembic.ini", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "migrations", folder / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrate, "MIGRATIONS", folder / "migrations")
    return folder


@pytest.fixture
def add_migration(project: Path) -> AddMigration:
    """Add a migration after the last: give what it does, get its id."""

    def add(body: str) -> str:
        versions = project / "migrations/versions"
        number = len(list(versions.glob("*.py")))
        written = VERSION.format(
            title="one more", revision=f"{number + 1:04}", down_revision=f"{number:04}", body=body
        )
        (versions / f"20991231_{number + 1}.py").write_text(written)
        return f"{number + 1:04}"

    return add
