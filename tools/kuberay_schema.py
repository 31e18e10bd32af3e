"""Make the schema of KubeRay's RayJob for tests/test_packaging.py, without its descriptions.

    python tools/kuberay_schema.py CLONE

CLONE is a clone of github.com/ray-project/kuberay.
"""

from __future__ import annotations

import json
import lzma
import sys
from pathlib import Path
from typing import Any

import yaml

SOURCE = "ray-operator/config/crd/bases/ray.io_rayjobs.yaml"
TARGET = Path(__file__).resolve().parent.parent / "tests" / "data" / "rayjob.schema.json.xz"


def without_descriptions(node: Any) -> Any:
    """The node without its descriptions; a property that is called so is no string."""
    if isinstance(node, dict):
        return {
            key: without_descriptions(value)
            for key, value in node.items()
            if not (key == "description" and isinstance(value, str))
        }
    return [without_descriptions(one) for one in node] if isinstance(node, list) else node


def main() -> None:
    """Write the schema."""
    definition = yaml.safe_load(Path(sys.argv[1], SOURCE).read_text("utf-8"))
    [version] = [one for one in definition["spec"]["versions"] if one["name"] == "v1"]
    schema = without_descriptions(version["schema"]["openAPIV3Schema"])
    TARGET.write_bytes(lzma.compress(json.dumps(schema, separators=(",", ":")).encode()))


if __name__ == "__main__":
    main()
