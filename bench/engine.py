"""Stock Rasa 3.6.21 and Genvej on the same conversations, one after the other: `python -m bench.engine`."""

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import aiohttp

from bench import engine_load as load
from bench import engine_page, engine_profile
from bench.engine_genvej import Genvej
from bench.engine_load import Begin, Figures
from bench.engine_process import ROOT, Program, cpu_seconds, megabytes
from bench.engine_stock import Stock, prepared

KEPT = ROOT / "var" / "bench"
PAGE = ROOT / "docs" / "performance.md"
READY_SECONDS = 900.0
PROFILE_SECONDS = 10
# How much is measured. A long conversation of stock Rasa takes as long as all the rest of its run.
SHORT, SECONDS, LONG = 10, 6.0, {"stock": 1, "genvej": 3}
BEGIN: dict[str, Begin] = {"stock": load.begin_stock, "genvej": load.begin_genvej}


def product(name: str) -> Program:
    return Stock(prepared(KEPT / "stock")) if name == "stock" else Genvej(KEPT / "house")


def run(name: str, seconds: float) -> Figures:
    """One start of a product, everything that is measured on it, and its end."""
    program = product(name)
    started = time.monotonic()
    program.start()
    try:
        asyncio.run(_first(program, BEGIN[name]))
        start_seconds = time.monotonic() - started
        return asyncio.run(_measured(program, name, start_seconds, seconds))
    finally:
        program.stop()


async def _first(program: Program, begin: Begin) -> None:
    """Until a message is understood; raises TimeoutError."""
    async with asyncio.timeout(READY_SECONDS):
        while not await _understands(program, begin):
            if ended := program.ended():
                raise RuntimeError(f"{program.name}: {', '.join(ended)} ended; see {program.log}")
            await asyncio.sleep(0.05)


async def _understands(program: Program, begin: Begin) -> bool:
    if not program.ready():
        return False
    try:
        async with aiohttp.ClientSession() as session:
            await load.talk(await begin(session, program.url), 2)
    except (aiohttp.ClientError, ConnectionError, load.Misunderstood):
        return False
    return True


async def _measured(program: Program, name: str, start_seconds: float, seconds: float) -> Figures:
    begin = BEGIN[name]
    await load.one_at_a_time(begin, program.url, 3)  # what is only slow once is not what a citizen waits for
    turn_ms = await load.one_at_a_time(begin, program.url, SHORT)
    before = cpu(program)
    turns, spent = await load.at_once(begin, program.url, seconds)
    cpu_ms = (cpu(program) - before) * 1000 / turns
    early_ms, late_ms = await load.long_talks(begin, program.url, LONG[name])
    sizes = {part: megabytes(pid) for part, pid in program.pids().items()}
    return Figures(
        start_seconds=start_seconds,
        turns_a_second=turns / spent,
        turn_ms=turn_ms,
        early_ms=early_ms,
        late_ms=late_ms,
        engine_megabytes=sizes["engine"],
        all_megabytes=sum(sizes.values()),
        cpu_ms=cpu_ms,
    )


def cpu(program: Program) -> float:
    """Seconds of the processor that all of its processes have used."""
    return sum(cpu_seconds(pid) for pid in program.pids().values())


def runs(options: argparse.Namespace) -> Any:
    """Both products in turn, so that what else the machine does meets both."""
    kept: dict[str, list[dict[str, float]]] = {"stock": [], "genvej": []}
    for number in range(options.runs):
        for name, found in kept.items():
            figures = run(name, options.seconds)
            print(f"run {number + 1}, {name}: {figures}", file=sys.stderr, flush=True)
            found.append(asdict(figures))
        keep("runs", kept)  # so that a run that is broken off has not been for nothing
    return kept


def training(_: argparse.Namespace) -> Any:
    """A full training into an empty folder, and the same command when nothing has changed."""
    var = KEPT / "training"
    shutil.rmtree(var, ignore_errors=True)
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "GENVEJ_VAR": str(var)}
    seconds = []
    for _again in range(2):
        started = time.monotonic()
        command = [sys.executable, "-m", "bot", "train"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=sys.stderr)  # noqa: S603  ours
        seconds.append(time.monotonic() - started)
    return {"full": seconds[0], "unchanged": seconds[1]}


def profile(_: argparse.Namespace) -> Any:
    """Each process of both products under the load of eight citizens."""
    return {name: _profiled(name) for name in BEGIN}


def _profiled(name: str) -> dict[str, list[tuple[str, float]]]:
    program = product(name)
    program.start()
    try:
        asyncio.run(_first(program, BEGIN[name]))
        files = {part: KEPT / f"{name}-{part}.raw" for part in program.pids()}
        samplers = [
            engine_profile.sampler(pid, PROFILE_SECONDS, files[part]) for part, pid in program.pids().items()
        ]
        asyncio.run(load.at_once(BEGIN[name], program.url, PROFILE_SECONDS + 3))
        for sampler in samplers:
            sampler.wait()
        return {part: engine_profile.found(file) for part, file in files.items()}
    finally:
        program.stop()


def keep(part: str, found: Any) -> None:
    (KEPT / f"{part}.json").write_text(json.dumps(found, indent=1), encoding="utf-8")


PARTS: dict[str, Callable[[argparse.Namespace], Any]] = {
    "runs": runs,
    "training": training,
    "profile": profile,
}


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    KEPT.mkdir(parents=True, exist_ok=True)
    prepared(KEPT / "stock")
    for part in options.parts or PARTS:
        keep(part, PARTS[part](options))
    missing = [part for part in PARTS if not (KEPT / f"{part}.json").exists()]
    if missing:
        print(f"bench: no page yet, since these were never measured: {', '.join(missing)}", file=sys.stderr)
        return 0
    page = engine_page.page(*(json.loads((KEPT / f"{part}.json").read_text()) for part in PARTS))
    PAGE.write_text(page, encoding="utf-8")
    print(page, end="")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.engine", description=__doc__)
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help=f"measure only these anew: {', '.join(PARTS)}"
    )
    parser.add_argument("--runs", type=int, default=5, help="how often both are started and measured")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of eight at once")
    return parser


if __name__ == "__main__":
    sys.exit(main())
