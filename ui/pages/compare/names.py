"""Names of one family's models without what they all share. No Qt."""

from collections.abc import Sequence


def common_tail(names: Sequence[str]) -> str:
    """The words all names end with, with the space before them: ' Instruct'. '' where none is."""
    if len(names) < 2:
        return ""
    split = [name.split() for name in names]
    shared: list[str] = []
    while all(len(words) > len(shared) + 1 for words in split):
        last = {words[-1 - len(shared)] for words in split}
        if len(last) > 1:
            break
        shared.insert(0, last.pop())
    return "".join(f" {word}" for word in shared)


def short_names(names: Sequence[str]) -> dict[str, str]:
    """Each name without the words that all begin and end with: '12B'. Never empty."""
    tail = common_tail(names)
    bare = {name: name.removesuffix(tail).split() for name in names}
    shared = 0
    if len(names) > 1:
        least = min(len(words) for words in bare.values()) - 1
        while shared < least and len({words[shared] for words in bare.values()}) == 1:
            shared += 1
    return {name: " ".join(words[shared:]) for name, words in bare.items()}
