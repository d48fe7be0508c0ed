"""A local stand-in for Slack, and its web page: for tests and for trying the app without a workspace.

- ``slack/`` is the stand-in at the HTTP boundary; it imports nothing of the app.
- ``scenes/`` are invented companies and what they did.
- ``page/`` is the web page and what it talks to, composed in ``page/site.py``.
- ``run.py`` is the command, ``manifest.json`` what the app declares to Slack.
"""
