"""The plan that moves with the sliders: which answers are shown, kept, and asked for again."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from launcher.actions.estimate import estimate_now
from launcher.actions.fit import Fitting, fit_now
from launcher.hardware.facts import Machine
from launcher.measurement.receipt import MAIN_MEMORY, Line, Receipt
from launcher.memory.choices import ALL_LAYERS, Choices
from launcher.memory.estimate import Bases, Basis, Estimate
from launcher.models.facts import ModelFacts
from tests.fakes.model_facts import facts_of
from ui.bridge.background import Background
from ui.errands import planning
from ui.errands.planning import PlanErrand
from ui.text.panel import PanelView
from ui.text.words import PartKind

GIB = 1 << 30
MODEL = facts_of()


class Engine:
    """Answers as the engine's dry run would, when it is let; counts what it was asked."""

    def __init__(self) -> None:
        self.exact: list[Choices] = []
        self.fitted: list[Choices] = []
        self.open = threading.Event()
        self.open.set()
        self.receipt: Receipt | None = None

    def estimate(self, _parts: Any, facts: ModelFacts, choices: Choices, on: Machine) -> Estimate:
        self.exact.append(choices)
        assert self.open.wait(10)
        engine = Bases(weights=Basis.ENGINE, kv=Basis.ENGINE, compute=Basis.ENGINE)
        return replace(estimate_now(facts, choices, on, reserve=GIB), basis=engine)

    def fit(self, _parts: Any, facts: ModelFacts, choices: Choices, on: Machine) -> Fitting:
        self.fitted.append(choices)
        found = fit_now(facts, choices, on, reserve=GIB)
        return found if on.imagined else replace(found, basis=Basis.ENGINE)

    def measured(self, *_question: Any) -> Receipt | None:
        return self.receipt


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine()
    monkeypatch.setattr(planning, "estimate_exactly", made.estimate)
    monkeypatch.setattr(planning, "fit_exactly", made.fit)
    monkeypatch.setattr(planning, "measured_here", made.measured)
    monkeypatch.setattr(planning, "latest_here", made.measured)
    monkeypatch.setattr(planning, "REST_MS", 20)
    return made


class Asking:
    """An errand, and every view it gave."""

    def __init__(
        self, qtbot: QtBot, background: Background, machine: Machine, *, loaded: bool = False
    ) -> None:
        self.owner = QObject()
        self.views: list[PanelView] = []
        self.refused: list[object] = []
        self.machine = machine
        self._bot = qtbot
        nothing: Any = None  # parts are not used
        self._errand = PlanErrand(nothing, background, self.owner, loaded=loaded)
        self._errand.planned.connect(self.views.append)
        self._errand.refused.connect(self.refused.append)

    def plan(self, choices: Choices, machine: Machine | None = None) -> None:
        self._errand.plan(MODEL, choices, machine or self.machine, reserve=GIB)

    def until(self, told: Callable[[PanelView], bool]) -> PanelView:
        self._bot.waitUntil(lambda: bool(self.views) and told(self.views[-1]))
        return self.views[-1]

    def settle_largest(self, choices: Choices) -> PanelView:
        self.plan(choices)
        return self.until(
            lambda view: view.choices == choices and view.largest_basis is Basis.ENGINE
        )

    def settle(self, choices: Choices, machine: Machine | None = None) -> PanelView:
        self.plan(choices, machine)
        return self.until(lambda view: view.choices == choices and bool(view.fitting.prices))


@pytest.fixture
def asking(
    qtbot: QtBot, background: Background, machine: Machine, engine: Engine
) -> Iterator[Asking]:
    made = Asking(qtbot, background, machine)
    yield made
    made._errand.drop()
    made.owner.deleteLater()


def sizes(view: PanelView) -> dict[tuple[PartKind, int], int]:
    return {
        (part.kind, number): part.size
        for number, device in enumerate(view.devices)
        for part in device.parts
    }


def is_exact(view: PanelView) -> bool:
    return any(part.basis is Basis.ENGINE for device in view.devices for part in device.parts)


def test_arithmetic_comes_in_the_same_frame_and_the_engine_after(asking: Asking) -> None:
    asking.plan(Choices(context=8192))
    assert len(asking.views) == 1
    assert not is_exact(asking.views[0])
    assert asking.views[0].largest_basis is Basis.ARITHMETIC
    asking.until(is_exact)


def test_what_fits_is_worked_out_once_a_drag_rests(asking: Asking, engine: Engine) -> None:
    for context in range(2048, 16384, 256):
        asking.plan(Choices(context=context))
    assert not engine.fitted
    last = asking.until(lambda view: bool(view.fitting.prices))
    assert engine.fitted == [Choices(context=16128)]
    assert last.largest_basis is Basis.ENGINE
    assert is_exact(last)


def test_another_context_that_fits_needs_no_new_prices(
    qtbot: QtBot, asking: Asking, engine: Engine
) -> None:
    asking.settle(Choices(context=8192))
    asking.plan(Choices(context=12288))
    shown = asking.views[-1]
    assert shown.fitting.fresh
    assert {price.choices.context for price in shown.fitting.prices} == {12288}
    assert shown.largest_basis is Basis.ENGINE
    asking.until(is_exact)
    qtbot.wait(60)
    assert engine.fitted == [Choices(context=8192)]


def test_a_context_that_does_not_fit_gets_its_own_plan(asking: Asking, engine: Engine) -> None:
    first = Choices(context=8192, gpu_layers=ALL_LAYERS)
    asking.settle(first)
    beyond = replace(first, context=131072)
    asking.plan(beyond)
    assert asking.views[-1].fitting.plan is None
    assert asking.views[-1].fitting.lack
    view = asking.until(lambda view: view.fitting.plan is not None)
    assert engine.fitted == [first, beyond]
    assert view.fitting.plan is not None
    assert view.fitting.plan.choices.context == 131072


def test_prices_of_other_choices_stay_but_are_not_for_taking(asking: Asking) -> None:
    asking.settle(Choices(context=8192))
    asking.plan(Choices(context=8192, kv_type_k="q8_0", kv_type_v="q8_0"))
    assert asking.views[-1].fitting.prices
    assert not asking.views[-1].fitting.fresh
    assert asking.views[-1].largest_basis is Basis.ARITHMETIC
    asking.until(lambda view: view.fitting.fresh and view.largest_basis is Basis.ENGINE)


def test_an_answer_to_another_question_is_never_shown_but_kept(
    asking: Asking, engine: Engine, qtbot: QtBot
) -> None:
    engine.open.clear()
    first, second = Choices(context=4096), Choices(context=8192)
    asking.plan(first)
    asking.plan(second)
    assert not any(is_exact(view) for view in asking.views)
    engine.open.set()
    asking.until(is_exact)
    assert not any(is_exact(view) for view in asking.views if view.choices == first)
    assert engine.exact == [first, second]
    asking.plan(first)
    assert is_exact(asking.views[-1])  # in the same frame
    assert asking.views[-1].choices == first
    qtbot.wait(60)
    assert engine.exact == [first, second]


def test_kept_answers_are_forgotten_with_the_machine(
    asking: Asking, engine: Engine, machine: Machine
) -> None:
    before = asking.settle(Choices(context=8192))
    memory = replace(machine.memory, available=20 * GIB)
    asking.plan(Choices(context=8192), replace(machine, memory=memory))
    now = asking.views[-1]
    assert is_exact(now)  # the engine's parts stand still until it has answered again
    assert sizes(now)[PartKind.FREE, 1] == sizes(before)[PartKind.FREE, 1] - 4 * GIB
    assert now.fitting.fresh  # no more than a moment's free memory differs: the list stands still
    asking.until(lambda _view: len(engine.exact) == 2)


def test_beyond_the_trained_length_memory_alone_says_what_fits(asking: Asking) -> None:
    choices = Choices(context=8192, kv_type_k="q4_0", kv_type_v="q4_0", gpu_layers=0)
    within = asking.settle_largest(choices)
    assert within.largest == MODEL.trained_context
    beyond = asking.settle_largest(replace(choices, context=MODEL.trained_context + 1000))
    assert beyond.largest is not None
    assert beyond.largest > MODEL.trained_context + 1000
    assert beyond.fit == "fits" or beyond.fit == "partly"
    assert all(price.choices.context for price in beyond.fitting.prices)


def test_what_is_wholly_on_the_gpu_is_called_so(asking: Asking) -> None:
    asking.plan(Choices(context=8192))
    assert asking.views[-1].fitting.largest == "Wholly on GPU up to"
    asking.plan(Choices(context=8192, gpu_layers=10))
    assert asking.views[-1].fitting.largest == "Largest that fits"


def test_on_an_imagined_machine_the_engine_is_not_asked(
    asking: Asking, engine: Engine, machine: Machine
) -> None:
    asking.settle(Choices(context=8192))
    asked = len(engine.exact)
    view = asking.settle(Choices(context=8192), replace(machine, imagined=True))
    assert view.imagined
    assert not is_exact(view)
    view = asking.until(lambda view: view.imagined and view.fitting.fresh)
    assert view.largest_basis is Basis.ARITHMETIC
    assert len(engine.exact) == asked


def test_choices_that_cannot_be_are_refused_and_nothing_is_asked(
    qtbot: QtBot, asking: Asking, engine: Engine
) -> None:
    asking.plan(Choices(context=1))
    assert len(asking.refused) == 1
    qtbot.wait(60)
    assert not asking.views
    assert not engine.exact
    assert not engine.fitted


def test_a_receipt_speaks_for_choices_of_its_kind_alone(asking: Asking, engine: Engine) -> None:
    choices = Choices(context=8192)
    engine.receipt = Receipt(
        when=datetime(2026, 11, 20, tzinfo=UTC),
        name="A model",
        path="a.gguf",
        model="0",
        choices=choices,
        gpu_layers=33,
        lines=(Line(device="CUDA0", part="compute", predicted=0, measured=GIB),),
    )
    view = asking.settle(choices)
    assert "+1.00 GiB compute on RTX 4070" in view.measured
    asking.plan(replace(choices, context=9216))
    assert asking.views[-1].measured
    asking.plan(replace(choices, context=65536))
    assert not asking.views[-1].measured


def test_what_a_load_came_to_is_told_beside_the_loaded_model_alone(
    qtbot: QtBot, background: Background, machine: Machine, engine: Engine
) -> None:
    choices = Choices(context=8192)
    main = Line(device="CPU", part=MAIN_MEMORY, predicted=1440 << 20, measured=1447 << 20)
    engine.receipt = Receipt(
        when=datetime(2026, 11, 20, tzinfo=UTC),
        name="A model",
        path="a.gguf",
        model="0",
        choices=choices,
        gpu_layers=33,
        lines=(main,),
    )
    made = Asking(qtbot, background, machine, loaded=True)
    made.plan(choices)
    made.until(lambda view: view.measured == "As predicted: 1,447 MiB in RAM")
    more = replace(main, measured=1504 << 20, predicted=1400 << 20)
    engine.receipt = replace(engine.receipt, lines=(more,))
    made._errand.weigh()
    made.until(lambda view: view.measured == "104 MiB more than predicted: in RAM")
    made.plan(replace(choices, kv_type_k="q8_0", kv_type_v="q8_0"))
    assert not made.views[-1].measured
    made._errand.drop()
    made.owner.deleteLater()
