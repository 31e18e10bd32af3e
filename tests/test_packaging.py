"""The manifest for Kubernetes is what KubeRay accepts, and Slurm's script is a script."""

from __future__ import annotations

import json
import lzma
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.test_console import parse

ROOT = Path(__file__).parent.parent
MANIFEST = ROOT / "packaging" / "kubernetes" / "batch.yaml"
SLURM = ROOT / "packaging" / "slurm" / "batch.sh"
# Made by tools/kuberay_schema.py.
SCHEMA = Path(__file__).parent / "data" / "rayjob.schema.json.xz"

TYPES: dict[str, Any] = {
    "array": list, "boolean": bool, "integer": int, "number": (int, float), "object": dict,
    "string": str,
}  # fmt: skip


@cache
def schema() -> Any:
    return json.loads(lzma.decompress(SCHEMA.read_bytes()))


def faults(value: Any, rules: dict[str, Any], at: str = "") -> Iterator[str]:
    """Where a value is not what a schema of Kubernetes allows; unknown fields are faults, too."""
    either = rules.get("x-kubernetes-int-or-string")
    kinds = ["integer", "string"] if either else [rules[key] for key in ("type",) if key in rules]
    if kinds and not any(_is(value, kind) for kind in kinds):
        yield f"{at} is no {' or '.join(kinds)}"
    elif "enum" in rules and value not in rules["enum"]:
        yield f"{at} is none of {rules['enum']}"
    elif "pattern" in rules and not re.search(rules["pattern"], str(value)):
        yield f"{at} doesn't match {rules['pattern']}"
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from faults(one, rules.get("items", {}), f"{at}[{number}]")
    elif isinstance(value, dict):
        yield from _faults_of_fields(value, rules, at)


def _faults_of_fields(value: dict[str, Any], rules: dict[str, Any], at: str) -> Iterator[str]:
    known, others = rules.get("properties", {}), rules.get("additionalProperties")
    required = {name for name in rules.get("required", ()) if "default" not in known.get(name, {})}
    yield from (f"{at} lacks {name}" for name in sorted(required - value.keys()))
    for name, one in value.items():
        if name in known or others:
            yield from faults(one, known.get(name, others), f"{at}.{name}")
        elif known:
            yield f"{at}.{name} is unknown"


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def documents() -> list[Any]:
    return list(yaml.safe_load_all(MANIFEST.read_text("utf-8")))


def job() -> Any:
    [found] = [one for one in documents() if one["kind"] == "RayJob"]
    return found


def pods() -> list[Any]:
    cluster = job()["spec"]["rayClusterSpec"]
    groups = [cluster["headGroupSpec"], *cluster["workerGroupSpecs"]]
    return [group["template"]["spec"] for group in groups]


def test_the_manifest_is_what_kuberay_accepts() -> None:
    assert not [*faults(job(), schema())]


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (["spec", "backofLimit"], 3, ".spec.backofLimit is unknown"),
        (["spec", "backoffLimit"], "3", ".spec.backoffLimit is no integer"),
        (["spec", "rayClusterSpec", "workerGroupSpecs", 0, "rayStartParams", "num-cpus"], 1,
         ".spec.rayClusterSpec.workerGroupSpecs[0].rayStartParams.num-cpus is no string"),
        (["spec", "rayClusterSpec", "networkPolicy", "mode"], "None",
         ".spec.rayClusterSpec.networkPolicy.mode is none of"),
        (["spec", "rayClusterSpec", "headGroupSpec", "template", "spec", "containers", 0], {},
         ".spec.rayClusterSpec.headGroupSpec.template.spec.containers[0] lacks name"),
    ],
)  # fmt: skip
def test_the_schema_tells_mistakes(path: list[Any], value: Any, fault: str) -> None:
    changed = deepcopy(job())
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    [found] = faults(changed, schema())
    assert found.startswith(fault)


def test_the_pods_share_one_image_and_volume_and_reach_nothing_outside() -> None:
    containers = [container for pod in pods() for container in pod["containers"]]
    assert (
        len({json.dumps([one["image"], one["env"], one["volumeMounts"]]) for one in containers})
        == 1
    )
    claims = [one for one in documents() if one["kind"] == "PersistentVolumeClaim"]
    names = {one["metadata"]["name"] for one in claims}
    used = {
        volume["persistentVolumeClaim"]["claimName"]
        for pod in pods()
        for volume in pod["volumes"]
        if "persistentVolumeClaim" in volume
    }
    assert used == names
    assert job()["spec"]["rayClusterSpec"]["networkPolicy"]["mode"] == "DenyAll"
    assert all(
        one["env"][0] == {"name": "RAY_USAGE_STATS_ENABLED", "value": "0"} for one in containers
    )


def test_versions_are_the_same_everywhere() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    image = pods()[0]["containers"][0]["image"]
    recipe = MANIFEST.with_name("Containerfile").read_text("utf-8")
    assert image.endswith(f":{version}")
    assert image in recipe
    assert f"ray:{job()['spec']['rayClusterSpec']['rayVersion']}-" in recipe


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_slurms_script_is_a_script() -> None:
    subprocess.run(["bash", "-n", SLURM], check=True)


def test_the_commands_in_them_are_commands() -> None:
    program, *words = job()["spec"]["entrypoint"].split()
    assert program == "translate"
    parse(words)
    script = SLURM.read_text("utf-8")
    _, _, words_there = script.partition('"$bin/translate" ')
    given = re.search(r"batch\.sh (.*)", script)
    assert given is not None
    parse(words_there.replace('"$@"', given[1]).replace('"$head:$port"', "10.0.0.1:6379").split())
