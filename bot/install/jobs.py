"""What the clock decides about the app's own access."""

from __future__ import annotations

from datetime import timedelta

from bot.install.renewal import renew_tokens
from bot.kit.jobs import Job

JOBS = [Job("renew_tokens", renew_tokens, every=timedelta(minutes=1), background=True)]
