import pytest

from launcher import errors
from launcher.protocol.messages import FAILURES, Failed
from launcher.runtime.failures import TABLE, error_of


@pytest.mark.parametrize("kind", FAILURES)
def test_every_failure_has_its_error(kind: str) -> None:
    failed = Failed(id=1, kind=kind, detail="d", numbers=(1, 2, 3), log=("last",))
    assert isinstance(error_of(failed, "m.gguf"), errors.SnugError)
    assert type(error_of(failed, "m.gguf")) is not errors.EngineError


def test_the_table_holds_no_failure_that_cannot_come() -> None:
    assert set(TABLE) == set(FAILURES)


def test_errors_carry_the_numbers_their_sentence_needs() -> None:
    overflow = error_of(Failed(id=1, kind="context_overflow", numbers=(900, 512)))
    assert isinstance(overflow, errors.ContextOverflow)
    assert (overflow.tokens, overflow.granted) == (900, 512)
    memory = error_of(Failed(id=1, kind="out_of_memory", detail="CUDA0", numbers=(1 << 30,)))
    assert isinstance(memory, errors.OutOfMemory)
    assert (memory.device, memory.needed) == ("CUDA0", 1 << 30)


def test_a_failure_nobody_knows_is_a_mismatch() -> None:
    assert isinstance(error_of(Failed(id=1, kind="new")), errors.ProtocolMismatch)
