"""The ways to ask, and what a mentee can do with an ask."""

from bot.asks import views
from bot.asks.listeners import form, hearing, opening, tracking
from bot.kit.router import Router

__all__ = ["register"]


def register(router: Router) -> None:
    """Say what this feature listens to."""
    router.command("/ask-expert", opening.by_command)
    router.shortcut("ask_expert", opening.by_button)
    router.shortcut("ask_about_message", opening.about_message)
    router.action(views.OPEN, opening.by_button)
    router.action(views.AGAIN, opening.again)
    router.action(views.OPEN_STARTED, opening.started)
    router.event("message", hearing.hear)
    router.event("app_mention", hearing.hear_mention)
    router.action(views.MORE, form.show_more)
    router.action(views.ANSWERED, form.answered)
    router.action(views.USE_OPENING, form.turn_opening)
    router.action(views.SEARCH, form.choose_topic)
    router.search(views.SEARCH, form.search_topics)
    router.view_submission(views.MODAL, form.submit)
    router.view_submission(views.EDIT_MODAL, form.submit_edit)
    router.action(views.EDIT, tracking.or_card(tracking.open_edit))
    router.action(views.WIDEN, tracking.or_card(tracking.open_widen))
    router.action(views.WITHDRAW, tracking.or_card(tracking.withdraw))
    router.action(views.KEEP_LOOKING, tracking.or_card(tracking.keep_looking))
    router.action(views.ASK_OTHERS, tracking.or_card(tracking.ask_others))
    router.action(views.MOVE_TOPIC, tracking.or_card(tracking.move_topic))
    router.action(views.ASK_IN_WRITING, tracking.or_card(tracking.ask_in_writing))
    router.view_submission(views.WIDEN_MODAL, tracking.submit_widen)
