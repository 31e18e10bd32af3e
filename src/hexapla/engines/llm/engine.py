"""Language models behind a server with OpenAI's API: llama.cpp, Ollama, vLLM, LM Studio.

The server runs on this machine, see `address`. It is asked for several sentences at a time, in
their context; an answer that isn't whole is asked for again in halves.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import fields
from itertools import islice
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any

from hexapla.engines.engine import (
    Context,
    LockedModel,
    Pair,
    PromptText,
    Request,
    TermRow,
    Translation,
)
from hexapla.engines.llm.address import check_settings, permitted
from hexapla.engines.llm.asking import TEMPERATURES, Asking, Manner, prompt_values
from hexapla.engines.llm.prompts import Prompt, prompt_for
from hexapla.engines.llm.server import Model, Server
from hexapla.engines.llm.settings import Settings
from hexapla.errors import EngineError, HexaplaError, UsageError, suggestion
from hexapla.lazy import lazy_re
from hexapla.message import msg

__all__ = ["LlmEngine"]

_log = logging.getLogger(__name__)

_NO_URL = msg("no server is set up: set url in [llm], or HEXAPLA_LLM_URL=http://127.0.0.1:8080/v1")
# How long a server that doesn't answer is not asked again, whatever else runs.
_SECONDS = 5.0
# Requests at a time if the server doesn't say how many it allows.
_PARALLEL = 4
# A draft line has 42 columns for the origin: "llm-en_es model@1234abcd". A model's name gets what
# is left, but not less than it takes to tell models apart.
_ORIGIN_COLUMNS, _LEAST_COLUMNS = 42, 6
_ODD = lazy_re(r"[^A-Za-z0-9._:-]+")
_EXAMPLE = (
    Request(
        "It is <a1>very</a1> old.",
        Context(
            "paragraph",
            "The bridge",
            ("A bridge leads to the island.",),
            ("Nobody uses it.",),
            (TermRow("bridge", ("…",)),),
            (("The tower is very old.", "…"),),
            "…",
        ),
    ),
)
_CONTEXT = frozenset(field.name for field in fields(Context))
_IN_SENTENCES = frozenset(["kind", "before", "after"])


class LlmEngine:
    """The engine that translates with a language model; see `Settings` for what it needs."""

    name = "llm"
    any_pair = True
    reads_capitals = True
    keeps_tags = True
    converses = True

    def __init__(self) -> None:
        self._settings = Settings.of({})
        self._server: Server | None = None
        self._model: Model | None = None
        self._problem: HexaplaError | None = None
        self._until = 0.0
        self._manner = Manner()
        self._most = 0
        self._prompts: dict[str, Prompt] = {}

    def configure(self, settings: Mapping[str, Any], folder: Path | None) -> str | None:
        """Use the settings of a publication; see `engine.Configurable`."""
        self._settings = Settings.of(settings, folder)
        self._server = self._model = self._problem = None
        self._manner, self._most = Manner(), 0
        self._prompts.clear()
        if not self._settings.url:
            return None
        check_settings(self._settings)
        try:
            address = permitted(self._settings)
        except UsageError as error:
            self._problem, self._until = error, inf
            return None
        if address.socket or address.local:
            return None
        clear = "" if address.tls else msg(", without encryption")
        return msg(
            "the engine llm sends texts to {address}, which is another machine{clear}",
            address=address,
            clear=clear,
        )

    def pairs(self) -> Collection[Pair]:
        """None are listed: a language model may know any; see `translates`."""
        return ()

    def translates(self, pair: Pair) -> bool:
        """Whether there is a model to ask."""
        return self.unavailable() is None

    def unavailable(self) -> str | None:
        """What is missing; None if there is a model to ask."""
        if not self._settings.url:
            return _NO_URL
        try:
            self._chosen()
        except HexaplaError as error:
            return str(error)
        return None

    def summary(self) -> str:
        """The model and where it is."""
        model = self._chosen()
        return msg("any pair, with {id} at {address}", id=model.id, address=self._asked().address)

    def advice(self, pair: Pair) -> str | None:
        """None: a model is chosen by the user."""
        return None

    def version(self, pair: Pair) -> str:
        """The model's name, and digits that stand for its files or its full name."""
        model = self._chosen()
        name = model.id.replace("\\", "/").rpartition("/")[2].removesuffix(".gguf")
        others = f"{self.name}-{pair.source}_{pair.target} @{model.short_digest}"
        columns = max(_LEAST_COLUMNS, _ORIGIN_COLUMNS - len(others))
        short = _ODD.sub("-", name)[:columns] or "model"
        return f"{short}@{model.short_digest}"

    def fingerprint(self, pair: Pair) -> str:
        """The model, the prompt, and how it is asked."""
        model, prompt = self._chosen(), self._prompt()
        asked = msg(
            "{temperatures}, {sentences} a time",
            temperatures=TEMPERATURES,
            sentences=self._settings.sentences if prompt.takes_several else 1,
        )
        return f"{model.id}\0{model.digest}\0{prompt.digest}\0{asked}"

    def locked_model(self, pair: Pair) -> LockedModel | None:
        """The model, if the server knows the digest of its files."""
        model = self._chosen()
        if not model.digest:
            return None
        digest = f"sha256:{model.digest.removeprefix('sha256:')}"
        return LockedModel(self.name, pair, model.id, digest)

    def model_problem(self, model: LockedModel) -> str | None:
        """Why a recorded model can't translate here, as a clause."""
        if self.unavailable() is not None:
            return msg("which no server offers here")
        chosen = self._chosen()
        return None if chosen.id == model.version else msg("but the server has {id}", id=chosen.id)

    def context_fields(self, pair: Pair) -> Collection[str]:
        """The fields of the context that the prompt has."""
        prompt = self._prompt()
        return (prompt.fields & _CONTEXT) | (_IN_SENTENCES if prompt.takes_several else set())

    def translate(self, sentences: Iterable[str], pair: Pair) -> Iterator[Translation]:
        """The translations of sentences without a context; see `engine.Engine`."""
        return self.translate_in_context(map(Request, sentences), pair)

    def retry(self, sentences: Sequence[str], pair: Pair) -> list[Translation]:
        """Other translations of sentences, each asked for alone; see `engine.Retrying`."""
        return self.retry_in_context([*map(Request, sentences)], pair)

    def translate_in_context(
        self, requests: Iterable[Request], pair: Pair
    ) -> Iterator[Translation]:
        """The translations, in the order of the requests, as the answers come.

        Raises EngineError if the server fails. What it has answered before is yielded first.
        """
        yield from self._translated(requests, pair, self._settings.sentences, 0)

    def retry_in_context(self, requests: Sequence[Request], pair: Pair) -> list[Translation]:
        """Other translations: each sentence is asked for alone, with another draw."""
        return list(self._translated(requests, pair, 1, 1))

    def prompts(self, pair: Pair | None = None) -> list[PromptText]:
        """The prompt in use, with an example in a pair; see `engine.Prompted`.

        Raises UsageError if there is no such prompt.
        """
        self.unavailable()  # the prompt depends on the model, if there is one
        prompt = self._prompt()
        texts = prompt.texts if pair is None else prompt.filled(prompt_values(_EXAMPLE, pair))
        return [PromptText(role, text, prompt.places[role]) for role, text in texts.items()]

    def _translated(
        self, requests: Iterable[Request], pair: Pair, sentences: int, attempt: int
    ) -> Iterator[Translation]:
        model, prompt = self._chosen(), self._prompt()
        size = max(1, sentences) if prompt.takes_several else 1
        with self._asking(model, prompt, pair, attempt) as (asking, pool, most):
            waiting: deque[Future[list[Translation]]] = deque()
            source = iter(requests)
            while batch := list(islice(source, size)):
                waiting.append(pool.submit(asking.translate, batch))
                if len(waiting) > most:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()

    @contextmanager
    def _asking(
        self, model: Model, prompt: Prompt, pair: Pair, attempt: int
    ) -> Iterator[tuple[Asking, ThreadPoolExecutor, int]]:
        """Threads that ask, and the number of them. At the end nobody waits for an answer."""
        if not self._most:
            self._most = self._settings.parallel or self._asked().slots() or _PARALLEL
        most, server = self._most, self._new_server()
        pool = ThreadPoolExecutor(most)
        try:
            yield Asking(server, model, prompt, pair, self._manner, attempt), pool, most
        finally:
            server.stop()
            pool.shutdown(wait=False, cancel_futures=True)

    def _asked(self) -> Server:
        if self._server is None:
            self._server = self._new_server()
        return self._server

    def _new_server(self) -> Server:
        settings = self._settings
        address = permitted(settings)
        key = settings.key if settings.users_url or address.host in settings.users_hosts else ""
        return Server(address, key, settings.timeout)

    def _chosen(self) -> Model:
        """The model to use; raises a HexaplaError if there is none, the same one for a while."""
        if self._problem is not None and monotonic() < self._until:
            raise self._problem
        if self._model is None:
            try:
                self._model = _choose(self._asked(), self._settings.model)
                self._prompt()
            except HexaplaError as error:
                self._model = None
                self._problem, self._until = error, monotonic() + _SECONDS
                raise
        return self._model

    def _prompt(self) -> Prompt:
        model = self._model.id if self._model else self._settings.model
        if model not in self._prompts:
            self._prompts[model] = prompt_for(self._settings.prompt, model, self._settings.folder)
        return self._prompts[model]


def _choose(server: Server, wanted: str) -> Model:
    """The model with a name, or the only one."""
    models = server.models()
    where = msg("the server at {address}", address=server.address)
    if models is None:
        if wanted:  # some servers have one model, and nothing to list
            return Model(wanted)
        raise EngineError(
            msg("{where} doesn't say which models it has", where=where),
            hint=msg("check url in [llm], most end in /v1; or set model"),
        )
    names = [one.id for one in models]
    if not models:
        raise EngineError(
            msg("{where} has no model", where=where), hint=msg("load one, and try again")
        )
    if not wanted:
        if len(models) == 1:
            return models[0]
        listed = ", ".join(names[:_PARALLEL]) + (", …" if len(names) > _PARALLEL else "")
        raise EngineError(
            msg("{where} has several models", where=where),
            hint=msg("set model in [llm] to one: {listed}", listed=listed),
        )
    # Ollama adds a tag to a name without one.
    found = next((one for one in models if one.id in (wanted, f"{wanted}:latest")), None)
    if found is None:
        raise EngineError(
            msg("{where} has no model {wanted!r}", where=where, wanted=wanted),
            hint=suggestion(wanted, names),
        )
    return found
