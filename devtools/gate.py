"""`dev.py bench --gate`: does this checkout need more work for the same than another commit did?

Both are built here and measured in the same run. Valgrind, where it is installed, counts instructions, which do not vary with the
machine's load; elsewhere CPU time is compared, the two in turns, with a wide margin. No limit in seconds is held against anything.
"""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from devtools.faults import StopError
from devtools.preparation import Prepared
from devtools.processes import ask, say

SOURCE = Path("benches", "gate.rs")
BUILD = ["cargo", "bench", "-p", "tick-engine", "--bench", "gate", "--no-run", "--locked"]
MORE_INSTRUCTIONS = 1.05
"""Counts repeat to a fraction of a percent; a compiler's other mood over an unrelated change takes a few."""

MORE_TIME = 1.30
FEW_ROUNDS, MANY_ROUNDS = 1, 3
TIMED_ROUNDS = 100
TURNS = 7

Environment = Mapping[str, str]
Program = str
Measure = Callable[[Sequence[Program], str], list[float]]
"""What one work costs each of the programs."""


@dataclass(frozen=True)
class Compared:
    """What one work costs here and there."""

    work: str
    base: float
    here: float

    @property
    def ratio(self) -> float:
        """More than 1: it costs more here."""
        return self.here / self.base


def gate(prepared: Prepared, base: str) -> None:
    """Compare with the commit `base`. Raises StopError that names what costs more than the margin."""
    env = prepared.env
    target = _target(prepared)
    with _checkout(prepared, base) as there:
        if not (there / SOURCE).exists():
            say(f"{base} has no {SOURCE.as_posix()} yet: there is nothing to compare with")
            return
        # One folder for both would hold one program for both.
        programs = [_built(there, target / "gate", env), _built(prepared.root, target, env)]
        known, named = ([*_asked([program], env).split()] for program in programs)
        measure, unit, margin = _ways(env)
        works = [work for work in named if work in known]
        compared = [Compared(work, *measure(programs, work)) for work in works]
    for line in table(compared, unit=unit, margin=margin):
        print(line)
    judge(compared, base=base, margin=margin)


def judge(compared: Sequence[Compared], *, base: str, margin: float) -> None:
    """Raise StopError for whatever costs more than `margin` times what it did."""
    slower = [f"{each.work} {each.ratio:.2f} times" for each in compared if each.ratio > margin]
    if slower:
        raise StopError(
            f"slower than {base}: {', '.join(slower)} (up to {margin} is let pass); make it as fast as it was, or, when the "
            f"work itself has become another, give it another name in {SOURCE.as_posix()}"
        )
    say(f"nothing is slower than {base} by more than {margin - 1:.0%}")


def table(compared: Sequence[Compared], *, unit: str, margin: float) -> Iterator[str]:
    """Lines for people."""
    width = max((len(each.work) for each in compared), default=0)
    yield f"{'work'.ljust(width)}  {'base ' + unit:>20}  {'here ' + unit:>20}  ratio"
    for each in compared:
        mark = "  <- slower" if each.ratio > margin else ""
        yield f"{each.work.ljust(width)}  {each.base:>20,.6g}  {each.here:>20,.6g}  {each.ratio:5.3f}{mark}"


def _ways(env: Environment) -> tuple[Measure, str, float]:
    if shutil.which("valgrind", path=env.get("PATH")) is not None:
        return (
            lambda programs, work: [_instructions(program, work, env) for program in programs],
            "instructions",
            MORE_INSTRUCTIONS,
        )
    say("valgrind is not installed: comparing CPU time, which is coarse")
    return (lambda programs, work: _in_turns(programs, work, env)), "s", MORE_TIME


def _instructions(program: Program, work: str, env: Environment) -> float:
    """Of one round: those of many rounds less those of few, so that setting up is not counted."""
    few, many = (_counted(program, work, rounds, env) for rounds in (FEW_ROUNDS, MANY_ROUNDS))
    return (many - few) / (MANY_ROUNDS - FEW_ROUNDS)


def _counted(program: Program, work: str, rounds: int, env: Environment) -> int:
    valgrind = ["valgrind", "--tool=cachegrind", "--cache-sim=no", f"--cachegrind-out-file={os.devnull}"]
    said = ask([*valgrind, program, work, str(rounds)], env=env)
    for line in said.stderr.splitlines():
        words = line.split()
        if said.returncode == 0 and words[1:3] == ["I", "refs:"]:
            return int(words[3].replace(",", ""))
    raise StopError(f"valgrind could not run {work}: {said.stderr.strip()}")


def _in_turns(programs: Sequence[Program], work: str, env: Environment) -> list[float]:
    """The least of some runs each; one after the other, so that both meet the same load."""
    times = [[_cpu_s([program, work, str(TIMED_ROUNDS)], env) for program in programs] for _ in range(TURNS)]
    return [min(column) for column in zip(*times, strict=True)]


def _cpu_s(command: Sequence[str], env: Environment) -> float:
    before = _now_s()
    _asked(command, env)
    return _now_s() - before


def _now_s() -> float:
    # Windows does not say what children took: there the clock has to do.
    times = os.times()
    return time.perf_counter() if os.name == "nt" else times.children_user + times.children_system


def _built(tree: Path, target: Path, env: Environment) -> Program:
    say(f"building {SOURCE.as_posix()} of {tree}")
    command = [*BUILD, "--message-format=json", "--target-dir", str(target)]
    said = ask(command, cwd=tree, env=env)
    if said.returncode != 0:
        raise StopError(f"{tree}: {SOURCE.as_posix()} does not build: {said.stderr.strip()}")
    artifacts = (json.loads(line) for line in said.stdout.splitlines() if line.startswith("{"))
    programs = [each["executable"] for each in artifacts if each.get("executable")]
    return str(programs[-1])


def _target(prepared: Prepared) -> Path:
    return Path(prepared.env.get("CARGO_TARGET_DIR", prepared.root / "target"))


@contextmanager
def _checkout(prepared: Prepared, base: str) -> Iterator[Path]:
    """The commit in a folder of its own, for as long as it is needed."""
    git = ["git", "-C", str(prepared.root)]
    with tempfile.TemporaryDirectory(prefix="pyworkstation-gate-") as folder:
        there = Path(folder, "base")
        added = ask([*git, "worktree", "add", "--detach", str(there), base], env=prepared.env)
        if added.returncode != 0:
            raise StopError(
                f"cannot check out {base}: {added.stderr.strip()}; name a commit: dev.py bench --gate COMMIT"
            )
        try:
            yield there
        finally:
            ask([*git, "worktree", "remove", "--force", str(there)], env=prepared.env)


def _asked(command: Sequence[str], env: Environment) -> str:
    said = ask(command, env=env)
    if said.returncode != 0:
        raise StopError(f"{' '.join(command)} failed: {said.stderr.strip()}")
    return said.stdout
