"""DATABASE_URL: every option of libpq means something here or is refused, and pools by transactions work."""

from __future__ import annotations

import inspect
import ssl
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest
from sqlalchemy import select, text

from bot.kit.crypto import Keyring
from bot.kit.db import Database, for_driver, parse_url
from bot.kit.db.refusal import setup_error
from bot.kit.errors import SetupError
from bot.models import Person, Workspace
from tests.support.transaction_pool import transaction_pool

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def test_what_the_server_is_told_arrives(postgresql_url: str, keyring: Keyring) -> None:
    options = "application_name=mentors&options=-c%20statement_timeout%3D9000"
    database = Database(f"{postgresql_url}&{options}", keyring)
    async with database.engine.connect() as connection:
        asked = [text("SHOW application_name"), text("SHOW statement_timeout")]
        assert [(await connection.execute(one)).scalar() for one in asked] == ["mentors", "9s"]
    await database.close()


LIBPQ = [
    *("host", "hostaddr", "port", "dbname", "user", "password", "passfile", "require_auth"),
    *("channel_binding", "connect_timeout", "client_encoding", "options", "application_name"),
    *("fallback_application_name", "keepalives", "keepalives_idle", "keepalives_interval"),
    *("keepalives_count", "tcp_user_timeout", "replication", "gssencmode", "sslmode", "requiressl"),
    *("sslnegotiation", "sslcompression", "sslcert", "sslkey", "sslkeylogfile", "sslpassword"),
    *("sslcertmode", "sslrootcert", "sslcrl", "sslcrldir", "sslsni", "requirepeer"),
    *("ssl_min_protocol_version", "ssl_max_protocol_version", "min_protocol_version"),
    *("max_protocol_version", "krbsrvname", "gsslib", "gssdelegation", "scram_client_key"),
    *("scram_server_key", "service", "target_session_attrs", "load_balance_hosts", "oauth_issuer"),
    *("oauth_client_id", "oauth_client_secret", "oauth_scope"),
]


@pytest.mark.parametrize("option", LIBPQ)
def test_every_option_of_libpq_is_translated_or_refused_in_a_sentence(option: str) -> None:
    value = {"sslmode": "require", "port": "5432"}.get(option, "1")
    try:
        address, more = for_driver(parse_url(f"postgresql://u:secret@h/n?{option}={value}"))
    except SetupError as error:
        refused = str(error)
        names, rest = set(), set()
    else:
        refused, names, rest = "", set(address.query), set(more)
    # Nothing is left over that the driver would not know by name.
    assert names <= set(inspect.signature(asyncpg.connect).parameters)
    assert rest <= {"dsn", "ssl", "timeout"}
    assert not refused or refused.startswith(f"DATABASE_URL has {option}, which is not possible here")


def test_an_option_that_means_nothing_here_is_refused_by_its_name() -> None:
    with pytest.raises(SetupError, match=r"DATABASE_URL has an option that is not known here \(made_up\)"):
        parse_url("postgresql://u:secret@h/n?made_up=true&sslmode=require")


@pytest.mark.parametrize(
    ("options", "seconds"),
    [
        ("", 4),
        ("?connect_timeout=10", 10),
        ("?connect_timeout=0", 60),
        ("?connect_timeout=-1", 60),
        ("?connect_timeout=300", 60),
    ],
)
def test_a_connection_may_take_as_long_as_the_address_says_within_a_minute(
    options: str, seconds: int
) -> None:
    address, more = for_driver(parse_url(f"postgresql://u:p@h/n{options}"))
    assert more["timeout"] == seconds
    assert "connect_timeout" not in address.query


@pytest.mark.parametrize("given", ["soon", "1.5", "1&connect_timeout=2"])
def test_a_time_that_is_none_is_refused_in_a_sentence(given: str) -> None:
    with pytest.raises(SetupError, match="connect_timeout is not a whole number of seconds"):
        parse_url(f"postgresql://u:secret@h/n?sslmode=require&connect_timeout={given}")


def test_the_authorities_of_the_system_can_be_trusted() -> None:
    address, more = for_driver(parse_url("postgresql://u:p@h/n?sslmode=verify-full&sslrootcert=system"))
    assert isinstance(more["ssl"], ssl.SSLContext)
    assert more["ssl"].check_hostname
    assert "ssl" not in address.query


@pytest.mark.parametrize("pooled", [True, False], ids=["pgbouncer", "control"])
async def test_a_pool_that_works_by_transactions_is_no_trouble_once_it_is_named(
    postgresql_url: str, keyring: Keyring, pooled: bool
) -> None:
    folder = parse_qs(urlsplit(postgresql_url).query)["host"][0]
    async with transaction_pool(folder, "pinchpoint") as port:
        option = "?pgbouncer=true" if pooled else ""
        database = Database(f"postgresql://pinchpoint@127.0.0.1:{port}/pinchpoint{option}", keyring)
        try:
            if not pooled:
                with pytest.raises(Exception) as failed:  # noqa: PT011 - the driver has several
                    await work(database)
                told = setup_error(failed.value)
                assert told is not None
                assert "add pgbouncer=true" in str(told)
                return
            await work(database)
        finally:
            await database.close()


async def work(database: Database) -> None:
    async with database.all_workspaces() as db:
        db.add(Workspace(id="T1", installed_at=AT, rematch_at=AT))
    for number in range(20):
        async with database.begin("T1") as db:
            await db.insert_or_ignore(Person, user_id=f"U{number}", name=str(number))
        async with database.read("T1") as db:
            found = await db.scalar(select(Person.name).where(Person.user_id == f"U{number}"))
            assert found == str(number)
        assert await database.now()
