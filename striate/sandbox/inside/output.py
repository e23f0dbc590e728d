"""Where a student's prints go: the first characters are kept, the rest is counted and dropped as it comes."""

import io


class Output(io.TextIOBase):
    """A text stream that stands for both stdout and stderr. ``room`` characters are kept over its whole life."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, room: int) -> None:
        self._room = room
        self._pieces: list[str] = []
        self._cut = False

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self._room > 0 and text:
            kept = str.__getitem__(text, slice(self._room))
            self._room -= len(kept)
            self._pieces.append(kept)
        self._cut = self._cut or self._room <= 0
        if len(self._pieces) > 1000:  # a million prints of one character are one string, not a million
            self._pieces = ["".join(self._pieces)]
        return len(text)

    def taken(self) -> str:
        """What was kept since the last time, made fit to travel: half surrogate pairs become question marks."""
        text = "".join(self._pieces)
        self._pieces = []
        return text.encode("utf-8", "replace").decode()
