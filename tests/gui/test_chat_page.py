from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from launcher.chat.values import Sampling
from ui.pages.chat.composer import Composer
from ui.pages.chat.message import MessageWidget
from ui.pages.chat.page import ChatPage
from ui.pages.chat.sampling import SamplingCard
from ui.pages.chat.talks import TalkList
from ui.pages.chat.transcript import MORE, SHOWN_AT_FIRST, Transcript
from ui.pages.chat.view import GaugeView, MessageView, TalkRow
from ui.widgets.code_block import CodeBlock
from ui.widgets.prose import ProseLabel
from ui.widgets.rich_text import RichText


def view(number: int, text: str = "words", **more: object) -> MessageView:
    return MessageView(id=number, mine=False, text=text, **more)


def shown(qtbot, widget, width: int = 800, height: int = 600):
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def test_enter_sends_and_shift_enter_breaks_the_line(qtbot):
    composer = shown(qtbot, Composer())
    sent: list[str] = []
    composer.sent.connect(sent.append)
    composer.focus()
    field = composer.focusWidget() or composer._field
    QTest.keyClicks(field, "hello")
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(field, "you")
    assert sent == []
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert sent == ["hello\nyou"]
    assert composer.text == ""


def test_nothing_but_blanks_is_not_sent(qtbot):
    composer = shown(qtbot, Composer())
    sent: list[str] = []
    composer.sent.connect(sent.append)
    composer.show_text("  \n ")
    QTest.keyClick(composer._field, Qt.Key.Key_Return)
    assert sent == []
    assert not composer._button.isEnabled()


def test_while_an_answer_is_written_the_button_stops_it_and_keeps_the_draft(qtbot):
    composer = shown(qtbot, Composer())
    stopped: list[bool] = []
    composer.stop_asked.connect(lambda: stopped.append(True))
    composer.show_text("next question")
    composer.show_writing(writing=True)
    assert composer._button.accessibleName() == "Stop"
    QTest.mouseClick(composer._button, Qt.MouseButton.LeftButton)
    assert stopped == [True]
    assert composer.text == "next question"


def test_the_gauge_says_its_three_lengths(qtbot):
    composer = shown(qtbot, Composer())
    composer.show_gauge(GaugeView(used=10, granted=512, trained=1024))
    assert composer._gauge.accessibleName() == "Context: 10 used · 512 granted · 1,024 trained"


def test_a_long_conversation_opens_with_its_end_and_more_on_demand(qtbot):
    transcript = shown(qtbot, Transcript())
    transcript.show_views([view(n, f"message {n}") for n in range(100)])
    assert len(transcript.findChildren(MessageWidget)) == SHOWN_AT_FIRST
    assert transcript._earlier.isVisible()
    QTest.mouseClick(transcript._earlier, Qt.MouseButton.LeftButton)
    texts = [w.view.text for w in transcript.findChildren(MessageWidget)]
    assert len(texts) == SHOWN_AT_FIRST + MORE
    assert f"message {100 - SHOWN_AT_FIRST - MORE}" in texts


def test_earlier_messages_stand_in_their_order(qtbot):
    transcript = shown(qtbot, Transcript())
    transcript.show_views([view(n, f"message {n}") for n in range(50)])
    transcript._on_earlier_clicked()
    column = transcript._scroll.column
    widgets = [column.itemAt(n).widget() for n in range(column.count())]
    numbers = [w.view.id for w in widgets if isinstance(w, MessageWidget)]
    assert numbers == list(range(50))


def test_a_growing_answer_stays_in_sight(qtbot):
    transcript = shown(qtbot, Transcript())
    transcript.show_views([view(n, "line\n\n" * 5) for n in range(10)])
    bar = transcript._scroll.verticalScrollBar()
    for length in range(1, 30):
        transcript.grow(view(99, "word\n\n" * length, writing=True))
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())


def test_scrolling_up_while_it_grows_is_left_alone(qtbot):
    transcript = shown(qtbot, Transcript())
    transcript.show_views([view(n, "line\n\n" * 5) for n in range(10)])
    bar = transcript._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(10)
    before = bar.maximum()
    transcript.grow(view(99, "word\n\n" * 30, writing=True))
    qtbot.waitUntil(lambda: bar.maximum() > before)
    assert bar.value() == 10


def test_an_updated_conversation_keeps_the_widgets_that_stay(qtbot):
    transcript = shown(qtbot, Transcript())
    first = [view(1, "one"), view(2, "two")]
    transcript.show_views(first)
    kept = transcript._widgets[1]
    transcript.update_views([first[0], view(3, "three")])
    assert transcript._widgets[1] is kept
    assert sorted(transcript._widgets) == [1, 3]


def test_a_growing_text_reads_the_same_as_a_whole_one(qtbot):
    whole, growing = RichText(), RichText()
    for widget in (whole, growing):
        shown(qtbot, widget)
    text = "# A\n\npara *one*\n\n```py\nx = 1\n\ny = 2\n```\n\n- a\n- b\n\nlast `words`"
    whole.show_text(text)
    for end in range(1, len(text) + 1):
        growing.show_growing(text[:end])
    growing.show_text(text)
    assert read(growing) == read(whole)
    assert [w.code for w in growing.findChildren(CodeBlock)] == ["x = 1\n\ny = 2"]


def read(widget: RichText) -> str:
    """Everything it shows, however it is divided."""
    parts = [w._markup if isinstance(w, ProseLabel) else w.code for w in widget._widgets]
    return "".join("".join(parts).split())


def test_code_can_be_copied(qtbot):
    block = shown(qtbot, CodeBlock())
    block.show_code("x = 1\n\ny = '<b>'", "python")
    QTest.mouseClick(block._copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "x = 1\n\ny = '<b>'"
    assert block._copy.text() == "Copied"


def test_a_message_offers_what_belongs_to_it(qtbot):
    mine = shown(qtbot, MessageWidget(MessageView(id=1, mine=True, text="q")))
    assert mine._edit.isVisible()
    assert not mine._again.isVisible()
    last = shown(qtbot, MessageWidget(view(2, last_answer=True)))
    assert last._again.isVisible()
    assert not last._edit.isVisible()
    asked: list[int] = []
    last.again_asked.connect(asked.append)
    last._again.click()
    assert asked == [2]


def test_a_link_is_asked_about_and_not_opened(qtbot):
    widget = shown(qtbot, MessageWidget(view(1, "[here](https://example.org/x)")))
    label = widget.findChildren(ProseLabel)[0]
    assert not label.openExternalLinks()
    with qtbot.waitSignal(widget.link_asked) as asked:
        label.linkActivated.emit("https://example.org/x")
    assert asked.args == ["https://example.org/x"]


def rows() -> list[TalkRow]:
    return [
        TalkRow(id=1, title="One", detail="12:00", group="Today"),
        TalkRow(id=2, title="Two", detail="11:00", group="Today"),
    ]


def test_showing_conversations_chooses_none(qtbot):
    talks = shown(qtbot, TalkList(), 188, 400)
    chosen: list[int] = []
    talks.chosen.connect(chosen.append)
    talks.show_rows(rows(), 2)
    assert chosen == []
    QTest.keyClick(talks._list, Qt.Key.Key_Up)
    assert chosen == [1]


def test_delete_asks_for_the_current_conversation(qtbot):
    talks = shown(qtbot, TalkList(), 188, 400)
    talks.show_rows(rows(), 1)
    with qtbot.waitSignal(talks.delete_asked) as asked:
        QTest.keyClick(talks._list, Qt.Key.Key_Delete)
    assert asked.args == [1]


def test_sampling_is_edited_by_a_person_alone(qtbot):
    card = shown(qtbot, SamplingCard())
    edits: list[tuple[str, Sampling]] = []
    card.edited.connect(lambda system, sampling: edits.append((system, sampling)))
    card.show_values("be brief", Sampling(temperature=0.3))
    assert edits == []
    QTest.keyClicks(card._system, "!")
    assert edits[-1][0].endswith("!") or edits[-1][0].startswith("!")
    assert edits[-1][1].temperature == 0.3


def test_the_inspector_stands_beside_a_wide_page_and_over_a_narrow_one(qtbot):
    page = shown(qtbot, ChatPage(), 1200, 700)
    page.show_inspector(wanted=True, has_plan=True, reload=False)
    assert page._row.contentsMargins().right() > 0
    page.resize(700, 600)
    qtbot.waitUntil(lambda: page._row.contentsMargins().right() == 0)
    assert not page.panel.isVisible()
    page._inspect.click()
    assert page.panel.isVisible()
    assert page.panel.geometry().right() == page.width() - 1
    page.show_inspector(wanted=True, has_plan=False, reload=False)
    assert not page.panel.isVisible()
