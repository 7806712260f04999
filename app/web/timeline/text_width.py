"""How wide a text is at most, in em, on a screen whose fonts a server cannot measure."""

_WIDE, _NARROW = frozenset("mwMW"), frozenset(" ,.:·/'’()ijl")


def text_width(text: str) -> float:
    """An upper bound for the sans faces that the site asks for, bold or not."""
    return sum(_of(letter) for letter in text)


def _of(letter: str) -> float:
    if letter in _WIDE:
        return 0.9
    if letter in _NARROW:
        return 0.34
    return 0.73 if letter.isupper() else 0.6
