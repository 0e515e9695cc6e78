"""The loop: the upper layers of the encoder learn to put the two texts of a pair close together.

Each text of a batch is to be nearer to its partner than to the texts of other pairs (InfoNCE, van den
Oord et al. 2018, with the negatives of the batch). What is kept is the mean of the trained and the
first weights (WiSE-FT, Wortsman et al. 2022): so little data must not undo what the encoder knows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from graph.errors import InputError
from matcher.encoder import Vectors
from matcher.training.history import History, Pair
from matcher.training.judging import Exam, Figures
from matcher.training.layers import LAYERS, LowerLayers, Weights, embed, library, upper_weights, vectors
from matcher.training.pairs import at_most, negatives, of_epoch, split

# Fewer pairs teach nothing that would hold beyond them.
LEAST_PAIRS = 100
_TEXTS_AT_ONCE = 8
_WARM_UP = 0.1
_LONGEST_STEP = 1.0

Tell = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Settings:
    """How to train.

    Attributes:
        layers: how many of the upper layers are trained; the others and the embeddings are frozen.
        rate: the greatest learning rate; it rises over a tenth of the steps and falls to 0.
        batch: pairs in a step.
        tokens: texts are cut there while training (not when the encoder is used).
        blend: share of the trained weights in what is kept, the first ones having the rest.
        held_out: share of the firms.
        ties: whether works of one institution are pairs too.
        most: works and pairs that are learned from, each; of more, a random choice.
    """

    seed: int = 1
    epochs: int = 3
    layers: int = 2
    rate: float = 5e-5
    temperature: float = 0.05
    weight_decay: float = 0.01
    batch: int = 16
    tokens: int = 128
    blend: float = 0.5
    held_out: float = 0.2
    ties: bool = True
    most: int = 2500


@dataclass(frozen=True)
class Epoch:
    """One pass over the pairs; number 0 is the encoder as it was, without a loss."""

    number: int
    pairs: int
    loss: float | None
    held_out: Figures


@dataclass(frozen=True)
class Trained:
    """What came of it.

    Attributes:
        weights: of the best epoch, blended.
        epochs: the base as number 0, then all that were trained.
        best: number of the trained epoch that is best on what was held out; the earlier one of equals.
        exam: what was asked of each.
    """

    weights: Weights
    epochs: tuple[Epoch, ...]
    best: int
    exam: Exam

    @property
    def helps(self) -> bool:
        """Whether the best epoch answers what was held out better than the base does."""
        return self.epochs[self.best].held_out.deciding > self.epochs[0].held_out.deciding


def train(
    history: History,
    base: Path,
    settings: Settings,
    tell: Tell | None = None,
    on_epoch: Callable[[Epoch], None] | None = None,
) -> Trained:
    """Fine-tune the encoder of a folder on a history.

    The same history, settings and machine give the same weights.

    Raises:
        InputError: there are too few pairs.
        EncoderError: a package is missing, or the encoder is of another shape.
    """
    torch = library("torch")
    history = at_most(history, settings.most, settings.seed)
    parts = split(history, settings.held_out, settings.seed)
    rng = np.random.default_rng(settings.seed)
    plan = [of_epoch(parts.learned, rng, ties=settings.ties) for _ in range(settings.epochs)]
    if len(plan[0]) < LEAST_PAIRS:
        raise InputError(
            f"there are {len(plan[0])} pairs of texts to learn from, and at least {LEAST_PAIRS} are needed: "
            "an encoder is better left as it is than trained on so little"
        )
    exam = Exam.of(history, parts.held_out)
    student = _Student(base, settings, plan, exam, tell or (lambda what, done, total: None))
    epochs = [Epoch(0, 0, None, student.examined(student.base))]
    if on_epoch:
        on_epoch(epochs[0])
    best = 0  # until an epoch is over
    kept: Weights = student.base
    steps = sum(-(-len(pairs) // settings.batch) for pairs in plan)
    optimizer = torch.optim.AdamW(
        student.trained.values(), lr=settings.rate, weight_decay=settings.weight_decay
    )
    for number, pairs in enumerate(plan, start=1):
        losses = []
        for begin in range(0, len(pairs), settings.batch):
            student.step += 1
            for group in optimizer.param_groups:
                group["lr"] = settings.rate * _schedule(student.step, steps)
            losses.append(student.learn(pairs[begin : begin + settings.batch], optimizer))
            student.tell("training steps", student.step, steps)
        blended = student.blended(settings.blend)
        epoch = Epoch(number, len(pairs), float(np.mean(losses)), student.examined(blended))
        epochs.append(epoch)
        if on_epoch:
            on_epoch(epoch)
        if not best or epoch.held_out.deciding > epochs[best].held_out.deciding:
            best, kept = number, blended
    return Trained(kept, tuple(epochs), best, exam)


class _Student:
    """The encoder while it learns: frozen lower states of all texts, and the upper weights."""

    def __init__(
        self, base: Path, settings: Settings, plan: Sequence[Sequence[Pair]], exam: Exam, tell: Tell
    ) -> None:
        self.first = LAYERS - settings.layers
        self.base = upper_weights(base, self.first)
        self.trained = {name: tensor.clone().requires_grad_() for name, tensor in self.base.items()}
        self.step = 0
        self.tell, self._settings, self._exam = tell, settings, exam
        learned = [text for pairs in plan for pair in pairs for text in (pair.left, pair.right)]
        texts = list(dict.fromkeys([*exam.texts(), *learned]))
        lower = LowerLayers(base, self.first, settings.tokens)
        self._states: dict[str, Vectors] = {}
        # In parts, so that progress can be told.
        for begin in range(0, len(texts), 128):
            part = texts[begin : begin + 128]
            self._states.update(zip(part, lower.states(part), strict=True))
            tell("texts through the frozen layers", begin + len(part), len(texts))

    def examined(self, weights: Weights) -> Figures:
        """The figures of upper weights."""
        texts = self._exam.texts()
        return self._exam.figures(texts, vectors([self._states[text] for text in texts], weights, self.first))

    def blended(self, share: float) -> Weights:
        """The mean of the first and the trained weights."""
        return {
            name: (1 - share) * tensor + share * self.trained[name].detach()
            for name, tensor in self.base.items()
        }

    def learn(self, pairs: Sequence[Pair], optimizer: Any) -> float:
        """One step on a batch of pairs; its loss."""
        torch = library("torch")
        loss = contrast(self._embedded(pairs), negatives(pairs), self._settings.temperature)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.trained.values(), _LONGEST_STEP)
        optimizer.step()
        return float(loss.detach())

    def _embedded(self, pairs: Sequence[Pair]) -> Any:
        """Vectors of the left texts, then of the right ones."""
        torch = library("torch")
        texts = [pair.left for pair in pairs] + [pair.right for pair in pairs]
        states = [self._states[text] for text in texts]
        # Those of like length together, so that little is computed for padding.
        order = sorted(range(len(states)), key=lambda row: -len(states[row]))
        parts = [order[begin : begin + _TEXTS_AT_ONCE] for begin in range(0, len(order), _TEXTS_AT_ONCE)]
        rows = [embed([states[row] for row in part], self.trained, self.first) for part in parts]
        return torch.cat(rows)[torch.from_numpy(np.argsort(order))]


def contrast(embedded: Any, apart: Any, temperature: float) -> Any:
    """The loss of a batch: mean over its texts of -log of the chance of the partner.

    Args:
        embedded: rows of length 1, the left texts of all pairs and then the right ones.
        apart: which pairs may be counterexamples of which, shape (pairs, pairs).
    """
    torch = library("torch")
    count = len(apart)
    alike = embedded @ embedded.T / temperature
    partner = torch.arange(2 * count).roll(count)
    against = torch.from_numpy(np.tile(apart, (2, 2)))
    own = alike.gather(1, partner[:, None])
    others = alike.masked_fill(~against, float("-inf"))
    return (torch.logsumexp(torch.cat([own, others], dim=1), dim=1) - own[:, 0]).mean()


def _schedule(step: int, steps: int) -> float:
    """Share of the greatest rate at a step, counted from 1."""
    rising = min(1.0, step / max(1.0, _WARM_UP * steps))
    return rising * (1.0 - (step - 1) / steps)
