"""Lay the schemas of the `kubernetes-validate` wheel out for kubeconform.

usage: schemas.py WHEEL VERSION DIRECTORY

The wheel names its folders `vX.Y.Z-local[-strict]`, gives every schema an `$id` on a web
address and points its references there. kubeconform would fetch those, so the `$id`s go and
the references become relative; the folders get the names that kubeconform's
`-schema-location` template makes.
"""

import json
import pathlib
import sys
import zipfile

SCHEMAS = "kubernetes_validate/kubernetes-json-schema"
WEB_REFERENCE = "/api/_definitions.json"


def local(schema):
    """The same schema, its references relative to its own folder."""
    if isinstance(schema, dict):
        return {
            key: value.replace(WEB_REFERENCE, "_definitions.json")
            if key == "$ref" and isinstance(value, str)
            else local(value)
            for key, value in schema.items()
        }
    if isinstance(schema, list):
        return [local(item) for item in schema]
    return schema


def main():
    """Convert the schemas of one Kubernetes version."""
    wheel, version, out = sys.argv[1:]
    with zipfile.ZipFile(wheel) as archive:
        for suffix in ("", "-strict"):
            prefix = f"{SCHEMAS}/v{version}-local{suffix}/"
            names = [name for name in archive.namelist() if name.startswith(prefix) and name.endswith(".json")]
            if not names:
                sys.exit(f"{wheel} has no schemas of Kubernetes {version}")
            target = pathlib.Path(out) / f"v{version}-standalone{suffix}"
            target.mkdir()
            for name in names:
                schema = json.loads(archive.read(name))
                schema.pop("$id", None)
                (target / pathlib.PurePosixPath(name).name).write_text(json.dumps(local(schema)), encoding="utf-8")


if __name__ == "__main__":
    main()
