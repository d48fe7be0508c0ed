"""Groups of three questions that colleagues would gladly talk about together, written for this."""

GROUPS = (
    (
        "How do I show our pricing change to the board?",
        "The board wants to see the new prices: how should I present them?",
        "Presenting a price increase to the board, what do they want to know?",
    ),
    (
        "How do I tell a colleague that their reviews come too late?",
        "A colleague always reviews my work late. How do I bring that up?",
        "How can I give feedback to somebody who keeps reviewing too late?",
    ),
    (
        "Why is my SQL query so slow once it joins three tables?",
        "My dashboard query takes minutes because of its joins. How do I make it faster?",
        "How can I speed up a slow query with several joins?",
    ),
    (
        "How do I plan my first sprint with a new team?",
        "I lead a new team: how do we plan the first sprint?",
        "First sprint planning as a new lead, how do I prepare it?",
    ),
    (
        "How do I say no to a customer who asks for a discount?",
        "A customer wants a discount again. How do I refuse without losing them?",
        "How can I turn down discount requests of a big customer?",
    ),
    (
        "How do I open a talk so that people listen?",
        "What is a good beginning for a talk?",
        "How should I start my presentation so that they do not look at their phones?",
    ),
    (
        "How do I write a job posting that brings better candidates?",
        "Our job postings bring the wrong candidates. How should we write them?",
        "What makes a good job posting for engineers?",
    ),
    (
        "How do I run a retrospective in which everybody speaks?",
        "In our retrospectives only two people talk. What can I change?",
        "How can I get quiet people to speak in a retrospective?",
    ),
    (
        "How do I estimate the budget of a project for next year?",
        "I have to plan next year's budget for my project. How do I estimate it?",
        "Budget planning for next year: how do I get to realistic numbers?",
    ),
    (
        "How do I hand over my work before parental leave?",
        "I go on parental leave in May. How do I hand over well?",
        "What belongs in a handover before parental leave?",
    ),
    (
        "Wie bereite ich mein erstes Mitarbeitergespräch vor?",
        "Ich führe zum ersten Mal ein Mitarbeitergespräch. Wie gehe ich vor?",
        "Erstes Mitarbeitergespräch als Führungskraft: was brauche ich dafür?",
    ),
    (
        "Wie erkläre ich dem Vorstand unsere neuen Preise?",
        "Der Vorstand will die neuen Preise sehen, wie stelle ich sie vor?",
        "Wie präsentiere ich eine Preiserhöhung vor dem Vorstand?",
    ),
    (
        "How do I choose between two job offers inside the company?",
        "Two internal positions are open to me. How do I decide?",
        "How can I decide which of two internal roles to take?",
    ),
    (
        "How do I test code that calls an external service?",
        "What is the best way to test against a third-party API?",
        "How should we write tests for code that depends on an external API?",
    ),
    (
        "How do I keep a workshop of twenty people on time?",
        "My workshops always run over. How do I keep to the time with twenty people?",
        "How can I moderate a big workshop without running late?",
    ),
    (
        "How do I read our churn numbers?",
        "What do our churn figures tell me, and how do I compute them?",
        "How should I interpret customer churn in the dashboard?",
    ),
)
