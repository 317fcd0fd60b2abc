"""An engine made of modules, in a real worker: which ones it loads, and which it must not."""

import ctypes
import multiprocessing
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from launcher.engines.starts import OneStart
from launcher.engines.store import EngineStore
from launcher.engines.values import EngineStart
from launcher.errors import EngineDamaged, EngineMissing
from launcher.models.guide import required_guide
from launcher.protocol.messages import EngineModule, EngineParameters, Hello
from launcher.runtime.measurer import Measurer
from launcher.runtime.session import Session
from launcher.sentences import sentence_of
from tests.process.modules import (
    QUESTION,
    FixedStarts,
    compiled,
    copied,
    engine_of_modules,
    listed,
)


def hello_of(folder: Path, **environment: str) -> Hello:
    session = Session(environment=environment, engines=OneStart(EngineStart(folder=folder)))
    try:
        return session.hello()
    finally:
        session.close()


def module(hello: Hello, name: str) -> EngineModule:
    return next(each for each in hello.modules if each.name == name)


def of_processor(hello: Hello) -> list[EngineModule]:
    return [each for each in hello.modules if each.name.startswith("cpu")]


def answer(**environment: str) -> str:
    """What the little guide says, each step's likeliest token."""
    folder = environment.pop("folder", "")
    start = EngineStart(folder=Path(folder) if folder else None)
    with Measurer(environment=environment, engines=OneStart(start)) as child:
        where = EngineParameters(context=512, gpu_layers=0)
        ((text, reason),) = child.answer(required_guide(), where, (QUESTION,), most_tokens=128)
    assert reason == "stop"
    return text


def _scores(paths: list[str], told: "multiprocessing.connection.Connection") -> None:
    told.send([ctypes.CDLL(path).ggml_backend_score() for path in paths])


def scores(folder: Path) -> dict[str, int]:
    """How the variants judge themselves, asked in a process of its own."""
    ctypes_paths = sorted(map(str, folder.glob("libggml-cpu-*.so")))
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    child = multiprocessing.get_context("spawn").Process(
        target=_scores, args=(ctypes_paths, theirs)
    )
    child.start()
    found = ours.recv()
    child.join()
    names = (Path(path).name.removeprefix("lib").removesuffix(".so") for path in ctypes_paths)
    return dict(zip(names, found, strict=True))


def test_the_fastest_variant_this_processor_can_run_is_taken() -> None:
    folder = engine_of_modules()
    hello = hello_of(folder)
    judged = scores(folder)
    taken = [each for each in of_processor(hello) if each.loaded]
    assert len(taken) == 1
    assert judged[f"ggml-{taken[0].name}"] == max(judged.values()) > 0
    for each in of_processor(hello):
        assert bool(each.reason) == (judged[f"ggml-{each.name}"] == 0)
    assert hello.folder == str(folder)
    assert [device.kind for device in hello.devices].count("cpu") == 1


def test_every_variant_that_can_run_here_gives_the_same_text_as_the_build_from_source() -> None:
    folder = engine_of_modules()
    usable = {each.name for each in of_processor(hello_of(folder)) if not each.reason}
    wanted = [v for v in ("sse42", "haswell", "zen4") if f"cpu-{v}" in usable]
    assert wanted
    texts = {v: answer(folder=str(folder), SNUG_CPU_VARIANT=v) for v in wanted}
    texts["source"] = answer()
    assert len(set(texts.values())) == 1, texts
    assert "working memory" in texts["source"]


def test_a_forced_variant_is_the_one_that_is_loaded() -> None:
    hello = hello_of(engine_of_modules(), SNUG_CPU_VARIANT="x64")
    assert [each.name for each in of_processor(hello) if each.loaded] == ["cpu-x64"]
    assert "AVX2" not in hello.features


def test_a_variant_this_processor_lacks_is_refused_with_a_sentence() -> None:
    folder = engine_of_modules()
    lacking = [name for name, score in scores(folder).items() if score == 0]
    if not lacking:
        pytest.skip("this processor can run every variant")
    variant = lacking[0].removeprefix("ggml-cpu-")
    with pytest.raises(EngineMissing) as caught:
        hello_of(folder, SNUG_CPU_VARIANT=variant)
    assert f"asks for {variant}: this computer's processor lacks" in caught.value.detail
    with pytest.raises(EngineMissing) as caught:
        hello_of(folder, SNUG_CPU_VARIANT="pentium")
    assert "pentium" in caught.value.detail
    assert "x64" in caught.value.detail


def test_a_graphics_module_without_its_loader_leaves_the_processor_and_says_why(
    tmp_path: Path,
) -> None:
    folder = copied(tmp_path / "engine", without=("vulkan",))
    compiled(folder / "libggml-vulkan.so", needs="libvulkan.so.77")
    hello = hello_of(folder)
    vulkan = module(hello, "vulkan")
    assert not vulkan.loaded
    assert "libvulkan.so.77: cannot open shared object file" in vulkan.reason
    assert str(tmp_path) not in vulkan.reason
    assert [device.name for device in hello.devices] == ["CPU"]


def test_a_library_that_is_no_module_of_this_engine_is_left_out(tmp_path: Path) -> None:
    folder = copied(tmp_path / "engine", without=("vulkan",))
    compiled(folder / "libggml-vulkan.so")
    assert module(hello_of(folder), "vulkan").reason == "it does not fit this engine"


def test_nothing_in_the_current_folder_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    mark = tmp_path / "loaded"
    planted = compiled(here / "libggml-cpu-x64.so", f'fclose(fopen("{mark}", "w"));')
    ctypes.CDLL(str(planted))
    assert mark.exists()  # it would tell
    mark.unlink()
    monkeypatch.chdir(here)
    assert hello_of(copied(tmp_path / "whole")).devices
    bare = copied(tmp_path / "bare", without=("vulkan", "rpc"), variants=("none",))
    with pytest.raises(EngineMissing) as caught:
        hello_of(bare)
    assert "no module for the processor lies in" in caught.value.detail
    assert not mark.exists()


@pytest.mark.parametrize(
    ("body", "within", "why"),
    [
        ("abort();", 30.0, "stopped at a fault"),
        ("raise(SIGSEGV);", 30.0, "crashed"),
        ("pause();", 6.0, "said nothing for 6 s"),
    ],
)
def test_a_driver_that_crashes_or_hangs_at_the_start_leaves_a_working_processor(
    tmp_path: Path, body: str, within: float, why: str
) -> None:
    folder = copied(tmp_path / "engine", without=("vulkan",))
    compiled(folder / "libggml-vulkan.so", body)
    whole = EngineStart(folder=folder)
    starts = FixedStarts(whole, replace(whole, graphics=False))
    session = Session(engines=starts, start_within=within)
    try:
        hello = session.hello()
        assert [device.name for device in hello.devices] == ["CPU"]
        assert module(hello, "vulkan").reason.startswith("left out")
        assert session.load(required_guide(), EngineParameters(context=256)).devices
    finally:
        session.close()
    assert len(starts.given_up) == 1
    assert why in starts.given_up[0]
    assert starts.used == [replace(whole, graphics=False)]


@pytest.mark.parametrize("name", ["libllama.so", "libggml-base.so", "libggml-cpu-x64.so"])
def test_an_engine_with_an_emptied_library_is_told_by_its_name(tmp_path: Path, name: str) -> None:
    folder = copied(tmp_path / "engine", without=("vulkan",))
    file = folder / name
    file.write_bytes(bytes(file.stat().st_size))
    with pytest.raises(EngineDamaged) as caught:
        hello_of(folder)
    assert caught.value.problems == (f"{name} is empty",)
    said = sentence_of(caught.value)
    assert f"{name} is empty" in said.what
    assert said.next == "Install Snug again."


def test_a_module_added_from_another_folder_is_loaded_and_serves(tmp_path: Path) -> None:
    folder = copied(tmp_path / "engine", without=("vulkan", "rpc"))
    added = tmp_path / "one: a;b,%s" / "added"
    added.mkdir(parents=True)
    shutil.copy(engine_of_modules() / "libggml-rpc.so", added)
    start = EngineStart(folder=folder, modules=(added,))
    session = Session(engines=OneStart(start))
    try:
        rpc = module(session.hello(), "rpc")
    finally:
        session.close()
    assert rpc.loaded
    assert rpc.file == str(added / "libggml-rpc.so")


def test_another_llama_cpp_among_a_persons_libraries_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for name in ("libggml-base.so", "libggml.so"):
        compiled(other / name)
    monkeypatch.setenv("LD_LIBRARY_PATH", str(other))
    folder = engine_of_modules()
    hello = hello_of(folder)
    assert hello.folder == str(folder)
    assert [device.kind for device in hello.devices].count("cpu") == 1


def test_what_a_persons_shell_says_of_another_engine_is_not_meant_for_us(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LLAMA_CPP_LIB_PATH", "SNUG_ENGINE_FOLDER", "SNUG_ENGINE_MODULES"):
        monkeypatch.setenv(name, str(tmp_path))
    session = Session(engines=OneStart(EngineStart()))
    try:
        assert session.hello().devices
    finally:
        session.close()


def test_a_driver_that_hangs_costs_two_starts_their_time_and_no_more(tmp_path: Path) -> None:
    folder = copied(tmp_path / "engine", without=("vulkan",))
    began = tmp_path / "began"
    compiled(folder / "libggml-vulkan.so", f'fclose(fopen("{began}", "a")); pause();')
    listed(folder)

    def one_session() -> tuple[bool, str]:
        store = EngineStore(tmp_path / "engines.json", tmp_path / "packs", lambda: folder)
        session = Session(engines=store, start_within=4.0)
        began.unlink(missing_ok=True)
        try:
            assert [device.name for device in session.hello().devices] == ["CPU"]
        finally:
            session.close()
        (given,) = store.given_up
        return began.exists(), given.why

    assert [one_session()[0] for _time in range(3)] == [True, True, False]
    asked, why = one_session()
    assert not asked
    assert "failed twice" in why
    assert "said nothing for 4 s" in why


def test_without_graphics_only_the_processors_module_is_loaded() -> None:
    start = EngineStart(folder=engine_of_modules(), graphics=False)
    session = Session(engines=OneStart(start))
    try:
        hello = session.hello()
    finally:
        session.close()
    assert {each.name.partition("-")[0] for each in hello.modules if each.loaded} == {"cpu"}


def test_an_engine_lies_wherever_a_persons_folders_do(tmp_path: Path) -> None:
    folder = copied(tmp_path / "Jörg Łukasz 日本" / "engine", without=("vulkan",))
    hello = hello_of(folder)
    assert hello.folder == str(folder)
    assert {each.name for each in hello.modules if each.loaded} == {"cpu-x64", "rpc"}
