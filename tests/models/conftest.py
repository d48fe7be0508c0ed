"""Databases in which there is nothing yet, and migrations beside those that are shipped."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from bot.models import migrate

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
    async def run(statement: str) -> None:
        connection = await asyncpg.connect(host=postgresql_server, user="postgres", database="postgres")
        await connection.execute(statement)
        await connection.close()

    asyncio.run(run("CREATE DATABASE empty_models"))
    yield f"postgresql://postgres@/empty_models?host={postgresql_server}"
    asyncio.run(run("DROP DATABASE empty_models WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, on SQLite and on PostgreSQL."""
    url: str = request.getfixturevalue(f"empty_{request.param}")
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
