"""Only hours stand in the way: an answer in writing from the asking to the thanks."""

from __future__ import annotations

from tests.journeys.steps import QUESTION
from tests.support.app import SLIDES, AppUnderTest

ANSWER = "Begin with the decision, then one chart for each reason."


async def test_a_colleague_on_the_other_side_of_the_earth_answers_in_writing(app: AppUnderTest) -> None:
    ada, kai = app.ada, app.person("kai", "Kai Ngata", tz="Pacific/Auckland")
    await app.join(kai, SLIDES)
    await app.ask(ada, QUESTION)
    await ada.press("Ask for it in writing")
    await app.later(hours=14)  # the morning in Auckland
    await kai.press("I can answer in writing")
    form = await kai.sees_modal("Answer in writing")
    assert QUESTION in form.text
    await kai.fill({"Your answer": ANSWER})
    assert await kai.submit() == {}
    while kai.modal():
        await kai.close()
    await app.settle()
    await ada.sees(ANSWER)
    await ada.press("That answers it")
    await app.settle()
    await kai.sees("that was what was needed")
    await ada.sees("your question is closed")
