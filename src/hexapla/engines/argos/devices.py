"""The device that CTranslate2 uses: the processor's cores or a graphics card."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from hexapla.engines.cores import cores
from hexapla.errors import UsageError
from hexapla.message import msg

__all__ = ["translator"]

# Tokens per batch. With int8 models on FLORES, 1,024 were a fifth to a third slower, 256 no faster.
_BATCH = 512
_BATCH_ON_CARD = 4_096
# The instructions that CTranslate2's AVX-512 build is compiled for.
_WIDE_VECTORS = {"avx512f", "avx512cd", "avx512vl", "avx512bw", "avx512dq"}


def translator(path: Path) -> tuple[Any, int]:
    """A CTranslate2 translator, and the number of tokens in a batch that suits it.

    On a processor, each core works on its own batch: with two cores, that was three to six times
    faster than both on one batch (`benchmarks/engines.py` measures it).
    """
    _use_wide_vectors()
    import ctranslate2

    wanted = os.environ.get("HEXAPLA_DEVICE", "auto")
    if wanted not in ("auto", "cpu", "cuda"):
        raise UsageError(
            msg("HEXAPLA_DEVICE can't be {wanted!r}", wanted=wanted),
            hint=msg("use auto, cpu or cuda"),
        )
    cards = ctranslate2.get_cuda_device_count() if wanted != "cpu" else 0
    if cards or wanted == "cuda":
        try:
            translator = ctranslate2.Translator(
                str(path), device="cuda", device_index=list(range(cards)) or 0, compute_type="auto"
            )
            return translator, _BATCH_ON_CARD
        except RuntimeError:
            if wanted == "cuda":
                raise
            # If a card's libraries are missing, "auto" falls back to the best device that works.
    translator = ctranslate2.Translator(
        str(path), device="cpu", compute_type="auto", inter_threads=cores(), intra_threads=1
    )
    return translator, _BATCH


def _use_wide_vectors() -> None:
    """Make CTranslate2 use AVX-512 on AMD processors too, where it would use AVX2.

    On FLORES, that was an eighth faster. A choice in the user's environment has precedence.
    """
    try:
        words = Path("/proc/cpuinfo").read_text().split()
    except OSError:
        return
    if "AuthenticAMD" in words and _WIDE_VECTORS.issubset(words):
        os.environ.setdefault("CT2_FORCE_CPU_ISA", "AVX512")
