"""What may go wrong with the sandbox itself, as opposed to what runs in it."""


class SandboxError(RuntimeError):
    """The sandbox does not work. The message says what to do."""


class IsolationUnavailable(SandboxError):  # noqa: N818 (a state of the machine)
    """The isolation that was asked for is not to be had on this machine."""
