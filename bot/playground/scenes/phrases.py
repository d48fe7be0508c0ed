"""What people ask, answer and thank for, topic by topic: all invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """What people ask about one topic, and what experts in it say of themselves."""

    questions: tuple[str, ...]
    skills: str
    about: str


WORDS: dict[str, Words] = {
    "Career decisions": Words(
        (
            "Should I take the offer from another team or stay for the launch?",
            "How do I tell my manager that I want to become a specialist, not a lead?",
            "What should I be able to show before I ask for the senior role?",
        ),
        "Changing roles, talking about promotion",
        "I moved between three functions and regret only the one I did not think through.",
    ),
    "Customer conversations": Words(
        (
            "How do I find out what the customer fears without asking outright?",
            "What do I say when a customer wants a date that I cannot promise?",
            "How do I run a first call so that they talk more than I do?",
        ),
        "Discovery calls, demos, renewals",
        "Twelve years of calls, good ones and the other kind.",
    ),
    "Feedback and difficult conversations": Words(
        (
            "How do I tell a good colleague that their reviews hurt people?",
            "How do I answer feedback that I think is wrong?",
            "What is a fair way to say that somebody will not get the role?",
        ),
        "Hard feedback, conflict between peers",
        "I have been through most conversations that one would rather not have.",
    ),
    "Leading a team": Words(
        (
            "How do I stop answering every question my new team has?",
            "What do I do in the first month with a team that wanted another lead?",
            "How do I hand over work that I was known for?",
        ),
        "First-time managers, delegation, hiring",
        "I led my first team badly and the next three better.",
    ),
    "Negotiation": Words(
        (
            "How do I prepare for a price talk with a supplier who knows we depend on them?",
            "What can I offer when I may not move on the price?",
            "How do I keep a renewal from becoming a discount round?",
        ),
        "Contracts, pricing, suppliers",
        "I buy and sell; it helps to have been on both sides.",
    ),
    "Presentations and storytelling": Words(
        (
            "How do I open a board deck so that they listen?",
            "How do I get twenty slides down to five for Thursday?",
            "What do I do with a talk that is right but dull?",
        ),
        "Story, slides, rehearsals",
        "I turn twenty slides into five.",
    ),
    "Project planning": Words(
        (
            "How do I plan a migration of which nobody knows the end?",
            "How do I say that the scope no longer fits the date?",
            "What is a good first milestone for a project with six teams?",
        ),
        "Roadmaps, estimates, stuck projects",
        "I like plans that survive their second week.",
    ),
    "Spreadsheets and data": Words(
        (
            "How do I build a headcount model that others can change?",
            "Why do my two sums of the same sheet differ?",
            "How do I compare this quarter with the last fairly?",
        ),
        "Models, pivot tables, clean data",
        "Numbers calm me down.",
    ),
    "SQL and dashboards": Words(
        (
            "How do I make a weekly dashboard that people open?",
            "Why does my query take four minutes since the last release?",
            "Which metric shows whether onboarding got better?",
        ),
        "Queries, metrics, dashboards",
        "Slow queries and metrics nobody trusts are my daily bread.",
    ),
    "Tools and automation": Words(
        (
            "How do I stop copying the same table every Monday?",
            "What is the smallest script that could file our reports?",
            "Should we automate our intake form or throw it away?",
        ),
        "Scripts, integrations, small tools",
        "If I do something twice, I write it down; three times, a script does it.",
    ),
    "Writing": Words(
        (
            "How do I write a proposal that is read to its end?",
            "How do I say no in a mail without a page of reasons?",
            "What belongs on the first page of a decision paper?",
        ),
        "Proposals, decision papers, editing",
        "Ten years an editor; I cut kindly.",
    ),
}
# A topic that nobody here knows anything of: what is asked about it waits.
UNKNOWN_TOPIC = "Patents"
UNKNOWN_QUESTIONS = (
    "Who files a patent abroad?",
    "May we publish before the patent is granted?",
    "Which patents of rivals should we read?",
)
OUTCOMES = (
    "A first version that I can show next week.",
    "A decision, and two reasons for it.",
    "To know what I should try first, and what not to try.",
    "Three sentences that I can say tomorrow.",
)
THANKS = (
    "I did it the next morning, and it worked: the first question was the one we had rehearsed.",
    "Your three steps are on my wall. I have done two, and the third is on Friday.",
    "We threw half of it away, as you said. Nobody missed it.",
    "I asked the question you gave me, then stayed silent. That was the whole trick.",
    "The plan now fits on one page, and for the first time everybody has read it.",
    "It took twenty minutes instead of three hours. I have shown it to two others since.",
)
TAKEAWAYS = (
    "Start with the decision, then the reasons.",
    "Ask what would have to be true, and wait.",
    "One page first; details only when somebody asks.",
    "Agree on the date of the next look before you part.",
)
ACTIONS = ("Write the first page", "Try it with one team", "Ask for the numbers", "Rehearse it once aloud")
DECLINES = (
    "I am away that week.",
    "Somebody closer to it would help more.",
    "I have too much on this month.",
)
