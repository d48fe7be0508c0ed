"""Container, Compose and systemd files: parsed, and held to what the command and the settings are."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import commands
from bot.kit.settings import Settings

ROOT = Path(__file__).parent.parent
UNITS = sorted((ROOT / "deploy/systemd").glob("*.service"))
KNOWN = {name.upper() for name in Settings.model_fields} | {"HTTPS_PROXY"}


class _Loader(yaml.SafeLoader):
    """YAML with Compose's own tag `!override`."""


_Loader.add_constructor("!override", lambda loader, node: loader.construct_sequence(node))


def compose(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.load((ROOT / name).read_text(), _Loader)
    return found["services"]


def instructions() -> list[list[str]]:
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text())
    return [line.split(None, 1) for line in text.splitlines() if line and not line.startswith("#")]


def test_the_container_is_not_root_and_says_how_it_is() -> None:
    last = instructions()
    final = last[[number for number, line in enumerate(last) if line[0] == "FROM"][-1] :]
    users = [rest for word, rest in final if word == "USER"]
    assert users
    assert users[-1].isdigit()
    assert int(users[-1]) > 0
    words = [word for word, _ in final]
    assert words.index("USER") < words.index("WORKDIR")
    assert {"HEALTHCHECK", "ENTRYPOINT", "VOLUME"} <= set(words)


def test_whatever_is_copied_into_the_container_is_there_and_let_in() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    for word, rest in instructions():
        if word == "COPY" and "--from" not in rest:
            for source in rest.split()[:-1]:
                assert (ROOT / source).exists()
                assert f"!{source.split('/')[0]}" in ignored
    assert ignored[0] == "*"  # no database, key or .env can get in


def test_the_health_check_of_the_container_is_python() -> None:
    ((_, check),) = [line for line in instructions() if line[0] == "HEALTHCHECK"]
    code = yaml.safe_load(check[check.index("[") :])[2]
    compile(code, "HEALTHCHECK", "exec")
    assert "/healthz" in code


@pytest.mark.parametrize("name", ["compose.yml", "compose.override.example.yml"])
def test_compose_runs_what_the_command_offers_with_settings_that_there_are(name: str) -> None:
    for service, how in compose(name).items():
        if "command" in how:
            commands.parser().parse_args(how["command"])
        if service != "db":
            assert set(how.get("environment", {})) <= KNOWN


def test_our_containers_write_nowhere_and_may_do_nothing_special() -> None:
    services = compose("compose.yml")
    assert {"upgrade", "web", "worker"} <= set(services)
    for name in ("upgrade", "web", "worker"):
        how = services[name]
        assert how["read_only"] is True
        assert how["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in how["security_opt"]
        assert how["env_file"] == ".env"
    for name in ("web", "worker"):
        assert services[name]["depends_on"]["upgrade"]["condition"] == "service_completed_successfully"


def test_the_example_overrides_services_that_there_are() -> None:
    assert set(compose("compose.override.example.yml")) <= set(compose("compose.yml"))


def unit(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=True, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text())
    return parser


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_run_what_the_command_offers_as_nobody_special(path: Path) -> None:
    service = unit(path)["Service"]
    for name in ("ExecStart", "ExecStartPre"):
        if name in service:
            program, *arguments = shlex.split(service[name])
            assert program == "/opt/pinchpoint/.venv/bin/pinchpoint"
            commands.parser().parse_args(arguments)
    assert service["User"] != "root"
    assert (service["NoNewPrivileges"], service["ProtectSystem"]) == ("yes", "strict")
    assert service["RestartPreventExitStatus"] == "2"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_systemd_understands_the_units(path: Path, tmp_path: Path) -> None:
    here = tmp_path / path.name
    here.write_text(path.read_text().replace("/opt/pinchpoint/.venv/bin/pinchpoint", sys.executable))
    checked = subprocess.run(
        ["systemd-analyze", "verify", str(here)], capture_output=True, text=True, check=False
    )
    assert [line for line in checked.stderr.splitlines() if path.name in line] == []
