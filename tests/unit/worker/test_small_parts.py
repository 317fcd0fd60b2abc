import struct
import threading

import pytest

from launcher.worker.cpp_map import exported_names
from launcher.worker.hello import features
from launcher.worker.interrupt import Interrupt
from launcher.worker.log import Line
from launcher.worker.log_sizes import agree, buffers, caches, layer_places
from launcher.worker.model_file import looks_like
from launcher.worker.read_prompt import next_step


def library(*names: str) -> bytes:
    """A Windows library with nothing but an export table, in one section."""
    start, address = 0x400, 0x1000
    table = bytearray(40)
    where = address + 40 + 4 * len(names)
    pointers, texts = b"", b""
    for name in names:
        pointers += struct.pack("<I", where + len(texts))
        texts += name.encode() + b"\0"
    struct.pack_into("<III", table, 24, len(names), 0, address + 40)
    body = bytes(table) + pointers + texts
    head = bytearray(start)
    struct.pack_into("<I", head, 0x3C, 0x80)
    head[0x80:0x84] = b"PE\0\0"
    struct.pack_into("<H", head, 0x80 + 6, 1)
    struct.pack_into("<H", head, 0x80 + 20, 240)
    struct.pack_into("<I", head, 0x80 + 24 + 112, address)
    struct.pack_into("<8xIIII", head, 0x80 + 24 + 240, len(body), address, len(body), start)
    return bytes(head) + body


def test_a_windows_librarys_exports_are_read() -> None:
    names = ("?llama_get_memory_breakdown@@YAXX", "llama_version")
    assert tuple(exported_names(library(*names))) == names


@pytest.mark.parametrize("data", [b"", b"MZ", b"\x7fELF" + bytes(200), bytes(4096)])
def test_what_is_no_windows_library_has_no_exports(data: bytes) -> None:
    assert exported_names(data) == []


def test_features_are_those_that_are_on() -> None:
    info = "CPU : SSE3 = 1 | AVX2 = 1 | AVX512 = 0 | REPACK = 1 | "
    assert features(info) == ("SSE3", "AVX2", "REPACK")


@pytest.mark.parametrize(
    ("head", "kind"),
    [(b"", "empty"), (b"  \n<HTML>", "html"), (b"[1]", "json"), (b"\x89PNG", "unknown")],
)
def test_files_are_known_by_their_beginning(head: bytes, kind: str) -> None:
    assert looks_like(head) == kind


LOG = [
    Line(2, "llama_kv_cache:        CPU KV buffer size =    12.00 MiB"),
    Line(2, "llama_kv_cache:      CUDA0 KV buffer size =     4.00 MiB"),
    Line(2, "llama_kv_cache: size =   16.00 MiB (   512 cells,  32 layers,  1/1 seqs), K"),
    Line(2, "llama_kv_cache: size =    2.50 MiB (   256 cells,   8 layers,  1/1 seqs), K"),
    Line(2, "llama_memory_recurrent:        CPU RS buffer size =     0.04 MiB"),
    Line(2, "sched_reserve:        CPU compute buffer size =   266.50 MiB"),
    Line(2, "llama_context:        CPU  output buffer size =     0.49 MiB"),
    Line(1, "load_tensors: layer   0 assigned to device CPU, is_swa = 0"),
    Line(1, "load_tensors: layer   1 assigned to device CUDA0, is_swa = 0"),
]


def test_sizes_are_read_from_the_engines_lines() -> None:
    mib = 1 << 20
    assert buffers(LOG, "KV") == {"CPU": 12 * mib, "CUDA0": 4 * mib}
    assert caches(LOG) == [16 * mib, 5 * mib // 2]
    assert buffers(LOG, "compute") == {"CPU": 533 * mib // 2}
    assert set(buffers(LOG, "output")) == {"CPU"}
    assert layer_places(LOG) == {0: "CPU", 1: "CUDA0"}


def test_a_sum_agrees_only_within_what_two_decimals_allow() -> None:
    assert agree(1_050_000, [1_048_576])
    assert not agree(1_070_000, [1_048_576])


def test_steps_follow_the_measured_speed() -> None:
    assert next_step(64, 0.001, 512) == 128
    assert next_step(512, 0.001, 512) == 512
    assert next_step(512, 0.195, 512) == 256
    assert next_step(32, 5.0, 512) == 32
    assert next_step(64, 0.07, 512) == 64


def test_stop_reaches_what_is_under_way_or_waiting_and_nothing_else() -> None:
    interrupt = Interrupt()
    interrupt.expect(1)
    interrupt.expect(2)
    interrupt.begin(1)
    assert not interrupt.is_set
    interrupt.stop(2)
    assert not interrupt.is_set
    interrupt.stop(1)
    assert interrupt.is_set
    interrupt.end()
    interrupt.begin(2)
    assert interrupt.is_set
    interrupt.end()
    interrupt.stop(2)
    interrupt.expect(3)
    interrupt.begin(3)
    assert not interrupt.is_set


def test_the_engine_hears_the_flag_without_python() -> None:
    interrupt = Interrupt()
    ask, data = interrupt.callback()
    assert not ask(data)
    interrupt.stop_all()
    assert ask(data)


def test_a_request_waits_until_it_is_told_to_go_on() -> None:
    interrupt = Interrupt()
    interrupt.begin(1)
    interrupt.go_on(2, again=True)
    interrupt.go_on(1, again=True)
    assert interrupt.wait()
    interrupt.go_on(1, again=False)
    assert not interrupt.wait()


def test_a_request_that_waits_hears_stop() -> None:
    interrupt = Interrupt()
    interrupt.begin(1)
    told = threading.Timer(0.05, interrupt.stop, [1])
    told.start()
    assert not interrupt.wait()
    assert interrupt.is_set
    told.join()
    assert not interrupt.wait()
