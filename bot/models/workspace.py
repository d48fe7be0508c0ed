"""A Slack workspace, how the app is installed in it, and OAuth states under way."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column, synonym

from bot.kit.crypto import EncryptedText
from bot.kit.db import Base, UtcDateTime, WorkspaceRow, WorkspaceScoped
from bot.models.program_settings import ProgramSettings, SettingsDocument


class Workspace(WorkspaceScoped, Base):
    """A Slack workspace; ``id`` is Slack's team id."""

    __tablename__ = "workspace"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    workspace_id: Mapped[str] = synonym("id")
    enterprise_id: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text, default="")
    bot_user_id: Mapped[str] = mapped_column(Text, default="")
    installed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Set when Slack says that the app was removed or its token revoked: nothing is sent from then on.
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When waiting asks are next compared with the experts; moved to "now" by whatever changes the pool.
    rematch_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # When waiting asks are next compared with one another; empty: at once.
    pools_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # The walk through the workspace's members: when it last ended, and Slack's cursor while it is under way.
    people_synced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    people_cursor: Mapped[str] = mapped_column(Text, default="")
    settings: Mapped[ProgramSettings] = mapped_column(
        SettingsDocument, default=ProgramSettings, server_default="{}"
    )
    # Rises with every change of an expert that matching must know; the expert's row then carries it.
    experts_version: Mapped[int] = mapped_column(default=0)


class Installation(WorkspaceRow):
    """What Slack gave at installation: the bot's token and, with rotation, how to renew it."""

    __tablename__ = "installation"

    app_id: Mapped[str] = mapped_column(Text, default="")
    enterprise_id: Mapped[str | None] = mapped_column(Text, index=True)
    is_enterprise_install: Mapped[bool] = mapped_column(default=False)
    bot_id: Mapped[str] = mapped_column(Text, default="")
    bot_user_id: Mapped[str] = mapped_column(Text, default="")
    scopes: Mapped[str] = mapped_column(Text, default="")
    bot_token: Mapped[str] = mapped_column(EncryptedText("installation.bot_token"))
    refresh_token: Mapped[str | None] = mapped_column(EncryptedText("installation.refresh_token"))
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # What a renewal brought, until it is seen to work: only then does it take the place of the present ones.
    next_token: Mapped[str | None] = mapped_column(EncryptedText("installation.next_token"))
    next_refresh_token: Mapped[str | None] = mapped_column(EncryptedText("installation.next_refresh_token"))
    next_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Set while some worker renews, or rests after a refusal: from then on another one looks into it.
    renewing_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    renewal_error: Mapped[str | None] = mapped_column(Text)  # Slack's code, once it has refused to renew
    installed_by: Mapped[str] = mapped_column(Text, default="")
    installed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OAuthState(Base):
    """A state parameter of the install page that was used; kept until it would have ended by itself."""

    __tablename__ = "oauth_state"

    state: Mapped[str] = mapped_column(Text, primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
