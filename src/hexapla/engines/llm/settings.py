"""The settings of the engine: the table `[llm]` of a publication, and the user's environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

__all__ = ["Settings"]

# The environment's variables.
_URL, _MODEL, _PROMPT = "HEXAPLA_LLM_URL", "HEXAPLA_LLM_MODEL", "HEXAPLA_LLM_PROMPT"
_REMOTE, _KEY = "HEXAPLA_LLM_REMOTE", "HEXAPLA_LLM_KEY"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the engine needs to know.

    ``url``, ``model``, ``prompt``, ``remote``, ``sentences`` (in one request), ``parallel``
    (requests, 0 for as many as the server allows) and ``timeout`` (seconds for one answer) are the
    keys of `[llm]`. ``folder`` is the publication's, or None. The rest is the user's own word, from
    the environment: ``users_url`` tells that the address is theirs, ``users_hosts`` are the other
    machines that texts may be sent to, and ``key`` is the secret that a server may ask for.
    """

    url: str = ""
    model: str = ""
    prompt: str = "auto"
    remote: bool = False
    sentences: int = 8
    parallel: int = 0
    timeout: int = 300
    folder: Path | None = None
    users_url: bool = False
    users_hosts: tuple[str, ...] = ()
    key: str = ""

    @classmethod
    def of(
        cls,
        table: Mapping[str, Any],
        folder: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Settings:
        """The settings in a table, with those in an environment, which have precedence.

        Keys of the table that the engine itself doesn't need are ignored.
        """
        environment = os.environ if environment is None else environment
        known = {one.name for one in fields(cls)}
        own = cls(**{key: value for key, value in table.items() if key in known}, folder=folder)
        url, model, prompt = (
            environment.get(name, "")
            for name in (  # The environment's variables.
                _URL,
                _MODEL,
                _PROMPT,
            )
        )
        hosts = environment.get(_REMOTE, "").replace(",", " ").lower().split()
        return replace(
            own,
            url=url or own.url,
            model=model or own.model,
            prompt=prompt or own.prompt,
            users_url=bool(url),
            users_hosts=tuple(hosts),
            key=environment.get(_KEY, "").strip(),
        )
