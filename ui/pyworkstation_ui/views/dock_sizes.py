"""How docks share the room when one comes: the container makes the newcomer as large as it was, whatever is left for the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import PySide6QtAds as ads  # noqa: N813 - as its own pages have it
    from PySide6.QtWidgets import QSplitter, QWidget


class RoomBefore:
    """How large the outermost docks were before one was dropped among them."""

    def __init__(self) -> None:
        self._sizes: list[tuple[QWidget, int]] = []

    def note(self, splitter: QSplitter) -> None:
        """They may change soon."""
        self._sizes = _shown(splitter)

    def share(self, splitter: QSplitter) -> None:
        """Who was not among them takes an equal share at most, and the others keep their proportions."""
        shown = _shown(splitter)
        whole, before = sum(size for _, size in shown), [self._before(widget) for widget, _ in shown]
        came = [size for (_, size), had in zip(shown, before, strict=True) if had is None]
        if not came or max(came) <= whole / len(shown):
            return
        known = [had for had in before if had is not None]
        fair = sum(known) / len(known) if known else 1.0
        shares = {
            widget: fair if had is None else had for (widget, _), had in zip(shown, before, strict=True)
        }
        sizes = [shares.get(widget, 0) for widget in _widgets(splitter)]
        splitter.setSizes([round(size * whole / sum(sizes)) for size in sizes])

    def _before(self, widget: QWidget) -> int | None:
        return next((size for each, size in self._sizes if each is widget), None)


def halve(before: list[int], area: ads.CDockAreaWidget, place: int) -> None:
    """Half of what one had for each; their neighbours keep theirs."""
    splitter = area.parentSplitter()
    if splitter.count() == len(before) + 1:
        whole = before[place]
        splitter.setSizes([*before[:place], whole // 2, whole - whole // 2, *before[place + 1 :]])
    else:
        splitter.setSizes([1000, 1000])


def widen(area: ads.CDockAreaWidget, least_px: int) -> None:
    """Room comes from the largest neighbour."""
    splitter = area.parentSplitter()
    if splitter is None:
        return
    place, sizes = splitter.indexOf(area), splitter.sizes()
    missing = min(least_px, sum(sizes) // 2) - sizes[place]
    if missing > 0:
        sizes[sizes.index(max(sizes))] -= missing
        sizes[place] += missing
        splitter.setSizes(sizes)


def _shown(splitter: QSplitter) -> list[tuple[QWidget, int]]:
    sized = zip(_widgets(splitter), splitter.sizes(), strict=True)
    return [(widget, size) for widget, size in sized if not widget.isHidden()]


def _widgets(splitter: QSplitter) -> list[QWidget]:
    widgets = (splitter.widget(place) for place in range(splitter.count()))
    return [widget for widget in widgets if widget is not None]
