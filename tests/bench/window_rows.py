"""From nothing to the first paint of the main window, in a process of its own each time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measuring import Row, median

_END = """
import json, resource, sys
def now():
    return resource.getrusage(resource.RUSAGE_SELF)
def peak(used):
    try:  # Linux hands the parent's ru_maxrss on to the child; this one begins anew
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) / 1e3 for line in status if line.startswith("VmHWM"))
    except OSError:
        return used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
def end(used):
    before = set(sys.modules)
    heavy = ("reportlab", "pikepdf", "lxml", "PIL", "segno", "facturx", "pypdfium2", "phonenumbers", "babel")
    print(json.dumps({"cpu": (used.ru_utime + used.ru_stime) * 1000, "mb": peak(used),
                      "loaded": [name for name in heavy if name in before]}), flush=True)
    import os; os._exit(0)
"""
_FLOOR = (
    _END
    + """
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication(sys.argv[:1])
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        from PySide6.QtCore import QTimer
        QTimer.singleShot(0, lambda: end(now()))
window = Window()
window.setCentralWidget(QLabel("First paint"))
window.resize(1440, 900)
window.show()
app.exec()
"""
)
_OURS = (
    _END
    + """
from pathlib import Path
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from desktop_crm.app.first_paint import FirstPaint
from desktop_crm.app.main import Start
from desktop_crm.widgets.local_settings import LocalSettings
app = QApplication(sys.argv[:1])
class Watch(QObject):
    painted = None
    def eventFilter(self, target, event):
        if event.type() == QEvent.Type.Paint and isinstance(target, QWidget):
            if self.painted or self.counts(target.window()):
                self.painted = now()
        elif self.painted:  # the frame and all in it are painted; what comes now is the next thing
            end(self.painted)
        return False
    def counts(self, window):
        if sys.argv[3] == "frame":
            return isinstance(window, FirstPaint)
        page = getattr(window, "page", None)
        return getattr(page, "shown", None) is not None  # not the empty page, but the day itself
watch = Watch()
app.installEventFilter(watch)
start = Start(app, LocalSettings(Path(sys.argv[1]) / "settings.json"), Path(sys.argv[2]))
app.exec()
"""
)


def rows(database: Path, *, rounds: int = 7) -> Iterator[Row]:
    """CPU and memory, the program with `database` open against a window with one word in it."""
    with tempfile.TemporaryDirectory() as folder:
        ours, floor, pages = [], [], []
        for number in range(rounds + 1):
            one = _run(folder, _OURS, folder, str(database), "frame")
            other, page = _run(folder, _FLOOR), _run(folder, _OURS, folder, str(database), "page")
            if number:  # the first fills the disk's cache and writes the .pyc files
                ours.append(one)
                floor.append(other)
                pages.append(page)
    waiting: dict[str, object] = {"libraries that could wait": pages[0]["loaded"]}
    loaded: dict[str, object] = {"libraries that could wait": ours[0]["loaded"]}
    for name, key, unit, bound in (("CPU", "cpu", "ms CPU", 5), ("memory", "mb", "MB", 2)):
        mine, least = median([run[key] for run in ours]), median([run[key] for run in floor])
        yield Row(f"first paint of the main window, {name}", mine, least, unit, 1.5, loaded)
        whole = median([run[key] for run in pages])
        yield Row(f"the same until Today is painted in it, {name}", whole, least, unit, bound, waiting)


def _run(folder: str, script: str, *arguments: str) -> dict[str, object]:
    """One start. What Python compiled once is kept as where it is installed, whatever is set here."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    env = {"QT_QPA_PLATFORM": "offscreen", **kept, "PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled")}
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env=env,
        timeout=60,
    )
    result: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return result
