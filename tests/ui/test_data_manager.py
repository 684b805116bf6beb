"""The data manager and the import wizard, through their real widgets."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from pyworkstation.protocol.messages import (
    CancelImport,
    DryRun,
    GetQuality,
    GetStatus,
    ImportsPart,
    ImportTicks,
    ListImports,
    QueryPart,
    RunQuery,
    UndoImport,
)
from pyworkstation_ui.state.connection import Phase
from pyworkstation_ui.state.events import PhaseChanged, StatusRead
from pyworkstation_ui.views import theme
from pyworkstation_ui.views.coverage_calendar import level_colours
from pyworkstation_ui.views.data_manager import DataManager
from pyworkstation_ui.views.import_wizard import ImportWizard
from tests.ui.fake_bridge import Screen
from tests.unit.ui_state.market import status, symbol_status
from tests.unit.ui_state.stored_data import DAYS, import_run, quality, undo_done
from tests.unit.ui_state.test_import_plan import DONE, PROGRESS, answer, done, imported, reading


def shown(page: DataManager, name: str) -> list[list[str]]:
    """What a table shows, by row."""
    view = getattr(page, name)
    model = view.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


@pytest.fixture
def page(live: Screen, qtbot: QtBot) -> DataManager:
    """The data manager, opened by its key, of a symbol with two imports."""
    page = live.open_panel(qtbot, "data")
    assert isinstance(page, DataManager)
    live.bridge.answer(ListImports, ImportsPart(imports=[import_run(1, rejected=3), import_run(2)]))
    live.bridge.answer(RunQuery, QueryPart(columns=["b"], types=["BIGINT"], rows=[[12_897_485]]))
    live.tick()
    qtbot.waitUntil(lambda: page.model.symbol == "EURUSD")
    return page


def test_symbols_and_imports_are_listed_newest_import_first(page: DataManager) -> None:
    assert shown(page, "symbols") == [
        ["EURUSD", "1,000", "2025-03-10 00:00:00", "2025-03-11 00:00:00", "5", "ticks.csv"]
    ]
    assert [row[:8] for row in shown(page, "imports")] == [
        ["2", "2025-03-10 02:00:00", "EURUSD", "1", "306,657", "306,000", "0", "stored"],
        ["1", "2025-03-10 01:00:00", "EURUSD", "1", "306,657", "306,000", "3", "stored"],
    ]
    assert page.footer.text() == "1 symbol, database 12.3 MB"


def test_numbers_stand_flush_right_under_their_titles(page: DataManager) -> None:
    model = page.imports.model()
    for column, is_number in enumerate((True, False, False, True, True, True, True)):
        cell = model.index(0, column).data(Qt.ItemDataRole.TextAlignmentRole)
        title = model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        assert cell == title
        assert bool(int(cell) & int(Qt.AlignmentFlag.AlignRight)) is is_number


def test_nothing_stored_says_how_to_begin(live: Screen, qtbot: QtBot) -> None:
    live.tick(StatusRead(status()))
    page = live.open_panel(qtbot, "data")
    assert isinstance(page, DataManager)
    assert page.imports.nothing() == "Asking the engine"
    live.bridge.answer(ListImports, ImportsPart(imports=[]))
    live.tick()
    assert page.symbols.nothing() == "No ticks stored yet: import some (Ctrl+I)"
    assert page.imports.nothing() == "Nothing imported yet"


def test_what_a_page_shows_is_asked_for_when_it_is_seen(live: Screen, page: DataManager) -> None:
    def kinds() -> list[type]:
        return [type(body) for body in live.bridge.asked]

    assert GetQuality not in kinds()
    page.tabs.setCurrentIndex(1)
    assert live.bridge.asked[-1] == GetQuality(symbol="EURUSD")
    assert page.nothing.text() == "Looking at the ticks of EURUSD"
    live.bridge.answer(GetQuality, DAYS, quality())
    live.tick()
    assert page.nothing.isHidden()
    page.tabs.setCurrentIndex(2)
    assert kinds().count(GetQuality) == 1
    page.tabs.setCurrentIndex(3)
    assert isinstance(live.bridge.asked[-1], RunQuery)
    assert "symbol = 'EURUSD'" in live.bridge.asked[-1].sql


def test_a_question_that_fails_says_why_where_its_answer_would_be(live: Screen, page: DataManager) -> None:
    page.tabs.setCurrentIndex(1)
    live.bridge.answer(GetQuality, fault="the disk is gone")
    live.tick()
    assert page.nothing.text() == "the disk is gone"


@pytest.fixture
def looked_at(live: Screen, page: DataManager) -> DataManager:
    """With the quality report of its symbol."""
    page.tabs.setCurrentIndex(1)
    live.bridge.answer(GetQuality, DAYS, quality())
    live.tick()
    return page


def test_the_calendar_tells_days_by_colour_mouse_and_keys(looked_at: DataManager) -> None:
    calendar = looked_at.calendar
    cells = {day.day: cell for day, cell in looked_at_cells(looked_at).items()}
    assert calendar.colour_of(cells[10]) == level_colours()[-1]
    assert calendar.colour_of(cells[11]) not in level_colours()
    day = next(day for day in looked_at_cells(looked_at) if day.day == 10)
    assert calendar.day_at(calendar.cell_rect(day).center()) == day
    QTest.mouseClick(calendar, Qt.MouseButton.LeftButton, pos=calendar.cell_rect(day).center())
    assert looked_at.day.text() == "Mon 10 Mar 2025: 100,000 ticks in 24 h 00 min of market time"
    QTest.keyClick(calendar, Qt.Key.Key_Down)
    assert looked_at.day.text().startswith("Tue 11 Mar 2025: no tick, though")
    QTest.keyClick(calendar, Qt.Key.Key_Right)
    assert looked_at.day.text().startswith("Wed 12 Mar 2025"), "no further than what is stored"


def looked_at_cells(page: DataManager) -> dict:  # type: ignore[type-arg]
    """The days of the calendar."""
    from pyworkstation_ui.state.coverage import coverage  # noqa: PLC0415

    report = page.model.report()
    assert report is not None
    return dict(coverage(report.days).cells)


def test_the_quality_page_has_figures_faults_and_gaps(looked_at: DataManager) -> None:
    looked_at.tabs.setCurrentIndex(2)
    assert looked_at.quality.figures.texts()[:2] == [("score of 100", "88.4"), ("coverage", "95.830 %")]
    faults = looked_at.quality.faults.model()
    assert [faults.index(row, 0).data() for row in range(faults.rowCount())] == [
        "crossed",
        "left out on import",
        "duplicate",
    ]


def test_the_report_is_written_as_a_page(looked_at: DataManager, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    looked_at.quality.write(target)
    assert "what its ticks are worth" in target.read_text(encoding="utf-8")
    assert looked_at.quality.said.text() == f"Written: {target}"
    assert list(tmp_path.glob("*.part")) == []


def test_a_report_that_cannot_be_written_says_so(looked_at: DataManager, tmp_path: Path) -> None:
    looked_at.quality.write(tmp_path / "no such folder" / "report.html")
    assert "could not be written" in looked_at.quality.said.text()


def test_undo_says_what_it_would_do_before_it_is_done(live: Screen, page: DataManager) -> None:
    assert not page.undo_button.isEnabled()
    page.imports.selectRow(1)
    QTest.keyClick(page.imports, Qt.Key.Key_Delete)
    assert live.bridge.asked[-1] == UndoImport(id=1, dry_run=True)
    live.bridge.answer(UndoImport, undo_done())
    live.tick()
    assert "306,000 ticks of EURUSD go out of the store." in page.undo_box.informativeText()
    _press(page.undo_box, "Undo import")
    assert live.bridge.asked[-1] == UndoImport(id=1)
    live.bridge.answer(UndoImport, undo_done())
    live.tick()
    assert {type(body) for body in live.bridge.asked[-3:]} == {ListImports, RunQuery, GetStatus}


def _press(box: QMessageBox, text: str) -> None:
    button = next(each for each in box.findChildren(QPushButton) if each.text() == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_when_the_engine_is_gone_it_says_so_and_offers_nothing(live: Screen, page: DataManager) -> None:
    page.imports.selectRow(0)
    live.tick(PhaseChanged(Phase.LOST, "no heartbeat"))
    assert page.away.isVisible()
    assert page.away.text().startswith("Engine lost. What shows here is from Mon 10 Mar 2025")
    assert page.symbols.is_shown_as_old()
    assert not any(
        button.isEnabled() for button in (page.import_button, page.undo_button, page.refresh_button)
    )
    live.connect()
    assert not page.away.isVisible()
    assert not page.symbols.is_shown_as_old()
    assert isinstance(live.bridge.asked[-1], RunQuery), "asked anew"


def test_rows_are_copied_as_lines_of_a_spreadsheet(page: DataManager) -> None:
    page.symbols.selectRow(0)
    QTest.keySequence(page.symbols, "Ctrl+C")
    assert QGuiApplication.clipboard().text().split("\t")[:2] == ["EURUSD", "1,000"]


@pytest.fixture
def wizard(live: Screen, page: DataManager, qtbot: QtBot) -> ImportWizard:
    """The wizard, opened by its key, on a file that can be read."""
    QTest.keySequence(page.symbols, "Ctrl+I")
    wizard = page.wizard
    assert wizard is not None
    qtbot.addWidget(wizard)
    return wizard


def drop(wizard: ImportWizard, path: Path) -> None:
    """Drop a file on the form."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    none = Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    wizard.form.dropEvent(QDropEvent(QPointF(QPoint(9, 9)), copy, data, Qt.MouseButton.LeftButton, none))
    wizard.look_now()


@pytest.fixture
def read(live: Screen, wizard: ImportWizard, tmp_path: Path) -> ImportWizard:
    """After the dry run."""
    drop(wizard, tmp_path / "a.csv")
    live.bridge.answer(DryRun, reading(answer()), DONE)
    live.tick()
    return wizard


def test_the_wizard_says_what_it_needs(wizard: ImportWizard) -> None:
    assert wizard.found.nothing().startswith("Add files or folders")
    assert wizard.form.symbol.currentText() == "EURUSD"
    assert not wizard.go.isEnabled()


def test_files_are_looked_at_before_anything_is_stored(
    live: Screen, read: ImportWizard, tmp_path: Path
) -> None:
    assert live.bridge.asked[-1] == DryRun(paths=[str(tmp_path / "a.csv")], symbol="EURUSD")
    assert read.said.text() == "1 file would be imported."
    assert read.found.model().index(0, 1).data() == "America/New_York"
    assert read.found.model().index(0, 2).data() == "95 %"
    assert read.ticks.model().index(1, 1).data() == "1.11984"
    assert read.go.isEnabled()


def test_a_doubtful_answer_is_amber_and_says_how_to_mend_it(
    live: Screen, wizard: ImportWizard, tmp_path: Path
) -> None:
    drop(wizard, tmp_path / "a.csv")
    live.bridge.answer(DryRun, reading(answer(0.5)), DONE)
    live.tick()
    assert "say it with --time-zone" in wizard.said.text()
    assert theme.RED.name() in wizard.said.styleSheet()
    assert not wizard.go.isEnabled()


def test_another_reading_is_taken_by_enter_on_its_row(live: Screen, read: ImportWizard) -> None:
    read.found.selectRow(1)
    QTest.keyClick(read.found, Qt.Key.Key_Return)
    assert read.form.time_zone.currentText() == "UTC"
    assert not read.go.isEnabled(), "what was found out before counts no longer"
    asked = live.bridge.asked[-1]
    assert isinstance(asked, DryRun)
    assert asked.time_zone == "UTC"


def test_typing_asks_anew_when_it_rests(live: Screen, read: ImportWizard, qtbot: QtBot) -> None:
    before = len(live.bridge.asked)
    read.form.columns.setFocus()
    QTest.keyClicks(read.form.columns, "time,ask,bid")
    qtbot.waitUntil(lambda: len(live.bridge.asked) > before)
    asked = live.bridge.asked[-1]
    assert isinstance(asked, DryRun)
    assert asked.columns == "time,ask,bid"


def test_an_import_shows_how_far_it_is_and_what_came(live: Screen, read: ImportWizard) -> None:
    QTest.mouseClick(read.go, Qt.MouseButton.LeftButton)
    asked = live.bridge.asked[-1]
    assert isinstance(asked, ImportTicks)
    live.bridge.tell(ImportTicks, PROGRESS)
    live.tick()
    assert read.bar.value() == 250
    assert "2 min 05 s left" in read.speed.text()
    assert read.stop.isVisible()
    assert not read.form.isEnabled()
    live.bridge.answer(ImportTicks, imported(), done())
    live.tick()
    assert read.came.toPlainText().startswith("1,000 new ticks of EURUSD are stored.")
    assert isinstance(live.bridge.asked[-1], RunQuery), "the data manager asks anew"
    QTest.mouseClick(read.another, Qt.MouseButton.LeftButton)
    assert read.form.paths.count() == 0


def test_closing_while_an_import_runs_asks_first(live: Screen, read: ImportWizard) -> None:
    QTest.mouseClick(read.go, Qt.MouseButton.LeftButton)
    live.bridge.tell(ImportTicks, PROGRESS)
    live.tick()
    assert not live.window.close()
    box = live.window.findChild(QMessageBox, "closing")
    assert box is not None
    assert "An import is running" in box.text()
    next(each for each in box.buttons() if each.text() == "Stay").click()
    live.bridge.answer(ImportTicks, imported(), done())
    live.tick()
    assert live.window.close()


def test_stop_cancels_the_import_by_its_name(live: Screen, read: ImportWizard) -> None:
    QTest.mouseClick(read.go, Qt.MouseButton.LeftButton)
    asked = live.bridge.asked[-1]
    assert isinstance(asked, ImportTicks)
    live.bridge.tell(ImportTicks, PROGRESS)
    live.tick()
    QTest.mouseClick(read.stop, Qt.MouseButton.LeftButton)
    assert live.bridge.asked[-1] == CancelImport(job=asked.job)
    assert read.at.text().startswith("Stopping after the batch at hand")
    live.bridge.answer(ImportTicks, done(cancelled=True))
    live.tick()
    assert read.came.toPlainText().startswith("Stopped.")


def test_an_import_that_fails_says_why(live: Screen, read: ImportWizard) -> None:
    QTest.mouseClick(read.go, Qt.MouseButton.LeftButton)
    live.bridge.answer(ImportTicks, fault="the engine went away")
    live.tick()
    assert read.came.toPlainText().startswith("The import failed: the engine went away")


def test_symbols_that_come_keep_the_chosen_one(live: Screen, page: DataManager, qtbot: QtBot) -> None:
    both = status(symbol_status("AUDUSD"), symbol_status())
    live.tick(StatusRead(both))
    qtbot.waitUntil(lambda: page.symbols.current() is not None)
    assert page.model.symbol == "EURUSD"
