"""What the README and the handbooks tell people to type works on a machine that has nothing but Python.

``python -m tests.support.fresh_machine`` clones what is committed into an empty folder, with an empty home,
and runs each block of commands of every page as it stands. Blocks that need Slack meet the stand-in. It ends
with the first that fails. Pages may be named: README.md installs what the others use. Only the whole test
suite is left out, which `.ci/run` runs from the README itself.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^( *)```sh\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
WHOLE_SUITE = re.compile(r"(?:^|&& )(?:\S*python -m pytest -n auto\b.*|\.ci/run\b.*)$")
SERVER = re.compile(r"pinchpoint (?:playground|serve|worker)\s*(?:#.*)?$")
ADDRESS = re.compile(r"(?:started|health is at|is ready:) (https?://\S+)")
HANDBOOK = "docs/operate.md"
FIRST = ("README.md", HANDBOOK)  # installs what the others use; then whoever runs it
NOT_COMMITTED = (".venv", "*.egg-info", "__pycache__", ".*_cache", ".hypothesis", "build")
BLOCK_SECONDS = 900
START_SECONDS = 900  # what it needs may have to be installed first
# How pip finds packages on this machine is no matter of the pages.
PIP_FILES = (Path.home() / ".config/pip/pip.conf", Path.home() / ".pip/pip.conf")
KEPT = re.compile(r"PIP_\w+|\w+_proxy|SSL_CERT_\w+|REQUESTS_CA_BUNDLE|LANG|LC_\w+", re.IGNORECASE)


class FailedError(Exception):
    """A block of commands that does not work as it stands."""


def blocks(text: str) -> list[str]:
    """Return the blocks of commands of a page, without their indentation."""
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in BLOCK.findall(text)]


def steps(block: str) -> Iterator[tuple[str, str]]:
    """Yield the steps of a block: ``run`` lines together, ``serve`` one that does not end by itself.

    ``skip`` is the whole suite; what stands before it on its line is run.
    """
    together: list[str] = []
    for line in block.splitlines():
        whole = WHOLE_SUITE.search(line)
        if whole is None and not SERVER.search(line):
            together.append(line)
            continue
        if whole is not None and whole.start():
            together.append(line[: whole.start()])
        if together:
            yield "run", "\n".join(together)
            together = []
        yield ("skip", whole[0]) if whole else ("serve", line)
    if together:
        yield "run", "\n".join(together)


def pages() -> list[str]:
    """Return the pages that have blocks of commands, in the order in which somebody new reads them."""
    listed = subprocess.run(
        ["git", "ls-files", "*.md"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    found = [page for page in listed if blocks((ROOT / page).read_text())]
    return sorted(found, key=lambda page: (FIRST.index(page) if page in FIRST else len(FIRST), page))


class Machine:
    """A folder with an empty home, a clone of the project, and an environment that knows nothing else."""

    def __init__(self, folder: Path) -> None:
        self.home, self.clone, self.service = folder / "home", folder / "pinchpoint", folder / "service"
        tools = folder / "bin"
        for one in (self.home, self.service, tools):
            one.mkdir()
        for name in ("python3", "python3.11"):
            (tools / name).symlink_to(sys._base_executable)  # type: ignore[attr-defined]
        kept = {name: value for name, value in os.environ.items() if KEPT.fullmatch(name)}
        search = f"{tools}:{self.clone}/.venv/bin:/usr/local/bin:/usr/bin:/bin"
        self.environment = kept | {"HOME": str(self.home), "PATH": search, "HEALTH_PORT": "0", "PORT": "0"}
        self.environment["PYTHONUNBUFFERED"] = "1"
        for path in PIP_FILES:
            if path.exists():
                self.environment.setdefault("PIP_CONFIG_FILE", str(path))
        self._clone()

    def _clone(self) -> None:
        """Clone what is committed, whoever owns it; where there is no repository, copy the files."""
        if not (ROOT / ".git").exists():
            shutil.copytree(ROOT, self.clone, ignore=shutil.ignore_patterns(*NOT_COMMITTED))
            return
        config = self.home / ".gitconfig"
        config.write_text("[safe]\n\tdirectory = *\n")
        clone = ["git", "clone", "--quiet", f"file://{ROOT}", str(self.clone)]
        subprocess.run(clone, check=True, env=self.environment)
        config.unlink()

    def run(self, script: str, folder: Path) -> None:
        """Run lines as they stand. Raises FailedError with what they printed."""
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            check=False,
            cwd=folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=BLOCK_SECONDS,
        )
        if done.returncode:
            raise FailedError(f"{script}\n\nended with {done.returncode}:\n{done.stdout[-4000:]}")

    def serve(self, line: str, folder: Path) -> None:
        """Start what does not end by itself, ask it for a page, and stop it."""
        with self.process(["bash", "-euo", "pipefail", "-c", line], folder) as (process, log):
            address = _wait_for(lambda: ADDRESS.search(log.read_text()), process)
            if address and _wait_for(
                lambda: _answers(address[1] + ("/readyz" if address[1].count("/") == 2 else "")), process, 60
            ):
                return
            raise FailedError(f"{line}\n\nserves nothing that answers:\n{log.read_text()[-4000:]}")

    @contextmanager
    def process(self, command: list[str], folder: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
        """Run a process for as long as the block lasts; yields it, and the file of what it prints."""
        log = Path(tempfile.mkstemp(dir=self.home.parent)[1])
        with log.open("w") as out:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        try:
            yield process, log
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait(30)

    @contextmanager
    def slack(self) -> Iterator[None]:
        """Let the stand-in for Slack run, from here, with the settings that lead to it in the environment."""
        file = self.home.parent / "slack.json"
        command = [sys.executable, "-m", "tests.support.stand_in", str(file)]
        with self.process(command, ROOT) as (process, log):
            if not _wait_for(file.exists, process):
                raise FailedError(f"The stand-in for Slack did not start:\n{log.read_text()}")
            self.environment |= json.loads(file.read_text())
            yield


def _wait_for(
    found: Callable[[], Any], process: subprocess.Popen[str], seconds: float = START_SECONDS
) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        if one := found():
            return one
        time.sleep(0.2)
    return None


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def try_page(machine: Machine, page: str) -> None:
    """Run every block of a page."""
    folder = machine.clone
    if page == HANDBOOK:
        folder = machine.service
        machine.serve("pinchpoint serve", folder)  # what it is about has been started once
    for block in blocks((machine.clone / page).read_text()):
        for how, lines in steps(block):
            began = time.monotonic()
            if how == "run":
                machine.run(lines, folder)
            elif how == "serve":
                machine.serve(lines, folder)
            done = "left to .ci/run" if how == "skip" else f"{time.monotonic() - began:.0f} s"
            print(f"{page}: {lines.splitlines()[0][:80]} ({done})", flush=True)


def main() -> int:
    """Run everything; returns 1 when a block does not work."""
    with tempfile.TemporaryDirectory(prefix="pinchpoint-fresh-") as folder:
        machine = Machine(Path(folder))
        try:
            with machine.slack():
                for page in sys.argv[1:] or pages():
                    try_page(machine, page)
        except (FailedError, subprocess.TimeoutExpired) as error:
            print(f"\n{error}", file=sys.stderr)
            return 1
    print("Every block of commands works on a machine that has nothing but Python.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
