from launcher.sentences import Sentence
from ui.text.failures import MOST, together


def test_of_several_damaged_files_none_goes_untold():
    said = together(
        [
            Sentence(what="The settings made no sense.", next="They are kept aside."),
            Sentence(what="The library made no sense.", next="It is begun anew."),
        ]
    )
    assert said.what == "The settings made no sense."
    assert said.next == "They are kept aside.\nThe library made no sense. It is begun anew."


def test_one_sentence_stays_as_it_is():
    one = Sentence(what="It stopped.", next="")
    assert together([one]) == one


def test_of_very_many_failures_the_first_are_named_and_the_rest_counted() -> None:
    said = [Sentence(what=f"No {number}.", next="Do so.") for number in range(100)]
    whole = together(said)
    assert whole.what == "No 0."
    lines = whole.next.splitlines()
    assert lines[0] == "Do so."
    assert lines[1:-1] == [f"No {number}. Do so." for number in range(1, MOST + 1)]
    assert lines[-1] == f"And {99 - MOST} more."
    assert "more" not in together(said[: MOST + 1]).next
