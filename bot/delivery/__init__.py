"""What must be said to whom and when: the outbox, and the loop that empties it into Slack.

The way of a row:

1. ``outbox``: a feature plans it in the transaction that makes it true: ``enqueue(db, KIND, to=...)``.
   The row holds ids; its kind (``messages``) makes the words when it is sent. State: pending.
2. ``loop``: has up to eight rows taken up at a time, and gives each a task of its own.
3. ``store``: leases the row to this worker (leased), and in another transaction reads what decides about it
   and has its message rendered.
4. ``sender``: takes the row from there to its end.
5. ``decide``: pure; from those facts to one step: wait, end, split a group, open the conversation, or call.
6. ``transitions``: commits ``sending`` before a call that may not be repeated.
7. ``slack_api``: makes the call, once, and names what its failure means.
8. ``transitions``: writes down what came of it: sent with its receipt, pending again, dead, or unknown.

What is unknown is never said again blindly: after a while ``store`` leases it once more, and ``sender`` looks
for it in Slack (``look_up``). Which states follow which stands in ``bot/models/transitions.py``.
"""
