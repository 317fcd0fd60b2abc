from launcher.sentences import Sentence
from ui.text.failures import together


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
