"""What the memory page says: parts, kinds of models, lengths, levers, prices, receipts."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from launcher.actions.estimate import estimate_now
from launcher.actions.fit import fit_now
from launcher.errors import ChoiceError
from launcher.hardware.facts import Holder, Machine
from launcher.measurement.receipt import DRIVER, MAIN_MEMORY, Line, Receipt
from launcher.memory.choices import ALL_LAYERS, Choices, FlashAttention, LoadMode
from launcher.memory.estimate import Basis
from launcher.memory.kind import kind_of
from launcher.memory.kv_cache import kv_cache_bytes
from launcher.models.catalog import facts_of as from_catalog
from launcher.models.catalog import known_as
from launcher.models.facts import ModelFacts
from launcher.units import GIB, MIB
from tests.fakes.machine_facts import machine_of
from tests.fakes.model_facts import facts_of
from ui.pages.memory.fit_view import fit_view
from ui.pages.memory.history import History
from ui.pages.memory.lengths_view import lengths
from ui.pages.memory.lever_words import WORDS
from ui.pages.memory.levers_view import Control, Lever, Levers, levers, turned
from ui.pages.memory.receipts_view import SHOWN, receipt_views
from ui.pages.memory.standing import Standing
from ui.pages.memory.view import MemoryPageView, page_view, title
from ui.study import CameFrom, Study
from ui.text.kind import kind_words
from ui.text.kv_types import K, V, half_in, types_taken
from ui.text.words import PartKind

LAPTOP = machine_of(16)
DESKTOP = machine_of(32, 12)
TWO_CARDS = machine_of(32, 12, 16)
HYBRID = {
    "ssm.conv_kernel": 4,
    "ssm.inner_size": 4096,
    "ssm.state_size": 128,
    "ssm.group_count": 16,
    "ssm.time_step_rank": 32,
    "full_attention_interval": 4,
}
MLA = {
    "attention.key_length_mla": 192,
    "attention.value_length_mla": 128,
    "attention.kv_lora_rank": 512,
    "attention.value_length": 512,
}


def dense() -> ModelFacts:
    return facts_of()


def mixture() -> ModelFacts:
    return facts_of(
        architecture="qwen3moe",
        layers=48,
        embedding=2048,
        kv_heads=4,
        trained=40960,
        experts={"count": 128, "used": 8, "n_ff_expert": 768},
    )


def sliding() -> ModelFacts:
    more = {"attention.sliding_window": 1024}
    return facts_of(architecture="gemma3", layers=48, embedding=3840, head_size=256, more=more)


def hybrid() -> ModelFacts:
    return facts_of(
        architecture="qwen35", layers=48, embedding=2560, feed_forward=9216, heads=16,
        kv_heads=4, head_size=256, trained=262144, more=HYBRID,
    )  # fmt: skip


def latent() -> ModelFacts:
    return facts_of(architecture="deepseek2", layers=27, kv_heads=1, head_size=576, more=MLA)


def ahead() -> ModelFacts:
    return facts_of(
        architecture="qwen35", layers=49, embedding=2560, heads=16, kv_heads=4, head_size=256,
        more={**HYBRID, "nextn_predict_layers": 1},
    )  # fmt: skip


def study(facts: ModelFacts, machine: Machine = DESKTOP, **choices: object) -> Study:
    return Study(
        name="Some model",
        facts=facts,
        choices=Choices(**choices),  # type: ignore[arg-type]  # a test's own words
        machine=machine,
        source=CameFrom.LIBRARY,
    )


def page_of(one: Study) -> MemoryPageView:
    estimate = estimate_now(one.facts, one.choices, one.machine, reserve=GIB)
    standing = Standing()
    found = standing.lengths(one, GIB)
    return page_view(one, estimate, found, largest=standing.largest(one, GIB), reserve=GIB)


def levers_of(one: Study) -> Levers:
    estimate = estimate_now(one.facts, one.choices, one.machine, reserve=GIB)
    return levers(one.facts, one.choices, one.machine, estimate)


def lever(found: Levers, key: str) -> Lever:
    return next(one for one in found.turning if one.key == key)


def idle(found: Levers) -> dict[str, str]:
    return {one.name: one.reason for one in found.idle}


def test_a_model_of_the_catalog_is_said_to_be_no_file() -> None:
    catalogs = study(from_catalog(known_as("Qwen/Qwen3-8B"), "Q4_K_M"))
    read = study(facts_of(architecture="qwen3"))
    assert "built-in catalog" in page_of(catalogs).kind
    assert "catalog" not in page_of(read).kind


# --- kinds of models ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (dense(), "All 32 layers remember every token"),
        (mixture(), "128 experts, 8 used for each token; experts may lie in RAM"),
        (sliding(), "40 of 48 layers look back 1,024 tokens only"),
        (hybrid(), "36 of 48 layers keep a state of fixed size instead; only 12 remember"),
        (latent(), "Latent attention"),
        (ahead(), "1 more layer guesses tokens ahead"),
        (facts_of(architecture="mamba", kv_heads=0, heads=0), "Recurrent: all 32 layers"),
        (facts_of(architecture="bert"), "keeps no working memory"),
        (
            facts_of(architecture="gemma3n", layers=30, more={"attention.sliding_window": 512}),
            "10 layers look into the memory of another",
        ),
    ],
)
def test_a_model_is_told_in_terms_of_memory(facts: ModelFacts, said: str) -> None:
    assert said in kind_words(kind_of(facts))


def test_only_a_mixture_is_not_called_dense() -> None:
    assert kind_words(kind_of(dense())).startswith("Dense: all weights are used")
    assert "Dense" not in kind_words(kind_of(mixture()))


# --- what takes memory --------------------------------------------------------------------------


def test_the_rows_of_a_device_add_up_to_its_capacity_in_the_bars_order() -> None:
    view = page_of(study(dense(), context=8192))
    for device in view.devices:
        assert sum(row.size for row in device.rows) == device.device.capacity
        order = [list(PartKind).index(row.swatch) for row in device.rows]
        assert order == sorted(order)


def test_each_part_is_explained_once_and_says_what_makes_it_smaller() -> None:
    view = page_of(study(mixture(), context=8192, cpu_moe=20))
    explained = [row.key for device in view.devices for row in device.rows if row.meaning]
    assert len(explained) == len(set(explained))
    shown = {row.key for device in view.devices for row in device.rows}
    assert set(explained) == shown
    kv = next(row for row in view.devices[0].rows if row.key == "kv")
    assert "working memory (KV cache)" in kv.meaning
    assert "shorter context" in kv.smaller
    assert kv.basis is Basis.ARITHMETIC


def test_the_output_stands_apart_and_is_drawn_with_compute() -> None:
    view = page_of(study(dense(), LAPTOP))
    rows = {row.key: row for row in view.devices[0].rows}
    assert rows["output"].swatch is PartKind.COMPUTE
    drawn = {part.kind: part.size for part in view.devices[0].device.parts}
    assert rows["output"].size + rows["compute"].size == drawn[PartKind.COMPUTE]


def test_other_programs_are_named_on_every_device_and_snug_is_not() -> None:
    holders = (
        Holder(name="snug", held=9 * GIB, own=True),
        Holder(name="firefox", held=2 * GIB),
    )
    memory = replace(DESKTOP.memory, available=20 * GIB, holders=holders)
    card = replace(DESKTOP.devices[1], free=11 * GIB, holders=(Holder(name="game", held=GIB),))
    machine = replace(DESKTOP, memory=memory, devices=(DESKTOP.devices[0], card))
    view = page_of(study(dense(), machine))
    said = [row.meaning for device in view.devices for row in device.rows if row.key == "other"]
    assert "Largest of them: game 1.00 GiB." in said[0]
    assert said[1] == "Largest of them: firefox 2.00 GiB."


def test_reserved_and_occupied_stand_apart_with_the_reason() -> None:
    plain = page_of(study(dense(), LAPTOP)).main
    mapped = page_of(study(dense(), LAPTOP, load=LoadMode.MMAP)).main
    assert plain is not None
    assert mapped is not None
    assert plain.reserved == mapped.reserved
    assert plain.resident != mapped.resident
    assert plain.why != mapped.why
    assert "more." in mapped.why


def test_what_is_too_big_is_said_with_the_figure() -> None:
    view = page_of(study(dense(), context=131072, gpu_layers=ALL_LAYERS))
    assert view.fit == "too_big"
    assert "too much" in view.sums


def test_asked_granted_and_trained_are_always_told() -> None:
    said = page_of(study(dense(), context=1000)).context_words
    assert "1,000" in said
    assert "1,024" in said
    assert "131,072" in said


def test_the_title_says_the_quantization_once() -> None:
    one = study(dense())
    named = replace(one, facts=replace(dense(), metadata={"general.file_type": 15}))
    assert title(named) == "Memory for Some model Q4_K_M"
    assert title(replace(named, name="some-model-Q4_K_M")) == "Memory for some-model-Q4_K_M"


# --- a longer conversation ----------------------------------------------------------------------


def test_lengths_go_by_powers_of_two_up_to_the_trained_one() -> None:
    rows = lengths(mixture(), Choices(), DESKTOP, reserve=GIB).rows
    assert [row.tokens for row in rows] == [2048, 4096, 8192, 16384, 32768, 40960]
    assert all(one.total <= other.total for one, other in pairwise(rows))


def test_each_length_is_the_estimates_own_figure() -> None:
    for row in lengths(hybrid(), Choices(), LAPTOP, reserve=GIB).rows:
        choices = Choices(context=row.tokens)
        found = estimate_now(hybrid(), choices, LAPTOP, reserve=GIB)
        assert row.total == found.total
        assert row.memory == sum(one.kv + one.recurrent for one in found.devices)


def test_a_thousand_tokens_more_cost_what_still_grows() -> None:
    # 32 layers × 8 heads × 128 × 2 (K and V) × 2 bytes = 128 KiB a token
    grows = lengths(dense(), Choices(), LAPTOP, reserve=GIB).slope
    assert grows == "Each further 1,000 tokens take 0.12 GiB."
    more = {"ssm.state_size": 16, "ssm.inner_size": 8192, "ssm.conv_kernel": 4}
    state = facts_of(architecture="mamba", kv_heads=0, heads=0, more=more)
    stays = lengths(state, Choices(), LAPTOP, reserve=GIB).slope
    assert stays == "A longer conversation takes no more memory."


def test_what_does_not_hang_on_the_context_is_worked_out_once() -> None:
    standing = Standing()
    one = study(dense(), context=4096)
    first = standing.lengths(one, GIB)
    moved = replace(one, choices=replace(one.choices, context=9000))
    assert standing.lengths(moved, GIB) is first
    other = replace(one, choices=replace(one.choices, kv_type_k="q8_0"))
    assert standing.lengths(other, GIB) is not first


# --- levers -------------------------------------------------------------------------------------


def test_every_choice_is_either_turned_or_told_why_not() -> None:
    elsewhere = {"context", "threads"}  # the slider; Settings
    assert set(WORDS) == {each.name for each in fields(Choices)} - elsewhere
    for facts in (dense(), mixture(), sliding(), hybrid(), latent(), ahead()):
        for machine in (LAPTOP, DESKTOP, TWO_CARDS):
            found = levers_of(study(facts, machine))
            names = [WORDS[one.key].name for one in found.turning]
            names += [one.name for one in found.idle]
            assert sorted(names) == sorted([*(one.name for one in WORDS.values()), "Threads"])
            assert all(one.words for one in found.turning)
            assert all(one.reason.endswith(".") for one in found.idle)


def test_without_a_graphics_card_nothing_about_them_is_offered() -> None:
    reasons = idle(levers_of(study(mixture(), LAPTOP)))
    for name in ("GPU layers", "Division among the cards", "Layers with experts in RAM"):
        assert reasons[name] == "There is no graphics card here that the engine can use."


def test_a_division_is_offered_only_among_several_cards() -> None:
    assert "split" not in {one.key for one in levers_of(study(dense())).turning}
    split = lever(levers_of(study(dense(), TWO_CARDS)), "split")
    assert split.control is Control.SPLIT
    assert split.automatic
    assert split.value == pytest.approx((12 / 28 * 100, 16 / 28 * 100))
    alone = levers_of(study(dense(), TWO_CARDS, main_gpu=1))
    assert idle(alone)["Division among the cards"] == "One graphics card alone is used."


def test_levers_of_a_kind_of_model_are_there_for_that_kind_alone() -> None:
    assert lever(levers_of(study(mixture())), "cpu_moe").most == 48
    assert lever(levers_of(study(sliding())), "swa_full").value is False
    assert lever(levers_of(study(ahead())), "mtp").value is False
    reasons = idle(levers_of(study(dense())))
    assert {"Whole context for sliding windows", "Layers that guess ahead"} <= set(reasons)


def test_a_kv_type_is_offered_with_what_its_half_of_the_cache_would_take() -> None:
    options = dict(lever(levers_of(study(dense(), context=8192)), "kv_type_k").options)
    assert options["f16"] == "f16, 0.50 GiB"
    # 8,192 tokens × 32 layers × 8 heads × 128 values, 34 bytes for each 32 of them
    assert options["q8_0"] == "q8_0, 0.27 GiB"


@pytest.mark.parametrize("flash", list(FlashAttention))
def test_the_halves_of_the_cache_make_the_whole(flash: FlashAttention) -> None:
    narrow = facts_of(head_size=192, more={"attention.value_length": 128})
    for facts in (dense(), narrow, sliding(), hybrid()):
        for k, v in (("f16", "f16"), ("q8_0", "bf16"), ("f32", "f16"), ("q4_0", "f32")):
            choices = Choices(
                context=8192, parallel=2, kv_type_k=k, kv_type_v=v, flash_attention=flash
            )
            halves = half_in(facts, choices, K, k) + half_in(facts, choices, V, v)
            assert halves == kv_cache_bytes(facts, choices)


def test_where_k_and_v_are_one_each_type_is_told_with_all_of_it() -> None:
    choices = Choices(context=8192)
    assert half_in(latent(), choices, K, "f16") == kv_cache_bytes(latent(), choices)
    assert types_taken(latent(), choices, K, V) == types_taken(latent(), choices, K)


def test_the_panel_offers_only_types_that_both_halves_take() -> None:
    assert "q8_0" in types_taken(dense(), Choices(), K, V)
    assert types_taken(facts_of(head_size=8), Choices(), K, V) == ("f32", "f16", "bf16")
    off = Choices(flash_attention=FlashAttention.OFF)
    assert types_taken(dense(), off, K, V) == ("f32", "f16", "bf16")
    assert "q8_0" in types_taken(dense(), off, K)


def test_a_refused_type_of_v_takes_nothing_from_what_k_is_offered() -> None:
    one = study(dense(), kv_type_v="q8_0", flash_attention=FlashAttention.OFF)
    found = levers(one.facts, one.choices, one.machine, None)
    assert "q4_0" in dict(lever(found, "kv_type_k").options)


def test_rearranging_stays_in_its_place_when_choices_are_refused() -> None:
    for machine in (LAPTOP, DESKTOP):
        before = levers_of(study(dense(), machine))
        one = study(dense(), machine, kv_type_v="q8_0", flash_attention=FlashAttention.OFF)
        after = levers(one.facts, one.choices, one.machine, None)
        assert [each.key for each in after.turning] == [each.key for each in before.turning]
        assert idle(after) == idle(before)
        few = study(dense(), machine, parallel=2, batch=1)
        refused = levers(few.facts, few.choices, few.machine, None)
        kept = "repack" in {each.key for each in before.turning}
        assert ("repack" in {each.key for each in refused.turning}) is kept


def test_a_kv_type_that_the_model_refuses_is_not_offered() -> None:
    odd = facts_of(head_size=80)  # 80 is no multiple of 32
    options = dict(lever(levers_of(study(odd)), "kv_type_k").options)
    assert "q8_0" not in options
    assert "f16" in options


def test_types_of_v_need_flash_attention_to_be_small() -> None:
    found = levers_of(study(dense(), flash_attention=FlashAttention.OFF))
    assert set(dict(lever(found, "kv_type_v").options)) == {"f32", "f16", "bf16"}


def test_where_k_and_v_are_one_their_types_are_turned_together() -> None:
    choices = turned(Choices(), "kv_type_k", "q8_0", latent())
    assert (choices.kv_type_k, choices.kv_type_v) == ("q8_0", "q8_0")
    assert turned(Choices(), "kv_type_k", "q8_0", dense()).kv_type_v == "f16"
    assert "KV type for V" in idle(levers_of(study(latent())))


def test_rearranging_is_offered_only_where_the_engine_does_it() -> None:
    assert lever(levers_of(study(dense(), LAPTOP)), "repack").value is True
    off = levers_of(study(dense(), LAPTOP, repack=False))
    assert lever(off, "repack").value is False
    assert "Rearrange weights" in idle(levers_of(study(dense(), DESKTOP)))
    plain = machine_of(16, features=())
    assert "this processor" in idle(levers_of(study(dense(), plain)))["Rearrange weights"]


def test_refused_choices_still_have_their_levers() -> None:
    one = study(dense(), kv_type_v="q8_0", flash_attention=FlashAttention.OFF)
    with pytest.raises(ChoiceError):
        estimate_now(one.facts, one.choices, one.machine, reserve=GIB)
    found = levers(one.facts, one.choices, one.machine, None)
    assert lever(found, "flash_attention").value is FlashAttention.OFF
    assert "q8_0" in dict(lever(found, "kv_type_v").options)


# --- back and forth -----------------------------------------------------------------------------


def test_a_run_of_changes_of_one_choice_is_taken_back_in_one() -> None:
    history = History(Choices(context=2048))
    for context in (3000, 4000, 5000):
        history.turn(Choices(context=context))
    history.turn(Choices(context=5000, parallel=2))
    assert history.undo() == Choices(context=5000)
    assert history.undo() == Choices(context=2048)
    assert not history.can_undo
    assert history.redo() == Choices(context=5000)
    assert history.redo() == Choices(context=5000, parallel=2)
    assert not history.can_redo


def test_what_was_taken_back_is_forgotten_when_something_else_is_turned() -> None:
    history = History(Choices())
    history.turn(Choices(parallel=2))
    history.undo()
    history.turn(Choices(batch=1024))
    assert not history.can_redo
    assert history.undo() == Choices()


# --- plan, prices, receipts ---------------------------------------------------------------------


def test_the_plan_is_told_step_by_step_and_every_price_can_be_taken() -> None:
    choices = Choices(context=32768, gpu_layers=ALL_LAYERS, cpu_moe=20)
    found = fit_view(fit_now(mixture(), choices, DESKTOP, reserve=GIB), trained=40960)
    assert found.steps
    assert all(step.what and step.why for step in found.steps)
    assert found.choices.context == choices.context
    assert found.prices
    for price in found.prices:
        assert price.choices != choices
        assert price.choices.context == choices.context
        assert "more." in price.gain
        assert price.cost


def test_where_all_fits_the_price_list_says_so() -> None:
    found = fit_view(fit_now(dense(), Choices(), machine_of(256), reserve=GIB), trained=131072)
    assert found.largest == 131072
    assert found.none == "The whole trained length fits as it is."


def line(part: str, predicted: int, measured: int | None, device: str = "CUDA0") -> Line:
    return Line(device=device, part=part, predicted=predicted, measured=measured)


def receipt(*lines: Line, day: int = 20) -> Receipt:
    return Receipt(
        when=datetime(2026, 11, day, 12, 0, tzinfo=UTC),
        name="m",
        path="m.gguf",
        model="digest",
        choices=Choices(context=8192, kv_type_v="q8_0"),
        gpu_layers=33,
        lines=lines,
    )


def test_a_receipt_says_predicted_measured_and_the_difference() -> None:
    (found,) = receipt_views(
        [
            receipt(
                line("kv", GIB, GIB),
                line("compute", 266 * MIB, 267 * MIB),
                line("output", MIB, None, device="CPU"),
            )
        ],
        DESKTOP,
    )
    assert found.how == "8k context, KV f16 / q8_0, 33 layers on GPUs"
    assert [one[4] for one in found.lines] == ["none", "+1 MiB, +0.4 %", ""]
    assert found.lines[2][0] == "RAM"
    assert found.lines[2][3] == "not told"
    assert found.told == ()


def test_what_is_notable_is_said_in_a_sentence() -> None:
    (found,) = receipt_views(
        [receipt(line(DRIVER, 6 * GIB, 7 * GIB), line(MAIN_MEMORY, 4 * GIB, 3 * GIB, "CPU"))],
        DESKTOP,
    )
    assert found.told == (
        "1.00 GiB more than predicted on GPU 0: all of it, as the driver counts it.",
        "1.00 GiB less than predicted: main memory, as the system counts it.",
    )


def test_the_newest_receipts_come_first_and_not_too_many() -> None:
    found = receipt_views([receipt(day=day) for day in range(1, 12)], DESKTOP)
    assert len(found) == SHOWN
    assert found[0].when.startswith("11 November 2026")


def test_the_grant_names_the_conversations_it_comes_from() -> None:
    view = page_of(study(dense(), context=300, parallel=256, batch=2048))
    assert "grants 65,536, as it counts in steps of 256 for each of 256 conversations" in (
        view.context_words
    )
    assert "conversations" not in page_of(study(dense(), context=300)).context_words


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (("f16", "f16"), "Or with KV type q8_0."),
        (("iq4_nl", "f16"), "Or with KV type q8_0 for V."),
        (("iq4_nl", "q8_0"), ""),
    ],
)
def test_only_a_type_that_is_smaller_is_said_to_make_it_smaller(
    kinds: tuple[str, str], said: str
) -> None:
    view = page_of(study(dense(), context=8192, kv_type_k=kinds[0], kv_type_v=kinds[1]))
    kv = next(row for row in view.devices[0].rows if row.key == "kv")
    assert kv.smaller == f"Smaller with a shorter context. {said}".strip()


def test_main_memory_shows_what_a_gpu_takes_of_it() -> None:
    shared = machine_of(64, 48, prefix="MTL")
    view = page_of(study(dense(), shared, context=8192))
    gpu, main = view.devices
    used = gpu.device.used
    assert main.device.used > used > 4 * GIB
    assert sum(row.size for row in main.rows) == main.device.capacity
    assert "are the GPU's, which works in the same memory" in main.device.note


def test_where_nothing_is_left_the_reserve_is_told_as_it_is_wanted() -> None:
    view = page_of(study(dense(), machine_of(4), context=8192))
    (main,) = view.devices
    assert next(row.size for row in main.rows if row.key == "reserve") == GIB
    told = main.device.listed(PartKind.RESERVE)
    assert told is not None
    assert (told.size, told.detail) == (GIB, "0.00 GiB of it is left.")
    assert not any(part.kind is PartKind.RESERVE for part in main.device.parts)  # none is drawn


def test_layers_that_guess_ahead_promise_no_speed_while_nothing_uses_them() -> None:
    assert "no faster" in WORDS["mtp"].words
