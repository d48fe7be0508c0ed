"""Who could help with an ask: from plain values to an explained order. No database, no Slack, no clock."""
