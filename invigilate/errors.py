"""What may go wrong, drawn once.

    Refused            the person may not, or not now: a word and a sentence
    ├── NotFound       no such thing, or none that this person may see (told alike)
    ├── NotAllowed     the thing may be seen, but this may not be done to it
    ├── NotValid       what was sent is not of the asked form: where, and what to do
    └── TooOften       slow down: in so many seconds
    Unavailable        a store cannot be reached just now: nothing was done, try again
    └── OutcomeUnknown     it went away in the commit: nobody knows whether it was done

Anything else that is raised is a fault of ours and ends the task loudly.
"""


class Refused(Exception):
    """The person may not, or not now.

    `word` is stable and goes to HTTP, to the wire and to metrics (lower case, hyphens);
    `sentence` is for the person: what was wrong and what to do.
    """

    status = 409

    def __init__(self, word: str, sentence: str = "", **details: object) -> None:
        super().__init__(word, sentence)
        self.word = word
        self.sentence = sentence or word
        self.details = details

    def __str__(self) -> str:
        return f"{self.word}: {self.sentence}"


class NotFound(Refused):
    """No such thing, or none that this person may see: both are told alike."""

    status = 404


class NotAllowed(Refused):
    """The person may see the thing and may not do this to it."""

    status = 403


class NotValid(Refused):
    """What was sent is not of the asked form; `details` says where."""

    status = 422


class TooOften(Refused):
    """Too many tries; `seconds` says when the next one is heard."""

    status = 429

    def __init__(self, word: str, sentence: str, seconds: float) -> None:
        super().__init__(word, sentence, retry_after=seconds)
        self.seconds = seconds


class Unavailable(Exception):
    """A store or a bus cannot be reached just now; nothing was done, try again."""


class OutcomeUnknown(Unavailable):
    """A store went away in the middle of a commit: nobody knows whether it was done. Look first."""
