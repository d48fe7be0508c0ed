"""Relationships lead to rows of the same workspace, are loaded where somebody asks, and never write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import RelationshipProperty, joinedload, selectinload

from bot.kit.db import Base, Database
from bot.models import Ask, Offer, Topic
from tests.kit.test_db import MODELS, two_workspaces, values_of

RELATIONSHIPS = sorted((one for mapper in Base.registry.mappers for one in mapper.relationships), key=str)


async def same_keys_in_both(database: Database) -> None:
    """TA and TB have a row "x" of every kind."""
    await two_workspaces(database)
    async with database.begin("TB") as db:
        for model in MODELS:
            await db.insert_all(model, [values_of(model)])


@pytest.mark.parametrize("one", RELATIONSHIPS, ids=str)
def test_relationships_are_never_written_and_never_loaded_unasked(one: RelationshipProperty[Any]) -> None:
    assert one.viewonly
    assert one.lazy == "raise"
    assert ("workspace_id", "workspace_id") in {
        (left.name, right.name) for left, right in one.local_remote_pairs
    }


async def test_joins_and_loads_stay_in_the_workspace(database: Database) -> None:
    await same_keys_in_both(database)
    async with database.read("TB") as db:
        for one in RELATIONSHIPS:
            model, name = one.parent.class_, one.key
            joined = select(func.count()).select_from(model).join(getattr(model, name))
            assert await db.scalar(joined) == 1, one
            (row,) = await db.scalars(select(model).options(selectinload(getattr(model, name))))
            loaded = getattr(row, name)
            rows = loaded if isinstance(loaded, Iterable) else [loaded]
            assert [found.workspace_id for found in rows] == ["TB"], one
            db.expunge_all()


async def test_a_row_is_read_by_its_key_with_what_it_leads_to(database: Database) -> None:
    await same_keys_in_both(database)
    async with database.begin("TB") as db:
        with_ask = [joinedload(Offer.ask).joinedload(Ask.topic), joinedload(Offer.expert)]
        offer = await db.get_one(Offer, "x", options=with_ask)
        assert {offer.ask.workspace_id, offer.ask.topic.workspace_id, offer.expert.workspace_id} == {"TB"}
        await db.update_where(Topic, name="another")
        again = await db.get_one(Offer, "x", options=with_ask)
        assert again.ask.topic.name == "another"
        first = select(Offer).options(joinedload(Offer.ask)).order_by(Offer.id).limit(1)
        assert (await db.scalars(first)).one().ask.workspace_id == "TB"
        with_offers = select(Ask).options(joinedload(Ask.offers)).order_by(Ask.id).limit(1)
        assert [one.workspace_id for one in (await db.scalars(with_offers)).unique().one().offers] == ["TB"]


async def test_conditions_on_related_rows_stay_in_the_workspace(database: Database) -> None:
    await same_keys_in_both(database)
    async with database.begin("TB") as db:
        await db.update_where(Ask, minutes=15)
        await db.update_where(Offer, score=0.5)
    async with database.read("TA") as db:
        assert list(await db.scalars(select(Offer.id).where(Offer.ask.has(Ask.minutes == 15)))) == []
        assert list(await db.scalars(select(Ask.id).where(Ask.offers.any(Offer.score == 0.5)))) == []
        assert list(await db.scalars(select(Ask.id).where(~Ask.offers.any(Offer.score == 0.5)))) == ["x"]


async def test_what_nobody_asked_for_is_not_loaded_in_silence(database: Database) -> None:
    await same_keys_in_both(database)
    async with database.read("TB") as db:
        offer = await db.get_one(Offer, "x")
        with pytest.raises(InvalidRequestError, match="lazy='raise'"):
            _ = offer.ask
