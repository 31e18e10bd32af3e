"""The model of what a batch costs (tools/cost.py), and the tables made with it."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hexapla.batch import inputs, reading, run
from hexapla.batch.job import Job

TOOL = Path(__file__).parent.parent / "tools" / "cost.py"


def load() -> Any:
    spec = importlib.util.spec_from_file_location("cost_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


cost = load()
ENGINES = sorted(cost.ENGINES)
LARGE = 1e9


def test_the_tables_of_the_page_are_up_to_date() -> None:
    text = cost.PAGE.read_text("utf-8")
    assert cost.page(text) == text
    assert text.count("| 1,000,000,000 |") == len(ENGINES)


def test_the_constants_are_those_of_the_code() -> None:
    pipeline = cost.PIPELINE
    assert pipeline.buckets == reading.BUCKETS
    assert pipeline.chunk_bytes == Job.__dataclass_fields__["chunk_bytes"].default
    assert pipeline.most_chunks == inputs._MOST_CHUNKS
    assert pipeline.draft_words == pytest.approx(run._DRAFT_BYTES / pipeline.input_bytes, rel=0.05)


@pytest.mark.parametrize("engine", ENGINES)
def test_core_hours_grow_with_the_words_and_not_faster(engine: str) -> None:
    given = cost.Input(LARGE)
    one, two = (cost.cost(replace(given, words=n * LARGE), cost.ENGINES[engine]) for n in (1, 2))
    assert two.core_hours == pytest.approx(2 * one.core_hours, rel=0.01)
    assert two.output_bytes == 2 * one.output_bytes
    assert two.driver_bytes < 2 * one.driver_bytes
    assert one.price(0.04) == pytest.approx(one.core_hours * 0.04)


@pytest.mark.parametrize("engine", ENGINES)
def test_more_languages_cost_more_and_repetition_costs_less(engine: str) -> None:
    given = cost.Input(LARGE)
    found = cost.ENGINES[engine]
    one = cost.cost(given, found).core_hours
    both = cost.cost(replace(given, languages=2), found).core_hours
    assert 1.5 * one < both < 2 * one
    assert cost.cost(replace(given, different=0.4), found).core_hours < one


@pytest.mark.parametrize("engine", ENGINES)
def test_time_is_core_hours_on_one_core_and_ends_to_fall_with_the_tasks(engine: str) -> None:
    given, found = cost.Input(LARGE), cost.ENGINES[engine]
    assert cost.hours(given, found, 1) == pytest.approx(cost.cost(given, found).core_hours)
    times = [cost.hours(given, found, workers) for workers in (1, 16, 1_024, 10_000, 20_000)]
    assert times == sorted(times, reverse=True)
    assert times[0] / times[1] == pytest.approx(16)
    assert times[3] == times[4]
    # A small input has few tasks.
    small = cost.Input(1e5)
    assert cost.hours(small, found, 8) == cost.hours(small, found, 1_024)


def test_short_documents_break_the_driver_first_and_articles_the_workers() -> None:
    engine = cost.ENGINES["argos"]
    short = cost.limits(cost.Input(1.0, words_per_document=10.0), engine)
    rows = cost.limits(cost.Input(1.0, words_per_document=10.0, rows=True), engine)
    long = cost.limits(cost.Input(1.0, words_per_document=750.0), engine)
    assert "driver" in short[0].what
    assert "worker" in long[0].what
    assert rows[-1].words > short[0].words
    assert long[0].words > LARGE


def test_the_command_prints_each_engine() -> None:
    command = [sys.executable, str(TOOL), "--words", "1e6", "--price", "2", "--workers", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert [line.split(":")[0] for line in done.stdout.splitlines()[::5]] == ENGINES
