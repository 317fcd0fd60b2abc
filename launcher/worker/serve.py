"""The worker's work: say hello, then answer one request after the other."""

import ctypes
import sys
from collections.abc import Iterable
from typing import Any

from launcher.protocol.messages import Fatal
from launcher.worker.bindings import C, function
from launcher.worker.hello import hello
from launcher.worker.inbox import Inbox
from launcher.worker.interrupt import Interrupt
from launcher.worker.libraries import load_modules
from launcher.worker.log import EngineLog
from launcher.worker.wire import Wire


def serve(requests: Iterable[bytes], wire: Wire) -> None:
    """Answer requests until there are no more. Raises EngineUnusable before the first words."""
    interrupt = Interrupt()
    kept = _tell_before_abort(wire, interrupt)
    log = EngineLog()
    log.listen()
    modules = load_modules()  # before the engine begins, or it looks in the current folder
    C.llama_backend_init()
    wire.send(hello(modules))
    inbox = Inbox(requests, wire, interrupt)
    inbox.open()
    from launcher.worker.desk import Desk  # noqa: PLC0415  numpy and jinja2 after the first words

    desk = Desk(wire, log, interrupt)
    while (work := inbox.next()) is not None:
        last = desk.answer(work)
        inbox.done(work.id)  # first: whoever hears the last event may ask again at once
        wire.send(last)
    desk.close()
    inbox.ended()
    del kept


def _tell_before_abort(wire: Wire, interrupt: Interrupt) -> Any:
    """Send the engine's message before it aborts the process; returns what must be kept alive."""
    kind = ctypes.CFUNCTYPE(None, ctypes.c_char_p)

    def told(message: bytes) -> None:
        text = message.decode("utf-8", "replace")
        wire.send_dying(Fatal(id=interrupt.current, detail=text))
        sys.stderr.write(text + "\n")
        sys.stderr.flush()

    callback = kind(told)
    function("ggml_set_abort_callback", ctypes.c_void_p, kind)(callback)
    return callback
