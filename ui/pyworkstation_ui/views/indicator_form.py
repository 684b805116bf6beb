"""The parameters of one indicator, each within its bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QToolButton,
    QWidget,
)

from pyworkstation_ui.state.indicator import IndicatorChoice
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.dress import dress

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from pyworkstation.protocol.messages import IndicatorSpec, ParamSpec, PriceSide

_SIDES: tuple[PriceSide, ...] = ("bid", "ask", "mid")
_REAL_DECIMALS = 4
_MOST = 1_000_000_000


class IndicatorForm(QWidget):
    """A field for each parameter, the side of the quote, and the colour; `edited` when any was changed."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._layout = QFormLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._spec: IndicatorSpec | None = None
        self.fields: dict[str, QSpinBox | QDoubleSpinBox | QComboBox] = {}
        self.side = QComboBox()
        self.colours = QButtonGroup(self)

    def clear(self) -> None:
        """Ask for nothing."""
        while self._layout.rowCount():
            self._layout.removeRow(0)
        self.fields = {}

    def show_choice(self, spec: IndicatorSpec, choice: IndicatorChoice) -> None:
        """Ask for this indicator's parameters, with these values filled in."""
        self.clear()
        self._spec = spec
        title = QLabel(spec.title)
        title.setFont(theme.font(theme.LARGE_PX, bold=True))
        title.setWordWrap(True)
        self._layout.addRow(title)
        for param in spec.params:
            self.fields[param.name] = self._field(param, choice.params.get(param.name, param.default))
            self._layout.addRow(param.title, self.fields[param.name])
        self.side = _combo(list(_SIDES), choice.side)
        self.side.currentTextChanged.connect(self.edited)
        self._layout.addRow("Side of the quote", self.side)
        self._layout.addRow("Colour", self._swatches(choice.colour))

    def choice(self) -> IndicatorChoice:
        """What the fields say."""
        assert self._spec is not None  # it is shown before it is asked
        side = next(side for side in _SIDES if side == self.side.currentText())
        params = {name: _value(field) for name, field in self.fields.items()}
        return IndicatorChoice(
            name=self._spec.name, side=side, params=params, colour=max(self.colours.checkedId(), 0)
        )

    def _field(self, param: ParamSpec, value: float | str) -> QSpinBox | QDoubleSpinBox | QComboBox:
        if param.kind == "choice":
            combo = _combo(param.words, str(value))
            combo.currentTextChanged.connect(self.edited)
            return combo
        return self._count(param, value) if param.kind == "count" else self._real(param, value)

    def _count(self, param: ParamSpec, value: float | str) -> QSpinBox:
        low, high = _bounds(param)
        field = QSpinBox(minimum=round(low), maximum=round(high), value=round(float(value)))
        field.setToolTip(f"{low:g} to {high:g}")
        field.valueChanged.connect(self.edited)
        return field

    def _real(self, param: ParamSpec, value: float | str) -> QDoubleSpinBox:
        low, high = _bounds(param)
        field = QDoubleSpinBox(minimum=low, maximum=high, decimals=_REAL_DECIMALS, singleStep=0.1)
        field.setValue(float(value))
        field.setToolTip(f"{low:g} to {high:g}")
        field.valueChanged.connect(self.edited)
        return field

    def _swatches(self, chosen: int) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self.colours = QButtonGroup(row)
        for place, colour in enumerate(theme.LINES):
            button = _swatch(colour, f"Colour {place + 1}")
            button.setChecked(place == chosen % len(theme.LINES))
            self.colours.addButton(button, place)
            layout.addWidget(button)
        layout.addStretch(1)
        self.colours.idClicked.connect(self.edited)
        return row


def _swatch(colour: QColor, name: str) -> QToolButton:
    button = QToolButton()
    button.setCheckable(True)
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setFixedSize(22, 22)
    dress(
        button,
        "QToolButton { background: $colour; padding: 0; border: 2px solid $RAISED; }"
        "QToolButton:checked { border: 2px solid $TEXT; }",
        colour=colour,
    )
    return button


def _combo(words: list[str], chosen: str) -> QComboBox:
    combo = QComboBox()
    combo.addItems(words)
    combo.setCurrentText(chosen)
    combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return combo


def _bounds(param: ParamSpec) -> tuple[float, float]:
    low = -_MOST if param.minimum is None else param.minimum
    return low, _MOST if param.maximum is None else param.maximum


def _value(field: QSpinBox | QDoubleSpinBox | QComboBox) -> float | str:
    return field.currentText() if isinstance(field, QComboBox) else float(field.value())
