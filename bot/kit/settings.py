"""What the environment says: every setting of the process, checked before anything starts."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.kit.crypto import Keyring
from bot.kit.db import parse_url
from bot.kit.errors import SetupError
from bot.kit.proxies import wrong_proxies

ENV_FILE = ".env"
_WRONG = {
    "port": "PORT is not a port: give a number from 0 to 65535, for example 3000.",
    "health_port": "HEALTH_PORT is not a port: give a number from 0 to 65535, for example 3001.",
    "metrics_port": "METRICS_PORT is not a port: give a number from 0 to 65535, for example 9464.",
    "log_level": "LOG_LEVEL is not a level: give DEBUG, INFO, WARNING or ERROR.",
    "log_format": "LOG_FORMAT is not a format: give plain or json.",
    "slack_api_url": (
        "SLACK_API_URL is not an address: leave it out for Slack itself, "
        "or give one like http://127.0.0.1:8080/api/."
    ),
    "otel_exporter_otlp_endpoint": (
        "OTEL_EXPORTER_OTLP_ENDPOINT is not an address: give the one of a collector that takes OTLP over "
        "HTTP, for example http://127.0.0.1:4318."
    ),
    "public_url": "PUBLIC_URL is not an address: give the one that people reach this server by, with https://.",
}
_UNREADABLE_FILE = (
    f"The file {ENV_FILE} cannot be read: make it a text in UTF-8 that this user may read, or take it away."
)
_NEEDS_A_WORKSPACE = (
    "SLACK_BOT_TOKEN is missing: copy the Bot User OAuth Token (it begins with xoxb-) from your Slack app's "
    "page OAuth & Permissions, or give SLACK_CLIENT_ID and SLACK_CLIENT_SECRET to serve several workspaces."
)
_NEEDS_A_WAY_IN = (
    "SLACK_SIGNING_SECRET is missing: copy it from your Slack app's page Basic Information, "
    "or give SLACK_APP_TOKEN (it begins with xapp-) to connect by Socket Mode."
)


class Settings(BaseSettings):
    """The settings, each from the environment variable of its name in capitals; empty counts as absent.

    ``read_settings`` reads the file `.env` of the present folder as well; the environment goes before it.
    """

    model_config = SettingsConfigDict(
        env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True, case_sensitive=False
    )

    slack_bot_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
    database_url: SecretStr = SecretStr("sqlite:///pinchpoint.db")
    encryption_keys: SecretStr | None = None
    host: str = "0.0.0.0"  # noqa: S104 - behind a container's port or a proxy, as hosts expect it
    port: int = 3000
    metrics_port: int | None = None  # of figures for Prometheus; none without it
    health_port: int = 3001  # of `pinchpoint worker`, which serves nothing else
    public_url: str | None = None
    otel_exporter_otlp_endpoint: str | None = None  # of a collector of traces; none are made without it
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["plain", "json"] = "plain"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what is given, else what the environment says, else the file that ``_env_file`` names."""
        return init_settings, env_settings, dotenv_settings

    @field_validator("*", mode="before")
    @classmethod
    def _strip(cls, value: Any) -> Any:
        """Forgive the space or line end that copying a secret often adds."""
        return value.strip() if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _capitals(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    @field_validator("log_format", mode="before")
    @classmethod
    def _small(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value

    @field_validator("port", "health_port", "metrics_port")
    @classmethod
    def _is_port(cls, value: int | None) -> int | None:
        if value is not None and not 0 <= value <= 65535:
            raise ValueError
        return value

    @field_validator("slack_api_url", "public_url", "otel_exporter_otlp_endpoint")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        return None if value is None else read_address(value)

    @property
    def socket_mode(self) -> bool:
        """Whether Slack is heard over a connection that we open, rather than over HTTP requests it sends."""
        return self.slack_app_token is not None and self.slack_signing_secret is None

    @property
    def installs(self) -> bool:
        """Whether workspaces may install the app from its own page."""
        return self.slack_client_id is not None and self.slack_client_secret is not None

    @property
    def public_path(self) -> str:
        """The path below which people and Slack reach this server, such as "/mentor"; mostly empty."""
        return urlsplit(self.public_url or "").path.rstrip("/")

    def secrets(self) -> list[str]:
        """Return the values that must never be seen in a log."""
        given = [
            self.slack_bot_token,
            self.slack_signing_secret,
            self.slack_app_token,
            self.slack_client_secret,
        ]
        values = [secret.get_secret_value() for secret in given if secret is not None]
        if self.encryption_keys is not None:
            keys = self.encryption_keys.get_secret_value().split(",")
            values += [key.strip() for key in keys]
        address = self.database_url.get_secret_value()
        try:
            values.append(parse_url(address).password or "")
        except SetupError:
            values.append(address)  # whatever stands in it
        return [value for value in values if value]


def read_address(value: str) -> str:
    """Return a web address with one slash at its end. Raises ValueError for anything else."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError
    if parts.port == 0:  # reading one beyond 65535 raises
        raise ValueError
    return value.rstrip("/") + "/"


def read_settings(*, slack: bool = True, listens: bool = True, words: bool = True) -> Settings:
    """Read the environment. Raises SetupError with one line for each setting that is missing or wrong.

    ``slack``: this process talks to Slack. ``listens``: it takes what Slack sends. ``words``: it reads or
    writes what is encrypted.
    """
    settings, wrong = look_at_settings(slack=slack, listens=listens, words=words)
    if wrong:
        raise SetupError("\n".join(wrong))
    return settings


def look_at_settings(
    *, slack: bool = True, listens: bool = True, words: bool = True
) -> tuple[Settings, list[str]]:
    """Return the settings, unreadable ones at their defaults, and a line for each missing or wrong one."""
    settings, wrong = _parse()
    wrong += _storage(settings, words)
    if slack:
        wrong += _token(settings) + wrong_proxies()
    secret = settings.slack_signing_secret
    blank = secret is not None and not secret.get_secret_value()  # anybody could sign with that
    if listens and (blank or (secret is None and settings.slack_app_token is None)):
        wrong.append(_NEEDS_A_WAY_IN)
    if listens and settings.socket_mode and not _begins(settings.slack_app_token, "xapp-"):
        wrong.append("SLACK_APP_TOKEN is not an app-level token: those begin with xapp-.")
    return settings, wrong


def _parse(file: str | None = ENV_FILE) -> tuple[Settings, list[str]]:
    """Return the settings, the unreadable ones at their defaults, and a sentence for each of those."""
    try:
        return Settings(_env_file=file), []
    except (OSError, UnicodeDecodeError):
        settings, wrong = _parse(None)
        return settings, [_UNREADABLE_FILE, *wrong]
    except ValidationError as error:
        names = dict.fromkeys(str(one["loc"][0]) for one in error.errors())
    defaults = {name: Settings.model_fields[name].default for name in names}
    return Settings(_env_file=file, **defaults), [_WRONG[name] for name in names]


def _token(settings: Settings) -> list[str]:
    if settings.slack_bot_token is not None:
        if _begins(settings.slack_bot_token, "xoxp-", "xapp-", "xoxe-"):
            return ["SLACK_BOT_TOKEN is another kind of token: give the bot's, which begins with xoxb-."]
        return []
    if settings.installs:
        return []
    if settings.slack_client_id is not None:
        return ["SLACK_CLIENT_SECRET is missing: copy it from your Slack app's page Basic Information."]
    if settings.slack_client_secret is not None:
        return ["SLACK_CLIENT_ID is missing: copy it from your Slack app's page Basic Information."]
    return [_NEEDS_A_WORKSPACE]


def _storage(settings: Settings, words: bool) -> list[str]:
    wrong = []
    try:
        embedded = parse_url(settings.database_url.get_secret_value()).get_backend_name() == "sqlite"
    except SetupError as error:
        wrong.append(str(error))
        embedded = True
    if settings.encryption_keys is not None:
        try:
            Keyring.parse(settings.encryption_keys.get_secret_value())
        except SetupError as error:
            wrong.append(str(error))
    elif words and not embedded:
        wrong.append(
            "ENCRYPTION_KEYS is missing: a shared database needs it. Make a key with `pinchpoint new-key`."
        )
    return wrong


def _begins(secret: SecretStr | None, *prefixes: str) -> bool:
    return secret is not None and secret.get_secret_value().startswith(prefixes)
