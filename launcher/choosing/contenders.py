"""The models that could be taken on a machine, each with the file to begin with there.

Headers are the catalog's. Sizes, and so bits per weight and quality, are known before a
header is read: what is not sound or cannot fit is passed over at once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from launcher.choosing.budget import READABLE
from launcher.choosing.corrected import Corrector
from launcher.choosing.kept import expected
from launcher.choosing.measured_here import NO_FILES, MeasuredHere
from launcher.choosing.quality_words import Quality, quality_words
from launcher.choosing.sound import FOUR_BITS, SMALL_MODEL, is_sound, least_bits
from launcher.choosing.standing import worth as unharmed
from launcher.choosing.tested import worth_of
from launcher.choosing.weigh import weigh
from launcher.choosing.weighed import Weighed
from launcher.choosing.wish import Priority, Purpose, Wish
from launcher.hardware.facts import Device, Machine
from launcher.hardware.pace import Pace
from launcher.memory.choices import Choices
from launcher.memory.devices import engine_devices, shares_main_memory
from launcher.memory.fit import Fit
from launcher.models.catalog import facts_of
from launcher.models.starters import Starter, starters
from launcher.units import GIB

PICTURES: Final = GIB  # bytes kept free beside a model that is to see: its part for pictures
KEPT: Final = 0.95  # of the score above chance: a sound file keeps so much
USUAL: Final = "Q4_K_M"  # the smallest file to begin with; smaller ones where it does not fit
FEW_BITS: Final = 0.85  # of the worth: below four bits more is lost than such tests show
SMALL_GPU: Final = 0.25  # of the RAM
MUCH_LONGER: Final = 2.0  # times the tokens: worth leaving a small GPU idle


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A model with one of its files, weighed. `strict`: the purpose forgives few bits less."""

    starter: Starter
    file: Weighed
    strict: bool = False

    @property
    def value(self) -> float:
        """Billions of unharmed weights of a recent model that it is worth."""
        share = unharmed(self.file.expected.share)
        worth = worth_of(self.starter) * (share * share if self.strict else share)
        return worth * FEW_BITS if self.has_few_bits else worth

    @property
    def has_few_bits(self) -> bool:
        """Whether most of its weights have less than four bits."""
        return least_bits(self.file.variant, self.file.bits_per_weight) < FOUR_BITS

    @property
    def speed(self) -> float | None:
        """Tokens a second in the middle of the range; None where nothing is known."""
        return None if self.file.speed is None else self.file.speed.middle

    def answers_at(self, least: float) -> bool:
        """Whether it answers so fast (tokens a second), as far as anything is known."""
        return self.speed is None or self.speed >= least


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """All that is weighed for one wish on one machine; `reserve` in bytes.

    `corrections` are what answers given here taught of predicted speeds, `here` what was
    measured of model files on this computer.
    """

    wish: Wish
    machine: Machine
    reserve: int
    paces: Mapping[str, Pace]
    corrections: Corrector | None = None
    here: MeasuredHere = NO_FILES

    @property
    def kept_free(self) -> int:
        """Bytes that stay free on each device: for other programs, and for seeing."""
        return self.reserve + (PICTURES if self.wish.purpose is Purpose.VISION else 0)

    @property
    def strict(self) -> bool:
        """Whether the purpose asks for more bits."""
        return self.wish.strict

    @property
    def room(self) -> int:
        """Bytes free on all devices together."""
        return self.machine.memory.available + sum(gpu.free for gpu in self._own_gpus())

    @property
    def has_own_gpu(self) -> bool:
        """Whether a GPU has memory of its own."""
        return bool(self._own_gpus())

    def contenders(self) -> tuple[Contender, ...]:
        """Each model made for the purpose with the files to begin with that can be held here.

        Of a model it is the usual file, and smaller ones where that lies or answers badly:
        which of them to take hangs on the wish.
        """
        tried = (one for starter in self.made() for one in self._tried(starter))
        held = [one for one in tried if one.file.fit is not Fit.TOO_BIG]
        return tuple(sorted(held, key=lambda one: (-one.value, one.starter.known.repo)))

    def made(self) -> tuple[Starter, ...]:
        """Those made for the purpose and trained for the wished context."""
        return tuple(
            one
            for one in starters()
            if self.wish.purpose in one.roles and one.known.context_length >= self.wish.context
        )

    def least(self, starter: Starter) -> Weighed:
        """Its smallest sound file on this machine."""
        return self.weighed(starter, (*self.rungs(starter), starter.variants[-1])[0])

    def rungs(self, starter: Starter) -> tuple[str, ...]:
        """Its sound files, the smallest first."""
        sizes = self.sizes(starter)
        names = sorted(starter.variants, key=lambda name: sizes[name])
        return tuple(name for name in names if self._is_sound(starter, name))

    def contender(self, starter: Starter, variant: str, *, longest: bool = False) -> Contender:
        """The model with this file; with `longest` the longest context is looked for."""
        file = self.weighed(starter, variant, longest=longest)
        wished = longest and self.wish.priority is Priority.LONGEST
        if wished and file.fit is Fit.PARTLY and self._has_small_gpu:
            file = self._longer(file, self.weighed(starter, variant, longest=True, gpu_layers=0))
        return Contender(starter=starter, file=file, strict=self.strict)

    @staticmethod
    def _longer(divided: Weighed, in_ram: Weighed) -> Weighed:
        """The whole conversation in RAM where that makes it much longer than a small GPU does."""
        gains = (in_ram.longest or 0) > MUCH_LONGER * (divided.longest or 0)
        return in_ram if gains and in_ram.fit is Fit.PARTLY else divided

    def weighed(
        self,
        starter: Starter,
        variant: str,
        *,
        longest: bool = False,
        gpu_layers: int | None = None,
    ) -> Weighed:
        """One file on this machine with the wished context."""
        known = starter.known
        return weigh(
            facts_of(known, variant),
            repo=known.repo,
            model=known.name,
            variant=variant,
            qat=starter.qat,
            choices=Choices(context=self.wish.context, gpu_layers=gpu_layers),
            machine=self.machine,
            reserve=self.kept_free,
            paces=self.paces,
            corrections=self.corrections,
            here=self.here,
            look_for_longest=longest,
        )

    @property
    def _has_small_gpu(self) -> bool:
        """Whether its GPUs have so little memory that a long conversation lies better in RAM."""
        room = sum(gpu.free for gpu in self._own_gpus())
        return 0 < room < SMALL_GPU * self.machine.memory.available

    @property
    def _whole_room(self) -> float:
        """Bytes a file may have at most to lie wholly on GPUs, its embeddings in RAM."""
        return 1.2 * sum(gpu.free for gpu in engine_devices(self.machine))

    def _own_gpus(self) -> tuple[Device, ...]:
        gpus = engine_devices(self.machine)
        return tuple(gpu for gpu in gpus if not shares_main_memory(gpu.name, gpu.kind))

    @staticmethod
    def sizes(starter: Starter) -> dict[str, int]:
        """Predicted bytes of each variant's file."""
        return dict(zip(starter.known.variants, starter.known.sizes, strict=True))

    def _tried(self, starter: Starter) -> Iterator[Contender]:
        """The usual file, then smaller ones as long as they may lie better or answer faster."""
        sizes = self.sizes(starter)
        divided = False
        for name in self._usual_and_smaller(starter):
            if sizes[name] > self.room or (divided and sizes[name] > self._whole_room):
                continue
            one = self.contender(starter, name)
            yield one
            if self.wish.priority is Priority.LONGEST or not one.answers_at(READABLE):
                continue
            if one.file.fit is Fit.FITS:
                return
            divided = divided or one.file.fit is Fit.PARTLY

    def _usual_and_smaller(self, starter: Starter) -> tuple[str, ...]:
        """The largest first."""
        rungs, sizes = self.rungs(starter), self.sizes(starter)
        usual = [name for name in rungs if sizes[name] >= sizes.get(USUAL, 0)][:1] or rungs[-1:]
        smaller = [name for name in rungs if usual and sizes[name] < sizes[usual[0]]]
        return (*usual, *reversed(smaller))

    def _is_sound(self, starter: Starter, variant: str) -> bool:
        weights = starter.known.parameters
        bits = self.sizes(starter)[variant] * 8 / weights
        repo = starter.known.repo
        if not is_sound(variant, bits, weights, qat=starter.qat):
            return False
        qat = starter.qat
        own = self.here.own(repo, variant, weights, bits, qat=qat)
        judged = quality_words(variant, bits, weights, qat=qat, model=repo, own=own)
        if self.strict and weights > SMALL_MODEL and judged.quality > Quality.CLOSE:
            return False
        return expected(variant, bits, weights, qat=qat, model=repo, own=own).share >= KEPT
