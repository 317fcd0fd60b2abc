from launcher.choosing.weigh import weigh
from launcher.choosing.weighed import Weighed
from launcher.memory.choices import Choices
from launcher.memory.fit import Fit
from launcher.models.catalog import facts_of, known_as
from launcher.planning.paces import paces_of
from launcher.units import GIB
from tests.fakes.imagined import a_computer


def weighed(repo: str, variant: str, *, arrange: bool = True, **computer: object) -> Weighed:
    machine = a_computer(**computer)  # type: ignore[arg-type]
    known = known_as(repo)
    return weigh(
        facts_of(known, variant),
        repo=known.repo,
        model=known.name,
        variant=variant,
        choices=Choices(context=8192),
        machine=machine,
        reserve=GIB,
        paces=paces_of(machine),
        arrange=arrange,
    )


def test_all_a_choice_hangs_on_is_in_one_value() -> None:
    file = weighed("google/gemma-3-12b-it", "Q4_K_M", ram=32, gpus="RTX 4070")
    assert file.key == "Gemma 3 12B Instruct Q4_K_M"
    assert file.fit is Fit.FITS
    assert 4.8 < file.bits_per_weight < 5.1
    assert file.memory == sum(share.sum for share in file.estimate.devices)
    assert file.longest is not None
    assert file.longest >= 8192
    assert file.speed is not None
    assert file.expected.base is not None
    assert file.expected.base.value == 60.6


def test_experts_are_moved_before_whole_layers_are() -> None:
    plain = weighed("Qwen/Qwen3-30B-A3B", "Q4_K_M", ram=64, gpus="RTX 3070", arrange=False)
    better = weighed("Qwen/Qwen3-30B-A3B", "Q4_K_M", ram=64, gpus="RTX 3070")
    assert better.choices.cpu_moe > 0
    assert plain.choices == Choices(context=8192)
    assert plain.speed is not None
    assert better.speed is not None
    assert better.speed.middle > plain.speed.middle


def test_what_is_too_big_stays_as_it_was_asked_for() -> None:
    file = weighed("Qwen/Qwen3-235B-A22B", "Q8_0", ram=32, gpus="RTX 4070")
    assert file.fit is Fit.TOO_BIG
    assert file.choices == Choices(context=8192)
    assert file.longest == 0


def test_without_a_known_bandwidth_the_speed_is_unknown() -> None:
    assert weighed("Qwen/Qwen3-8B", "Q4_K_M", ram=32, gpus="12").speed is None
