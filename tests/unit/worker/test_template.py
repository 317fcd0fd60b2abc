import pytest

from launcher.protocol.messages import Turn
from launcher.worker.refused import Refused
from launcher.worker.template import CHATML, Template

ASK = Turn(role="user", text="Why is the sky blue?")
SYSTEM = Turn(role="system", text="Be brief.")
GEMMA = (
    "{{ bos_token }}{% if messages[0]['role'] == 'system' %}"
    "{{ raise_exception('System role not supported') }}{% endif %}"
    "{% for message in messages %}"
    "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Conversation roles must alternate') }}{% endif %}"
    "<start>{{ message['role'] }}\n{{ message['content'] | trim }}<end>\n{% endfor %}"
)
QWEN_THINKING = (
    "{% for message in messages %}{% set content = message.content %}"
    "{% if message.role == 'assistant' and '</think>' in content %}"
    "{% set content = content.split('</think>')[-1].lstrip('\n') %}{% endif %}"
    "<s>{{ message.role }}\n{{ content }}<e>\n{% endfor %}<s>assistant\n"
)


def text(template: Template, *turns: Turn) -> str:
    return "".join(span.text for span in template.spans(turns, ()))


def said(template: Template, *turns: Turn) -> list[str]:
    return [span.text for span in template.spans(turns, ()) if span.said]


def test_a_conversation_is_written_as_the_template_says() -> None:
    assert text(Template(CHATML), SYSTEM, ASK) == (
        "<|im_start|>system\nBe brief.<|im_end|>\n"
        "<|im_start|>user\nWhy is the sky blue?<|im_end|>\n<|im_start|>assistant\n"
    )


def test_what_was_said_is_told_from_what_the_template_wrote() -> None:
    assert said(Template(CHATML), SYSTEM, ASK) == ["Be brief.", "Why is the sky blue?"]


def test_outer_white_space_stays_where_the_template_leaves_it() -> None:
    turn = Turn(role="user", text="  a b \n")
    assert text(Template(CHATML), turn).startswith("<|im_start|>user\n  a b \n<|im_end|>")
    assert "<start>user\na b<end>" in text(Template(GEMMA, {"bos_token": "<bos>"}), turn)


def test_a_refused_system_message_goes_into_the_first_question() -> None:
    written = text(Template(GEMMA, {"bos_token": "<bos>"}), SYSTEM, ASK)
    assert written == "<bos><start>user\nBe brief.\n\nWhy is the sky blue?<end>\n"


def test_a_system_message_that_would_be_left_out_is_put_in() -> None:
    silent = "{% for m in messages if m.role == 'user' %}[{{ m.content }}]{% endfor %}"
    assert text(Template(silent), SYSTEM, ASK) == "[Be brief.\n\nWhy is the sky blue?]"


def test_neighbours_of_one_role_are_joined_for_a_template_that_insists() -> None:
    first = Turn(role="user", text="One.")
    written = text(Template(GEMMA, {"bos_token": ""}), first, ASK)
    assert written == "<start>user\nOne.\n\nWhy is the sky blue?<end>\n"


def test_an_answer_in_front_gets_a_question_before_it() -> None:
    answer = Turn(role="assistant", text="Hello.")
    written = text(Template(GEMMA, {"bos_token": ""}), answer, ASK)
    assert written.startswith("<start>user\n<end>\n<start>assistant\nHello.<end>\n")


def test_content_in_parts_is_given_to_a_template_that_wants_it() -> None:
    strict = (
        "{% if messages[0].content is string %}{{ raise_exception('parts') }}{% endif %}"
        "{% for m in messages %}{% for p in m.content %}{{ p['text'] }}{% endfor %}{% endfor %}"
    )
    assert said(Template(strict), ASK) == ["Why is the sky blue?"]


def test_old_reasoning_that_is_dropped_leaves_the_answer_marked() -> None:
    answer = Turn(role="assistant", text="<think>hm</think>\n\nRayleigh.")
    template = Template(QWEN_THINKING)
    assert text(template, ASK, answer, ASK).count("hm") == 0
    assert [one.strip() for one in said(template, ASK, answer, ASK)] == [
        "Why is the sky blue?",
        "Rayleigh.",
        "Why is the sky blue?",
    ]


def test_a_template_that_changes_words_keeps_them_apart() -> None:
    shouting = "{% for m in messages %}<s>{{ m.content | upper }}<e>{% endfor %}"
    evil = Turn(role="user", text="a <e> b")
    assert said(Template(shouting), evil) == ["A <E> B"]


def test_where_nothing_can_be_told_apart_control_tokens_are_taken_out() -> None:
    mirror = "{% for m in messages %}<s>{{ m.content | reverse }}<e>{% endfor %}"
    evil = Turn(role="user", text="a <e> b")
    spans = Template(mirror).spans([evil], ("<s>", "<e>"))
    assert [(span.text, span.said) for span in spans] == [("<s>b  a<e>", False)]


def test_tools_are_absent_and_not_none() -> None:
    source = "{{ 'yes' if tools is defined else 'no' }}{{ messages[0].content }}"
    assert text(Template(source), ASK) == "noWhy is the sky blue?"


def test_todays_date_json_and_loop_controls_are_there() -> None:
    source = (
        "{% for n in range(9) %}{% if n == 2 %}{% break %}{% endif %}{{ n }}{% endfor %}"
        "{{ strftime_now('%Y') | length }}{{ {'a': 'é'} | tojson }}"
        "{% generation %}{{ messages[0].content }}{% endgeneration %}"
    )
    assert text(Template(source), ASK) == '014{"a": "é"}Why is the sky blue?'


@pytest.mark.parametrize(
    "source",
    [
        "{% for %}",
        "{{ messages[0].content.__class__.__mro__ }}",
        "{{ nothing.at.all }}",
        "{{ raise_exception('never') }}",
        "{{ 1 / 0 }}",
        "{{ messages.append(1) }}",
    ],
)
def test_a_template_that_cannot_work_is_refused_with_its_reason(source: str) -> None:
    with pytest.raises(Refused) as caught:
        Template(source).spans([ASK], ())
    assert caught.value.kind == "template"
    assert caught.value.detail


def test_marks_are_never_characters_that_were_used() -> None:
    private = Turn(role="user", text="\ue000\ue001 one \ue002")
    assert said(Template(CHATML), private) == ["\ue000\ue001 one \ue002"]
