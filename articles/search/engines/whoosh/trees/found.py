"""What a part of a query found: some documents, and a score for each.

Few documents stand as a list of numbers with their scores beside it, many as an array of scores
over all documents, and a mask of those that were found. Either form is made from the other when
somebody asks for it. The arrays are shared and cached: nobody writes into them.

Lists are of 32 bits, which halves them; numpy takes and puts by 64 bits three times as fast, so
that they are widened where they are used for that."""

from __future__ import annotations

from functools import cached_property

import numpy as np

# At most so many rows has the table whose columns say how good the best of theirs is: see `best`.
ROWS = 32
# Of so many documents that are best by a rare word, the tenth best by all words is a good floor for
# the ten best of all.
LIKELY = 100


class Found:
    """Documents in order and their scores, `size` being how many documents there are at all.

    `positive` says that every score is above 0, so that a score of 0 means: not found."""

    def __init__(
        self,
        size: int,
        docs: np.ndarray | None = None,
        scores: np.ndarray | float = 0.0,
        *,
        mask: np.ndarray | None = None,
        dense: np.ndarray | None = None,
        positive: bool | None = None,
    ) -> None:
        """Give `docs` and their `scores` (one for all, if they are equal); or a `mask` and one of
        `scores` for all; or `dense` scores, which are 0 where nothing was found, and a `mask`
        unless they are `positive`."""
        self.size = size
        # Of the lists that were summed the shortest of those that are long enough for `likely`.
        self.rarest: Found | None = None
        self._mask, self._dense = mask, dense
        self.constant = None if isinstance(scores, np.ndarray) or dense is not None else scores
        if docs is not None:
            self.docs = docs.astype(np.int32, copy=False)
        if isinstance(scores, np.ndarray):
            self.scores = scores
        if self.constant is not None:
            self.positive = self.constant > 0
        elif positive is not None:
            self.positive = positive
        else:
            some = self.scores if docs is not None else dense[mask]
            self.positive = bool((some > 0).all())

    @cached_property
    def docs(self) -> np.ndarray:
        """The documents, in order."""
        return np.flatnonzero(self.mask).astype(np.int32)

    @cached_property
    def scores(self) -> np.ndarray:
        """The score of each of `docs`."""
        if self.constant is not None:
            return np.full(self.count, self.constant)
        return self.dense[self.docs.astype(np.intp)]

    @property
    def mask(self) -> np.ndarray:
        """Of all documents, which ones. That of a list is made for who asks: lists are cached, and
        it takes more room than they do."""
        if self._mask is None:
            if self.is_list:
                mask = np.zeros(self.size, dtype=bool)
                mask[self.docs.astype(np.intp)] = True
                return mask
            self._mask = self.dense > 0
        return self._mask

    @property
    def dense(self) -> np.ndarray:
        """The score of every document, 0 for those that were not found; made as `mask` is."""
        if self._dense is None:
            if self.is_list:
                dense = np.zeros(self.size)
                dense[self.docs.astype(np.intp)] = self.scores
                return dense
            self._dense = self.mask * self.constant
        return self._dense

    @cached_property
    def count(self) -> int:
        """How many documents."""
        if "docs" in self.__dict__:
            return int(self.docs.size)
        return int(np.count_nonzero(self.mask))

    @property
    def is_list(self) -> bool:
        """Whether the documents have been listed."""
        return "docs" in self.__dict__

    @cached_property
    def leaders(self) -> np.ndarray:
        """Of a long list, LIKELY documents of the highest scores, in no order."""
        at = self.scores.argpartition(self.count - LIKELY)[-LIKELY:]
        return self.docs[at].astype(np.intp)

    def likely(self, limit: int) -> np.ndarray | None:
        """At least `limit` of the documents found, probably good ones; None where no list that was
        summed has so many. Where many are wanted, the leaders of a list are too few."""
        if self.rarest is None or self.rarest.count < limit:
            return None
        return self.rarest.leaders if 5 * limit <= LIKELY else self.rarest.docs.astype(np.intp)

    @property
    def nbytes(self) -> int:
        to_come = self.is_list and self.count >= LIKELY and "leaders" not in self.__dict__
        arrays = (value for value in self.__dict__.values() if isinstance(value, np.ndarray))
        return sum(array.nbytes for array in arrays) + 8 * LIKELY * to_come

    def holds(self, docs: np.ndarray) -> np.ndarray:
        """Which of some documents, given in order, are here."""
        if not self.is_list or self._mask is not None or docs.size > self.size >> 3:
            return self.mask[docs.astype(np.intp)]
        if not self.docs.size:
            return np.zeros(docs.size, dtype=bool)
        return self.docs.take(self.docs.searchsorted(docs), mode="clip") == docs

    def worth(self, docs: np.ndarray) -> np.ndarray:
        """The scores of some documents, given in order, 0 for those that are not here."""
        if self.constant is not None:
            return self.holds(docs) * self.constant
        if not self.is_list or self._dense is not None or docs.size > self.size >> 3:
            return self.dense[docs.astype(np.intp)]
        if not self.docs.size:
            return np.zeros(docs.size)
        at = self.docs.searchsorted(docs)
        here = self.docs.take(at, mode="clip") == docs
        return self.scores.take(at, mode="clip") * here

    def listed(self) -> Found:
        """The same documents and scores as a list."""
        return Found(self.size, self.docs, self.scores, positive=self.positive)

    def times(self, boost: float) -> Found:
        """The same documents, their scores multiplied."""
        if boost == 1.0:
            return self
        positive = self.positive and boost > 0
        if self.constant is not None:
            return self.all_worth(self.constant * boost)
        if self.is_list:
            return Found(self.size, self.docs, self.scores * boost, positive=positive)
        return Found(self.size, mask=self.mask, dense=self.dense * boost, positive=positive)

    def all_worth(self, score: float) -> Found:
        """The same documents, all with one score."""
        if self.is_list:
            return Found(self.size, self.docs, score)
        return Found(self.size, mask=self.mask, scores=score)

    def within(self, mask: np.ndarray) -> Found:
        """Those of the documents that a mask has as well."""
        if self.is_list:
            keep = mask[self.docs.astype(np.intp)]
            if self.constant is not None:
                return Found(self.size, self.docs[keep], self.constant)
            return Found(self.size, self.docs[keep], self.scores[keep], positive=self.positive)
        both = self.mask & mask
        if self.constant is not None:
            return Found(self.size, mask=both, scores=self.constant)
        return Found(self.size, mask=both, dense=self.dense * both, positive=self.positive)


def nothing(size: int) -> Found:
    """No document."""
    return Found(size, np.zeros(0, dtype=np.int32), 1.0)


def all_of(size: int, parts: list[Found]) -> Found:
    """The documents that all parts have; their scores summed."""
    parts = sorted(parts, key=lambda part: part.count)
    positive = all(part.positive for part in parts)
    if not parts[0].is_list and parts[0].count > size >> 3:
        mask = parts[0].mask
        for part in parts[1:]:
            mask = mask & part.mask
        dense = sum((part.dense for part in parts[1:]), parts[0].dense)
        return Found(size, mask=mask, dense=dense * mask, positive=positive)
    docs = parts[0].docs
    for part in parts[1:]:
        docs = docs[part.holds(docs)]
    scores = sum((part.worth(docs) for part in parts), np.zeros(docs.size))
    return Found(size, docs, scores, positive=positive)


def any_of(size: int, parts: list[Found]) -> Found:
    """The documents that any part has; the scores of those that have it summed."""
    lists = [part for part in parts if part.is_list and part.count]
    dense = _summed(size, lists) if lists else np.zeros(size)
    for part in parts:
        if not part.is_list:
            dense += part.dense
    found = _together(size, parts, dense)
    long = [part for part in lists if part.count >= LIKELY and part.constant is None]
    found.rarest = min(long, key=lambda part: part.count, default=None)
    return found


def _summed(size: int, lists: list[Found]) -> np.ndarray:
    """The scores of lists, added up document by document in the order of the lists."""
    docs = np.concatenate([part.docs for part in lists])
    return np.bincount(docs, np.concatenate([part.scores for part in lists]), size)


def best_of(size: int, parts: list[Found], tiebreak: float) -> Found:
    """The documents that any part has with the highest of their scores, and of the others as much
    as `tiebreak` says."""
    positive = all(part.positive for part in parts)
    dense = np.full(size, 0.0 if positive else -np.inf)
    for part in parts:
        if part.is_list or not positive:
            docs = part.docs.astype(np.intp)
            dense[docs] = np.maximum(dense[docs], part.scores)
        else:
            np.maximum(dense, part.dense, out=dense)
    if not positive:
        dense[np.isinf(dense)] = 0
    if tiebreak:
        dense += tiebreak * (any_of(size, parts).dense - dense)
    return _together(size, parts, dense)


def _together(size: int, parts: list[Found], dense: np.ndarray) -> Found:
    if all(part.positive for part in parts):
        return Found(size, dense=dense, positive=True)
    mask = np.zeros(size, dtype=bool)
    for part in parts:
        mask |= part.mask
    return Found(size, mask=mask, dense=dense, positive=False)


def best(scores: np.ndarray, limit: int, likely: np.ndarray | None = None) -> np.ndarray:
    """Where the `limit` highest scores stand, the highest first, of equal ones the first.

    As many scores as are wanted are at least as high as the limit-th of any choice of them, so that
    no lower one is looked at. The better the choice, the fewer are left: `likely` is one, of
    `limit` places or more; else it is the highest of each column of a table of all scores."""
    if likely is not None:
        chosen = scores[likely]
        floor = np.partition(chosen, chosen.size - limit)[chosen.size - limit]
        found = np.flatnonzero(scores >= floor)
        return _best_of(scores[found], found, limit)
    high = min(ROWS, scores.size // (8 * limit))
    if high < 2:
        # Very many equal ones, which are mostly those not found, are what a partition is slow at.
        found = np.flatnonzero(scores > scores.min())
        found = found if found.size >= limit else np.arange(scores.size)
        return _best_of(scores[found], found, limit)
    width = scores.size // high
    highest = scores[: width * high].reshape(high, width).max(axis=0)
    floor = np.partition(highest, width - limit)[width - limit]
    found = np.flatnonzero(scores >= floor)
    return _best_of(scores[found], found, limit)


def _best_of(scores: np.ndarray, places: np.ndarray, limit: int) -> np.ndarray:
    """Of places in order, those of the highest scores."""
    if scores.size > 4 * limit and scores.size > 200:
        floor = np.partition(scores, scores.size - limit)[scores.size - limit]
        kept = scores > floor
        kept[np.flatnonzero(scores == floor)[: limit - int(np.count_nonzero(kept))]] = True
        scores, places = scores[kept], places[kept]
    return places[np.argsort(-scores, kind="stable")[:limit]]
