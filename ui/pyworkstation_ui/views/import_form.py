"""What the import wizard asks: files, their symbol, and how to read them where that is not to be found out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pyworkstation_ui.state.import_plan import (
    DELIMITERS,
    DIALECTS,
    TIME_ZONES,
    VOLUME_UNITS,
    ImportPlan,
)
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.check_box import CheckBox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

_FOUND_OUT = "auto"
_SHIFTS = (_FOUND_OUT, *(f"{shift:+d}" if shift else "0" for shift in range(9, -10, -1)))
_CHECKS = {
    "has_header": ("First line is a header", "The first line is none of ticks"),
    "decimal_comma": ("Decimal comma", "Prices are written as 1,14359"),
    "accept_prices": (
        "Accept unusual prices",
        "Take prices far from those that the instrument is known to have had",
    ),
    "replace": (
        "Replace what is stored",
        "From the first to the last tick of each file, put what is stored aside; undoing the import brings it back",
    ),
}


class ImportForm(QWidget):
    """Shows a plan; `edited` when the user has changed it."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._plan = ImportPlan()
        self.paths = QListWidget()
        self.symbol = _choice((), "What the ticks are of, such as EURUSD", "EURUSD")
        self.dialect = _choice(DIALECTS, "Layout of CSV files")
        self.time_zone = _choice(
            TIME_ZONES, "Of times that do not say it: UTC, an IANA name, an offset, new-york+7", _FOUND_OUT
        )
        self.volume_unit = _choice(VOLUME_UNITS, "What a volume of 1 in the file is", editable=False)
        self.price_shift = _choice(
            _SHIFTS, "Prices are 10 to this power times those in the file", editable=False
        )
        self.columns = _line("time,bid,ask,bid_volume,ask_volume", "In their order; - for what is not wanted")
        self.time_format = _line("%Y.%m.%d %H:%M:%S.%f", "Or epoch-s, epoch-ms, epoch-us, iso")
        self.delimiter = _choice(DELIMITERS, "One character, or tab", _FOUND_OUT)
        self.checks = {name: CheckBox(title) for name, (title, _) in _CHECKS.items()}
        self._lay_out()
        self._wire()
        self.setAcceptDrops(True)

    def offer_symbols(self, symbols: Sequence[str]) -> None:
        """Suggest these."""
        shown = self.symbol.currentText()
        self.symbol.clear()
        self.symbol.addItems(list(symbols))
        self.symbol.setCurrentText(shown)

    def plan(self) -> ImportPlan:
        """What stands in it."""
        return self._plan

    def show_plan(self, plan: ImportPlan) -> None:
        """Show this, unless it shows it already: what is being typed stays as it is."""
        if plan == self._plan:
            return
        self._plan = plan
        self.blockSignals(True)
        self._fill(plan)
        self.blockSignals(False)

    def add_paths(self, paths: list[str]) -> None:
        """Some more files or folders."""
        if paths:
            self.show_plan(self._read().with_paths(paths))
            self.edited.emit()

    def _fill(self, plan: ImportPlan) -> None:
        if [self.paths.item(row).text() for row in range(self.paths.count())] != list(plan.paths):
            self.paths.clear()
            self.paths.addItems(list(plan.paths))
        self.symbol.setCurrentText(plan.symbol)
        self.dialect.setCurrentText(plan.dialect)
        self.time_zone.setCurrentText(plan.time_zone)
        self.volume_unit.setCurrentText(plan.volume_unit)
        self.price_shift.setCurrentText(
            _FOUND_OUT if plan.price_shift is None else _SHIFTS[1 + 9 - plan.price_shift]
        )
        self.columns.setText(plan.columns)
        self.time_format.setText(plan.time_format)
        self.delimiter.setCurrentText(plan.delimiter)
        for name, box in self.checks.items():
            box.setChecked(getattr(plan, name))

    def _read(self) -> ImportPlan:
        shift = self.price_shift.currentText()
        return ImportPlan(
            paths=tuple(self.paths.item(row).text() for row in range(self.paths.count())),
            symbol=self.symbol.currentText().strip().upper(),
            dialect=self.dialect.currentText().strip() or "auto",
            time_zone=self.time_zone.currentText().strip(),
            volume_unit=self.volume_unit.currentText(),
            price_shift=None if shift == _FOUND_OUT else int(shift),
            columns=self.columns.text().strip(),
            time_format=self.time_format.text().strip(),
            delimiter=self.delimiter.currentText().strip(),
            **{name: box.isChecked() for name, box in self.checks.items()},
        )

    def _edit(self) -> None:
        plan = self._read()
        if plan != self._plan:
            self._plan = plan
            if not self.signalsBlocked():
                self.edited.emit()

    def _lay_out(self) -> None:
        self.paths.setAccessibleName("Files and folders")
        self.paths.setToolTip("Files, folders and archives to import; drop them here")
        self.paths.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.paths.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.paths.setTextElideMode(Qt.TextElideMode.ElideLeft)
        self.paths.setUniformItemSizes(True)
        self.paths.setMinimumHeight(84)
        self.paths.setMaximumHeight(140)
        buttons = QHBoxLayout()
        for text, tip, act in (
            ("Add &files...", "Tick files and archives", self._ask_files),
            ("Add f&older...", "A folder, looked through to the bottom", self._ask_folder),
            ("Re&move", "Take the chosen ones off the list (Del)", self._remove),
        ):
            button = QPushButton(text)
            button.setToolTip(tip)
            button.setAutoDefault(False)
            button.clicked.connect(act)
            buttons.addWidget(button)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setVerticalSpacing(6)
        for name, field in (
            ("&Symbol", self.symbol),
            ("&Layout", self.dialect),
            ("Time &zone", self.time_zone),
            ("&Volume unit", self.volume_unit),
            ("Price s&hift", self.price_shift),
            ("&Columns", self.columns),
            ("&Time format", self.time_format),
            ("&Delimiter", self.delimiter),
        ):
            form.addRow(name, field)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 10, 0)
        layout.addWidget(_heading("Files"))
        layout.addWidget(self.paths)
        layout.addLayout(buttons)
        layout.addSpacing(6)
        layout.addWidget(_heading("How they are read"))
        layout.addLayout(form)
        for name, box in self.checks.items():
            box.setToolTip(_CHECKS[name][1])
            layout.addWidget(box)
        layout.addStretch(1)

    def _wire(self) -> None:
        QShortcut(
            QKeySequence(QKeySequence.StandardKey.Delete),
            self.paths,
            self._remove,
            context=Qt.ShortcutContext.WidgetShortcut,
        )
        for box in (
            self.symbol,
            self.dialect,
            self.time_zone,
            self.volume_unit,
            self.price_shift,
            self.delimiter,
        ):
            box.currentTextChanged.connect(self._edit)
        for line in (self.columns, self.time_format):
            line.textChanged.connect(self._edit)
        for check in self.checks.values():
            check.toggled.connect(self._edit)

    def _ask_files(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, "Add tick files", str(Path.home()))
        self.add_paths([str(Path(path)) for path in chosen])

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Add a folder of tick files", str(Path.home()))
        self.add_paths([str(Path(chosen))] if chosen else [])

    def _remove(self) -> None:
        for item in self.paths.selectedItems():
            self.paths.takeItem(self.paths.row(item))
        self._edit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Files of this computer are welcome."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Add them."""
        urls = event.mimeData().urls()
        self.add_paths([str(Path(url.toLocalFile())) for url in urls if url.isLocalFile()])


def _choice(values: Sequence[str], tip: str, empty: str = "", *, editable: bool = True) -> QComboBox:
    box = QComboBox()
    box.addItems(list(values))
    box.setToolTip(tip)
    box.setEditable(editable)
    box.setMinimumContentsLength(12)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    if (line := box.lineEdit()) is not None:
        line.setPlaceholderText(empty)
    return box


def _line(example: str, tip: str) -> QLineEdit:
    line = QLineEdit()
    line.setPlaceholderText(_FOUND_OUT)
    line.setToolTip(f"{tip}. Such as {example}")
    return line


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setFont(theme.font(theme.TEXT_PX, bold=True))
    return label
