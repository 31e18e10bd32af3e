"""The real servers of llama.cpp, with a tiny model of random weights: do they understand us?

Set HEXAPLA_LLAMA to a Python that has `llama-cpp-python[server]` and `gguf`. The server
`llama-server` is tried as well if it is in PATH.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest

from hexapla.engines.engine import Pair
from hexapla.engines.llm.engine import LlmEngine

PYTHON = os.environ.get("HEXAPLA_LLAMA", "")
EN_ES = Pair("en", "es")

pytestmark = pytest.mark.slow


@pytest.fixture(params=["llama_cpp.server", "llama-server"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if not PYTHON:
        pytest.skip("set HEXAPLA_LLAMA to a Python with llama-cpp-python[server] and gguf")
    model = tmp_path / "tiny.gguf"
    subprocess.run([PYTHON, str(Path(__file__).with_name("tiny_gguf.py")), str(model)], check=True)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1])
    found = shutil.which("llama-server")
    if request.param == "llama-server" and found is None:
        pytest.skip("no llama-server in PATH")
    start = [str(found)] if request.param == "llama-server" else [PYTHON, "-m", request.param]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [*start, "--model", str(model), "--host", "127.0.0.1", "--port", port],
            stdout=log,
            stderr=log,
        )
        try:
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.kill()
            server.wait()


@pytest.mark.parametrize("prompt", ["general", "plain"])
def test_it_answers(url: str, prompt: str) -> None:
    """What the model says is random; that it is asked for in a way that the server knows is not."""
    for _ in range(240):
        engine = LlmEngine()
        engine.configure({"url": url, "prompt": prompt}, None)
        if engine.unavailable() is None:
            break
        sleep(0.5)
    assert engine.version(EN_ES).startswith("tiny@")
    (found,) = engine.translate(["It is a bridge."], EN_ES)
    assert found.text or found.failure in (
        "its answer was cut off",
        "its answer was not a translation",
    )
