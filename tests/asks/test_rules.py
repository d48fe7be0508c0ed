"""The clinic: what it says about a question, and what it keeps quiet about."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.asks.rules import Draft, Finding, PrivateKind, is_english, private_kinds, review

FRIDAY = date(2026, 12, 4)
SINGLE = Finding.NO_SINGLE_QUESTION
BROAD = Finding.TOO_BROAD
LONG = Finding.TOO_LONG
PURPOSE = Finding.NO_PURPOSE
OUTCOME = Finding.NO_OUTCOME
PRIVATE = Finding.PRIVATE_DATA


def good(question: str, **changed) -> Draft:
    """A draft with an outcome and a date, so that only the question itself can be found wanting."""
    return Draft(**({"question": question, "outcome": "a plan I can act on", "needed_by": FRIDAY} | changed))


class TestQuestions:
    @pytest.mark.parametrize(
        "question",
        [
            "How do I show our pricing change on one slide so that the board can decide?",
            "Should we move billing to usage-based pricing in March?",
            "Which vendor should we choose for the payroll migration?",
            "Why does our build take twenty minutes on Linux?",
            "Is our pricing page clear enough for small customers?",
            "What should I say to a customer who wants to leave?",
            "Who should I talk to about export licences?",
            "Can we cut the onboarding from ten days to five without losing quality?",
            "How can I convince my manager to fund a user study? Any ideas?",
            "Should we lead with risk in the deck? Or with savings?",
            "How do we decide what is in scope and what is out for the pilot?",
            "If we raise prices in May, how do we tell long-standing customers?",
            "When we raise prices, how do we tell long-standing customers?",
            "How do we get better conversion on the pricing page?",
            "What do customers need to know about our price change?",
            "Could someone review my promotion document?",
            "Any feedback on my board deck for December?",
            "I need to decide between Kafka and RabbitMQ for our order events",
            "Can I pick your brain: should we price the reporting add-on per seat or per customer?",
            "Does anyone know how to migrate from Jenkins to GitHub Actions?",
            "How do we handle e.g. refunds in the new billing flow?",
            "What would you change in our incident review template?",
        ],
    )
    def test_a_good_question_is_left_alone(self, question):
        assert review(good(question)).findings == ()

    @pytest.mark.parametrize(
        ("question", "findings"),
        [
            ("Marketing", {SINGLE}),
            ("Help with slides", {BROAD}),
            ("I'm struggling with our onboarding emails.", {SINGLE}),
            ("Our churn has been rising since May and nobody knows why.", {SINGLE}),
            ("How do we structure the deck? Should we lead with risk?", {SINGLE}),
            ("How should I price this add-on and who should I talk to about it?", {SINGLE}),
            ("Should we hire now, and how do we pay for it, and what do we tell the team?", {SINGLE}),
            ("Can I pick your brain?", {BROAD}),
            ("Can I pick your brain about marketing?", {BROAD}),
            ("I'd love to pick your brain about sales and hiring", {BROAD, SINGLE}),
            ("Tell me everything about machine learning", {BROAD}),
            ("I want to learn about sales", {BROAD, SINGLE}),
            ("How do I get better at presenting?", {BROAD}),
            ("How do I become a better manager?", {BROAD}),
            ("How do I improve?", {BROAD}),
            ("What is SEO?", {BROAD}),
            ("Any tips?", {BROAD}),
            ("Could anyone give me some general advice on careers?", {BROAD}),
            ("Can someone mentor me?", {BROAD}),
            ("Vergaberecht?", {BROAD}),
            ("Erzähl mir bitte alles über Preise", {BROAD}),
        ],
    )
    def test_a_weak_question_gets_its_hint(self, question, findings):
        assert findings <= set(review(good(question)).findings)
        assert set(review(good(question)).findings) <= {SINGLE, BROAD}

    @pytest.mark.parametrize(
        "question",
        [
            "Wie kann ich die Geschäftsführung von einer neuen Preisliste überzeugen?",
            "Wie überzeuge ich den Vorstand? Wer kann mir dabei helfen?",
            "Ich brauche Hilfe bei der Struktur unserer Vorstandsfolien.",
            "¿Cómo puedo convencer al equipo de ventas para que use el CRM?",
            "Necesito ayuda con la presentación para el consejo",
            "Comment puis-je présenter notre plan au comité de direction ?",
            "Hoe kan ik onze klanten beter informeren over de nieuwe prijzen?",
            "価格設定について教えてください",
            "Как нам объяснить клиентам новую цену?",
            "كيف نشرح السعر الجديد لعملائنا؟",
        ],
    )
    def test_a_question_in_another_language_is_not_corrected(self, question):
        assert review(good(question)) == review(good(question, needed_by=None))
        assert review(good(question)).findings == ()
        assert review(Draft(question)).sharper is None

    def test_a_short_question_with_a_real_background_is_not_too_broad(self):
        background = (
            "We own two teams of six in Lisbon and Berlin who share one backlog and both want to split."
        )
        assert review(good("Should we merge?", background=background)).findings == ()
        assert BROAD in review(good("Should we merge?")).findings

    def test_an_empty_draft_has_no_question_and_no_outcome(self):
        assert review(Draft("")).findings == (SINGLE, OUTCOME)


class TestPurposeAndOutcome:
    QUESTION = "How do I speed up our slowest reporting query?"

    def test_without_a_date_a_decision_or_an_occasion_the_purpose_is_missing(self):
        assert review(good(self.QUESTION, needed_by=None)).findings == (PURPOSE,)

    @pytest.mark.parametrize(
        "background",
        [
            "We decide on Tuesday.",
            "The launch is near.",
            "It is due soon.",
            "I present it to the board.",
            "By Q1.",
        ],
    )
    def test_an_occasion_in_the_background_is_a_purpose(self, background):
        assert review(good(self.QUESTION, needed_by=None, background=background)).findings == ()

    @pytest.mark.parametrize("outcome", ["", "  ", "-", "n/a", "None.", "?"])
    def test_an_empty_outcome_is_missing_in_any_language(self, outcome):
        assert review(good(self.QUESTION, outcome=outcome)).findings == (OUTCOME,)
        assert review(good("Wie messe ich die Wirkung unserer Schulungen?", outcome=outcome)).findings == (
            OUTCOME,
        )

    def test_an_outcome_said_in_the_question_counts(self):
        assert review(good("How do I cut the deck so that the board can decide?", outcome="")).findings == ()


class TestLength:
    def test_more_words_than_the_time_box_bears_are_too_long(self):
        background = "word " * 320
        assert (
            LONG
            in review(
                good("Which of our vendors should we keep?", minutes=30, background=background)
            ).findings
        )
        assert (
            LONG not in review(good("Which of our vendors should we keep?", background=background)).findings
        )

    def test_more_questions_than_the_time_box_bears_are_too_long(self):
        three = "Which vendor should we keep? Which contract ends first? Which team is affected most?"
        assert LONG in review(good(three, minutes=30)).findings
        assert LONG not in review(good(three, minutes=45)).findings

    def test_scripts_without_spaces_are_measured_too(self):
        assert LONG in review(good("価格を上げるべきですか？", minutes=30, background="背景" * 320)).findings

    def test_three_findings_are_enough_and_private_data_comes_first(self):
        draft = Draft("Any tips? Mail ada@example.com", background="word " * 700)
        assert len(review(draft).findings) == 3
        assert review(draft).findings[0] is PRIVATE


class TestPrivateData:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("mail me at ada.lovelace+work@example.co.uk", PrivateKind.EMAIL),
            ("<mailto:ada@example.com|ada@example.com>", PrivateKind.EMAIL),
            ("Schreib an jörg@müller.de", PrivateKind.EMAIL),
            ("call +49 170 1234567", PrivateKind.PHONE),
            ("call +49 (0)30 123456-78", PrivateKind.PHONE),
            ("+1 (415) 555-2671", PrivateKind.PHONE),
            ("Tel:+442079460958", PrivateKind.PHONE),
            ("0049 170 1234567", PrivateKind.PHONE),
            ("(415) 555-2671", PrivateKind.PHONE),
            ("ring 0170 1234567 bitte", PrivateKind.PHONE),
            ("+34 612 345 678", PrivateKind.PHONE),
            ("xoxb-123456789012-abcdefGHIJKL", PrivateKind.SECRET),
            ("key AKIAIOSFODNN7EXAMPLE", PrivateKind.SECRET),
            ("ghp_abcdefghijklmnopqrstuvwxyz0123456789", PrivateKind.SECRET),
            ("the password: hunter2!", PrivateKind.SECRET),
            ("Passwort: sonnenschein", PrivateKind.SECRET),
            ("contraseña: Gato2024", PrivateKind.SECRET),
            ("password is Tr0ub4dor&3", PrivateKind.SECRET),
            ("api_key=9f8e7d6c5b4a39281706", PrivateKind.SECRET),
            ("-----BEGIN RSA PRIVATE KEY-----", PrivateKind.SECRET),
            ("Authorization: Bearer abcDEF123456ghiJKL7890", PrivateKind.SECRET),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcDEF_123", PrivateKind.SECRET),
            ("postgres://ada:geheim@db.internal/app", PrivateKind.SECRET),
            ("https://example.com/export?token=abcdef123456", PrivateKind.SECRET),
            ("it says k8Jd72hGq01LmZx93Vb6Tn4R", PrivateKind.SECRET),
            ("card 4111 1111 1111 1111", PrivateKind.SECRET),
            ("card 3782-822463-10005", PrivateKind.SECRET),
            ("IBAN DE89 3704 0044 0532 0130 00 please", PrivateKind.SECRET),
            ("GB82WEST12345698765432", PrivateKind.SECRET),
            ("as <@U012ABCDEF> said", PrivateKind.MENTION),
            ("as <@W012ABCDEF|noor> said", PrivateKind.MENTION),
            ("ask @noor.haddad about it", PrivateKind.MENTION),
            ("(@noor_h)", PrivateKind.MENTION),
        ],
    )
    def test_is_found(self, text, kind):
        assert private_kinds(text) == (kind,)
        assert private_kinds(f"Können wir das klären? {text}\nGracias.") == (kind,)

    @pytest.mark.parametrize(
        "text",
        [
            "on 2026-11-23 at 10:30, or 23.11.2026, 11/23/2026, 01/02/2026",
            "from 09:00 - 17:00 and 2020-2026",
            "UTC+01:00",
            "revenue of 1,200,000 EUR or +15000000 EUR",
            "+12 000 000 users and 10 000 000 more",
            "version 10.15.7, host 192.168.100.200",
            "ticket #1234567890, PROJ-12345678, order 4500012345",
            "ISBN 978-3-16-148410-0",
            "20% up, 3.5x, 100k, 2026",
            "https://acme.slack.com/archives/C012AB3CD/p1732300000123456",
            "<https://docs.google.com/document/d/1A2b3C4d5E6f7G8h9I0jKlMnOpQrStUv/edit|plan>",
            "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
            "id 123e4567-e89b-12d3-a456-426614174000",
            "pod billing-api-7d4b9c6f5d-x2x9z restarts",
            "AbstractSingletonProxyFactoryBean2",
            "customer_segments_2024_Q1_final_v2",
            "our password policy: how do we rotate?",
            "The password is too weak for the audit",
            "password: ********",
            "password = ${DB_PASSWORD}",
            "token: 3000 per request",
            "secret sauce, token budget, bearer of bad news",
            "git@github.com:acme/app.git",
            "use @dataclass and @types/node, @pytest.fixture, @Override",
            "@here and <!channel>",
            "meet @ 3pm, @3pm",
            "card 4111 1111 1111 1112",
            "DE00 3704 0044 0532 0130 00",
            "1732300000000",
        ],
    )
    def test_is_not_seen_where_there_is_none(self, text):
        assert private_kinds(text) == ()

    def test_is_found_in_every_field_and_named_in_order(self):
        draft = good("Which vendor should we keep?", background="see @noor.h", outcome="mail ada@example.com")
        assert review(draft).private == (PrivateKind.EMAIL, PrivateKind.MENTION)
        assert review(draft).findings == (PRIVATE,)

    def test_is_never_repeated_in_the_sharper_opening(self):
        draft = Draft("Hi, can anyone help me with the contract of ada@example.com in Spain?")
        assert review(draft).sharper is None


class TestSharper:
    @pytest.mark.parametrize(
        ("question", "opening"),
        [
            (
                "hi, quick question, can anyone help me with our board slides for the pricing change?",
                "Could I have 45 minutes for your advice on our board slides for the pricing change"
                " by Friday 4 December?",
            ),
            (
                "I'm struggling with our onboarding emails.",
                "Could I have 45 minutes for your advice on our onboarding emails by Friday 4 December?",
            ),
            (
                "How should I price this add-on and who should I talk to about it?",
                "Could I have 45 minutes for your advice on how to price this add-on by Friday 4 December?",
            ),
            (
                "Hello everyone! I hope you are all doing well. I was wondering if someone could help me"
                " understand how to negotiate a data processing agreement with a US vendor. Thanks a lot!",
                "Could I have 45 minutes by Friday 4 December for your advice on how to negotiate"
                " a data processing agreement with a US vendor?",
            ),
            (
                "quick question: how much runway should we show investors?",
                "Could I have 45 minutes for your advice on how much runway to show investors"
                " by Friday 4 December?",
            ),
            (
                "Hey, could someone review my promotion document? Thanks",
                "Could I have 45 minutes for your advice on my promotion document by Friday 4 December?",
            ),
            (
                "Hi all, why does our build take twenty minutes on Linux?",
                "Could I have 45 minutes by Friday 4 December for one question:"
                " why does our build take twenty minutes on Linux?",
            ),
            (
                "Tell me everything about machine vision",
                "Could I have 45 minutes for your advice on machine vision by Friday 4 December?",
            ),
            (
                "Our churn has been rising since May and nobody knows why.",
                "Could I have 45 minutes by Friday 4 December for your advice on this:"
                " our churn has been rising since May and nobody knows why.",
            ),
        ],
    )
    def test_opens_in_the_mentees_own_words(self, question, opening):
        assert review(good(question)).sharper == opening

    @pytest.mark.parametrize(
        ("question", "core"),
        [
            ("Should I take the team lead role?", "advice on whether to take the team lead role"),
            ("Which vendor should we choose?", "advice on which vendor to choose"),
            ("What should I say to the customer?", "advice on what to say to the customer"),
            ("Can we cut onboarding costs?", "advice on whether we can cut onboarding costs"),
            ("What's the best metric for support?", "advice on the best metric for support"),
            ("What do you think of our landing page?", "advice on our landing page"),
            ("need help with SQL window functions", "advice on SQL window functions"),
            ("I want to convince the sales team", "advice on how to convince the sales team"),
            ("We can't figure out how to share costs", "advice on how to share costs"),
            ("I want to know how we should price the API", "advice on how to price the API"),
            ("Can someone explain how the ledger works?", "advice on how the ledger works"),
            ("Not sure how to say no to a stakeholder", "advice on how to say no to a stakeholder"),
            ("Looking for someone to review my slides", "advice on my slides"),
            ("Need advice: how do I tell my boss?", "advice on how to tell my boss"),
            ("One question: should I take the offer?", "advice on whether to take the offer"),
            ("Can you walk me through the ledger export?", "advice on the ledger export"),
            ("Pricing for the enterprise tier, please", "advice on pricing for the enterprise tier"),
        ],
    )
    def test_turns_a_question_into_a_wish(self, question, core):
        assert review(Draft(question, minutes=30)).sharper == f"Could I have 30 minutes for your {core}?"

    def test_names_the_date_early_when_the_question_has_one_of_its_own(self):
        draft = good("Hi! How do I brief the agency before the kick-off?")
        assert review(draft).sharper == (
            "Could I have 45 minutes by Friday 4 December for your advice on"
            " how to brief the agency before the kick-off?"
        )

    @pytest.mark.parametrize(
        "question",
        [
            "How do I show our pricing change on one slide so that the board can decide?",
            "Could I have 45 minutes for your feedback on our board slides?",
            "Can I pick your brain?",
            "Any tips?",
            "",
            "Vergaberecht",
            "Kann mir bitte jemand mit den Folien für den Vorstand helfen?",
        ],
    )
    def test_says_nothing_when_the_question_is_sharp_or_there_is_nothing_to_build_on(self, question):
        assert review(good(question)).sharper is None

    def test_a_very_long_sentence_is_cut_where_a_clause_ends(self):
        draft = good(
            "Hi, how do I explain our new refund rules to partners, " + "who are all over the world and " * 8
        )
        assert review(draft).sharper == (
            "Could I have 45 minutes for your advice on how to explain our new refund rules to partners"
            " by Friday 4 December?"
        )


class TestEnglish:
    @pytest.mark.parametrize(
        "text", ["How do I tell the team?", "our board slides for the pricing change", "I’m stuck with it"]
    )
    def test_is_known_by_its_little_words(self, text):
        assert is_english(text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "pricing",
            "Wie geht das mit dem Budget?",
            "¿Cómo lo hago?",
            "Hoe doe ik dat?",
            "価格 the",
            "Was will man?",
        ],
    )
    def test_is_doubted_elsewhere(self, text):
        assert not is_english(text)


PIECES = [
    *[
        "hi",
        "quick question",
        "can anyone help me with",
        "how do I",
        "should we",
        "pick your brain",
        "and",
        "i",
    ],
    *[
        "the board slides",
        "pricing",
        "before Friday",
        "feedback on",
        "I",
        "what",
        "is",
        "thanks",
        "die Folien",
    ],
    *[
        "ada@example.com",
        "@noor",
        "+49 170",
        "4111",
        "password:",
        "価格",
        "\x00",
        "\ud800",
        "’",
        "İ",
        "…",
        "\n",
    ],
    *["?", ".", ",", "!!!!"],
]
messy = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join))
drafts = st.builds(
    Draft,
    messy,
    messy,
    messy,
    st.sampled_from([30, 45, 60]),
    st.none() | st.just(FRIDAY),
    st.text(max_size=10),
)


class TestAlways:
    @given(drafts)
    @settings(max_examples=400, deadline=None)
    def test_any_text_gets_the_same_short_review_twice(self, draft):
        found = review(draft)
        assert found == review(draft)
        assert len(found.findings) == len(set(found.findings)) <= 3
        assert (PRIVATE in found.findings) == bool(found.private)

    @given(drafts)
    @settings(max_examples=400, deadline=None)
    def test_a_sharper_opening_is_one_clean_line_with_the_mentees_words(self, draft):
        sharper = review(draft).sharper
        if sharper is not None:
            assert sharper.startswith(f"Could I have {draft.minutes} minutes")
            assert sharper[-1] in "?."
            assert sharper == " ".join(sharper.split())
            assert len(sharper.split()) <= 45
            assert private_kinds(sharper) == ()
            theirs = {word.strip("?.,:").casefold() for word in draft.question.split()}
            assert theirs & {word.strip("?.,:").casefold() for word in sharper.split()[5:]}

    @pytest.mark.parametrize(
        "piece",
        [
            "a",
            "@",
            "1 ",
            "a.",
            "!",
            "hi ",
            "-",
            "eyJ-",
            "how do I ",
            "?",
            "+49 ",
            "AB12 ",
            "a@b.",
            "password: ",
        ],
    )
    def test_three_thousand_repeated_characters_take_no_time(self, piece):
        import time

        started = time.process_time()
        review(Draft((piece * 3000)[:3000], background=(piece * 3000)[:3000]))
        assert time.process_time() - started < 20  # milliseconds; minutes for a pattern that backtracks
