"""Every block is shown, words are formatted as in Slack, and nothing anybody types becomes markup."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import GallerySite, OpenPage, column, say

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_every_block_is_shown(gallery_site: GallerySite, open_page: OpenPage) -> None:
    page = await open_page(gallery_site.url())
    ada = column(page, "Ada Lovelace")
    await say(ada, "/blocks now")
    post = ada.locator(".message", has_text="Everything at once")
    await expect(post.get_by_role("heading", name="Everything at once 🎉")).to_be_visible()
    words = post.locator(".section-text").first
    await expect(words.locator("strong")).to_have_text("bold")
    await expect(words.locator("em")).to_have_text("italic")
    await expect(words.locator("del")).to_have_text("gone")
    await expect(words.locator("blockquote")).to_have_text("a quote")
    await expect(words.locator("pre")).to_have_text("let x = '<b>';")
    await expect(words).to_contain_text("& <b>")
    await expect(words).to_contain_text("snake_case_word 2*3*4")
    await expect(words.get_by_role("link", name="a link")).to_have_attribute("href", "https://example.com/")
    await expect(words).to_contain_text("#general 👋")
    await expect(post.locator(".field")).to_have_text(["Time box45 minutes", "Needed byFriday"])
    await expect(post.get_by_role("link", name="Open a page")).to_have_attribute("target", "_blank")
    await expect(post.get_by_label("Choose", exact=True).or_(post.locator(".date-input"))).to_have_value(
        "2026-11-03"
    )
    await expect(post.locator(".block-context")).to_contain_text("Two people are 👀 looking")
    await expect(post.locator("hr")).to_have_count(1)
    await expect(post.get_by_role("img", name="A cat")).to_be_visible()
    rich = post.locator(".rich-text")
    await expect(rich.locator("ul li")).to_have_text(["first point", "second point"])
    await expect(rich.locator("ol.rt-indent-1 li")).to_have_text("nested step")
    await expect(rich.locator("pre")).to_have_text("x = 1\ny = 2")
    await expect(rich.locator("blockquote")).to_have_text("quoted words")
    await expect(post.locator(".block-markdown ol li strong")).to_have_text("Read")
    await expect(post.locator(".block-markdown td")).to_have_text(["Mon", "9"])
    await expect(post.locator(".block-table td.align-right")).to_have_text(["12", "7"])


async def test_dates_are_in_the_zone_of_whoever_looks(gallery_site: GallerySite, open_page: OpenPage) -> None:
    tokens = "{date_num} {time_secs}; {date_long}; {date_short} {time}"
    text = f"<!date^1800000000^{tokens}|fallback>"
    await gallery_site.bot().chat_postMessage(channel=gallery_site.general, text=text)
    page = await open_page(gallery_site.url(gallery_site.ada, gallery_site.eli))
    ada = column(page, "Ada Lovelace").locator(".message-text time")
    eli = column(page, "Eli Park").locator(".message-text time")
    await expect(ada).to_have_text("2027-01-15 09:00:00; Friday, January 15th; Jan 15 09:00")
    await expect(eli).to_have_text("2027-01-15 03:00:00; Friday, January 15th; Jan 15 03:00")


async def test_pretty_dates_follow_the_clock(gallery_site: GallerySite, open_page: OpenPage) -> None:
    tomorrow = int(gallery_site.slack.clock.now().timestamp()) + 86_400
    text = f"See you <!date^{tomorrow}^{{date_pretty}}|then>"
    await gallery_site.bot().chat_postMessage(channel=gallery_site.general, text=text)
    page = await open_page(gallery_site.url())
    words = column(page, "Ada Lovelace").locator(".message-text time")
    await expect(words).to_have_text("tomorrow")
    await page.get_by_role("button", name="+1 day").click()
    await expect(words).to_have_text("today")


async def test_what_people_type_stays_text(gallery_site: GallerySite, open_page: OpenPage) -> None:
    page = await open_page(gallery_site.url(gallery_site.ada, gallery_site.eli))
    nasty = "<img src=x onerror=alert(1)> <!channel> javascript:alert(2) &lt;b&gt;"
    await say(column(page, "Ada Lovelace"), nasty)
    for name in ("Ada Lovelace", "Eli Park"):
        words = column(page, name).locator(".message-text")
        await expect(words).to_have_text(nasty)
        await expect(words.locator("*")).to_have_count(0)
    script = [{"type": "section", "text": {"type": "mrkdwn", "text": "<javascript:alert(3)|press>"}}]
    await gallery_site.bot().chat_postMessage(channel=gallery_site.general, text="x", blocks=script)
    press = column(page, "Eli Park").get_by_text("press", exact=True)
    await expect(press).to_be_visible()
    await expect(column(page, "Eli Park").get_by_role("link")).to_have_count(0)


async def test_files_can_be_downloaded(gallery_site: GallerySite, open_page: OpenPage) -> None:
    await gallery_site.bot().files_upload_v2(
        channel=gallery_site.general, content="BEGIN:VCALENDAR", filename="session.ics", title="Session"
    )
    page = await open_page(gallery_site.url())
    card = column(page, "Ada Lovelace").get_by_role("link", name="session.ics")
    await expect(card).to_contain_text("ICS · 15 bytes")
    async with page.expect_download() as waiting:
        await card.click()
    download = await waiting.value
    assert download.suggested_filename == "session.ics"
    assert (await download.path()).read_text() == "BEGIN:VCALENDAR"


WORDS = {
    "*bold* _slanted_ ~gone~ `code`": "<b>bold</b> <i>slanted</i> <s>gone</s> <c>code</c>",
    "a*b*c 2*3*4 snake_case_x": "a*b*c 2*3*4 snake_case_x",
    "*bold _both_ bold*, (*so*).": "<b>bold <i>both</i> bold</b>, (<b>so</b>).",
    "*not closed and * spaced *": "*not closed and * spaced *",
    "`*code*` ```one\ntwo```": "<c>*code*</c> <pre><c>one\ntwo</c></pre>",
    "before\n> q1\n&gt; q2\nafter": "before<q>q1<br>q2</q>after",
    "<https://e.com/|a &amp; b> <mailto:a@b.c|mail> <tel:1|call>": "<a>a &amp; b</a> <a>mail</a> <x>call</x>",
    "See https://e.com/a_b_c.": "See <a>https://e.com/a_b_c</a>.",
    ":tada: :nope: 10:30:45": "🎉 :nope: 10:30:45",
    "&amp;lt; &lt;b&gt; & <": "&amp;lt; &lt;b&gt; &amp; &lt;",
    "*one*\n*two*": "<b>one</b><br><b>two</b>",
    "until <!date^4102444800^{date} {nope}|then>": "until <t>January 1st, 2100 {nope}</t>",
    "<!date^soon^{date}|then>": "then",
    "<!here> <#C1|hall> <!subteam^S1|@team>": "<x>@here</x> <x>#hall</x> <x>@team</x>",
}
SHOW = """async (texts) => {
    const { mrkdwn } = await import("/static/js/mrkdwn.js");
    const short = { STRONG: "b", EM: "i", DEL: "s", CODE: "c", BLOCKQUOTE: "q", SPAN: "x", TIME: "t" };
    const bare = (node) => {
        const words = document.createElement("p");
        words.textContent = node.textContent;
        if (node.nodeType === 3) return words.innerHTML;
        const tag = short[node.tagName] ?? node.tagName.toLowerCase();
        return tag === "br" ? "<br>" : `<${tag}>${[...node.childNodes].map(bare).join("")}</${tag}>`;
    };
    const viewer = { id: "U1", tz: "Europe/Berlin" };
    return texts.map((text) => [...mrkdwn(text, { viewer }).childNodes].map(bare).join(""));
}"""


async def test_mrkdwn_is_read_as_slack_reads_it(gallery_site: GallerySite, open_page: OpenPage) -> None:
    page = await open_page(gallery_site.url())
    shown = await page.evaluate(SHOW, list(WORDS))
    assert dict(zip(WORDS, shown, strict=True)) == WORDS


REPLACED = """async () => {
    const { el, reconcile } = await import("/static/js/dom.js");
    const box = el("div", { id: "replaced" });
    Object.assign(box.style, { position: "fixed", top: 0, left: 0, zIndex: 99 });
    document.body.append(box);
    window.presses = [];
    window.showButton = (label) => {
        const press = () => window.presses.push(label);
        const make = () => el("button", { type: "button", on: { click: press } }, label);
        reconcile(box, [{ key: "only", sig: label, make }]);
    };
    window.showButton("Old");
}"""


async def test_what_is_shown_anew_waits_for_the_press_upon_it(
    gallery_site: GallerySite, open_page: OpenPage
) -> None:
    page = await open_page(gallery_site.url())
    await page.evaluate(REPLACED)
    await page.hover("#replaced button")
    await page.mouse.down()
    await page.evaluate("showButton('New')")
    await expect(page.locator("#replaced")).to_have_text("Old")
    await page.mouse.up()
    await expect(page.locator("#replaced")).to_have_text("New")
    assert await page.evaluate("presses") == ["Old"]
    await page.click("#replaced button")
    assert await page.evaluate("presses") == ["Old", "New"]


async def test_an_action_that_failed_stops_none_after_it(
    gallery_site: GallerySite, open_page: OpenPage
) -> None:
    page = await open_page(gallery_site.url())
    sent = await page.evaluate(
        """async () => {
            const { Surface } = await import("/static/js/surface.js");
            const sent = [];
            const send = async (body) => {
                sent.push(body.action_id);
                if (sent.length === 1) throw new Error("nobody there");
            };
            const surface = new Surface({ type: "view", view_id: "V1" }, send);
            await surface.dispatch({ block_id: "b" }, { action_id: "one" }, {}).catch(() => null);
            await surface.dispatch({ block_id: "b" }, { action_id: "two" }, {});
            return sent;
        }"""
    )
    assert sent == ["one", "two"]
